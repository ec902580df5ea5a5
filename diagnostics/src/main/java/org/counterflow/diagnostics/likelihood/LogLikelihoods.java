package org.counterflow.diagnostics.likelihood;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Log-likelihoods of samples.
 *
 * @param nats log p of each sample, in nats
 * @param errors of each: the standard error that comes of random probes; 0 for exact traces, NaN for a single probe
 * @param dimensions elements of a sample
 * @param evaluations of the score function for each sample, those for the divergence included
 * @param at where the density is that of: the end of the run nearest to data, as text
 */
public record LogLikelihoods(List<Double> nats, List<Double> errors, int dimensions, double evaluations, String at) {
  private static final double LN_2 = Math.log(2);

  /** Copies the lists. */
  public LogLikelihoods {
    nats = List.copyOf(nats);
    errors = List.copyOf(errors);
    if (nats.isEmpty() || nats.size() != errors.size())
      throw new IllegalArgumentException(nats.size() + " log-likelihoods with " + errors.size() + " errors");
  }

  /** A mean with its standard error; NaN for the error of one value. */
  public record Mean(double mean, double standardError) {}

  /** The mean of log p over the samples, in nats; its error is that of the samples' choice and of the probes together. */
  public Mean mean() {
    double[] v = nats.stream().mapToDouble(Double::doubleValue).toArray();
    double mean = Arrays.stream(v).average().orElseThrow(), squares = 0;
    for (double x : v) squares += (x - mean) * (x - mean);
    return new Mean(mean, v.length > 1 ? Math.sqrt(squares / (v.length - 1) / v.length) : Double.NaN);
  }

  /**
   * Bits a dimension, {@code -log p / (d ln 2) + offset}.
   *
   * @param offset {@link Levels#offset} for data that are stored in levels; 0 for the density of the values as they are
   */
  public Mean bitsPerDimension(double offset) {
    Mean m = mean();
    double unit = dimensions * LN_2;
    return new Mean(offset - m.mean() / unit, m.standardError() / unit);
  }

  /** The mean, in nats and in bits a dimension without an offset. */
  @Override
  public String toString() {
    Mean n = mean(), b = bitsPerDimension(0);
    return String.format(Locale.ROOT, "%d samples: %.5g +- %.2g nats, %.5g +- %.2g bits a dimension, %.5g evaluations a sample", nats.size(), n.mean(),
        n.standardError(), b.mean(), b.standardError(), evaluations);
  }
}
