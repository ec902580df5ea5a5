package org.counterflow.api.backend;

/**
 * Isotropic Gaussian mixture, or a data set (all widths 0): {@code sum_k w_k N(m_k, s_k^2 I)}. Its posterior mean
 * {@code D(x) = E[x_0 | x = alpha x_0 + sigma z]} is known exactly; backends compute it.
 *
 * <p>Immutable; two mixtures are equal if they are the same object, so that a backend may keep a packed copy by identity.
 */
public final class Mixture {
  private final double[] means;
  private final double[] deviations;
  private final double[] weights;
  private final int dimensions;

  private Mixture(double[] means, double[] deviations, double[] weights, int dimensions) {
    this.means = means;
    this.deviations = deviations;
    this.weights = weights;
    this.dimensions = dimensions;
  }

  /**
   * A mixture of Gaussians.
   *
   * @param dimensions of a sample, at least 1
   * @param means [components, dimensions], row-major
   * @param deviations standard deviation of each component, above 0
   * @param weights of each component, above 0; scaled to sum 1
   * @throws IllegalArgumentException if a length or a value does not fit
   */
  public static Mixture of(int dimensions, double[] means, double[] deviations, double[] weights) {
    int k = components(dimensions, means);
    if (deviations.length != k || weights.length != k)
      throw new IllegalArgumentException(k + " components, but " + deviations.length + " deviations and " + weights.length + " weights");
    double sum = 0;
    for (int i = 0; i < k; i++) {
      if (!(deviations[i] > 0) || !(weights[i] > 0) || Double.isInfinite(deviations[i]) || Double.isInfinite(weights[i]))
        throw new IllegalArgumentException("component " + i + " needs a finite deviation and weight above 0, has " + deviations[i] + " and " + weights[i]);
      sum += weights[i];
    }
    var w = new double[k];
    for (int i = 0; i < k; i++) w[i] = weights[i] / sum;
    return new Mixture(means.clone(), deviations.clone(), w, dimensions);
  }

  /**
   * A data set: equal weights, no width. Its denoiser is exact; a sampler draws members of it.
   *
   * @param dimensions of a sample, at least 1
   * @param samples [n, dimensions], row-major
   */
  public static Mixture ofData(int dimensions, double[] samples) {
    components(dimensions, samples);
    return new Mixture(samples.clone(), new double[0], new double[0], dimensions);
  }

  private static int components(int dimensions, double[] means) {
    if (dimensions < 1 || means.length == 0 || means.length % dimensions != 0)
      throw new IllegalArgumentException(means.length + " numbers are no whole number of means of dimension " + dimensions);
    for (double m : means) if (!Double.isFinite(m)) throw new IllegalArgumentException("a mean is " + m + "; all must be finite");
    return means.length / dimensions;
  }

  /** Number of components, or of samples. */
  public int components() {
    return means.length / dimensions;
  }

  /** Elements of a sample. */
  public int dimensions() {
    return dimensions;
  }

  /** Whether it is a data set: no widths, equal weights. */
  public boolean isData() {
    return deviations.length == 0;
  }

  /** Coordinate {@code i} of mean {@code k}. */
  public double mean(int k, int i) {
    return means[k * dimensions + i];
  }

  /** A copy of all means, [components, dimensions], row-major. */
  public double[] means() {
    return means.clone();
  }

  /** Standard deviation of component {@code k}; 0 in a data set. */
  public double deviation(int k) {
    return isData() ? 0 : deviations[k];
  }

  /** Weight of component {@code k}; they sum to 1. */
  public double weight(int k) {
    return isData() ? 1.0 / components() : weights[k];
  }
}
