package org.counterflow.api.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Noise;
import org.counterflow.api.tensor.Sum;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Points, moves, predictions and labels against {@code x = alpha x_0 + sigma z}. */
class ProcessTest {
  private static final Expr X = new Noise(1), D = new Noise(2), F = new Noise(3);

  private record Turn() implements NoiseSchedule {
    @Override
    public Point at(double time) {
      return new Point(time, StrictMath.cos(time), StrictMath.sin(time));
    }

    @Override
    public double timeOfLambda(double lambda) {
      return StrictMath.atan(StrictMath.exp(-lambda));
    }

    @Override
    public Point earliest() {
      return at(0.01);
    }

    @Override
    public Point latest() {
      return at(1.5);
    }
  }

  private static double of(Expr e, Expr leaf) {
    Sum s = Sum.of(e);
    int k = s.leaves().indexOf(leaf);
    return k < 0 ? 0 : s.coefficient(k, 0);
  }

  static List<Prediction> predictions() {
    return List.of(Prediction.DATA, Prediction.EPSILON, Prediction.VELOCITY, Prediction.FLOW, Prediction.SCORE,
        Prediction.flow(Prediction.Towards.DATA), Prediction.edm(0.5));
  }

  @Test
  void movesAreExactForWhatTheyHold() {
    Point p = new Point(0, 0.6, 0.8), q = new Point(0, 0.9, 0.3);
    double x0 = 0.7, z = -1.3, x = p.alpha() * x0 + p.sigma() * z, y = q.alpha() * x0 + q.sigma() * z;
    Expr held = p.hold(X, D, q), noise = p.holdNoise(X, D, q);
    assertEquals(y, of(held, X) * x + of(held, D) * x0, 1e-15);
    assertEquals(y, of(noise, X) * x + of(noise, D) * z, 1e-15);
  }

  @Test
  void eachMoveIsFiniteAtOneEnd() {
    Point inside = new Point(0, 0.6, 0.8), clean = new Point(0, 1, 0), noise = new Point(1, 0, 1);
    assertEquals(1, of(inside.hold(X, D, clean), D));
    assertEquals(0, of(inside.hold(X, D, clean), X));
    assertEquals(0.8, of(noise.hold(X, D, inside), X));
    assertEquals(0.6, of(noise.hold(X, D, inside), D));
    assertEquals(0.6, of(clean.holdNoise(X, D, inside), X));
    assertEquals(0.8, of(clean.holdNoise(X, D, inside), D));
    assertEquals(1, of(noise.hold(X, D, clean), D), "from one end to the other");
  }

  @Test
  void pointsKnowWhereTheyAre() {
    Point p = new Point(3, 0.6, 0.8), q = new Point(4, 0.6, 0.8), r = new Point(5, 0.8, 0.6);
    assertEquals(StrictMath.log(0.75), p.lambda(), 1e-15);
    assertEquals(0.8 / 0.6, p.ratio());
    assertEquals(2 * StrictMath.log(4.0 / 3), p.stepTo(r), 1e-15);
    assertTrue(p.samePlace(q) && !p.equals(q) && p.inside());
    assertFalse(new Point(0, 1, 0).inside());
    assertEquals(Double.POSITIVE_INFINITY, new Point(0, 1, 0).lambda());
    assertEquals(Double.NEGATIVE_INFINITY, new Point(0, 0, 1).lambda());
  }

  @ParameterizedTest
  @MethodSource("predictions")
  void estimatesAgreeWithTheProcess(Prediction prediction) {
    for (Point p : List.of(new Point(0, 0.6, 0.8), new Point(0, 0.3, 0.7), new Point(0, 1, 4), new Point(0, 0.999, 0.01))) {
      // Whatever the output is, D and epsilon are those of one x = alpha D + sigma epsilon.
      Affine d = prediction.data(p), e = prediction.noise(p);
      assertEquals(1, p.alpha() * d.ofX() + p.sigma() * e.ofX(), 1e-12, prediction + " at " + p);
      assertEquals(0, p.alpha() * d.ofOutput() + p.sigma() * e.ofOutput(), 1e-12, prediction + " at " + p);
    }
  }

  @ParameterizedTest
  @MethodSource("predictions")
  void estimatesDoNotCareForTheScaleOfTheProcess(Prediction prediction) {
    // The score alone belongs to one process: its output scales with 1/sigma.
    boolean score = prediction == Prediction.SCORE;
    Point p = new Point(0, 0.6, 0.8), q = new Point(0, 1.2, 1.6);
    double x = 0.9, f = 0.4, twice = score ? f / 2 : f;
    Affine a = prediction.data(p), b = prediction.data(q);
    assertEquals(a.ofX() * x + a.ofOutput() * f, b.ofX() * 2 * x + b.ofOutput() * twice, 1e-12);
    Affine c = prediction.noise(p), d = prediction.noise(q);
    assertEquals(c.ofX() * x + c.ofOutput() * f, d.ofX() * 2 * x + d.ofOutput() * twice, 1e-12);
  }

  @Test
  void eachOutputMeansWhatItsNameSays() {
    Point p = new Point(0, 0.6, 0.8);
    double x0 = 0.7, z = -1.3, x = 0.6 * x0 + 0.8 * z;
    double[] outputs = {x0, z, 0.6 * z - 0.8 * x0, z - x0, -z / 0.8, x0 - z};
    for (int k = 0; k < outputs.length; k++) {
      Prediction q = predictions().get(k);
      boolean flow = q.id().startsWith("flow");
      Point at = flow ? new Point(0, 0.6, 0.4) : p;
      double state = flow ? 0.6 * x0 + 0.4 * z : x;
      assertEquals(x0, q.data(at).ofX() * state + q.data(at).ofOutput() * outputs[k], 1e-12, q.id());
      assertEquals(z, q.noise(at).ofX() * state + q.noise(at).ofOutput() * outputs[k], 1e-12, q.id());
    }
    // EDM, table 1: D = c_skip x + c_out F at alpha = 1.
    double s = 2, d = 0.5;
    Affine edm = Prediction.edm(d).data(new Point(0, 1, s));
    assertEquals(d * d / (s * s + d * d), edm.ofX(), 1e-15);
    assertEquals(s * d / Math.sqrt(s * s + d * d), edm.ofOutput(), 1e-15);
    assertEquals(1 / Math.sqrt(s * s + d * d), Prediction.edm(d).inputScale(new Point(0, 1, s)), 1e-15);
    assertEquals(1, Prediction.EPSILON.inputScale(p));
  }

  @Test
  void whatCannotBeSaidAtAnEndIsAnErrorWithARemedy() {
    Point noise = new Point(1, 0, 1), clean = new Point(0, 1, 0);
    for (Prediction p : List.of(Prediction.EPSILON, Prediction.SCORE)) {
      var e = assertThrows(IllegalArgumentException.class, () -> p.data(noise));
      assertTrue(String.valueOf(e.getMessage()).contains(p.id()) && e.getMessage().contains("alpha = 0")
          && e.getMessage().contains("velocity"), e.getMessage());
    }
    assertThrows(IllegalArgumentException.class, () -> Prediction.DATA.noise(clean));
    for (Prediction p : List.of(Prediction.VELOCITY, Prediction.FLOW, Prediction.flow(Prediction.Towards.DATA), Prediction.edm(0.5))) {
      for (Point end : List.of(noise, clean)) {
        assertTrue(Double.isFinite(p.data(end).ofX() + p.data(end).ofOutput() + p.noise(end).ofX() + p.noise(end).ofOutput()), p.id());
      }
    }
    assertEquals(0, Prediction.EPSILON.data(clean).ofOutput(), 0, "at clean data the state is the data");
    for (double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
      assertThrows(IllegalArgumentException.class, () -> Prediction.edm(bad));
  }

  @Test
  void anAffineWithoutAPartDoesNotMentionItsLeaf() {
    assertEquals(List.of(F), Sum.of(new Affine(0, 2).of(X, F)).leaves());
    assertEquals(List.of(X), Sum.of(new Affine(2, 0).of(X, F)).leaves());
    assertSame(F, Prediction.DATA.data(new Point(0, 0.5, 0.5)).of(X, F));
    assertEquals(List.of(X, F), Sum.of(new Affine(2, 3).of(X, F)).leaves());
  }

  /** A table of five entries, and the same in continuous time. */
  private record Made(int entries) implements NoiseSchedule {
    @Override
    public Point at(double time) {
      return new Point(time, 0.6, 1.2);
    }

    @Override
    public double timeOfLambda(double lambda) {
      throw new AssertionError();
    }

    @Override
    public Point earliest() {
      return new Point(entries == 0 ? 0.125 : 0, 1, 0.5);
    }

    @Override
    public Point latest() {
      return new Point(entries == 0 ? 1 : entries - 1, 0, 1);
    }
  }

  @Test
  void labelsAreWhatNetworksTake() {
    NoiseSchedule table = new Made(5), time = new Made(0);
    Point p = table.at(3), q = time.at(0.75);
    TimeLabel.From data = TimeLabel.From.DATA, noise = TimeLabel.From.NOISE;
    assertEquals(3, TimeLabel.STEP.of(p, table));
    assertEquals(0.75, TimeLabel.UNIT.of(p, table));
    assertEquals(0.75 * 999, TimeLabel.STEP.of(q, time));
    assertEquals(0.75, TimeLabel.UNIT.of(q, time));
    assertEquals(6, TimeLabel.step(2, data).of(p, table));
    assertEquals(1, TimeLabel.step(1, noise).of(p, table));
    assertEquals(0.25, TimeLabel.unit(1, noise).of(p, table));
    assertEquals(250, TimeLabel.unit(1000, noise).of(q, time));
    assertEquals(999 - 0.75 * 999, TimeLabel.step(1, noise).of(q, time));
    assertEquals(2, TimeLabel.SIGMA.of(p, table));
    assertEquals(20, TimeLabel.sigma(10).of(p, table));
    assertEquals(0.5 + 0.25 * StrictMath.log(2), TimeLabel.logSigma(0.5, 0.25).of(p, table), 1e-15);
    assertEquals("log-sigma:a=0.5", TimeLabel.logSigma(0.5, 0.25).toString());
    assertEquals("step", TimeLabel.STEP.toString());
    assertEquals("step:scale=0.5,from=noise", TimeLabel.step(0.5, noise).toString());
    assertEquals("unit:from=noise", TimeLabel.unit(1, noise).toString());
    assertEquals(TimeLabel.UNIT, TimeLabel.unit(1, data));
    assertThrows(IllegalArgumentException.class, () -> TimeLabel.logSigma(0, 0));
    assertThrows(IllegalArgumentException.class, () -> TimeLabel.logSigma(Double.NaN, 1));
    for (double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(IllegalArgumentException.class, () -> TimeLabel.unit(bad, data));
      assertThrows(IllegalArgumentException.class, () -> TimeLabel.sigma(bad));
    }
  }

  @Test
  void labelsBeyondWhatANetworkHasSeenAreMovedToTheNearest() {
    NoiseSchedule table = new Made(5), time = new Made(0);
    TimeLabel.Range steps = TimeLabel.STEP.range(table);
    assertEquals(new TimeLabel.Range(0, 4), steps);
    assertEquals(new TimeLabel.Range(0, 4), TimeLabel.step(1, TimeLabel.From.NOISE).range(table));
    assertEquals(new TimeLabel.Range(0, 0.875), TimeLabel.unit(1, TimeLabel.From.NOISE).range(time));
    double[][] moved = {{-0.996, 0}, {0, 0}, {2.5, 2.5}, {4, 4}, {1280, 4}, {Double.POSITIVE_INFINITY, 4}};
    for (double[] m : moved) {
      assertEquals(m[1], steps.clamp(m[0]));
      assertEquals(m[0] == m[1], steps.holds(m[0]), "label " + m[0]);
    }
    // A place that comes back from its lambda is no other place.
    assertTrue(steps.holds(4 + 1e-12) && steps.holds(-1e-12) && !steps.holds(4 + 1e-6) && !steps.holds(-1e-6));
    assertFalse(steps.holds(Double.NaN));
    assertEquals(new TimeLabel.Range(0.5, Double.POSITIVE_INFINITY), TimeLabel.SIGMA.range(table));
    assertEquals(0.5, TimeLabel.SIGMA.range(table).clamp(0.1));
    assertTrue(TimeLabel.SIGMA.range(table).holds(1e12));
    TimeLabel.Range open = TimeLabel.logSigma(0, -1).range(table);
    assertEquals(Double.NEGATIVE_INFINITY, open.min());
    assertTrue(open.holds(-1e12) && open.holds(open.max()) && !open.holds(open.max() + 1e-6));
    assertThrows(IllegalArgumentException.class, () -> new TimeLabel.Range(1, 0));
    assertThrows(IllegalArgumentException.class, () -> new TimeLabel.Range(Double.NaN, 0));
  }

  @Test
  void textsAreTheSameInEveryCountry() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertEquals("edm:sigma-data=0.25", Prediction.edm(0.25).toString());
      assertEquals("log-sigma:b=0.125", TimeLabel.logSigma(0, 0.125).toString());
      assertEquals("step:scale=0.5", TimeLabel.step(0.5, TimeLabel.From.DATA).toString());
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void schedulesInterpolateInLambda() {
    var s = new Turn();
    Point p = s.at(1.2), q = s.at(0.3);
    Point mid = s.between(p, q, 0.25);
    assertEquals(p.lambda() + 0.25 * p.stepTo(q), mid.lambda(), 1e-12);
    assertSame(p, s.between(p, q, 0));
    assertSame(q, s.between(p, q, 1));
    assertEquals(new Point(0, 1, 0), s.atLambda(Double.POSITIVE_INFINITY));
    assertThrows(IllegalArgumentException.class, () -> s.between(p, s.clean(), 0.5));
    assertThrows(IllegalArgumentException.class, () -> s.between(new Point(2, 0, 1), q, 0.5));
  }

  @Test
  void ratesAreDerivatives() {
    var s = new Turn();
    for (double t : new double[] {0.02, 0.5, 1.4}) {
      Point r = s.rate(t);
      assertEquals(-StrictMath.sin(t), r.alpha(), 1e-9);
      assertEquals(StrictMath.cos(t), r.sigma(), 1e-9);
      assertEquals(1, r.time());
    }
  }
}
