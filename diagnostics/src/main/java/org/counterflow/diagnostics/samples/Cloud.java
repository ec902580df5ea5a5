package org.counterflow.diagnostics.samples;

import java.util.Arrays;

/**
 * Samples of a law as rows of numbers: points of R^d, images, features. Independent of one another, and in no order that matters: standard errors
 * come from leaving out rows that follow one another. Immutable.
 */
public final class Cloud {
  private final double[] values;
  private final int samples;

  private Cloud(double[] values, int samples) {
    this.values = values;
    this.samples = samples;
  }

  /**
   * Samples.
   *
   * @param values [samples, elements], row-major, finite
   * @param samples at least 1
   * @throws IllegalArgumentException if the numbers do not fit one another, or a value is not finite
   */
  public static Cloud of(double[] values, int samples) {
    if (samples < 1 || values.length == 0 || values.length % samples != 0)
      throw new IllegalArgumentException(values.length + " values are no " + samples + " samples");
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i]))
        throw new IllegalArgumentException("element " + i % (values.length / samples) + " of sample " + i / (values.length / samples)
            + " is " + values[i] + "; a distance needs finite samples");
    }
    return new Cloud(values.clone(), samples);
  }

  /** The same of float values. */
  public static Cloud of(float[] values, int samples) {
    var wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) wide[i] = values[i];
    return of(wide, samples);
  }

  /** How many samples there are. */
  public int samples() {
    return samples;
  }

  /** Numbers of a sample: d. */
  public int elements() {
    return values.length / samples;
  }

  /** The first so many of them, from 1 to all. */
  public Cloud first(int count) {
    if (count < 1 || count > samples) throw new IllegalArgumentException("there are no first " + count + " of " + samples + " samples");
    return new Cloud(Arrays.copyOf(values, count * elements()), count);
  }

  /** A copy of all values, [samples, elements]. */
  public double[] values() {
    return values.clone();
  }

  /** All values, which nobody writes. */
  double[] shared() {
    return values;
  }

  double at(int sample, int element) {
    return values[sample * elements() + element];
  }

  /** Without those of a group. */
  Cloud without(Groups groups, int group) {
    int d = elements(), from = groups.begin(group, samples), to = groups.begin(group + 1, samples);
    var left = new double[(samples - to + from) * d];
    System.arraycopy(values, 0, left, 0, from * d);
    System.arraycopy(values, to * d, left, from * d, (samples - to) * d);
    return new Cloud(left, samples - to + from);
  }

  @Override
  public String toString() {
    return samples + " samples of " + elements() + " elements";
  }
}
