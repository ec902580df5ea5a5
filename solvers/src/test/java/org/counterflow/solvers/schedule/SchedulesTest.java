package org.counterflow.solvers.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.Stream;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.OwnPoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchedulesTest {
  static Stream<NoiseSchedule> schedules() {
    return Stream.of(BetaTable.linear(1e-4, 0.02, 1000), BetaTable.scaledLinear(0.00085, 0.012, 1000), BetaTable.cosine(1000),
        BetaTable.liTwoPhase(2, 6, 1000), BetaTable.linear(1e-4, 0.02, 37), BetaTable.ofBetas(0.01, 0.2, 0.4),
        new VariancePreserving(0.1, 20), new VariancePreserving(3, 3), new Edm(0.002, 80),
        new RectifiedFlow(1), new RectifiedFlow(3), new RectifiedFlow(0.5), BetaTable.exp(1000), BetaTable.laplace(1000),
        BetaTable.sigmoid(1e-4, 0.02, 1000), VDiffusion.inUnits(), VDiffusion.inAngles(), new VpCosine(), new VpCosine(0, InitialScale.UNIT),
        new SubVp(), new SubVp(2, 2, InitialScale.UNIT), new VarianceExploding(), new RescaleZeroSnr(BetaTable.linear(1e-4, 0.02, 1000)),
        new RescaleZeroSnr(BetaTable.scaledLinear(0.00085, 0.012, 100), 0x1p-24),
        // That of vp, whose formulas the integrals have to meet, and one of no formula.
        General.of("vp by its coefficients", t -> -0.5 * (0.1 + 19.9 * t), t -> Math.sqrt(0.1 + 19.9 * t), 1e-3, 1),
        General.of("any", t -> -Math.sin(t) * t, t -> 1.2 + Math.cos(3 * t), 0.01, 2));
  }

  /** Times between the ends, between entries, and short of the earliest. */
  private static double[] times(NoiseSchedule s) {
    double a = s.earliest().time(), b = s.latest().time();
    var t = new double[400];
    for (int i = 0; i < t.length; i++) t[i] = a + (b - a) * (i + 0.37) / t.length;
    t[0] = 0.5 * (s.clean().time() + a);
    return t;
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void lambdaHasItsTime(NoiseSchedule s) {
    for (double t : times(s)) {
      Point p = s.at(t), back = s.atLambda(p.lambda());
      assertEquals(t, s.timeOfLambda(p.lambda()), 1e-9 * Math.max(1, Math.abs(t)), s + " at " + t);
      assertEquals(p.lambda(), back.lambda(), 1e-10, s + " at " + t);
      assertEquals(p.alpha(), back.alpha(), 1e-10);
      assertEquals(p.sigma(), back.sigma(), 1e-10);
    }
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void lambdaFallsWithTime(NoiseSchedule s) {
    double last = s.earliest().lambda();
    assertTrue(last < s.atLambda(Double.POSITIVE_INFINITY).lambda());
    for (double t : Arrays.stream(times(s)).skip(1).toArray()) {
      double lambda = s.at(t).lambda();
      assertTrue(lambda < last, s + " at " + t);
      last = lambda;
    }
    assertTrue(s.latest().lambda() < last);
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void theEndsAreWhereTheySay(NoiseSchedule s) {
    assertTrue(s.at(s.earliest().time()).samePlace(s.earliest()));
    assertTrue(s.at(s.latest().time()).samePlace(s.latest()));
    assertEquals(s.clean(), s.at(s.clean().time()));
    assertEquals(s.clean(), s.atLambda(Double.POSITIVE_INFINITY));
    assertEquals(0, s.clean().sigma());
    assertEquals(1, s.clean().alpha());
    if (s.entries() > 0) assertEquals(s.entries() - 1, s.latest().time());
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void ratesAreDerivatives(NoiseSchedule s) {
    for (double t : times(s)) {
      double h = 1e-6 * Math.abs(t - s.clean().time());
      // A difference across an entry of a table would mix two slopes.
      if (s.entries() > 0 && Math.abs(t - Math.rint(t)) < 2 * h) continue;
      Point a = s.at(t - h), b = s.at(t + h), r = s.rate(t);
      assertEquals((b.alpha() - a.alpha()) / (2 * h), r.alpha(), 1e-5 * Math.abs(r.alpha()) + 1e-8, s + " at " + t);
      assertEquals((b.sigma() - a.sigma()) / (2 * h), r.sigma(), 1e-5 * Math.abs(r.sigma()) + 1e-8, s + " at " + t);
    }
  }

  @Test
  void theLinearTableIsTheOneOfDiffusers() {
    var s = BetaTable.linear(1e-4, 0.02, 1000);
    double[][] expected = {{0, 0.9999}, {1, 0.9997800920720721}, {99, 0.89701814567496}, {499, 0.07858724288177824},
        {999, 4.035829765375676e-05}};
    for (double[] e : expected) assertEquals(e[1], s.alphaBars().get((int) e[0]), 4e-16 * Math.max(e[1], 0.1));
    assertEquals(Math.sqrt(0.9999), s.earliest().alpha());
  }

  @Test
  void theScaledLinearTableEndsWhereStableDiffusionDoes() {
    var s = BetaTable.scaledLinear(0.00085, 0.012, 1000);
    assertEquals(14.6146, s.latest().ratio(), 1e-4);
    assertEquals(0.029167, s.earliest().ratio(), 1e-6);
  }

  @Test
  void theCosineTableHasItsFormulaAndItsBound() {
    var s = BetaTable.cosine(1000);
    double f = Math.pow(Math.cos((500 / 1000.0 + 0.008) / 1.008 * Math.PI / 2) / Math.cos(0.008 / 1.008 * Math.PI / 2), 2);
    assertEquals(f, s.alphaBars().get(499), 1e-12);
    assertEquals(0.999, 1 - s.alphaBars().get(999) / s.alphaBars().get(998), 1e-12);
  }

  @Test
  void theTwoPhasesOfTheTheory() {
    int n = 1000;
    var s = BetaTable.liTwoPhase(2, 6, n);
    double d = 6 * Math.log(n) / n;
    assertEquals(Math.pow(n, -2), 1 - s.alphaBars().get(0), 1e-15);
    assertEquals(d * 1e-6 * Math.pow(1 + d, 10), 1 - s.alphaBars().get(9) / s.alphaBars().get(8), 1e-14);
    assertEquals(d, 1 - s.alphaBars().get(900) / s.alphaBars().get(899), 1e-12);
    // Nearly uniform in lambda: between 0.45 and 0.81 of d.
    for (int i = 1; i < n; i++) {
      double h = s.at(i - 1).lambda() - s.at(i).lambda();
      assertTrue(i == 1 || h > 0.44 * d && h < 0.82 * d, "step " + i + ": " + h / d);
    }
  }

  /** A score function asks its own process for the time of another's point, to see whether it is the same place. */
  @ParameterizedTest
  @MethodSource("schedules")
  void anyTimeMayBeAskedFor(NoiseSchedule s) {
    for (double t : new double[] {-1, -0.3, 0, 0.5, 1, 12.5, 80, 999, 1500}) {
      OwnPoint own = OwnPoint.of(s, new Point(t, 0.6, 0.8));
      assertEquals(Math.log(0.6 / 0.8), own.point().lambda(), 1e-10, s + " at " + t);
      assertEquals(own.point().sigma(), own.scale() * 0.8, 1e-10);
    }
  }

  @Test
  void theContinuousProcessesHaveTheirFormulas() {
    Point vp = new VariancePreserving(0.1, 20).at(0.3), flow = new RectifiedFlow(3).at(0.25), edm = new Edm(0.002, 80).at(7.5);
    assertEquals(Math.exp(-0.25 * 19.9 * 0.09 - 0.5 * 0.1 * 0.3), vp.alpha(), 1e-15);
    assertEquals(1, vp.alpha() * vp.alpha() + vp.sigma() * vp.sigma(), 1e-15);
    assertEquals(0.5, flow.sigma(), 1e-15);
    assertEquals(0.5, flow.alpha(), 1e-15);
    assertEquals(new Point(7.5, 1, 7.5), edm);
  }

  @Test
  void aSmallAlphaOfTheStraightPathKeepsItsDigits() {
    Point p = new RectifiedFlow(1).atLambda(-30);
    assertEquals(Math.exp(-30) / (1 + Math.exp(-30)), p.alpha(), 1e-15 * p.alpha());
    assertEquals(-30, p.lambda(), 1e-13);
  }

  @Test
  void startsAreScaledAsTheProcessNeeds() {
    assertEquals(1, BetaTable.cosine(10).initialScale(new Point(9, 0.1, 0.9)));
    assertEquals(0.9, BetaTable.cosine(10).with(InitialScale.SIGMA).initialScale(new Point(9, 0.1, 0.9)));
    assertEquals(5, BetaTable.cosine(10).with(InitialScale.TOTAL).initialScale(new Point(9, 3, 4)));
    assertEquals(80, new Edm(0.002, 80).initialScale(new Point(80, 1, 80)));
    assertEquals(Math.hypot(1, 80), new Edm(0.002, 80, InitialScale.TOTAL).initialScale(new Point(80, 1, 80)));
    assertEquals(1, new VariancePreserving(0.1, 20).initialScale(new Point(1, 0.1, 0.9)));
    assertEquals(1, new RectifiedFlow(1).initialScale(new Point(1, 0, 1)));
  }

  @Test
  void theOtherTablesHaveTheirFormulas() {
    for (double[] e : new double[][] {{499, Math.exp(-6)}, {999, Math.exp(-12)}})
      assertEquals(e[1], BetaTable.exp(1000).alphaBars().get((int) e[0]), 1e-12 * e[1]);
    // alpha-bar as diffusers has it, relative to its value at time 0
    double quarter = Math.exp(-0.5 * Math.log(0.5 + 1e-6)), first = Math.exp(-0.5 * Math.log(1e-6));
    assertEquals(Math.sqrt(quarter / (1 + quarter) / (first / (1 + first))), BetaTable.laplace(1000).alphaBars().get(249), 1e-12);
    var sigmoid = BetaTable.sigmoid(1e-4, 0.02, 1001).alphaBars();
    assertEquals((1e-4 + 0.02) / 2, 1 - sigmoid.get(500) / sigmoid.get(499), 1e-14);
    assertEquals(1e-4 + 0.0199 / (1 + Math.exp(6)), 1 - sigmoid.get(0), 1e-15);
  }

  @Test
  void theOtherProcessesHaveTheirFormulas() {
    Point half = VDiffusion.inUnits().at(0.5), angle = VDiffusion.inAngles().at(0.3), ve = new VarianceExploding().at(0.5);
    assertEquals(Math.sqrt(0.5), half.alpha(), 1e-15);
    assertEquals(Math.sqrt(0.5), half.sigma(), 1e-15);
    assertEquals(Math.cos(0.3), angle.alpha(), 1e-15);
    assertEquals(Math.sin(0.3), angle.sigma(), 1e-15);
    assertEquals(new Point(1, 0, 1), VDiffusion.inUnits().latest());
    assertEquals(Math.sqrt(0.01 * 50), ve.sigma(), 1e-15);
    assertEquals(50, new VarianceExploding().latest().sigma());
    Point vp = new VariancePreserving(0.1, 20).at(0.3), sub = new SubVp().at(0.3);
    assertEquals(vp.alpha(), sub.alpha(), 1e-15);
    assertEquals(vp.sigma() * vp.sigma(), sub.sigma(), 1e-15);
    // The table's entry i is the formula's time (i + 1)/T.
    assertEquals(Math.sqrt(BetaTable.cosine(1000).alphaBars().get(499)), new VpCosine().at(0.5).alpha(), 1e-12);
    assertEquals(1, Math.hypot(new VpCosine().at(0.5).alpha(), new VpCosine().at(0.5).sigma()), 1e-15);
  }

  @Test
  void smallAlphasKeepTheirDigits() {
    for (NoiseSchedule s : new NoiseSchedule[] {VDiffusion.inUnits(), VDiffusion.inAngles(), new VpCosine(),
        new RescaleZeroSnr(BetaTable.linear(1e-4, 0.02, 1000))}) {
      Point p = s.atLambda(-30);
      assertEquals(Math.exp(-30), p.alpha(), 1e-13 * p.alpha(), s + "");
      assertEquals(1, p.sigma(), 2e-16);
    }
    assertEquals(Math.exp(-30), new SubVp().atLambda(30).ratio(), 1e-10 * Math.exp(-30));
  }

  @Test
  void theIntegralsAreThoseOfKnownProcesses() {
    NoiseSchedule vp = new VariancePreserving(), general = General.of("g", t -> -0.5 * (0.1 + 19.9 * t), t -> Math.sqrt(0.1 + 19.9 * t), 1e-3, 1);
    NoiseSchedule exploding = General.of("edm", t -> 0, t -> Math.sqrt(2 * t), 0.002, 80);
    for (double t : new double[] {1e-3, 0.0123, 0.3, 0.77, 1}) {
      assertEquals(vp.at(t).alpha(), general.at(t).alpha(), 1e-13 * vp.at(t).alpha(), "alpha at " + t);
      assertEquals(vp.at(t).sigma(), general.at(t).sigma(), 1e-13 * vp.at(t).sigma(), "sigma at " + t);
      assertEquals(vp.timeOfLambda(vp.at(t).lambda()), general.timeOfLambda(vp.at(t).lambda()), 1e-13);
      assertEquals(80 * t, exploding.at(80 * t).sigma(), 1e-12 * t);
    }
    assertEquals(general.latest().time(), general.timeOfLambda(-100));
    // Where no noise is added for a moment, the time of a lambda is hardly determined, its place is.
    NoiseSchedule still = General.of("g", t -> -Math.sin(t) * t, t -> 1 + Math.cos(3 * t), 0.01, 2);
    for (double t = 0.9; t < 1.2; t += 0.003) assertEquals(still.at(t).lambda(), still.atLambda(still.at(t).lambda()).lambda(), 1e-14);
    assertMessage("g: between the times 0.0 and ", () -> General.of("g", t -> 0, t -> 0, 0.1, 1));
    assertMessage("g: earliest must be above 0 and latest above it, were 1.0 and 0.5", () -> General.of("g", t -> 0, t -> 1, 1, 0.5));
  }

  @Test
  void aTableMovedToPureNoise() {
    var linear = BetaTable.linear(1e-4, 0.02, 1000);
    var moved = new RescaleZeroSnr(linear);
    assertEquals(linear.earliest().alpha(), moved.earliest().alpha(), 2e-16);
    assertEquals(new Point(999, 0, 1), moved.latest());
    double a = linear.at(500).alpha(), first = linear.earliest().alpha(), last = linear.latest().alpha();
    assertEquals((a - last) * first / (first - last), moved.at(500).alpha(), 1e-15);
    assertEquals(moved.at(998).alpha() / 4, moved.at(998.75).alpha(), 1e-18);
    var floored = new RescaleZeroSnr(linear, 0x1p-24);
    assertEquals(Math.sqrt(0x1p24 - 1), floored.latest().ratio(), 1e-9);
    assertEquals(moved.at(900), floored.at(900));
    for (int i = 1; i < 1000; i++) assertTrue(floored.at(i).lambda() < floored.at(i - 1).lambda(), "entry " + i);
    assertEquals("rescale-zero-snr(linear)", moved.toString());
    assertEquals(moved, new RescaleZeroSnr(BetaTable.linear(1e-4, 0.02, 1000)));
  }

  @Test
  void equalTextsAreEqualSchedules() {
    assertEquals(BetaTable.cosine(10), BetaTable.cosine(10));
    assertEquals(BetaTable.cosine(10).hashCode(), BetaTable.cosine(10).hashCode());
    assertTrue(!BetaTable.cosine(10).equals(BetaTable.cosine(10).with(InitialScale.SIGMA)));
  }

  @Test
  void wrongNumbersAreExplained() {
    assertMessage("linear: beta-start must be above 0 and below 1, was 0", () -> BetaTable.linear(0, 0.02, 1000));
    assertMessage("cosine: steps must be in 2 to 1000000, was 1", () -> BetaTable.cosine(1));
    assertMessage("betas:values=0.5 needs at least 2 entries, has 1", () -> BetaTable.ofBetas(0.5));
    assertMessage("beta 1 of betas:values=0.5/0 must be above 0 and below 1, was 0.0", () -> BetaTable.ofBetas(0.5, 0));
    assertMessage("beta 0 of betas:values=1.0e-17/0.5 is too small to count beside 1: 1.0E-17; take", () -> BetaTable.ofBetas(1e-17, 0.5));
    assertMessage("alpha of linear:beta-start=0.999,beta-end=0.999 is 0 from entry ", () -> BetaTable.linear(0.999, 0.999, 1000));
    assertMessage("li-two-phase needs c1 log(steps) / steps below 1, was 1.3815510557964275 for c1=6.0, steps=10",
        () -> BetaTable.liTwoPhase(2, 6, 10));
    assertMessage("edm: sigma-max must be above sigma-min (2.0), was 1.0", () -> new Edm(2, 1));
    assertMessage("vp: beta-max must be at least beta-min (2.0), was 1.0", () -> new VariancePreserving(2, 1));
    assertMessage("ve: sigma-max must be above sigma-min (2.0), was 1.0", () -> new VarianceExploding(2, 1, InitialScale.SIGMA));
    assertMessage("sub-vp: beta-max must be at least beta-min (2.0), was 1.0", () -> new SubVp(2, 1, InitialScale.UNIT));
    assertMessage("rescale-zero-snr needs a table, and vp has no entries", () -> new RescaleZeroSnr(new VariancePreserving()));
    assertMessage("rescale-zero-snr: floor must be below alpha^2 of the first entry, 0.89", () -> new RescaleZeroSnr(BetaTable.ofBetas(0.1, 0.2), 0.95));
    assertMessage("rectified-flow: shift must be above 0 and at most 1000000, was 0", () -> new RectifiedFlow(0));
  }

  private static void assertMessage(String start, Runnable wrong) {
    String message = assertThrows(IllegalArgumentException.class, wrong::run).getMessage();
    assertTrue(message.startsWith(start), message);
  }
}
