package org.counterflow.diagnostics.samples;

import java.util.Locale;

/**
 * A number that was estimated from samples.
 *
 * @param value of the estimate
 * @param error its standard error, 0 or more; how it comes about is said where it is computed
 */
public record Estimated(double value, double error) {
  /** {@code VALUE +- ERROR}. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.4g +- %.2g", value, error);
  }
}
