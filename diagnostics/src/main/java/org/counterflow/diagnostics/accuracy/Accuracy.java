package org.counterflow.diagnostics.accuracy;

import java.util.Arrays;
import java.util.Locale;

/**
 * How far samples are from those of a fine solution, in the units of the data. A few samples that end in another mode make most of the root mean
 * square; the median tells of the others.
 *
 * @param rmse root of the mean square over all elements of all samples
 * @param median of the samples' own root mean squares
 * @param p90 what nine in ten of these are below
 */
public record Accuracy(double rmse, double median, double p90) {
  /**
   * Of values against a fine solution's.
   *
   * @param values [samples, elements], row-major
   * @param fine as many
   * @param samples at least 1
   * @throws IllegalArgumentException if the numbers do not fit one another
   */
  public static Accuracy between(double[] values, double[] fine, int samples) {
    if (samples < 1 || values.length != fine.length || values.length % samples != 0)
      throw new IllegalArgumentException(values.length + " values of " + samples + " samples cannot be compared with " + fine.length);
    int n = values.length / samples;
    var own = new double[samples];
    double all = 0;
    for (int i = 0; i < samples; i++) {
      double sum = 0;
      for (int j = i * n; j < (i + 1) * n; j++) sum += (values[j] - fine[j]) * (values[j] - fine[j]);
      own[i] = Math.sqrt(sum / n);
      all += sum;
    }
    Arrays.sort(own);
    return new Accuracy(Math.sqrt(all / values.length), quantile(own, 0.5), quantile(own, 0.9));
  }

  /** Between two values linearly, as NumPy has it. */
  private static double quantile(double[] sorted, double q) {
    double at = q * (sorted.length - 1);
    int i = (int) at, next = Math.min(i + 1, sorted.length - 1);
    return sorted[i] + (at - i) * (sorted[next] - sorted[i]);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "RMSE %.4f, median %.4f, p90 %.4f", rmse, median, p90);
  }
}
