package org.counterflow.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.score.OutputRule;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.solver.Adaptive;
import org.counterflow.api.solver.Decision;
import org.counterflow.api.solver.EmbeddedSolver;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;
import org.counterflow.api.value.Value;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What belongs to a sample follows it through groups, small last calls and pauses: labels, a condition of the network and one of a rule, a
 * row a sample each, for a network whose rows depend on how many there are.
 */
class ResumeRowsTest {
  private static final int SAMPLES = 7;
  private final Backend backend = Worlds.java(Precision.F32);

  @AfterEach
  void close() {
    backend.close();
  }

  private static List<Solver> solvers() {
    return List.of(new SmallSolvers.Pec(), new SmallSolvers.TwoM(), new SmallSolvers.Ancestral(new SmallSolvers.TwoDraws(), 0.7),
        steady(new SmallSolvers.Pair(0.1)), steady(new SmallSolvers.SameAsLast(0.1)), steady(new SmallSolvers.NoisyPair(0.1)));
  }

  /** Steps that differ, and some that are refused, without a norm that a mask could make 0. */
  private static Adaptive steady(EmbeddedSolver pair) {
    return new Adaptive(pair, t -> t.rejected().isEmpty() && t.accepted().size() % 2 == 1 && t.now().step() > 0.8 ? new Decision(false, 0.6)
        : new Decision(true, 1.3), 1, 200);
  }

  private static HostNetwork network(Shape shape, boolean byCount) {
    return HostNetwork.of(shape, Precision.F32, Precision.F32, r -> {
      double[] f = r.x().clone();
      double by = byCount ? 0.5 + 0.01 * r.rows() : 0.5, more = 0.05 * r.condition("prompt", 0) + 0.03 * r.condition("class", 0) + 0.1 * r.label();
      for (int i = 0; i < f.length; i++) f[i] = by * f[i] / (1 + Math.abs(f[i])) + more;
      return f;
    }).taking("prompt", ElementType.FLOAT, Shape.of());
  }

  private static Value mask(Shape shape) {
    var m = new double[Math.toIntExact(SAMPLES * shape.elements())];
    int n = (int) shape.elements();
    for (int i = 0; i < m.length; i++) m[i] = 0.5 + 0.5 * ((3 * (i / n) + i % n) % SAMPLES) / SAMPLES;
    return Value.of(shape.batch(SAMPLES), m);
  }

  private static Conditions given(Shape shape) {
    return Zoo.classes(SAMPLES).with("prompt", Value.of(Shape.of(SAMPLES), 1f, 2f, 3f, 4f, 5f, 6f, 7f)).with("mask", mask(shape));
  }

  private static Conditions row(Conditions all, int i) {
    Conditions mine = Conditions.NONE;
    for (String name : all.values().keySet()) mine = mine.with(name, all.get(name).rows(i, 1));
    return mine;
  }

  /** One group, and several. */
  @ParameterizedTest
  @ValueSource(ints = {1, 8193})
  void whateverASampleIsGivenStaysItsOwn(int size) throws IOException {
    Shape shape = Shape.of(2 * size);
    boolean large = size > 1;
    for (boolean byCount : large ? new boolean[] {true} : new boolean[] {true, false}) {
      for (Solver solver : large ? List.of(solvers().getFirst(), solvers().get(3)) : solvers()) {
        ScoreFunction f = Zoo.masked(network(shape, byCount).epsilon()).with(new Zoo.SlowClip());
        Sampler s = Zoo.sampler(f, solver, Worlds.INSIDE).on(backend).microBatch(large ? 2 : 4).steps(large ? 3 : 5);
        double[] whole = Zoo.values(s.start(shape, Worlds.seeds(SAMPLES), given(shape)));
        int n = (int) shape.elements();
        for (int i : large ? new int[] {3, 6} : new int[] {0, 1, 2, 3, 4, 5, 6}) {
          double[] alone = Zoo.values(s.start(shape, Seeds.of(Worlds.seeds(SAMPLES).get(i)), row(given(shape), i)));
          assertTrue(Arrays.equals(Zoo.rows(whole, n, i), alone), solver + ", " + byCount + ": sample " + i + " depends on the others");
        }
        resumed(s, shape, given(shape), whole, large ? 3 : 1, solver + ", " + byCount);
      }
    }
  }

  /** Adds up what it said, by way of the carry and of the history: the same tensor, by two ways. */
  private record TwoWays() implements Solver {
    @Override
    public Traits traits() {
      return Traits.of(1).remembers(1);
    }

    @Override
    public Expr step(Step s) {
      Evaluation here = s.here(), past = s.past(1);
      Tensor carried = s.carry().get("two-ways.raw");
      s.carry().put("two-ways.raw", here.raw());
      if (past == null || carried == null) return s.hold(here.data());
      return s.hold(here.data()).plus(past.raw().times(0.3)).plus(carried.times(0.45));
    }
  }

  /** A sum takes what is the same as one term, rounded once: after a pause too. */
  @Test
  void whatIsTheSameStaysTheSame() throws IOException {
    Shape shape = Shape.of(64);
    Sampler s = Zoo.sampler(network(shape, true).epsilon(), new TwoWays(), Worlds.INSIDE).on(backend).microBatch(4);
    Conditions c = given(shape).without("mask");
    resumed(s, shape, c, Zoo.values(s.start(shape, Worlds.seeds(SAMPLES), c)), 1, "two ways");
  }

  /** Outputs beside the estimate have shapes of their own, and evaluations keep them. */
  @Test
  void outputsOfOtherShapesComeBackToo() throws IOException {
    Shape shape = Shape.of(2);
    HostNetwork net = network(shape, true).with("spread", Shape.of(3), Precision.F32, r -> new double[] {r.x()[0], r.x()[1], r.label()});
    OutputRule reading = (e, w) -> {
      double[] spread = w.norm(e.extras().get("spread"));
      for (int i = 0; i < spread.length; i++) spread[i] = 1 / (1 + 0.01 * spread[i]);
      return Evaluation.ofData(e.point(), e.x(), w.value(e.data().times(spread)));
    };
    Conditions c = given(shape).without("mask");
    for (Solver solver : solvers()) {
      for (ScoreFunction f : List.of(net.epsilon(), net.epsilon().with(reading))) {
        Sampler s = Zoo.sampler(f, solver, Worlds.INSIDE).on(backend).microBatch(4).steps(5);
        resumed(s, shape, c, Zoo.values(s.start(shape, Worlds.seeds(SAMPLES), c)), 2, solver + " with other shapes");
      }
    }
  }

  private static void resumed(Sampler s, Shape shape, Conditions given, double[] whole, int every, String what) throws IOException {
    try (Run paused = s.start(shape, Worlds.seeds(SAMPLES), given)) {
      boolean more = true;
      for (int step = 0; more; step++) {
        if (step % every == 0) {
          var saved = new ByteArrayOutputStream();
          paused.save(saved);
          double[] then = Zoo.values(s.start(shape, Worlds.seeds(SAMPLES), given).load(new ByteArrayInputStream(saved.toByteArray())));
          assertEquals(-1, Arrays.mismatch(whole, then), what + ", resumed after step " + step);
        }
        more = paused.advance();
      }
    }
  }
}
