package org.counterflow.solvers.ode;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The coefficients of an explicit Runge-Kutta method: {@code k_i = f(y + h sum_j a_ij k_j)} at {@code c_i}, then {@code y' = y + h sum_i b_i
 * k_i}. A test holds each against the order conditions of all rooted trees.
 */
public final class ButcherTableau {
  /** {@code p}, {@code p/q}, or {@code p+qr/d} for {@code (p + q sqrt(21)) / d}. */
  private static final Pattern ENTRY = Pattern.compile("(-?[\\d.]+)(?:([+-]\\d*)r)?(?:/(\\d+))?");
  private static final double R = StrictMath.sqrt(21);

  private final String name;
  private final int order;
  private final String summary;
  private final double[][] a;
  private final double[] b;
  private final double[] c;
  private final double[] embedded;

  private ButcherTableau(String name, int order, String summary, double[][] a, double[] b, double[] embedded) {
    this.name = name;
    this.order = order;
    this.summary = summary;
    this.a = a;
    this.b = b;
    this.embedded = embedded;
    c = new double[a.length];
    for (int i = 0; i < c.length; i++) c[i] = node(a[i]);
  }

  /** A sum of fractions that is 0 or 1 but for rounding is: the ends of a step are points of the grid. */
  private static double node(double[] row) {
    double sum = Arrays.stream(row).sum();
    return Math.abs(sum - Math.rint(sum)) < 1e-13 ? Math.rint(sum) : sum;
  }

  private static ButcherTableau of(String name, int order, String summary, String b, String embedded, String... rows) {
    double[] weights = numbers(b);
    int n = weights.length;
    var a = new double[n][n];
    for (int i = 1; i < n; i++) {
      double[] row = numbers(rows[i - 1]);
      System.arraycopy(row, 0, a[i], 0, row.length);
    }
    return new ButcherTableau(name, order, summary, a, weights, embedded.isEmpty() ? new double[0] : numbers(embedded));
  }

  private static double[] numbers(String text) {
    return Arrays.stream(text.split(" ")).mapToDouble(ButcherTableau::number).toArray();
  }

  private static double number(String entry) {
    Matcher m = ENTRY.matcher(entry);
    if (!m.matches()) throw new IllegalArgumentException("no coefficient: " + entry);
    double top = Double.parseDouble(m.group(1));
    String roots = m.group(2);
    if (roots != null) top += R * Integer.parseInt(roots.length() == 1 ? roots + "1" : roots);
    return m.group(3) == null ? top : top / Integer.parseInt(m.group(3));
  }

  private static final List<ButcherTableau> ALL = List.of(
      of("euler", 1, "Euler's method", "1", ""),
      of("midpoint", 2, "the midpoint rule (Runge 1895)", "0 1", "", "1/2"),
      of("ralston", 2, "Ralston's method of order 2 (1962)", "1/4 3/4", "", "2/3"),
      secondOrder(1),
      of("kutta3", 3, "Kutta's method of order 3 (1901)", "1/6 2/3 1/6", "", "1/2", "-1 2"),
      of("ssprk3", 3, "the strong-stability-preserving method of order 3 (Shu, Osher 1988)", "1/6 1/6 2/3", "", "1", "1/4 1/4"),
      of("bosh3", 3, "Bogacki and Shampine's pair of orders 3 and 2 (1989)", "2/9 1/3 4/9 0", "7/24 1/4 1/3 1/8", "1/2", "0 3/4",
          "2/9 1/3 4/9"),
      of("4", 4, "the classical method of order 4 (Kutta 1901)", "1/6 1/3 1/3 1/6", "", "1/2", "0 1/2", "0 0 1"),
      of("38", 4, "Kutta's 3/8 rule of order 4 (1901)", "1/8 3/8 3/8 1/8", "", "1/3", "-1/3 1", "1 -1 1"),
      of("dopri5", 5, "Dormand and Prince's pair of orders 5 and 4 (1980)", "35/384 0 500/1113 125/192 -2187/6784 11/84 0",
          "5179/57600 0 7571/16695 393/640 -92097/339200 187/2100 1/40", "1/5", "3/40 9/40", "44/45 -56/15 32/9",
          "19372/6561 -25360/2187 64448/6561 -212/729", "9017/3168 -355/33 46732/5247 49/176 -5103/18656",
          "35/384 0 500/1113 125/192 -2187/6784 11/84"),
      tsitouras(),
      of("butcher6", 6, "Butcher's method of order 6 and seven stages (1964)", "11/120 0 27/40 27/40 -4/15 -4/15 11/120", "", "1/3", "0 2/3",
          "1/12 1/3 -1/12", "-1/16 9/8 -3/16 -3/8", "0 9/8 -3/8 -3/4 1/2", "9/44 -9/11 63/44 18/11 0 -16/11"),
      of("butcher7", 7, "Butcher's method of order 7 and nine stages", "0 0 0 32/105 1771561/6289920 243/2560 16807/74880 77/1440 11/270", "",
          "1/6", "0 1/3", "1/8 0 3/8", "148/1331 0 150/1331 -56/1331", "-404/243 0 -170/27 4024/1701 10648/1701",
          "2466/2401 0 1242/343 -19176/16807 -51909/16807 1053/2401", "5/154 0 0 96/539 -1815/20384 -405/2464 49/1144",
          "-113/32 0 -195/22 32/7 29403/3584 -729/512 1029/1408 21/16"),
      of("cooper-verner8", 8, "Cooper and Verner's method of order 8 and eleven stages (1972)",
          "1/20 0 0 0 0 0 0 49/180 16/45 49/180 1/20", "", "1/2", "1/4 1/4", "1/7 -7-3r/98 21+5r/49", "11+r/84 0 18+4r/63 21-r/252",
          "5+r/48 0 9+r/36 -231+14r/360 63-7r/80", "10-r/42 0 -432+92r/315 633-145r/90 -504+115r/70 63-13r/35",
          "1/14 0 0 0 14-3r/126 13-3r/63 1/9", "1/32 0 0 0 91-21r/576 11/72 -385-75r/1152 63+13r/128",
          "1/14 0 0 0 1/9 -733-147r/2205 515+111r/504 -51-11r/56 132+28r/245",
          "0 0 0 0 -42+7r/18 -18+28r/45 -273-53r/72 301+53r/72 28-28r/45 49-7r/18"),
      of("dop853", 8, "Dormand and Prince's method of order 8 and twelve stages (Hairer, Norsett, Wanner 1993)",
          "0.054293734116568765 0 0 0 0 4.450312892752409 1.8915178993145003 -5.801203960010585 0.3111643669578199 -0.1521609496625161 "
              + "0.20136540080403034 0.04471061572777259", "", "0.05260015195876773", "0.0197250569845379 0.0591751709536137",
          "0.02958758547680685 0 0.08876275643042054", "0.2413651341592667 0 -0.8845494793282861 0.924834003261792",
          "0.037037037037037035 0 0 0.17082860872947386 0.12546768756682242",
          "0.037109375 0 0 0.17025221101954405 0.06021653898045596 -0.017578125",
          "0.03709200011850479 0 0 0.17038392571223998 0.10726203044637328 -0.015319437748624402 0.008273789163814023",
          "0.6241109587160757 0 0 -3.3608926294469414 -0.868219346841726 27.59209969944671 20.154067550477894 -43.48988418106996",
          "0.47766253643826434 0 0 -2.4881146199716677 -0.590290826836843 21.230051448181193 15.279233632882423 -33.28821096898486 "
              + "-0.020331201708508627",
          "-0.9371424300859873 0 0 5.186372428844064 1.0914373489967295 -8.149787010746927 -18.52006565999696 22.739487099350505 "
              + "2.4936055526796523 -3.0467644718982196",
          "2.273310147516538 0 0 -10.53449546673725 -2.0008720582248625 -17.9589318631188 27.94888452941996 -2.8589982771350235 "
              + "-8.87285693353063 12.360567175794303 0.6433927460157636"));

  private static ButcherTableau tsitouras() {
    String b = "0.09646076681806523 0.01 0.4798896504144996 1.379008574103742 -3.290069515436081 2.324710524099774";
    double[] weights = numbers(b + " 0");
    // The paper lists the differences.
    double[] difference = numbers("-0.00178001105222577714 -0.0008164344596567469 0.007880878010261995 -0.1447110071732629 "
        + "0.5823571654525552 -0.45808210592918697 1/66");
    ButcherTableau t = of("tsit5", 5, "Tsitouras' pair of orders 5 and 4 (2011)", b + " 0", "", "0.161",
        "-0.008480655492356989 0.335480655492357", "2.8971530571054935 -6.359448489975075 4.3622954328695815",
        "5.325864828439257 -11.748883564062828 7.4955393428898365 -0.09249506636175525",
        "5.86145544294642 -12.92096931784711 8.159367898576159 -0.071584973281401 -0.028269050394068383", b);
    for (int i = 0; i < weights.length; i++) weights[i] -= difference[i];
    return new ButcherTableau(t.name, t.order, t.summary, t.a, t.b, weights);
  }

  /** All of them, by order. */
  public static List<ButcherTableau> all() {
    return ALL;
  }

  /**
   * The one of a name, without {@code rk-}.
   *
   * @throws IllegalArgumentException for any other text
   */
  public static ButcherTableau parse(String name) {
    return ALL.stream().filter(t -> t.name.equals(name)).findFirst().orElseThrow(() -> new IllegalArgumentException(
        "a tableau must be one of " + ALL.stream().map(t -> t.name).collect(Collectors.joining(", ")) + ", was \"" + name + "\""));
  }

  /**
   * The methods of order 2 with two stages: Heun's with the second at the end, Ralston's at 2/3, the midpoint rule at 1/2.
   *
   * @param alpha where the second stage lies, in (0, 1]
   */
  public static ButcherTableau secondOrder(double alpha) {
    return new ButcherTableau("heun", 2, "Heun's method, or with alpha the others of order 2 and two stages", new double[][] {{0, 0}, {alpha, 0}},
        new double[] {1 - 0.5 / alpha, 0.5 / alpha}, new double[0]);
  }

  /** Its name, without {@code rk-}. */
  public String name() {
    return name;
  }

  /** The method in a few words. */
  public String summary() {
    return summary;
  }

  /** Order of convergence. */
  public int order() {
    return order;
  }

  /** Evaluations a step; a last stage that only the next step or an error estimate would use is left out. */
  public int stages() {
    return b[b.length - 1] == 0 ? b.length - 1 : b.length;
  }

  /** Whether there are weights of one order less, for an estimate of the error. */
  public boolean isPair() {
    return embedded.length > 0;
  }

  /** Where stage i lies, as a fraction of the step. */
  double node(int i) {
    return c[i];
  }

  double[][] a() {
    return a;
  }

  double[] b() {
    return b;
  }

  /** The weights of lower order; empty if this is no pair. */
  double[] embedded() {
    return embedded;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof ButcherTableau t && name.equals(t.name) && Arrays.equals(c, t.c);
  }

  @Override
  public int hashCode() {
    return 31 * name.hashCode() + Arrays.hashCode(c);
  }

  @Override
  public String toString() {
    return name;
  }
}
