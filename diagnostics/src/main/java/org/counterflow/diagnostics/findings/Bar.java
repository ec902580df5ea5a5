package org.counterflow.diagnostics.findings;

import java.util.Locale;

/**
 * A number that was measured, beside what it has to be.
 *
 * @param name what was measured, in a reader's words
 * @param value of it
 * @param low the least that is right, or negative infinity
 * @param high the greatest that is right, or positive infinity
 */
public record Bar(String name, double value, double low, double high) {
  /** Checks that the bounds are a range. */
  public Bar {
    if (!(low <= high)) throw new IllegalArgumentException("the bar \"" + name + "\" goes from " + low + " to " + high + "; low comes first");
  }

  /** A number that has to be {@code high} or less. */
  public static Bar atMost(String name, double value, double high) {
    return new Bar(name, value, Double.NEGATIVE_INFINITY, high);
  }

  /** A number that has to be {@code low} or more. */
  public static Bar atLeast(String name, double value, double low) {
    return new Bar(name, value, low, Double.POSITIVE_INFINITY);
  }

  /** A number that has to be {@code expected}, but for a share of it. */
  public static Bar near(String name, double value, double expected, double share) {
    double by = Math.abs(expected) * share;
    return new Bar(name, value, expected - by, expected + by);
  }

  /** Whether the value lies in the range; one that is no number does not. */
  public boolean met() {
    return value >= low && value <= high;
  }

  /** {@code NAME: VALUE (LOW .. HIGH)}. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s: %.4g (%.4g .. %.4g)", name, value, low, high);
  }
}
