package org.counterflow.diagnostics.distance;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.apache.commons.math3.complex.Complex;
import org.apache.commons.math3.transform.DftNormalization;
import org.apache.commons.math3.transform.FastFourierTransformer;
import org.apache.commons.math3.transform.TransformType;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;

/**
 * The law of {@code R = log p(Y)/q(Y)} for Y of q, where p is the exact density and q the sampler's: it holds all that tells the two apart, in any
 * number of dimensions. For a product of d such coordinates R is a sum of d independent copies, so that
 * <pre>TV(p^d, q^d) = E max(0, 1 - exp(R_1 + ... + R_d))</pre>
 * is had from the d-fold convolution of the law of R, without drawing a sample; divergences add up. Samplers of fixed steps work on each coordinate
 * by itself where the target is a product, since its score does.
 */
public final class LikelihoodRatio {
  /** Nodes for the law of the sum. */
  private static final int NODES = 1 << 18;
  /** Probability of a coordinate whose R counts as the largest kept. */
  private static final double TAIL = 1e-13;
  /** Deviations of a normal law, beyond which it has 2e-17 of its mass. */
  private static final double REACH = 8.5;

  private final double[] masses;
  private final double[] logarithms;

  /**
   * The law as weighted values.
   *
   * @param masses probabilities under q, 1 in sum but for what is negligible
   * @param logarithms of p/q, as many
   */
  LikelihoodRatio(double[] masses, double[] logarithms) {
    this.masses = masses;
    this.logarithms = logarithms;
  }

  /**
   * Of a deterministic sampler on a line, by the change of variables: q at F(x) is the exact density at the first point over {@code F'(x)}, whose
   * differences are of fourth order.
   *
   * @param sampler with a deterministic solver, on a backend in double precision; its score function may be another than the exact one
   * @param mixture in one dimension, from whose law the run begins and its end is measured
   * @param starts 100 or more
   * @throws ArithmeticException if the map folds, so that q is no such quotient
   */
  public static LikelihoodRatio along(Sampler sampler, Mixture mixture, int starts) {
    if (starts < 100) throw new IllegalArgumentException("starts must be at least 100, was " + starts);
    var first = new MixtureLaw(mixture, sampler.points().getFirst());
    var last = new MixtureLaw(mixture, sampler.points().getLast());
    double low = first.low(REACH), dx = (first.high(REACH) - low) / (starts - 1);
    var x = new double[starts + 4];
    for (int i = 0; i < x.length; i++) x[i] = low + (i - 2) * dx;
    double[] y;
    try (Samples s = sampler.decode(Tensor.of(Shape.of(1), x), Seeds.range(0, x.length), Conditions.NONE)) {
      y = s.toDoubles();
    }
    var masses = new double[starts];
    var logarithms = new double[starts];
    for (int i = 0; i < starts; i++) {
      double slope = (8 * (y[i + 3] - y[i + 1]) - (y[i + 4] - y[i])) / (12 * dx), p = first.density(x[i + 2]), there = last.density(y[i + 2]);
      if (!(slope > 0))
        throw new ArithmeticException("the map of " + sampler.solver() + " folds near " + x[i + 2] + ", where its slope is " + slope
            + ": the steps are too large. Remedy: more steps");
      masses[i] = p * dx;
      logarithms[i] = there > 0 ? Math.log(there * slope / p) : -700;
    }
    return new LikelihoodRatio(masses, logarithms);
  }

  /**
   * The distance between products of as many laws.
   *
   * @param dimensions 1 to 1000
   */
  public double distance(Distance metric, int dimensions) {
    if (dimensions < 1 || dimensions > 1000) throw new IllegalArgumentException("dimensions must be from 1 to 1000, was " + dimensions);
    return metric == Distance.KL ? dimensions * divergence() : totalVariation(dimensions);
  }

  /** {@code E_q [e^R R - e^R + 1]}, whose terms are all positive, so that small divergences keep their digits. */
  private double divergence() {
    double sum = 0;
    for (int i = 0; i < masses.length; i++) {
      double grown = Math.expm1(logarithms[i]);
      sum += masses[i] * (logarithms[i] * (1 + grown) - grown);
    }
    return sum;
  }

  private double totalVariation(int d) {
    double sum = 0;
    if (d == 1) {
      for (int i = 0; i < masses.length; i++) if (logarithms[i] < 0) sum -= masses[i] * Math.expm1(logarithms[i]);
      return sum;
    }
    // Node m is 0 for one coordinate, node m d for the sum. Masses are shared by both neighbours, which keeps the mean.
    int m = (NODES - 1) / (2 * d);
    double h = largest() / m;
    if (h == 0) return 0;
    var law = new double[2][NODES];
    for (int i = 0; i < masses.length; i++) {
      double at = Math.clamp(logarithms[i] / h, -m, m) + m;
      int left = Math.min((int) at, 2 * m - 1);
      law[0][left] += masses[i] * (left + 1 - at);
      law[0][left + 1] += masses[i] * (at - left);
    }
    FastFourierTransformer.transformInPlace(law, DftNormalization.STANDARD, TransformType.FORWARD);
    for (int j = 0; j < NODES; j++) {
      Complex power = power(new Complex(law[0][j], law[1][j]), d);
      law[0][j] = power.getReal();
      law[1][j] = power.getImaginary();
    }
    FastFourierTransformer.transformInPlace(law, DftNormalization.STANDARD, TransformType.INVERSE);
    for (int k = 0; k < m * d; k++) sum -= law[0][k] * Math.expm1((k - m * d) * h);
    return sum;
  }

  private static Complex power(Complex base, int exponent) {
    Complex result = Complex.ONE, square = base;
    for (int e = exponent; e > 0; e >>= 1) {
      if ((e & 1) == 1) result = result.multiply(square);
      square = square.multiply(square);
    }
    return result;
  }

  /** The |R| above which there is next to no mass. */
  private double largest() {
    Integer[] order = IntStream.range(0, masses.length).boxed().sorted(Comparator.comparingDouble(i -> -Math.abs(logarithms[i])))
        .toArray(Integer[]::new);
    double above = 0;
    for (int i : order) {
      above += masses[i];
      if (above > TAIL) return Math.abs(logarithms[i]);
    }
    return 0;
  }

  @Override
  public String toString() {
    return "likelihood ratio of mass " + Arrays.stream(masses).sum() + ", tv " + totalVariation(1);
  }
}
