package org.counterflow.diagnostics.regularity;

/**
 * Steps of finite differences: how far each element of a state moves along a direction whose elements are about 1.
 *
 * <p>They begin at what balances rounding against curvature for a function that changes over the scale of its states,
 * {@code h1 = 0.4 (3 e)^(1/3) S} for first and {@code h2 = 0.7 e^(1/4) S} for second derivatives, with e the relative rounding of an
 * evaluation: 5e-3 S and 2e-2 S in single precision. Where the function changes faster, as exact scores do at little noise, each is
 * made smaller while halving it changes the derivative by more than rounding explains.
 *
 * @param first h1, for {@link Differences#product} and all that is made of it
 * @param second h2, for {@link Differences#second}
 * @param noise of an evaluation
 * @param firstError by how much halving the first step still changed a derivative, relative: an estimate of its error
 * @param secondError the same of second derivatives
 */
public record Steps(double first, double second, EvaluationNoise noise, double firstError, double secondError) {
  /** The part of the balance point that is best where it was measured. */
  private static final double FIRST = 0.4;
  private static final double SECOND = 0.7;
  /** A step that is right leaves errors below these. */
  private static final double FIRST_ENOUGH = 2e-3;
  private static final double SECOND_ENOUGH = 2e-2;
  private static final int HALVINGS = 20;

  /**
   * Steps for the derivatives of a field about a state.
   *
   * @param field what is evaluated
   * @param x about which state
   * @param v the direction along which they are tried, with elements about 1
   */
  public static Steps fit(Field field, double[] x, double[] v) {
    double scale = Vectors.rms(x);
    if (!(scale > 0)) scale = 1;
    return fit(field, x, v, scale, EvaluationNoise.of(field, x, scale, v));
  }

  /** The same along another direction, with the rounding that is known: where the field changes fast, it could not be told from it. */
  public Steps along(Field field, double[] x, double[] v) {
    double scale = Vectors.rms(x);
    return fit(field, x, v, scale > 0 ? scale : 1, noise);
  }

  private static Steps fit(Field field, double[] x, double[] v, double scale, EvaluationNoise noise) {
    double e = Math.max(noise.relative(), 1e-300);
    double[] first = halve(field, x, v, FIRST * Math.cbrt(3 * e) * scale, noise.absolute(), false);
    double[] second = halve(field, x, v, SECOND * Math.sqrt(Math.sqrt(e)) * scale, noise.absolute(), true);
    return new Steps(first[0], second[0], noise, first[1], second[1]);
  }

  /** The step, and the relative change that halving it makes. */
  private static double[] halve(Field field, double[] x, double[] v, double from, double noise, boolean second) {
    var differences = new Differences(field);
    double h = from, enough = second ? SECOND_ENOUGH : FIRST_ENOUGH, bestStep = h, bestError = Double.POSITIVE_INFINITY;
    double[] d = derivative(differences, x, v, h, second);
    for (int k = 0; k < HALVINGS; k++) {
      double[] half = derivative(differences, x, v, h / 2, second);
      double size = Vectors.rms(half), change = 0;
      for (int i = 0; i < d.length; i++) change += (d[i] - half[i]) * (d[i] - half[i]);
      change = Math.sqrt(change / d.length);
      double rounding = second ? noise * Math.sqrt(6) / (h * h / 4) : noise / (Math.sqrt(2) * h / 2);
      double error = size > 0 ? change / size : 0;
      if (error < bestError) {
        bestError = error;
        bestStep = h;
      }
      if (error <= enough || change <= 2 * rounding || size == 0) return new double[] {h, error};
      h /= 2;
      d = half;
    }
    return new double[] {bestStep, bestError};
  }

  private static double[] derivative(Differences differences, double[] x, double[] v, double h, boolean second) {
    return second ? differences.second(x, v, h) : differences.product(x, v, h);
  }
}
