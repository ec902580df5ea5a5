package org.counterflow.solvers.rule;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.counterflow.api.Backends;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Options;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.score.OutputRule;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.score.Workspace;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;
import org.counterflow.solvers.Grids;
import org.counterflow.solvers.Schedules;
import org.counterflow.solvers.Solvers;
import org.counterflow.solvers.Targets;
import org.counterflow.solvers.support.Plain;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rules against their formulas, for each prediction, sample by sample and at the ends. */
class RulesTest {
  private static final int SIZE = 5;
  private static final Shape SHAPE = Shape.of(SIZE);
  private static final Point INSIDE = new Point(0.5, 0.6, 0.8);
  private static final Point NOISE = new Point(1, 0, 1);
  private static final Point CLEAN = new Point(0, 1, 0);

  /** Three samples: within the bound, partly beyond it, far beyond it. */
  private static final double[] DATA = {0.1, -0.9, 0.5, 0, 0.99, 0.2, 1.5, -3, -0.5, 1, 8, -9, 0.5, 7, -6};
  private static final double[] EPSILON = {0.3, 1.1, -0.2, 2, -1, 0.7, 0.1, -0.4, 1.5, 0, -2, 0.6, 0.9, -0.8, 0.2};

  private static Backend backend;

  @BeforeAll
  static void open() {
    backend = Plain.f64();
  }

  @AfterAll
  static void close() {
    backend.close();
  }

  static Stream<Prediction> predictions() {
    return Stream.of(Prediction.DATA, Prediction.EPSILON, Prediction.VELOCITY, Prediction.FLOW, Prediction.flow(Prediction.Towards.DATA),
        Prediction.SCORE, Prediction.edm(0.5));
  }

  /** What a solver sees of the first evaluation. */
  private record Seen(double[] x, double[] data, double[] noise, double[] extra) {}

  private record Said(Prediction prediction, double[] raw) implements ScoreFunction {
    @Override
    public NoiseSchedule schedule() {
      return Schedules.vp();
    }

    @Override
    public Evaluation evaluate(Expr x, Point at, Workspace w) {
      return new Evaluation(at, w.value(x), w.value(Tensor.of(SHAPE, raw)), prediction, Map.of("variance", w.value(Tensor.of(SHAPE, raw))));
    }
  }

  private static Seen seen(Backend b, ScoreFunction score, double[] x, Point at, Point to) {
    var found = new AtomicReference<Seen>();
    Solver probe = new Solver() {
      @Override
      public Traits traits() {
        return Traits.of(1).atEnds(true);
      }

      @Override
      public Expr step(Step s) {
        Evaluation e = s.here();
        found.set(new Seen(s.value(s.x()).toDoubles(), s.value(e.data()).toDoubles(), s.value(e.noise()).toDoubles(),
            e.extra("variance").toDoubles()));
        return s.x();
      }
    };
    boolean back = at.lambda() > to.lambda();
    Sampler s = Sampler.of(score).on(b).solver(probe).grid((n, steps) -> back ? List.of(to, at) : List.of(at, to)).steps(1);
    Tensor state = Tensor.of(SHAPE, x);
    Seeds seeds = Seeds.range(0, x.length / SIZE);
    (back ? s.encode(state, seeds, Conditions.NONE) : s.decode(state, seeds, Conditions.NONE)).close();
    return Objects.requireNonNull(found.get());
  }

  private static double[] each(double[] a, double[] b, double ofA, double ofB) {
    var c = new double[a.length];
    for (int i = 0; i < c.length; i++) c[i] = ofA * a[i] + ofB * b[i];
    return c;
  }

  /** A network that gives these estimates at a point: its output, from the rule of the prediction solved for it. */
  private static Seen under(OutputRule rule, Prediction p, Point at, double[] data, double[] noise) {
    double[] x = each(data, noise, at.alpha(), at.sigma());
    var a = p.data(at);
    double[] raw = each(data, x, 1 / a.ofOutput(), -a.ofX() / a.ofOutput());
    return seen(backend, new Said(p, raw).with(rule), x, at, new Point(0.1, 0.9, 0.1));
  }

  private static double[] map(double[] a, UnaryOperator<Double> f) {
    return Arrays.stream(a).map(f::apply).toArray();
  }

  private static double[] clipped(double bound) {
    return map(DATA, d -> Math.max(-bound, Math.min(bound, d)));
  }

  /** The divisor of a sample: sorted absolute values, linear between neighbours. */
  private static double divisor(double[] sample, double q, double max) {
    double[] sorted = Arrays.stream(sample).map(Math::abs).sorted().toArray();
    double place = q * (sorted.length - 1);
    int i = (int) Math.min(Math.floor(place), sorted.length - 2);
    return Math.min(Math.max(sorted[i] + (place - i) * (sorted[i + 1] - sorted[i]), 1), max);
  }

  private static double[] thresholded(double[] data, double q, double max) {
    var out = new double[data.length];
    for (int row = 0; row < data.length / SIZE; row++) {
      double s = divisor(Arrays.copyOfRange(data, row * SIZE, (row + 1) * SIZE), q, max);
      for (int i = row * SIZE; i < (row + 1) * SIZE; i++) out[i] = Math.max(-s, Math.min(s, data[i])) / s;
    }
    return out;
  }

  private static void assertRule(OutputRule consistent, OutputRule raw, Prediction p, double[] expected) {
    Seen e = under(consistent, p, INSIDE, DATA, EPSILON), r = under(raw, p, INSIDE, DATA, EPSILON);
    double[] x = each(DATA, EPSILON, INSIDE.alpha(), INSIDE.sigma());
    assertArrayEquals(expected, e.data, 1e-13);
    assertArrayEquals(x, e.x, 1e-15);
    assertArrayEquals(each(x, expected, 1 / INSIDE.sigma(), -INSIDE.alpha() / INSIDE.sigma()), e.noise, 1e-13);
    assertArrayEquals(expected, r.data, 1e-13);
    assertArrayEquals(EPSILON, r.noise, 1e-13);
    assertArrayEquals(each(expected, EPSILON, INSIDE.alpha(), INSIDE.sigma()), r.x, 1e-13);
    // The further outputs are still the network's.
    assertArrayEquals(under((v, w) -> v, p, INSIDE, DATA, EPSILON).extra, e.extra);
    assertArrayEquals(e.extra, r.extra);
  }

  @ParameterizedTest
  @MethodSource("predictions")
  void clipMovesEachElementIntoTheBound(Prediction p) {
    assertRule(new Clip(), new Clip(1, NoiseEstimate.RAW), p, clipped(1));
    assertRule(new Clip(2.5), new Clip(2.5, NoiseEstimate.RAW), p, clipped(2.5));
  }

  @ParameterizedTest
  @MethodSource("predictions")
  void thresholdDividesEachSampleByItsOwnQuantile(Prediction p) {
    double infinity = Double.POSITIVE_INFINITY;
    assertRule(new Threshold(), new Threshold(0.995, infinity, NoiseEstimate.RAW), p, thresholded(DATA, 0.995, infinity));
    assertRule(new Threshold(0.7, 5), new Threshold(0.7, 5, NoiseEstimate.RAW), p, thresholded(DATA, 0.7, 5));
    // Imagen's example of what it is against: with a greatest divisor of 1 it is the clip.
    assertRule(new Threshold(0.9, 1), new Threshold(0.9, 1, NoiseEstimate.RAW), p, clipped(1));
  }

  @Test
  void theQuantilesAreThoseOfTheSamples() {
    // By hand: absolute values 0.5 6 7 8 9 and q = 0.75 give 8; 0.2 0.5 1 1.5 3 give 1.5; the first sample stays below 1.
    double[] d = under(new Threshold(0.75, Double.POSITIVE_INFINITY), Prediction.EPSILON, INSIDE, DATA, EPSILON).data;
    double[] expected = {0.1, -0.9, 0.5, 0, 0.99, 0.2 / 1.5, 1, -1, -0.5 / 1.5, 1 / 1.5, 1, -1, 0.5 / 8, 7 / 8.0, -6 / 8.0};
    assertArrayEquals(expected, d, 1e-14);
  }

  @Test
  void aSampleDoesNotSeeTheOthers() {
    double[] together = under(new Threshold(0.7, 5), Prediction.VELOCITY, INSIDE, DATA, EPSILON).data;
    for (int row = 0; row < 3; row++) {
      int from = row * SIZE, to = from + SIZE;
      double[] alone = under(new Threshold(0.7, 5), Prediction.VELOCITY, INSIDE, Arrays.copyOfRange(DATA, from, to),
          Arrays.copyOfRange(EPSILON, from, to)).data;
      assertArrayEquals(alone, Arrays.copyOfRange(together, from, to));
    }
  }

  static Stream<OutputRule> rules() {
    return Stream.of(new Clip(), new Clip(1, NoiseEstimate.RAW), new Threshold(), new Threshold(0.9, 3, NoiseEstimate.RAW));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void atPureNoiseTheDataEstimateIsCorrectedAndTheNoiseEstimateIsTheState(OutputRule rule) {
    double[] expected = rule instanceof Clip ? clipped(1) : rule.equals(new Threshold()) ? thresholded(DATA, 0.995, 1e9)
        : thresholded(DATA, 0.9, 3);
    for (Prediction p : List.of(Prediction.DATA, Prediction.VELOCITY, Prediction.FLOW, Prediction.edm(0.5))) {
      Seen e = under(rule, p, NOISE, DATA, EPSILON);
      assertArrayEquals(expected, e.data, 1e-13, p.id());
      assertArrayEquals(EPSILON, e.noise, 1e-13, p.id());
      assertArrayEquals(EPSILON, e.x, 1e-13, p.id());
    }
  }

  @ParameterizedTest
  @MethodSource("rules")
  void withoutADataEstimateAtPureNoiseItSaysSo(OutputRule rule) {
    for (Prediction p : List.of(Prediction.EPSILON, Prediction.SCORE)) {
      var e = assertThrows(IllegalArgumentException.class,
          () -> seen(backend, new Said(p, EPSILON).with(rule), EPSILON, NOISE, INSIDE));
      assertEquals("prediction " + p.id() + " cannot give a data estimate at alpha = 0.0, sigma = 1.0; use velocity, or a schedule or grid "
          + "that stays off that end", e.getMessage());
    }
  }

  @ParameterizedTest
  @MethodSource("rules")
  void atCleanDataTheStateIsTheDataAndNothingIsCorrected(OutputRule rule) {
    for (Prediction p : List.of(Prediction.EPSILON, Prediction.VELOCITY, Prediction.FLOW)) {
      ScoreFunction said = new Said(p, EPSILON);
      Seen e = seen(backend, said.with(rule), DATA, CLEAN, INSIDE), plain = seen(backend, said, DATA, CLEAN, INSIDE);
      assertArrayEquals(plain.data, e.data);
      assertArrayEquals(plain.noise, e.noise);
      assertArrayEquals(DATA, e.x);
    }
  }

  @ParameterizedTest
  @MethodSource("rules")
  void aRunFromCleanDataAndToItIsFinite(OutputRule rule) {
    ScoreFunction score = Targets.twoMoons().score().with(rule);
    for (Solver solver : List.of(Solvers.ddim(), Solvers.dpmSolverPP2M(), Solvers.uniPC(3), Solvers.heun())) {
      Sampler s = Sampler.of(score).on(backend).along(Schedules.rectifiedFlow()).solver(solver).grid(Grids.trailing()).steps(20);
      try (Samples out = s.sample(Shape.of(2), Seeds.range(0, 4))) {
        for (double v : out.toDoubles()) assertTrue(Math.abs(v) <= 1 + 1e-12, solver + ": " + v);
        try (Samples noise = s.encode(Tensor.of(Shape.of(2), out.toDoubles()), Seeds.range(0, 4), Conditions.NONE)) {
          for (double v : noise.toDoubles()) assertTrue(Math.abs(v) < 100, solver + ": " + v);
        }
      }
    }
  }

  /** In single precision a noise estimate that is computed from state and data loses its digits at low noise. */
  @Test
  void whatIsNotCorrectedKeepsAllDigits() {
    var low = new Point(0.001, 1, 0.002);
    double[] small = map(DATA, d -> d * 0.1), x = each(small, EPSILON, low.alpha(), low.sigma());
    try (Backend single = Backends.installed().open("java", Options.defaults().in(Precision.F32))) {
      for (OutputRule rule : rules().toList()) {
        Seen plain = seen(single, new Said(Prediction.EPSILON, EPSILON), x, low, CLEAN);
        Seen e = seen(single, new Said(Prediction.EPSILON, EPSILON).with(rule), x, low, CLEAN);
        assertArrayEquals(plain.noise, e.noise, rule.toString());
        assertArrayEquals(plain.data, e.data, rule.toString());
      }
    }
  }

  @Test
  void aBoundThatNothingMeetsChangesNoBit() {
    ScoreFunction score = Targets.twoMoons().score();
    for (Solver solver : List.of(Solvers.uniPC(3), Solvers.ddpm(), Solvers.heun())) {
      double[][] x = new double[2][];
      for (int k = 0; k < 2; k++) {
        try (Samples s = Sampler.of(k == 0 ? score : score.with(new Clip(50))).on(backend).solver(solver).grid(Grids.karras(7)).steps(10)
            .sample(Shape.of(2), Seeds.range(0, 4))) {
          x[k] = s.toDoubles();
        }
      }
      assertArrayEquals(x[0], x[1], solver.toString());
    }
  }

  /** With the network's own noise, ddim goes to {@code alpha D' + sigma epsilon}: diffusers' step without use_clipped_model_output. */
  @Test
  void rawNoiseIsWhatDdimGoesOnWith() {
    Point to = new Point(0.1, 0.9, Math.sqrt(0.19));
    double[] x = each(DATA, EPSILON, INSIDE.alpha(), INSIDE.sigma());
    for (NoiseEstimate noise : NoiseEstimate.values()) {
      ScoreFunction score = new Said(Prediction.EPSILON, EPSILON).with(new Clip(1, noise));
      try (Samples s = Sampler.of(score).on(backend).solver(Solvers.ddim()).grid((n, steps) -> List.of(INSIDE, to)).steps(1)
          .decode(Tensor.of(SHAPE, x), Seeds.range(0, 3), Conditions.NONE)) {
        double[] e = noise == NoiseEstimate.RAW ? EPSILON : each(x, clipped(1), 1 / INSIDE.sigma(), -INSIDE.alpha() / INSIDE.sigma());
        assertArrayEquals(each(clipped(1), e, to.alpha(), to.sigma()), s.toDoubles(), 1e-13);
      }
    }
  }

  @Test
  void whatIsNotFiniteIsNotHidden() {
    double[] raw = EPSILON.clone();
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      Arrays.fill(raw, SIZE, 2 * SIZE, bad);
      for (Prediction p : List.of(Prediction.DATA, Prediction.EPSILON)) {
        Sampler s = Sampler.of(new Said(p, raw).with(new Threshold())).on(backend).solver(Solvers.ddim())
            .grid((n, k) -> List.of(INSIDE, CLEAN)).steps(1);
        String said = assertThrows(ArithmeticException.class,
            () -> s.decode(Tensor.of(SHAPE, DATA), Seeds.range(0, 3), Conditions.NONE)).getMessage();
        assertTrue(said.startsWith("sample 1 (seed 1) became "), said);
      }
    }
  }

  @Test
  void wrongNumbersAreExplained() {
    assertMessage("clip: bound must be above 0 and at most 1000000, was 0", () -> new Clip(0));
    assertMessage("threshold: q must be above 0 and at most 1, was 1.5", () -> new Threshold(1.5, 2));
    assertMessage("threshold: max must be at least 1, was 0.5", () -> new Threshold(0.9, 0.5));
    assertNotEquals(new Clip(), new Clip(1, NoiseEstimate.RAW));
    assertEquals("threshold:q=0.9,max=3,noise=raw", new Threshold(0.9, 3, NoiseEstimate.RAW).toString());
  }

  private static void assertMessage(String message, Runnable wrong) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, wrong::run).getMessage());
  }
}
