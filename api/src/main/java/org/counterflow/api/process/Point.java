package org.counterflow.api.process;

import org.counterflow.api.tensor.Expr;

/**
 * A place on the way between data and noise: {@code x = alpha x_0 + sigma z}. The time only names it; solvers compute with alpha and
 * sigma, and so need not know whether the process is variance-preserving, exploding or a straight line.
 *
 * <p>{@code lambda = log(alpha / sigma)} grows from noise to data; it is infinite at the two ends. Hence two basic moves,
 * {@link #hold} and {@link #holdNoise}, each finite at one end.
 *
 * @param time the schedule's own name for the place
 * @param alpha signal coefficient, at least 0
 * @param sigma noise coefficient, at least 0
 */
public record Point(double time, double alpha, double sigma) {
  /** Half the log signal-to-noise ratio, {@code log(alpha / sigma)}; infinite at the ends. */
  public double lambda() {
    return StrictMath.log(alpha / sigma);
  }

  /** {@code sigma / alpha}: the noise level of the variance-exploding form; infinite where alpha is 0. */
  public double ratio() {
    return sigma / alpha;
  }

  /** Whether lambda is finite: alpha and sigma above 0. */
  public boolean inside() {
    return alpha > 0 && sigma > 0;
  }

  /** {@code lambda(q) - lambda(this)}: positive on the way to data. */
  public double stepTo(Point q) {
    return q.lambda() - lambda();
  }

  /** Whether {@code q} has the same alpha and sigma, whatever the times are called. */
  public boolean samePlace(Point q) {
    return alpha == q.alpha && sigma == q.sigma;
  }

  /**
   * From here to {@code q} if the data estimate were constant:
   * {@code x' = x sigma'/sigma + data (alpha' - alpha sigma'/sigma)}. Needs sigma above 0.
   *
   * @param x the state here
   * @param data the data estimate D(x)
   */
  public Expr hold(Expr x, Expr data, Point q) {
    double r = q.sigma / sigma;
    return x.times(r).plus(data.times(q.alpha - alpha * r));
  }

  /**
   * From here to {@code q} if the noise estimate were constant:
   * {@code x' = x alpha'/alpha + noise (sigma' - sigma alpha'/alpha)}. Needs alpha above 0.
   *
   * @param x the state here
   * @param noise the noise estimate epsilon(x)
   */
  public Expr holdNoise(Expr x, Expr noise, Point q) {
    double r = q.alpha / alpha;
    return x.times(r).plus(noise.times(q.sigma - sigma * r));
  }
}
