package org.counterflow.solvers.grid;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.solvers.Parts;
import org.counterflow.solvers.schedule.BetaTable;
import org.counterflow.solvers.schedule.Edm;
import org.counterflow.solvers.schedule.RectifiedFlow;
import org.counterflow.solvers.schedule.VariancePreserving;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GridsTest {
  private static final NoiseSchedule TABLE = BetaTable.linear(1e-4, 0.02, 1000), VP = new VariancePreserving(0.1, 20),
      EDM = new Edm(0.002, 80), FLOW = new RectifiedFlow(1);

  /** A network knows nothing of times between its first entry and clean data. */
  @ParameterizedTest
  @ValueSource(strings = {"logit-normal:mean=-8", "shift(linspace:points=n):mu=0.3", "stretch(trailing):terminal=1e-4", "explicit:times=500/-0.5/-1",
      "within(trailing):to=-0.5"})
  void noGridLeavesATableAtItsDataEnd(String text) {
    TimeGrid grid = Catalogue.of(List.of(new Parts())).find(Kind.GRID, text);
    int steps = text.startsWith("explicit") ? 2 : 3;
    var e = assertThrows(IllegalArgumentException.class, () -> grid.on(TABLE, steps));
    assertTrue(String.valueOf(e.getMessage()).contains("leaves the table of linear"), e.getMessage());
  }

  @Test
  void aGridThatWouldBeHugeIsRefused() {
    TimeGrid grid = Catalogue.of(List.of(new Parts())).find(Kind.GRID, "truncate(karras):strength=1e-8");
    assertTrue(String.valueOf(assertThrows(IllegalArgumentException.class, () -> grid.on(EDM, 3)).getMessage()).contains("strength"));
  }

  private static double[] times(TimeGrid g, NoiseSchedule s, int steps) {
    return g.on(s, steps).stream().mapToDouble(Point::time).toArray();
  }

  private static double[] ratios(TimeGrid g, NoiseSchedule s, int steps) {
    return g.on(s, steps).stream().mapToDouble(Point::ratio).toArray();
  }

  static Stream<TimeGrid> grids() {
    return Stream.of(new Trailing(), new Leading(), new Leading(0, PerStep.N_PLUS_1), new Linspace(), new Linspace(PerStep.N),
        new Karras(7, 40, 0.02), new LogSnr(-3.6, 3.9), new Final(new Karras(5, 40, 0.02), Final.At.NONE),
        new Final(new LogSnr(-3.6, 3.9), Final.At.ZERO), new Final(new Linspace(), Final.At.SIGMA_MIN),
        new Final(new Trailing(), Final.At.NONE));
  }

  @ParameterizedTest
  @MethodSource("grids")
  void stepsAreUpdatesOnEachProcessAndLambdaRises(TimeGrid g) {
    for (NoiseSchedule s : List.of(TABLE, VP, EDM, FLOW, BetaTable.cosine(1000))) {
      for (int steps : new int[] {1, 2, 3, 10, 50}) {
        List<Point> p = g.on(s, steps);
        assertEquals(steps + 1, p.size(), g + " on " + s);
        for (int i = 1; i < p.size(); i++) assertTrue(p.get(i - 1).lambda() < p.get(i).lambda(), g + " on " + s + ", node " + i);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("grids")
  void fewerThanOneStepIsExplained(TimeGrid g) {
    var e = assertThrows(IllegalArgumentException.class, () -> g.on(TABLE, 0));
    assertEquals("steps must be at least 1, was 0 (steps counts updates; diffusers' num_inference_steps means the same)", e.getMessage());
  }

  @Test
  void trailingOnATable() {
    assertArrayEquals(new double[] {999, 899, 799, 699, 599, 499, 399, 299, 199, 99, -1}, times(new Trailing(), TABLE, 10));
    assertArrayEquals(new double[] {999, 856, 713, 570, 428, 285, 142, -1}, times(new Trailing(), TABLE, 7));
    assertEquals(1001, new Trailing().on(TABLE, 1000).size());
  }

  @Test
  void leadingOnATable() {
    assertArrayEquals(new double[] {900, 800, 700, 600, 500, 400, 300, 200, 100, 0, -1}, times(new Leading(), TABLE, 10));
    assertArrayEquals(new double[] {853, 711, 569, 427, 285, 143, 1, -1}, times(new Leading(1, PerStep.N), TABLE, 7));
    assertArrayEquals(new double[] {900, 810, 720, 630, 540, 450, 360, 270, 180, 90, -1}, times(new Leading(0, PerStep.N_PLUS_1), TABLE,
        10));
  }

  @Test
  void linspaceOnATable() {
    assertArrayEquals(new double[] {999, 899, 799, 699, 599, 500, 400, 300, 200, 100, -1}, times(new Linspace(), TABLE, 10));
    assertArrayEquals(new double[] {999, 888, 777, 666, 555, 444, 333, 222, 111, 0, -1}, times(new Linspace(PerStep.N), TABLE, 10));
    // 832.5, 499.5 and 166.5 are rounded half to even.
    assertArrayEquals(new double[] {999, 832, 666, 500, 333, 166, 0, -1}, times(new Linspace(PerStep.N), TABLE, 7));
    assertArrayEquals(new double[] {999, -1}, times(new Linspace(PerStep.N), TABLE, 1));
  }

  @Test
  void equalStepsInContinuousTime() {
    assertArrayEquals(new double[] {1, 0.75, 0.5, 0.25, 0}, times(new Trailing(), VP, 4), 1e-15);
    assertArrayEquals(new double[] {80, 60, 40, 20, 0}, times(new Trailing(), EDM, 4), 1e-13);
    assertArrayEquals(new double[] {1, 0.75025, 0.5005, 0.25075, 0}, times(new Linspace(), FLOW, 4), 1e-15);
    assertArrayEquals(new double[] {1, 0.667, 0.334, 0.001, 0}, times(new Linspace(PerStep.N), FLOW, 4), 1e-15);
    assertArrayEquals(new double[] {0.75025, 0.5005, 0.25075, 0.001, 0}, times(new Leading(), FLOW, 4), 1e-15);
    assertArrayEquals(new double[] {1, 0.75025, 0.5005, 0.25075, 0.001}, times(new Final(new Linspace(), Final.At.SIGMA_MIN), FLOW, 4),
        1e-15);
  }

  @Test
  void karras() {
    double[] s = ratios(new Karras(7), EDM, 18);
    for (int i = 0; i < 18; i++) assertEquals(Math.pow(Math.pow(80, 1 / 7.0)
        + i / 17.0 * (Math.pow(0.002, 1 / 7.0) - Math.pow(80, 1 / 7.0)), 7), s[i], 1e-12 * s[i]);
    assertEquals(0, s[18]);
    assertArrayEquals(new double[] {80, 0}, ratios(new Karras(7), EDM, 1));
    assertArrayEquals(new double[] {40, 0.02, 0}, ratios(new Karras(7, 40, 0.02), VP, 2), 1e-12);
    assertEquals(TABLE.latest(), new Karras(7).on(TABLE, 10).getFirst());
    assertEquals(TABLE.earliest(), new Karras(7).on(TABLE, 10).get(9));
  }

  @Test
  void logSnr() {
    double[] lambda = new LogSnr(-4, 3).on(VP, 7).stream().mapToDouble(Point::lambda).toArray();
    assertArrayEquals(new double[] {-4, -3, -2, -1, 0, 1, 2, 3}, lambda, 1e-13);
    assertEquals(TABLE.latest(), new LogSnr().on(TABLE, 5).getFirst());
    assertEquals(TABLE.earliest(), new LogSnr().on(TABLE, 5).getLast());
  }

  @Test
  void theSameGridOnEveryProcess() {
    for (TimeGrid g : List.of(new Karras(7, 40, 0.02), new LogSnr(-3.6, 3.9)))
      for (NoiseSchedule s : List.of(VP, FLOW, TABLE)) assertArrayEquals(ratios(g, EDM, 12), ratios(g, s, 12), 1e-11 * 40, g + " on " + s);
  }

  @Test
  void anotherEnd() {
    TimeGrid inner = new LogSnr(-2, 2);
    assertArrayEquals(new double[] {-2, 0, 2, Double.POSITIVE_INFINITY}, new Final(inner, Final.At.ZERO).on(VP, 3).stream()
        .mapToDouble(Point::lambda).toArray(), 1e-13);
    assertArrayEquals(new double[] {-2, 0, 2, VP.earliest().lambda()}, new Final(inner, Final.At.SIGMA_MIN).on(VP, 3).stream()
        .mapToDouble(Point::lambda).toArray(), 1e-13);
    assertEquals(inner.on(VP, 3), new Final(inner, Final.At.NONE).on(VP, 3));
    assertEquals(new Karras(7).on(EDM, 5), new Final(new Karras(7), Final.At.ZERO).on(EDM, 5));
    assertEquals(new Karras(7).on(EDM, 6).subList(0, 6), new Final(new Karras(7), Final.At.NONE).on(EDM, 5));
    assertArrayEquals(new double[] {999, 899, 799, 699, 599, 500, 400, 300, 200, 100, 0},
        times(new Final(new Linspace(), Final.At.SIGMA_MIN), TABLE, 10));
  }

  @Test
  void explicitTimes() {
    assertArrayEquals(new double[] {999, 400.5, 30, -1}, times(Explicit.of(999, 400.5, 30, -1), TABLE, 3));
    assertArrayEquals(new double[] {1, 0.4, 0}, times(Explicit.of(1, 0.4, 0), FLOW, 2));
    assertArrayEquals(new double[] {1, 0.4, 0}, times(new Final(Explicit.of(1, 0.4), Final.At.ZERO), FLOW, 2));
    assertArrayEquals(new double[] {1, 0.4, FLOW.earliest().time()}, times(new Final(Explicit.of(1, 0.4, 0), Final.At.SIGMA_MIN), FLOW, 2));
    assertMessage("node 0 of explicit:times=inf/1/0 is no place of edm", Explicit.of(Double.POSITIVE_INFINITY, 1, 0), new Edm(), 2);
  }

  @Test
  void wrongGridsAreExplained() {
    assertMessage("trailing needs 1001 different entries of linear, which has 1000; take fewer steps, or a grid between entries such as"
        + " log-snr", new Trailing(), TABLE, 1001);
    assertMessage("linspace needs 1001 different entries of linear, which has 1000", new Linspace(), TABLE, 1000);
    assertMessage("leading:divisor=n+1 needs 1001 different entries", new Leading(0, PerStep.N_PLUS_1), TABLE, 1000);
    assertMessage("leading:offset=200 asks for entry 1100 of linear, whose last is 999; take a smaller offset",
        new Leading(200, PerStep.N), TABLE, 10);
    assertMessage("offset counts entries of a table, and vp has none; leave it 0", new Leading(1, PerStep.N), VP, 10);
    assertMessage("karras needs a finite lambda at both ends, but rectified-flow has (alpha, sigma) = (0.0, 1.0) at time 1.0; give from",
        new Karras(7), FLOW, 10);
    assertMessage("log-snr needs a finite lambda at both ends, but rectified-flow has (alpha, sigma) = (0.0, 1.0) at time 1.0; give from",
        new LogSnr(), FLOW, 10);
    assertMessage("karras:from=500 leaves the table of linear: sigma/alpha 500", new Karras(7, 500, 0), TABLE, 10);
    assertMessage("log-snr:from=-3,to=9 leaves the table of linear", new LogSnr(-3, 9), TABLE, 10);
    assertMessage("explicit:times=1/0.5/0 has 2 steps, was asked for 3", Explicit.of(1, 0.5, 0), FLOW, 3);
    assertMessage("node 0 of explicit:times=1.5/0.5/0 is no place of rectified-flow: at time 1.5 alpha would be -0.5 and sigma 1.5"
        + " (times run from 1.0 to 0.0, clean data)", Explicit.of(1.5, 0.5, 0), FLOW, 2);
    assertMessage("node 2 of explicit:times=999/500/-2 is no place of linear: at time -2.0", Explicit.of(999, 500, -2), TABLE, 2);
    assertMessage("explicit:times=2000/500/0 leaves the table of linear: time 2000.0 is beyond its last entry, 999.0", Explicit.of(2000, 500, 0), TABLE, 2);
    assertMessage("node 2 of explicit:times=999/500/500/0 on linear (Point[time=500.0,", Explicit.of(999, 500, 500, 0), TABLE, 3);
    assertMessage("node 10 of final(karras):at=sigma-min on linear (Point[time=0.0,", new Final(new Karras(7), Final.At.SIGMA_MIN), TABLE,
        10);
    assertThrows(IllegalArgumentException.class, () -> new Karras(7, 0.02, 40));
    assertThrows(IllegalArgumentException.class, () -> new Karras(0.5));
    assertThrows(IllegalArgumentException.class, () -> new LogSnr(3, -4));
    assertThrows(IllegalArgumentException.class, () -> Explicit.of(1));
    assertThrows(IllegalArgumentException.class, () -> new Leading(-1, PerStep.N));
  }

  private static void assertMessage(String start, TimeGrid g, NoiseSchedule s, int steps) {
    String message = assertThrows(IllegalArgumentException.class, () -> g.on(s, steps)).getMessage();
    assertTrue(message.startsWith(start), message);
  }

  /** Asked twice at each level, the inner grid would be asked 2 to the power of their number times. */
  @ParameterizedTest
  @EnumSource(Final.At.class)
  void gridsInEachOtherAskTheInnermostTwiceAtMost(Final.At at) {
    for (TimeGrid innermost : List.of(new LogSnr(-3.6, 3), new Trailing())) {
      for (NoiseSchedule s : List.of(VP, FLOW)) {
        var asked = new AtomicInteger();
        TimeGrid counted = (schedule, steps) -> {
          asked.incrementAndGet();
          return innermost.on(schedule, steps);
        };
        for (int depth = 1; depth <= 15; depth++) {
          TimeGrid nested = counted;
          for (int i = 1; i < depth; i++) nested = new Final(nested, i % 2 == 0 ? Final.At.NONE : Final.At.ZERO);
          var outer = new Final(nested, at);
          asked.set(0);
          List<Point> places = outer.on(s, 5);
          assertTrue(asked.get() <= 2, asked + " times at depth " + depth);
          // Ends that are put on are taken off again.
          assertEquals(new Final(innermost, at).on(s, 5), places, "depth " + depth);
        }
      }
    }
  }
}
