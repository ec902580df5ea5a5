package org.counterflow.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.solver.Adaptive;
import org.counterflow.api.solver.Decision;
import org.counterflow.api.solver.EmbeddedSolver;
import org.counterflow.api.solver.Estimate;
import org.counterflow.api.solver.NotFiniteException;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;
import org.counterflow.api.value.Value;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A state that is not finite ends the run with a message that says which, where, when and whose fault it is. */
class NotFiniteTest {
  private final Backend backend = Worlds.java(Precision.F64);

  @AfterEach
  void close() {
    backend.close();
  }

  /** A network that says nonsense of class 2 once its label is below a half. */
  private static HostNetwork sick(double nonsense) {
    return HostNetwork.of(Worlds.PAIR, Precision.F64, Precision.F64,
        r -> new double[] {r.x()[0] * 0.1, r.condition("class", 0) == 2 && r.label() < 0.5 ? nonsense : r.x()[1] * 0.1});
  }

  private NotFiniteException failure(Sampler s, Conditions c) {
    return assertThrows(NotFiniteException.class, () -> s.on(backend).sample(Worlds.PAIR, Worlds.seeds(5), c));
  }

  private String message(Sampler s) {
    return String.valueOf(failure(s, Zoo.classes(5)).getMessage());
  }

  @Test
  void namesSampleSeedStepEvaluationAndPlaceAndBlamesTheNetwork() {
    Sampler s = Zoo.sampler(sick(Double.NaN).epsilon(), new SmallSolvers.Heun(), Worlds.INSIDE).microBatch(2);
    int step = 0;
    while (s.points().get(step).time() >= 0.5) step++;
    Point from = s.points().get(step - 1);
    // Heun asks at the step's end, one step before its here() does: evaluation 2 of that step.
    String said = message(s), place = ", at t=" + (float) from.time() + " (sigma " + (float) from.sigma() + ")";
    assertTrue(said.startsWith("sample 2 (seed 33) became NaN in step " + step + " of 7, evaluation " + 2 * step + place), said);
    assertTrue(said.endsWith("network output not finite"), said);
    NotFiniteException e = failure(s, Zoo.classes(5));
    assertEquals(2, e.sample());
    assertEquals(33, e.seed());
    assertEquals(step - 1, e.step());
    assertEquals(from, e.point());
  }

  @Test
  void infinityIsCalledSo() {
    assertTrue(message(Zoo.sampler(sick(Double.NEGATIVE_INFINITY).epsilon(), new SmallSolvers.Ddim(), Worlds.INSIDE))
        .contains("became infinite"));
  }

  @Test
  void theNetworkIsBlamedBehindGuidanceAndRulesToo() {
    for (Sampler s : List.of(
        Zoo.sampler(sick(Double.NaN).epsilon().guided(new Zoo.Rescaled(2)), new SmallSolvers.Ddim(), Worlds.INSIDE),
        Zoo.sampler(sick(Double.NaN).epsilon().guided(new Zoo.Moving(0.5)), new SmallSolvers.Ddim(), Worlds.INSIDE),
        Zoo.sampler(sick(Double.NaN).epsilon(), new SmallSolvers.TwoDraws(), Worlds.INSIDE)))
      assertTrue(message(s).endsWith("network output not finite"), message(s));
  }

  @Test
  void theSolverIsBlamedWhereTheNetworkIsWell() {
    Solver wild = s -> s.index() < 3 ? s.hold(s.here().data()) : s.value(s.hold(s.here().data()).times(1e300)).times(1e300);
    String said = message(Zoo.sampler(sick(0).epsilon(), wild, Worlds.INSIDE));
    assertTrue(said.contains("became infinite in step 4 of 7, evaluation 4") && said.contains("the solver's sum"), said);
    assertFalse(said.contains("network output not finite"), said);
  }

  @Test
  void withoutANetworkNoneIsBlamed() {
    Solver wild = s -> s.value(s.hold(s.here().data()).times(1e300)).times(1e300);
    String said = String.valueOf(failure(Zoo.sampler(Worlds.bumps(), wild, Worlds.INSIDE), Conditions.NONE).getMessage());
    assertTrue(said.contains("the solver's sum") && !said.contains("network"), said);
  }

  @Test
  void evaluationsAreThoseOfTheSampleNotOfTheGroupsBefore() {
    Shape large = Shape.of(1, 256, 256);
    var begun = new AtomicInteger();
    Solver wild = s -> {
      if (s.index() == 0) begun.incrementAndGet();
      return begun.get() == 2 && s.index() == 1 ? s.value(s.hold(s.here().data()).times(1e300)).times(1e300) : s.hold(s.here().data());
    };
    HostNetwork net = HostNetwork.of(large, Precision.F64, Precision.F64, r -> new double[r.x().length]);
    var e = assertThrows(ArithmeticException.class,
        () -> Sampler.of(net.epsilon()).solver(wild).grid(Worlds.INSIDE).steps(2).microBatch(3).on(backend)
        .sample(large, Worlds.seeds(5)));
    assertTrue(String.valueOf(e.getMessage()).startsWith("sample 3 (seed 44) became infinite in step 2 of 2, evaluation 2,"),
        e.getMessage());
  }

  @Test
  void lanesNameTheirOwnSampleAndCountForThemselves() {
    String said = message(Zoo.sampler(sick(Double.NaN).epsilon(), Zoo.adaptive(new Blind()), Worlds.INSIDE));
    assertTrue(said.startsWith("sample 2 (seed 33) became NaN in step "), said);
    assertTrue(said.endsWith("network output not finite"), said);
    assertEquals(said.replaceAll(".* in step (\\d+).*", "$1"), said.replaceAll(".*evaluation (\\d+).*", "$1"), said);
    NotFiniteException e = failure(Zoo.sampler(sick(Double.NaN).epsilon(), Zoo.adaptive(new Blind()), Worlds.INSIDE), Zoo.classes(5));
    assertEquals(List.of(2L, 33L), List.of(e.sample(), e.seed()));
    assertEquals("in step " + (e.step() + 1), said.replaceAll(".*(in step \\d+).*", "$1"));
  }

  /** A pair that trusts itself. */
  private record Blind() implements EmbeddedSolver {
    @Override
    public Estimate stepWithError(Step s) {
      return new Estimate(s.hold(s.here().data()), 0.9);
    }
  }

  @Test
  void anErrorThatIsNoNumberEndsAnAdaptiveRunAtOnce() {
    // All comparisons with NaN are false: without a check the run would try the whole way again and again.
    String said = message(Zoo.sampler(sick(Double.NaN).epsilon(), Zoo.adaptive(new SmallSolvers.Pair(1e-2)), Worlds.INSIDE));
    assertTrue(said.startsWith("sample 2 (seed 33)") && said.contains("NaN") && said.contains("network output not finite"), said);
  }

  @Test
  void aFactorThatLeadsNowhereEndsAnAdaptiveRunAtOnce() {
    for (double factor : new double[] {0, -1, Double.NaN}) {
      var a = new Adaptive(new SmallSolvers.Pair(1e-2), e -> new Decision(false, factor), 1, 50);
      var e = assertThrows(ArithmeticException.class,
          () -> Zoo.sampler(Worlds.bumps(), a, Worlds.INSIDE).on(backend).sample(Worlds.PAIR, Seeds.of(7), Conditions.NONE));
      assertTrue(String.valueOf(e.getMessage()).contains("sample 0 (seed 7)") && e.getMessage().contains(String.valueOf(factor)),
          e.getMessage());
    }
  }

  /** Of several answers, the first sample that is sick in any of them is named. */
  @Test
  void namesTheFirstSampleOfAllAnswers() {
    HostNetwork net = HostNetwork.of(Worlds.PAIR, Precision.F64, Precision.F64, r -> {
      int sick = r.condition("class", -1) == HostNetwork.NULL_CLASS ? 1 : 3;
      return new double[] {r.condition("prompt", 0) == sick ? Double.NaN : 0.1 * r.x()[0], 0.1 * r.x()[1]};
    }).taking("prompt", ElementType.DOUBLE, Shape.of());
    Sampler s = Zoo.sampler(net.epsilon().guided(new Zoo.Rescaled(2)), new SmallSolvers.Ddim(), Worlds.INSIDE).microBatch(5);
    assertEquals(1, failure(s, Zoo.classes(5).with("prompt", Value.of(Shape.of(5), 0.0, 1, 2, 3, 4))).sample());
  }

  /** Whatever its place among those that are served together. */
  @Test
  void anAdaptiveSampleIsNamedByItsOwnNumber() {
    for (int wrong = 0; wrong < 5; wrong++) {
      int lane = wrong;
      EmbeddedSolver pair = new EmbeddedSolver() {
        @Override
        public Traits traits() {
          return Traits.of(2).evaluations(2);
        }

        @Override
        public Estimate stepWithError(Step s) {
          Estimate e = new SmallSolvers.Pair(1e-2).stepWithError(s);
          if (s.mean(s.given("lane"))[0] != lane) return e;
          // Meanwhile the others are served and ask for something else: it is alone then.
          s.norm(s.x());
          return new Estimate(s.value(s.x().times(Double.NaN)), e.error());
        }
      };
      Sampler s = Zoo.sampler(Zoo.told(Worlds.bumps(), "lane"), Zoo.adaptive(pair), Worlds.INSIDE);
      NotFiniteException e = failure(s, Conditions.NONE.with("lane", Tensor.of(Worlds.PAIR, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4)));
      assertEquals(lane, e.sample());
      assertEquals(Worlds.seeds(5).get(lane), e.seed());
      assertTrue(String.valueOf(e.getMessage()).contains("sample " + lane + " (seed " + e.seed() + ")"), e.getMessage());
    }
  }
}
