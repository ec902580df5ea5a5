package org.counterflow.solvers.guidance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.counterflow.api.value.Value;
import org.counterflow.api.network.NetworkException;
import org.counterflow.solvers.Guidances;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeLabel;
import org.counterflow.api.network.Call;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.Guidance;
import org.counterflow.api.network.Network;
import org.counterflow.api.network.Port;
import org.counterflow.api.network.Ports;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;
import org.counterflow.solvers.Grids;
import org.counterflow.solvers.Schedules;
import org.counterflow.solvers.Solvers;
import org.counterflow.solvers.support.Plain;
import org.counterflow.api.value.Access;
import org.counterflow.api.value.Hold;
import org.junit.jupiter.api.Test;

class ClassifierFreeTest {
  private static final Shape SHAPE = Shape.of(3);
  private static final double[] START = {1, -2, 0.5, 0.25, 3, -1};

  /** Gives (k + 1) x + k e_1 for class k, and x where there is no class. */
  private static final class ByClass implements Network {
    @Override
    public Ports ports() {
      return new Ports(List.of(Port.of("sample", ElementType.DOUBLE, "batch", 3), Port.of("timestep", ElementType.DOUBLE, "batch"),
          Port.of("class_labels", ElementType.INT64, "batch")), List.of(Port.of("out_sample", ElementType.DOUBLE, "batch", 3)));
    }

    @Override
    public Map<String, String> metadata() {
      return Map.of("counterflow.micro-batch", "2", "counterflow.null-class", "0");
    }

    @Override
    public void evaluate(Call call) {
      double[] x = call.inputs().get("sample").toDoubles(), k = call.inputs().get("class_labels").toDoubles();
      try (Hold out = call.outputs().get("out_sample").hold(Memory.HOST, Access.WRITE)) {
        for (int i = 0; i < x.length; i++)
          out.segment().setAtIndex(ValueLayout.JAVA_DOUBLE_UNALIGNED, i, (k[i / 3] + 1) * x[i] + (i % 3 == 0 ? k[i / 3] : 0));
      }
    }

    @Override
    public void close() {}
  }

  /** The raw output of the first evaluation, for classes 1 and 2, and the rows that the network was asked for. */
  private record Outcome(double[] raw, long rows) {}

  private static Outcome outcome(Guidance g, Point at) {
    var raw = new AtomicReference<double[]>();
    ScoreFunction score = ScoreFunction.of(new ByClass(), Prediction.EPSILON, TimeLabel.SIGMA, Schedules.edm()).guided(g);
    var sampler = Sampler.of(score).solver(Solvers.ddim()).grid((s, n) -> List.of(at, s.earliest())).steps(1)
        .watch(p -> {
          if (p.evaluation() != null) raw.set(((Tensor) p.evaluation().raw()).toDoubles());
        });
    try (Backend b = Plain.f64(); Samples s = sampler.on(b).decode(Tensor.of(SHAPE, START), Seeds.range(0, 2), Conditions.classes(1, 2))) {
      return new Outcome(raw.get(), s.report().networkRows());
    }
  }

  private static double[] conditional() {
    var c = new double[6];
    for (int i = 0; i < 6; i++) {
      double k = 1 + i / 3;
      c[i] = (k + 1) * START[i] + (i % 3 == 0 ? k : 0);
    }
    return c;
  }

  /** On EDM's own process the input of the network is the state. */
  private static double[] combined(double weight) {
    double[] c = conditional(), g = new double[6];
    for (int i = 0; i < 6; i++) g[i] = START[i] + weight * (c[i] - START[i]);
    return g;
  }

  private static final Point AT = new Point(1.5, 1, 1.5);

  @Test
  void theOutputIsMovedAwayFromTheUnconditionalOne() {
    for (double w : new double[] {0, 0.5, 3, 7.5}) {
      Outcome o = outcome(new ClassifierFree(w), AT);
      assertArrayEquals(combined(w), o.raw, 1e-14, "weight " + w);
      assertEquals(4, o.rows);
    }
  }

  @Test
  void weightOneIsTheConditionalOutputAndAsksOnce() {
    Outcome o = outcome(new ClassifierFree(1), AT);
    assertArrayEquals(conditional(), o.raw);
    assertEquals(2, o.rows);
  }

  @Test
  void outsideOfTheIntervalItAsksOnce() {
    for (double[] interval : new double[][] {{2, 10}, {0, 1}}) {
      Outcome o = outcome(new ClassifierFree(3, 0, interval[0], interval[1]), AT);
      assertArrayEquals(conditional(), o.raw);
      assertEquals(2, o.rows);
    }
    assertEquals(4, outcome(new ClassifierFree(3, 0, 1.5, 1.5), AT).rows);
  }

  @Test
  void aRescaleOfOneGivesTheDeviationOfTheConditionalOutput() {
    double[] g = combined(3), c = conditional(), full = outcome(new ClassifierFree(3, 1, 0, Double.POSITIVE_INFINITY), AT).raw;
    double[] half = outcome(new ClassifierFree(3, 0.5, 0, Double.POSITIVE_INFINITY), AT).raw;
    for (int row = 0; row < 2; row++) {
      double factor = deviation(c, row) / deviation(g, row);
      assertEquals(deviation(c, row), deviation(full, row), 1e-13);
      for (int i = 3 * row; i < 3 * row + 3; i++) {
        assertEquals(factor * g[i], full[i], 1e-13);
        assertEquals((0.5 * factor + 0.5) * g[i], half[i], 1e-13);
      }
    }
  }

  private static double deviation(double[] v, int row) {
    double mean = 0, square = 0;
    for (int i = 3 * row; i < 3 * row + 3; i++) {
      mean += v[i] / 3;
      square += v[i] * v[i] / 3;
    }
    return Math.sqrt(square - mean * mean);
  }

  @Test
  void withoutAClassItSaysWhatIsMissing() {
    var e = assertThrows(IllegalArgumentException.class, () -> new ClassifierFree(3).ask(Conditions.NONE, AT));
    assertEquals("cfg:weight=3 needs a condition \"class\" to guide towards; given: []", e.getMessage());
  }

  @Test
  void itRunsWithEachSolver() {
    ScoreFunction score = ScoreFunction.of(new ByClass(), Prediction.EPSILON, TimeLabel.SIGMA, Schedules.edm())
        .guided(new ClassifierFree(2, 0.7, 0.01, 10));
    try (Backend b = Plain.f64(); Samples s = Sampler.of(score).on(b).solver(Solvers.uniPC(3)).grid(Grids.karras(7)).steps(8).sample(SHAPE,
        Seeds.range(0, 3), Conditions.classes(0, 1, 2))) {
      for (double v : s.toDoubles()) assertTrue(Double.isFinite(v));
    }
  }

  @Test
  void wrongNumbersAreExplained() {
    assertThrows(IllegalArgumentException.class, () -> new ClassifierFree(-1));
    assertThrows(IllegalArgumentException.class, () -> new ClassifierFree(3, 1.5, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> new ClassifierFree(3, 0, 2, 1));
  }

  /** Gives x plus the mean of its prompt. */
  private static final class ByPrompt implements Network {
    @Override
    public Ports ports() {
      return new Ports(List.of(Port.of("sample", ElementType.DOUBLE, "batch", 3), Port.of("timestep", ElementType.DOUBLE, "batch"),
          Port.of("encoder_hidden_states", ElementType.FLOAT, "batch", "tokens", 2)),
          List.of(Port.of("out_sample", ElementType.DOUBLE, "batch", 3)));
    }

    @Override
    public void evaluate(Call call) {
      Value prompt = call.inputs().get("encoder_hidden_states");
      double[] x = call.inputs().get("sample").toDoubles(), p = prompt.toDoubles();
      int width = p.length / prompt.count();
      try (Hold out = call.outputs().get("out_sample").hold(Memory.HOST, Access.WRITE)) {
        for (int i = 0; i < x.length; i++) {
          double mean = Arrays.stream(p, i / 3 * width, (i / 3 + 1) * width).average().orElseThrow();
          out.segment().setAtIndex(ValueLayout.JAVA_DOUBLE_UNALIGNED, i, x[i] + mean);
        }
      }
    }

    @Override
    public void close() {}
  }

  private static double[] guidedByPrompt(Guidance g, Conditions c) {
    var raw = new AtomicReference<double[]>();
    var sampler = Sampler.of(ScoreFunction.of(new ByPrompt(), Prediction.EPSILON, TimeLabel.UNIT, Schedules.vp()).guided(g))
        .solver(Solvers.ddim()).grid(Grids.logSnr()).steps(1).watch(p -> {
          if (p.evaluation() != null) raw.set(((Tensor) p.evaluation().raw()).toDoubles());
        });
    try (Backend b = Plain.f64(); Samples s = sampler.on(b).decode(Tensor.of(SHAPE, START), Seeds.range(0, 2), c)) {
      assertEquals(2 * 2, s.report().networkRows());
    }
    return raw.get();
  }

  @Test
  void anyConditionIsGuidedAwayFromANegativeOne() {
    // Prompts of means 1 and 2, away from one of another length with the mean 0.5.
    Value prompts = Value.of(Shape.of(2, 2, 2), 0f, 1, 1, 2, 2, 2, 2, 2), empty = Value.of(Shape.of(1, 1, 2), 0f, 1);
    Conditions c = Conditions.NONE.with("encoder_hidden_states", prompts);
    var guidance = Guidances.classifierFree(7.5).of("encoder_hidden_states");
    double[] raw = guidedByPrompt(guidance.against(empty), c);
    for (int i = 0; i < 6; i++) assertEquals(START[i] + 0.5 + 7.5 * ((i < 3 ? 1 : 2) - 0.5), raw[i], 1e-12);
    assertArrayEquals(raw, guidedByPrompt(guidance, c.with("encoder_hidden_states.negative", empty)), "given with the run, as files are");
    assertEquals("cfg:weight=7.5,of=encoder_hidden_states", guidance.toString());
    var e = assertThrows(NetworkException.class, () -> guidedByPrompt(guidance, c));
    assertTrue(String.valueOf(e.getMessage()).contains("encoder_hidden_states"), e.getMessage());
  }

  @Test
  void aNegativeThatDoesNotFitIsRefusedBeforeAnythingRuns() {
    Value wide = Value.of(Shape.of(1, 1, 3), 0f, 1, 2);
    Conditions c = Conditions.NONE.with("encoder_hidden_states", Value.of(Shape.of(1, 1, 2), 0f, 1));
    var e = assertThrows(IllegalArgumentException.class,
        () -> guidedByPrompt(Guidances.classifierFree(2).of("encoder_hidden_states").against(wide), c));
    assertTrue(String.valueOf(e.getMessage()).contains("encoder_hidden_states"), e.getMessage());
  }
}
