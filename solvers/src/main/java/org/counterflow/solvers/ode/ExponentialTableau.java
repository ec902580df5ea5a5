package org.counterflow.solvers.ode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.counterflow.solvers.math.Phi;
import org.counterflow.solvers.math.Quadrature;

/**
 * The coefficients of an explicit exponential Runge-Kutta method for {@code u' = L u + N(u)}, as functions of {@code z = h L}:
 * <pre>U_i = e^(c_i z) u + h sum_{j below i} a_ij(z) N(U_j),   u' = e^z u + h sum_i b_i(z) N(U_i)</pre>
 *
 * <p>But for Lawson's, the first column makes the method exact for constant N: {@code sum_j a_ij = c_i phi_1(c_i z)} and {@code sum_i b_i
 * = phi_1(z)}. A test holds the rest against the order conditions of Hochbruck and Ostermann 2005 and Luan and Ostermann 2014.
 */
public final class ExponentialTableau {
  /** Stages of the largest cascade: 1 + 8 7 / 2. */
  private static final int HIGHEST_CASCADE = 8;
  private static final String CASCADE = "cascade-";

  /** Fills in what the first column does not follow from. */
  private interface Columns {
    void fill(double z, double[][] a, double[] b);
  }

  /** What the coefficients are at some z. */
  record Weights(double[][] a, double[] b) {}

  private final String name;
  private final int order;
  private final int stiffOrder;
  private final double[] nodes;
  private final boolean exactForConstants;
  private final Columns columns;
  private final List<int[]> groups;

  private ExponentialTableau(String name, int order, int stiffOrder, double[] nodes, boolean exactForConstants, Columns columns) {
    this.name = name;
    this.order = order;
    this.stiffOrder = stiffOrder;
    this.nodes = nodes;
    this.exactForConstants = exactForConstants;
    this.columns = columns;
    groups = grouped();
  }

  private static ExponentialTableau of(String name, int order, int stiffOrder, double[] nodes, Columns columns) {
    return new ExponentialTableau(name, order, stiffOrder, nodes, true, columns);
  }

  /** {@code c^k phi_k(c z)}. */
  private static double f(int k, double c, double z) {
    return StrictMath.pow(c, k) * Phi.of(k, c * z);
  }

  private static double[] at(double... c) {
    return c;
  }

  private static final List<ExponentialTableau> NAMED = List.of(
      of("euler", 1, 1, at(0), (z, a, b) -> {}),
      of("midpoint", 2, 2, at(0, 0.5), (z, a, b) -> b[1] = 2 * Phi.of(2, z)),
      of("exp-heun", 2, 2, at(0, 1), (z, a, b) -> b[1] = Phi.of(2, z)),
      of("hochbruck-ostermann-3", 3, 3, at(0, 1.0 / 3, 2.0 / 3), (z, a, b) -> {
        a[2][1] = 3 * f(2, 2.0 / 3, z);
        b[2] = 1.5 * Phi.of(2, z);
      }),
      of("res-3s", 3, 3, at(0, 0.5, 1), (z, a, b) -> {
        a[2][1] = 8 * f(2, 0.5, z) + 2 * Phi.of(2, z);
        b[1] = 4.0 / 3 * Phi.of(2, z);
        b[2] = 1.0 / 3 * Phi.of(2, z);
      }),
      of("etdrk-3", 3, 2, at(0, 0.5, 1), (z, a, b) -> {
        a[2][1] = 2 * Phi.of(1, z);
        b[1] = 4 * Phi.of(2, z) - 8 * Phi.of(3, z);
        b[2] = 4 * Phi.of(3, z) - Phi.of(2, z);
      }),
      of("cox-matthews", 4, 2, at(0, 0.5, 0.5, 1), (z, a, b) -> {
        a[2][1] = f(1, 0.5, z);
        a[3][2] = Phi.of(1, 0.5 * z);
        fourStages(z, b);
      }),
      of("krogstad", 4, 3, at(0, 0.5, 0.5, 1), (z, a, b) -> {
        a[2][1] = 4 * f(2, 0.5, z);
        a[3][2] = 2 * Phi.of(2, z);
        fourStages(z, b);
      }),
      of("strehmel-weiner", 4, 3, at(0, 0.5, 0.5, 1), (z, a, b) -> {
        a[2][1] = 2 * f(2, 0.5, z);
        a[3][1] = -2 * Phi.of(2, z);
        a[3][2] = 4 * Phi.of(2, z);
        b[2] = 4 * Phi.of(2, z) - 8 * Phi.of(3, z);
        b[3] = 4 * Phi.of(3, z) - Phi.of(2, z);
      }),
      new ExponentialTableau("lawson-4", 4, 1, at(0, 0.5, 0.5, 1), false, (z, a, b) -> {
        double half = StrictMath.exp(0.5 * z);
        a[1][0] = 0.5 * half;
        a[2][1] = 0.5;
        a[3][2] = half;
        b[0] = half * half / 6;
        b[1] = b[2] = half / 3;
        b[3] = 1.0 / 6;
      }),
      of("hochbruck-ostermann", 4, 4, at(0, 0.5, 0.5, 1, 0.5), (z, a, b) -> {
        a[2][1] = 4 * f(2, 0.5, z);
        a[3][1] = a[3][2] = Phi.of(2, z);
        a[4][1] = a[4][2] = 2 * f(2, 0.5, z) - Phi.of(3, z) + 0.25 * Phi.of(2, z) - 4 * f(3, 0.5, z);
        a[4][3] = f(2, 0.5, z) - a[4][1];
        b[3] = 4 * Phi.of(3, z) - Phi.of(2, z);
        b[4] = 4 * Phi.of(2, z) - 8 * Phi.of(3, z);
      }),
      cascade("luan-4", at(1.0 / 2), at(1.0 / 2, 1.0 / 3), at(5.0 / 6, 1.0 / 3)),
      cascade("luan-5", at(1.0 / 2), at(1.0 / 2, 1.0 / 3), at(1.0 / 2, 1.0 / 3, 1.0 / 4), at(3.0 / 10, 3.0 / 4, 1)),
      of("luan-ostermann", 5, 5, at(0, 0.5, 0.5, 0.25, 0.5, 0.2, 2.0 / 3, 1), ExponentialTableau::eightStages));

  private static void fourStages(double z, double[] b) {
    b[1] = b[2] = 2 * Phi.of(2, z) - 4 * Phi.of(3, z);
    b[3] = 4 * Phi.of(3, z) - Phi.of(2, z);
  }

  private static void eightStages(double z, double[][] a, double[] b) {
    double h = 0.5, q = 0.25, t = 0.2, w = 2.0 / 3, phi2 = Phi.of(2, z), phi3 = Phi.of(3, z), phi4 = Phi.of(4, z);
    a[2][1] = 2 * f(2, h, z);
    a[3][2] = 2 * f(2, q, z);
    a[4][2] = -2 * f(2, h, z) + 16 * f(3, h, z);
    a[4][3] = 8 * f(2, h, z) - 32 * f(3, h, z);
    a[5][3] = 8 * f(2, t, z) - 32 * f(3, t, z);
    a[5][4] = -2 * f(2, t, z) + 16 * f(3, t, z);
    a[6][3] = -125.0 / 162 * a[5][3];
    a[6][4] = 125.0 / 1944 * a[5][3] - 4.0 / 3 * f(2, w, z) + 40.0 / 3 * f(3, w, z);
    a[6][5] = 3125.0 / 3888 * a[5][3] + 25.0 / 3 * f(2, w, z) - 100.0 / 3 * f(3, w, z);
    double common = 5.0 / 32 * a[5][3] - 25.0 / 28 * f(2, t, z) + 81.0 / 175 * f(2, w, z) - 162.0 / 25 * f(3, w, z)
        + 150.0 / 7 * f(4, t, z) + 972.0 / 35 * f(4, w, z) + 6 * phi4;
    a[7][4] = -16.0 / 3 * phi2 + 208.0 / 3 * phi3 - 40 * common;
    a[7][5] = 250.0 / 21 * phi2 - 250.0 / 3 * phi3 + 250.0 / 7 * common;
    a[7][6] = 27.0 / 14 * phi2 - 27 * phi3 + 135.0 / 7 * common;
    b[5] = 125.0 / 14 * phi2 - 625.0 / 14 * phi3 + 1125.0 / 14 * phi4;
    b[6] = -27.0 / 14 * phi2 + 162.0 / 7 * phi3 - 405.0 / 7 * phi4;
    b[7] = 0.5 * phi2 - 13.0 / 2 * phi3 + 45.0 / 2 * phi4;
  }

  /**
   * Groups of stages, each made of the exact integral of the polynomial through the first estimate and those of the group before (Luan
   * 2021): of order one more than there are groups, if the k-th has k nodes or, as Luan chooses them, fewer.
   */
  private static ExponentialTableau cascade(String name, double[]... groups) {
    return cascade(name, groups.length + 1, List.of(groups));
  }

  static ExponentialTableau cascade(String name, int order, List<double[]> groups) {
    double[] nodes = Stream.concat(Stream.of(at(0)), groups.stream()).flatMapToDouble(Arrays::stream).toArray();
    return of(name, order, order, nodes, (z, a, b) -> {
      int before = 0, start = 1;
      for (double[] group : groups) {
        for (int i = start; i < start + group.length; i++) {
          if (before > 0) integrals(nodes, before, start, nodes[i], z, a[i]);
        }
        before = start;
        start += group.length;
      }
      if (before > 0) integrals(nodes, before, start, 1, z, b);
    });
  }

  /** Weights, of the differences from the first estimate at nodes from..to, of the integral over [0, c]. */
  private static void integrals(double[] nodes, int from, int to, double c, double z, double[] into) {
    double[] r = Arrays.copyOfRange(nodes, from, to), moments = new double[r.length];
    for (int m = 0; m < r.length; m++) moments[m] = Phi.factorial(m + 1) * f(m + 2, c, z);
    double[] w = Quadrature.weights(r, moments);
    for (int k = 0; k < r.length; k++) into[from + k] = w[k] / r[k];
  }

  private static ExponentialTableau cascade(int order) {
    var groups = new double[order - 1][];
    for (int k = 1; k < order; k++) {
      int steps = k == order - 1 && k > 1 ? k : k + 1;
      groups[k - 1] = IntStream.rangeClosed(1, k).mapToDouble(j -> (double) j / steps).toArray();
    }
    return cascade(CASCADE + order, groups);
  }

  private static final List<ExponentialTableau> ALL = Stream
      .concat(NAMED.stream(), IntStream.rangeClosed(2, HIGHEST_CASCADE).mapToObj(ExponentialTableau::cascade)).toList();

  /** All of them: by the names of their authors, then cascades. */
  public static List<ExponentialTableau> all() {
    return ALL;
  }

  /**
   * The one of a name.
   *
   * @throws IllegalArgumentException for any other text
   */
  public static ExponentialTableau parse(String name) {
    return ALL.stream().filter(t -> t.name.equals(name)).findFirst().orElseThrow(() -> new IllegalArgumentException(
        "must be one of " + ALL.stream().map(t -> t.name).collect(Collectors.joining(", ")) + ", was \"" + name + "\""));
  }

  /** Its order for problems that are not stiff, as the ODE of diffusion in lambda. */
  public int order() {
    return order;
  }

  /** The order whose stiff conditions it meets, those of the order itself at b(0). */
  public int stiffOrder() {
    return stiffOrder;
  }

  /** Evaluations a step. */
  public int stages() {
    return nodes.length;
  }

  /** Where stage i lies, as a fraction of the step. */
  double node(int i) {
    return nodes[i];
  }

  /** Stages after the first, those together that do not read one another. */
  List<int[]> groups() {
    return groups;
  }

  private List<int[]> grouped() {
    double[][] a = weights(0.37).a();
    var all = new ArrayList<int[]>();
    int start = 1;
    for (int i = 2; i <= nodes.length; i++) {
      boolean reads = i == nodes.length;
      for (int j = start; j < i && !reads; j++) reads = a[i][j] != 0;
      if (!reads) continue;
      all.add(IntStream.range(start, i).toArray());
      start = i;
    }
    return List.copyOf(all);
  }

  /** The coefficients. */
  Weights weights(double z) {
    int n = nodes.length;
    var a = new double[n][n];
    var b = new double[n];
    columns.fill(z, a, b);
    if (exactForConstants) {
      for (int i = 1; i < n; i++) a[i][0] = f(1, nodes[i], z) - Arrays.stream(a[i]).sum();
      b[0] = Phi.of(1, z) - Arrays.stream(b).sum();
    }
    return new Weights(a, b);
  }

  @Override
  public String toString() {
    return name;
  }
}
