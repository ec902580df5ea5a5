package org.counterflow.solvers.grid;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.Entry;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.solvers.Parts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The grids that peers and papers define, each against its formula or the peer's numbers. */
class GridFormulasTest {
  private static final Catalogue CATALOGUE = Catalogue.of(List.of(new Parts()));
  private static final ToDoubleFunction<Point> LEVEL = p -> p.sigma() / (p.alpha() + p.sigma());

  private static TimeGrid grid(String text) {
    return CATALOGUE.find(Kind.GRID, text);
  }

  private static NoiseSchedule schedule(String text) {
    return CATALOGUE.find(Kind.SCHEDULE, text);
  }

  private static double[] of(ToDoubleFunction<Point> what, String grid, String schedule, int steps) {
    return grid(grid).on(schedule(schedule), steps).stream().mapToDouble(what).toArray();
  }

  private static double[] times(String grid, String schedule, int steps) {
    return of(Point::time, grid, schedule, steps);
  }

  private static void assertClose(double[] expected, double[] got) {
    assertEquals(expected.length, got.length);
    for (int i = 0; i < got.length; i++) assertEquals(expected[i], got[i], 1e-12 * Math.abs(expected[i]), "node " + i);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "time-uniform | vp | 1/0.75025/0.5005/0.25075/0.001",
      "time-uniform | linear | 999/749.25/499.5/249.75/0",
      "power:rho=1 | vp | 1/0.75025/0.5005/0.25075/0.001",
      "within(time-uniform):to=0.2 | vp | 1/0.8/0.6/0.4/0.2",
      "within(trailing):from=0.8 | vp | 0.8/0.6/0.4/0.2/0",
      "within(linspace):lambda-min=-3 | linear | 768/576/384/192/-1",
      "within(leading:divisor=n+1):lambda-min=-3 | linear | 612/459/306/153/-1",
      "linspace:points=n,interpolate=log-alpha | linear | 999/666/333/0/-1",
      "discrete | linear | 999/666/333/0/-1",
      "simple | linear | 999/749/499/249/-1",
      "ddim-uniform | linear | 751/501/251/1/-1",
      "quad | linear | 800/355/88/0/-1",
      "origin | linear | 999/759/499/259/-1",
      "origin:count=4 | vp | 1/0.75/0.5/0.25/0",
      "truncate(trailing):strength=0.4 | linear | 399/299/199/99/-1",
      "truncate(linspace):strength=1 | linear | 999/749/500/250/-1",
      "final(leading):at=first-entry | linear | 750/500/250/0/0",
      "final(trailing):at=first-entry | linear | 999/749/499/249/0",
      "final(linspace):at=repeat | linear | 999/749/500/250/250"})
  void fourStepsInTime(String grid, String schedule, String expected) {
    assertClose(Stream.of(expected.split("/")).mapToDouble(Double::parseDouble).toArray(), times(grid, schedule, 4));
  }

  @Test
  void rootsOfTime() {
    double end = Math.sqrt(0.001);
    double[] t = times("time-quadratic", "vp", 5), cubic = times("power:rho=3", "vp", 5);
    for (int i = 0; i <= 5; i++) {
      assertEquals(Math.pow(1 + i / 5.0 * (end - 1), 2), t[i], 1e-14);
      assertEquals(Math.pow(1 + i / 5.0 * (0.1 - 1), 3), cubic[i], 1e-14);
    }
    // Of a table t is (index + 1)/T.
    assertEquals(1000 * Math.pow(1 + 0.2 * (end - 1), 2) - 1, times("time-quadratic", "linear", 5)[1], 1e-9);
  }

  @Test
  void betweenTwoEntries() {
    NoiseSchedule s = schedule("linear");
    double a = s.at(665).ratio(), b = s.at(666).ratio(), part = 2.0 / 3;
    List<Point> sigma = grid("linspace:points=n,interpolate=sigma").on(s, 7), log = grid("discrete").on(s, 7);
    Point p = sigma.get(1), q = log.get(1);
    assertEquals(832.5, 999 * 5 / 6.0);
    assertEquals((s.at(832).ratio() + s.at(833).ratio()) / 2, p.ratio(), 1e-12 * p.ratio());
    assertEquals(Math.sqrt(s.at(832).ratio() * s.at(833).ratio()), q.ratio(), 1e-12 * q.ratio());
    Point third = Interpolate.SIGMA.at(s, 665 + part);
    assertEquals(a + part * (b - a), third.ratio(), 1e-12 * third.ratio());
    assertEquals(832, grid("linspace:points=n").on(s, 7).get(1).time());
  }

  @Test
  void powersOfSigma() {
    String edm = "edm:sigma-min=0.02,sigma-max=50";
    double[] plain = of(Point::ratio, "exponential", edm, 6), power = of(Point::ratio, "polyexponential:rho=0.7", edm, 6),
        angles = of(Point::ratio, "kl-optimal", edm, 6);
    for (int i = 0; i < 6; i++) {
      double u = i / 5.0;
      assertEquals(50 * Math.pow(0.02 / 50, u), plain[i], 1e-13 * plain[i]);
      assertEquals(0.02 * Math.pow(50 / 0.02, Math.pow(1 - u, 0.7)), power[i], 1e-12 * power[i]);
      assertEquals(Math.tan(u * Math.atan(0.02) + (1 - u) * Math.atan(50)), angles[i], 1e-12 * angles[i]);
    }
    assertEquals(grid("exponential").on(schedule(edm), 6), grid("lu").on(schedule(edm), 6));
    assertClose(of(Point::ratio, "final(log-snr)", edm, 6), plain);
    assertArrayEquals(new double[] {40, 0.5, 0}, of(Point::ratio, "exponential:from=40,to=0.5", edm, 2), 1e-12);
  }

  @Test
  void levelsOfAFlow() {
    double[] karras = of(LEVEL, "spaced(flow,karras:of=level)", "rectified-flow", 4);
    double root = Math.pow(0.001, 1 / 7.0);
    for (int i = 0; i < 4; i++) assertEquals(Math.pow(1 + i / 3.0 * (root - 1), 7), karras[i], 1e-14);
    assertClose(of(LEVEL, "linspace:points=n", "rectified-flow:shift=3", 7), of(LEVEL, "flow:shift=3", "rectified-flow", 7));
    assertClose(of(LEVEL, "flow:shift=3", "rectified-flow", 7), of(LEVEL, "shift(flow):mu=3", "rectified-flow", 7));
    double last = 3 * 0.001 / 1.002;
    assertEquals(3 * last / (1 + 2 * last), of(LEVEL, "flow:shift=3,range=shifted", "rectified-flow", 7)[6], 1e-15);
    double[] stretched = of(LEVEL, "stretch(flow):terminal=0.1", "rectified-flow", 5), flow = of(LEVEL, "flow", "rectified-flow", 5);
    for (int i = 0; i < 5; i++) assertEquals(1 - (1 - flow[i]) * 0.9 / 0.999, stretched[i], 1e-14);
    assertEquals(0, stretched[5]);
    assertClose(new double[] {0.999, 0.666, 0.333, 0}, of(LEVEL, "flow-table", "rectified-flow", 3));
    assertClose(new double[] {1 - 1e-6, 0.667, 0.334, 0}, of(LEVEL, "flow-table:family=unipc", "rectified-flow", 3));
  }

  @Test
  void aShiftMovesLambdaOnEachProcess() {
    List<Point> plain = grid("log-snr:from=-3,to=3").on(schedule("vp"), 4), moved = grid("shift(log-snr:from=-3,to=3):mu=2").on(schedule("vp"), 4);
    for (int i = 0; i < 5; i++) assertEquals(plain.get(i).lambda() - Math.log(2), moved.get(i).lambda(), 1e-12);
  }

  @Test
  void theSecondGridBetweenTheEndsOfTheFirst() {
    NoiseSchedule s = schedule("linear");
    List<Point> leading = grid("leading").on(s, 7), spaced = grid("spaced(leading,karras)").on(s, 7);
    assertEquals(leading.getFirst(), spaced.getFirst());
    assertEquals(leading.get(6), spaced.get(6));
    assertEquals(s.clean(), spaced.getLast());
    double a = Math.pow(leading.getFirst().ratio(), 1 / 7.0), b = Math.pow(leading.get(6).ratio(), 1 / 7.0);
    assertEquals(Math.pow((a + b) / 2, 7), spaced.get(3).ratio(), 1e-11);
    assertEquals(grid("karras").on(s, 7), grid("spaced(linspace:points=n,karras)").on(s, 7));
  }

  @Test
  void publishedLists() {
    double[] ays = of(Point::ratio, "align-your-steps", "edm", 10), half = of(Point::ratio, "align-your-steps:network=svd", "edm", 20);
    assertClose(new double[] {14.6146412293, 6.4745760956, 3.8636745985, 2.6946151520, 1.8841921177, 1.3943805092, 0.9642583904, 0.6523686016,
        0.3977456272, 0.1515232662, 0}, ays);
    assertEquals(Math.sqrt(700 * 54.5), half[1], 1e-11);
    assertEquals(54.5, half[2], 1e-12);
    // Stable Diffusion's last entry has more digits than the list.
    assertEquals(schedule("scaled-linear").latest(), grid("align-your-steps").on(schedule("scaled-linear"), 6).getFirst());
    assertClose(new double[] {1, 0.995, 0.991, 0.987, 0.98, 0.973, 0.96, 0.927, 0.864, 0.539, 0}, of(LEVEL, "optimal-steps:network=wan",
        "rectified-flow", 10));
    assertEquals(0.9968, of(LEVEL, "optimal-steps", "rectified-flow", 17)[0], 1e-15);
    assertEquals(0.048, of(LEVEL, "optimal-steps:network=chroma", "rectified-flow", 40)[39], 1e-15);
  }

  /** Numbers of the peers' own formulas. */
  @Test
  void theCommunitysCurves() {
    assertClose(new double[] {1, 0.9713438781732047, 0.9294229578684781, 0.8628878668400675, 0.7442997071528249, 0.5, 0.21312161793473747,
        0.06964603330644502, 0}, of(LEVEL, "bong-tangent", "rectified-flow", 8));
    assertClose(new double[] {1, 0.861992645089179, 0.5, 0}, of(LEVEL, "bong-tangent", "rectified-flow", 3));
    assertClose(new double[] {1, 0.9802802258251977, 0.9477355776554713, 0.8854282858129608, 0.7377219670464781, 0.4065282570294249,
        0.14880627471819466, 0.046991243780529934, 0}, of(LEVEL, "tangent:slope=8", "rectified-flow", 8));
    assertClose(new double[] {1, 0.99375, 0.9875, 0.98125, 0.975, 0.909375, 0.725, 0.421875, 0}, of(LEVEL, "linear-quadratic", "rectified-flow", 8));
    assertClose(new double[] {1, 0.9875, 0.975, 0.8583333333333332, 0.5333333333333332, 0}, of(LEVEL, "linear-quadratic", "rectified-flow", 5));
    double[] quantiles = {1, 0.8893980898459031, 0.719285640836464, 0.5356855051164467, 0.3610839131320438, 0.21090816912648222,
        0.09617666129459618, 0.024406951036637235};
    double[] beta57 = times("beta57", "linear", 8);
    for (int i = 0; i < 8; i++) assertEquals(999 * quantiles[i], beta57[i], 1e-9);
    // Of sigma/alpha both ends belong to it.
    double[] ratio = of(Point::ratio, "beta:a=0.5,b=0.7", "edm:sigma-min=1,sigma-max=3", 9);
    for (int i = 0; i < 8; i++) assertEquals(1 + 2 * quantiles[i], ratio[i], 1e-12);
    assertEquals(1, ratio[8]);
  }

  @Test
  void equalPartsOfWhatAFlowIsTrainedOn() {
    double[] s = of(LEVEL, "logit-normal:mean=0.5,deviation=1.2", "rectified-flow", 4);
    double q = 0.6744897501960817;
    assertClose(new double[] {1, 1 / (1 + Math.exp(-0.5 - 1.2 * q)), 1 / (1 + Math.exp(-0.5)), 1 / (1 + Math.exp(-0.5 + 1.2 * q)), 0}, s);
  }

  @Test
  void crashGathersAtBothEnds() {
    List<Point> p = grid("crash").on(schedule("v-diffusion"), 6);
    for (int i = 0; i < 6; i++) assertEquals(Math.pow(Math.sin(Math.PI / 2 * (6 - i) / 6), 2), p.get(i).sigma(), 1e-14);
    assertEquals(0, p.getFirst().alpha());
  }

  @Test
  void givenPlacesByOtherNames() {
    assertArrayEquals(new double[] {4, 1, 0}, of(Point::ratio, "explicit:4/1/0,by=ratio", "vp", 2), 1e-12);
    assertArrayEquals(new double[] {1, 0.5, 0}, of(LEVEL, "explicit:times=1/0.5/0,by=level", "v-diffusion", 2), 1e-15);
    assertArrayEquals(new double[] {-2, 0, Double.POSITIVE_INFINITY}, of(Point::lambda, "explicit:times=-2/0/inf,by=lambda", "edm", 2), 1e-14);
  }

  static Stream<String> texts() {
    return Stream.of(CATALOGUE.list(Kind.GRID)).flatMap(List::stream).map(l -> text(l.entry())).filter(t -> !t.startsWith("explicit"));
  }

  private static String text(Entry<?> e) {
    String inner = switch (e.inner()) {
      case 0 -> "";
      case 1 -> "(trailing)";
      default -> "(leading,exponential)";
    };
    String required = e.parameters().stream().filter(p -> p.isRequired()).map(p -> p.name() + "=0.5").reduce("", (a, b) -> a.isEmpty() ? b : a + "," + b);
    return e.id() + inner + (required.isEmpty() ? "" : ":" + required);
  }

  /** With its defaults: in order, of the right length and at places that are there; or the reason, which names the grid. */
  @ParameterizedTest
  @MethodSource("texts")
  void onEachScheduleItIsInOrderOrExplained(String text) {
    TimeGrid g = grid(text);
    int made = 0;
    for (String schedule : List.of("linear", "cosine", "laplace", "rescale-zero-snr(linear)", "vp", "sub-vp", "ve", "edm", "v-diffusion", "trig-flow",
        "vp-cosine", "rectified-flow", "li-two-phase")) {
      NoiseSchedule s = schedule(schedule);
      for (int steps : new int[] {1, 2, 3, 5, 8, 30}) {
        try {
          List<Point> p = g.on(s, steps);
          assertEquals(steps + 1, p.size(), text + " on " + schedule);
          for (int i = 0; i < steps; i++) assertTrue(p.get(i).lambda() < p.get(i + 1).lambda(), text + " on " + schedule + ", node " + i);
          made++;
        } catch (IllegalArgumentException e) {
          assertTrue(e.getMessage().contains(" on ") || e.getMessage().contains(" of ") || e.getMessage().contains(schedule), text + " on " + schedule
              + ": " + e.getMessage());
        }
      }
    }
    assertTrue(made >= 12, text + " fits only " + made + " of 78");
  }

  @Test
  void wrongGridsAreExplained() {
    assertMessage("stretch: terminal must be above 0 and below 1, was 1", () -> grid("stretch(flow):terminal=1"));
    assertMessage("within needs to below from (times fall from noise to data), was from=0.2, to=0.4", () -> grid("within(trailing):from=0.2,to=0.4"));
    assertMessage("flow asks for a place of linear where the noise level is 1.0, and it has none", () -> grid("flow").on(schedule("linear"), 4));
    assertMessage("origin has 50 places, too few for 60 steps", () -> grid("origin").on(schedule("linear"), 60));
    assertMessage("shift(trailing):mu=2 leaves the table of linear: node 0 would have sigma/alpha", () -> grid("shift(trailing):mu=2").on(schedule("linear"), 4));
    assertMessage("node 179 of quad on linear (Point[time=8.0,", () -> grid("quad").on(schedule("linear"), 200));
    assertMessage("sigma/alpha of rescale-zero-snr(linear) is infinite at entry 998 or the next",
        () -> Interpolate.SIGMA.at(schedule("rescale-zero-snr(linear)"), 998.5));
    assertMessage("iddpm has ", () -> grid("iddpm").on(schedule("edm:sigma-min=79,sigma-max=80"), 5));
    assertMessage("align-your-steps leaves the table of betas", () -> grid("align-your-steps").on(schedule("betas:values=0.1/0.2"), 1));
  }

  private static void assertMessage(String start, Runnable wrong) {
    String message = assertThrows(IllegalArgumentException.class, wrong::run).getMessage();
    assertTrue(message.startsWith(start), message);
  }

  @Test
  void gridsInEachOtherCostWhatTheyAreMany() {
    NoiseSchedule flow = schedule("rectified-flow");
    TimeGrid karras = grid("karras:of=level"), nested = grid("flow");
    double infinity = Double.POSITIVE_INFINITY;
    for (int i = 0; i < 12; i++) nested = new Final(new Shift(new Within(new Spaced(nested, karras), infinity, -infinity, -infinity), 1));
    double[] got = nested.on(flow, 5).stream().mapToDouble(LEVEL).toArray();
    assertClose(of(LEVEL, "spaced(flow,karras:of=level)", "rectified-flow", 5), got);
    assertClose(times("trailing", "linear", 4), times("final(truncate(trailing):strength=1)", "linear", 4));
    assertClose(times("final(time-uniform)", "linear", 4), times("final(within(final(time-uniform)))", "linear", 4));
  }

  @Test
  void repeatedNodesOnlyByName() {
    assertThrows(IllegalArgumentException.class, () -> grid("final(leading):at=sigma-min").on(schedule("linear"), 4));
    assertEquals(IntStream.of(750, 500, 250, 0, 0).boxed().map(i -> (double) i).toList(),
        grid("final(leading):at=repeat").on(schedule("linear"), 4).stream().map(Point::time).toList());
  }
}
