package org.counterflow.diagnostics.distance;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.transform.DftNormalization;
import org.apache.commons.math3.transform.FastFourierTransformer;
import org.apache.commons.math3.transform.TransformType;

/**
 * A smooth density on the line, as values on n equal steps of [-reach, reach): changed by adding normals, and by mapping.
 *
 * <p>Both are done on the characteristic function. A normal multiplies it by {@code exp(-c^2 k^2/2)}, exactly for any c. A map m needs no
 * inverse and no derivative: <pre>E exp(-i k m(X)) = integral p(x) exp(-i k m(x)) dx</pre> is a sum over the nodes, of spectral accuracy
 * since p is smooth and ends at 0, and all k are had at once by a non-uniform Fourier transform: each node's mass is spread over its
 * neighbours on a finer grid by a narrow Gaussian, which is divided out afterwards (Greengard and Lee 2004). The map may fold.
 */
final class LineDensity {
  /** Neighbours on either side: what is cut off is 5e-15 of a node's mass. */
  private static final int SPREAD = 14;
  /** Four times the variance of the spreading Gaussian, in squared steps of the finer grid, which has twice the nodes. */
  private static final double WIDTH = 4 * SPREAD / (3 * Math.PI);
  private static final double[] TAPER = taper();
  /** Nodes of the finer line a node, when densities are compared. */
  private static final int FINER = 8;
  /** Mass that may be lost at the ends, of 1. */
  private static final double LOST = 1e-11;

  private final double reach;
  private final int n;
  private double[] values;

  /**
   * A density.
   *
   * @param reach half of the length of the line
   * @param n a power of 2
   */
  LineDensity(double reach, int n, DoubleUnaryOperator density) {
    this.reach = reach;
    this.n = n;
    values = new double[n];
    for (int i = 0; i < n; i++) values[i] = density.applyAsDouble(node(i));
  }

  private static double[] taper() {
    var t = new double[SPREAD + 1];
    for (int i = 0; i <= SPREAD; i++) t[i] = Math.exp(-i * i / WIDTH);
    return t;
  }

  private double step() {
    return 2 * reach / n;
  }

  private double node(int i) {
    return -reach + i * step();
  }

  private double wave(int j) {
    return Math.PI * j / reach;
  }

  private static double[][] transformed(double[][] f, TransformType type) {
    FastFourierTransformer.transformInPlace(f, DftNormalization.STANDARD, type);
    return f;
  }

  /** The law of {@code X + deviation Z}. */
  void add(double deviation) {
    if (deviation == 0) return;
    double[][] f = transformed(new double[][] {values, new double[n]}, TransformType.FORWARD);
    for (int j = 0; j < n; j++) {
      double k = wave(j <= n / 2 ? j : j - n), damp = Math.exp(-0.5 * deviation * deviation * k * k);
      f[0][j] *= damp;
      f[1][j] *= damp;
    }
    values = transformed(f, TransformType.INVERSE)[0];
  }

  /** A map, with the weight of the case that it belongs to. */
  record Case(double weight, DoubleUnaryOperator map) {}

  /** The law of {@code m(X) + deviation Z}, with m one of the cases. */
  void map(Iterable<Case> cases, double deviation) {
    var fine = new double[2][2 * n];
    double lost = 0;
    for (Case c : cases) {
      for (int i = 0; i < n; i++) {
        double mass = values[i] * step() * c.weight();
        if (Math.abs(mass) < 1e-17) continue;
        double at = (c.map().applyAsDouble(node(i)) + reach) / step() * 2;
        if (at >= SPREAD && at < 2 * n - SPREAD - 1) spread(fine[0], at, mass);
        else lost += Math.abs(mass);
      }
    }
    if (!(lost < LOST))
      throw new ArithmeticException("a part of " + lost + " of the samples leaves the line from " + -reach + " to " + reach
          + ": the steps are too large for this solver. Remedy: more steps");
    transformed(fine, TransformType.FORWARD);
    var f = new double[2][n];
    double area = Math.sqrt(Math.PI * WIDTH);
    for (int j = 0; j < n; j++) {
      int signed = j <= n / 2 ? j : j - n, from = signed < 0 ? signed + 2 * n : signed;
      if (signed == n / 2) continue; // has no partner
      double turn = Math.PI * signed / n, k = wave(signed);
      double factor = Math.exp(0.25 * WIDTH * turn * turn - 0.5 * deviation * deviation * k * k) / area / step();
      f[0][j] = fine[0][from] * factor;
      f[1][j] = fine[1][from] * factor;
    }
    values = transformed(f, TransformType.INVERSE)[0];
  }

  private static void spread(double[] fine, double at, double mass) {
    int nearest = (int) Math.rint(at);
    double d = at - nearest, here = mass * Math.exp(-d * d / WIDTH), ratio = Math.exp(2 * d / WIDTH), up = here, down = here;
    fine[nearest] += here;
    for (int i = 1; i <= SPREAD; i++) {
      up *= ratio;
      down /= ratio;
      fine[nearest + i] += up * TAPER[i];
      fine[nearest - i] += down * TAPER[i];
    }
  }

  /** The mass, 1 but for rounding. */
  double mass() {
    double sum = 0;
    for (double v : values) sum += v;
    return sum * step();
  }

  /** The distance of this law from an exact one. */
  double distance(Distance metric, DoubleUnaryOperator exact) {
    double[] q = finer();
    double sum = 0, dx = step() / FINER;
    for (int i = 0; i < q.length; i++) {
      double p = exact.applyAsDouble(-reach + i * dx);
      if (metric == Distance.TV) sum += 0.5 * Math.abs(p - q[i]);
      else if (p > 1e-12) sum += p * (q[i] / p - 1 - Math.log(Math.max(q[i] / p, 1e-300)));
    }
    return sum * dx;
  }

  /** The law of the ratio of an exact density and this one, where either is above rounding. */
  LikelihoodRatio ratio(DoubleUnaryOperator exact) {
    double[] q = finer();
    double dx = step() / FINER;
    var masses = new double[q.length];
    var logarithms = new double[q.length];
    int kept = 0;
    for (int i = 0; i < q.length; i++) {
      double p = exact.applyAsDouble(-reach + i * dx);
      if (!(q[i] > 1e-12 && p > 1e-12)) continue;
      masses[kept] = q[i] * dx;
      logarithms[kept++] = Math.log(p / q[i]);
    }
    return new LikelihoodRatio(Arrays.copyOf(masses, kept), Arrays.copyOf(logarithms, kept));
  }

  /** The values on a finer line, by the interpolation that its waves give: so closely are the kinks of |p - q| found. */
  private double[] finer() {
    int m = FINER * n;
    double[][] f = transformed(new double[][] {values.clone(), new double[n]}, TransformType.FORWARD), fine = new double[2][m];
    for (int j = 0; j < n; j++) {
      int signed = j <= n / 2 ? j : j - n;
      if (signed == n / 2) continue;
      fine[0][signed < 0 ? signed + m : signed] = f[0][j] * FINER;
      fine[1][signed < 0 ? signed + m : signed] = f[1][j] * FINER;
    }
    return transformed(fine, TransformType.INVERSE)[0];
  }
}
