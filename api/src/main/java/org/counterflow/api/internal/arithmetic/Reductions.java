package org.counterflow.api.internal.arithmetic;

/**
 * Sums over the elements of a sample: 64 partial sums, element i going to sum {@code i mod 64} in ascending order from +0, folded in
 * halves at the end. Any vector width from one lane to 64 gives the same bits.
 *
 * <p>A caller makes an array of {@link #LANES} zeros, adds ranges of the sample in ascending order, and folds:
 * {@code norm = sqrt(fold(sums) / n)} after {@code addSquares}, {@code mean = fold(sums) / n} after {@code addValues},
 * {@code dot = fold(sums)} after {@code addProducts}, all in double.
 */
public final class Reductions {
  /** The number of partial sums. */
  public static final int LANES = 64;

  private Reductions() {}

  /**
   * {@code sums[j] = fma(x_i, x_i, sums[j])}.
   *
   * @param x holds the range
   * @param from its first element in {@code x}
   * @param count its length, any
   * @param index the first element's index in the sample
   * @param sums the partial sums
   */
  public static void addSquares(float[] x, int from, int count, long index, float[] sums) {
    addProducts(x, from, x, from, count, index, sums);
  }

  /**
   * {@code sums[j] = fma(x_i, x_i, sums[j])}.
   *
   * @param x holds the range
   * @param from its first element in {@code x}
   * @param count its length, any
   * @param index the first element's index in the sample
   * @param sums the partial sums
   */
  public static void addSquares(double[] x, int from, int count, long index, double[] sums) {
    addProducts(x, from, x, from, count, index, sums);
  }

  /**
   * {@code sums[j] = fma(x_i, y_i, sums[j])}.
   *
   * @param x holds the range of one sample
   * @param xFrom its first element in {@code x}
   * @param y holds the range of the other sample
   * @param yFrom its first element in {@code y}
   * @param count the length of both, any
   * @param index the first element's index in the sample
   * @param sums the partial sums
   */
  public static void addProducts(float[] x, int xFrom, float[] y, int yFrom, int count, long index, float[] sums) {
    for (int done = 0, n; done < count; done += n) {
      int lane = lane(index + done);
      n = Math.min(LANES - lane, count - done);
      int a = xFrom + done;
      int b = yFrom + done;
      for (int j = 0; j < n; j++) sums[lane + j] = Math.fma(x[a + j], y[b + j], sums[lane + j]);
    }
  }

  /**
   * {@code sums[j] = fma(x_i, y_i, sums[j])}.
   *
   * @param x holds the range of one sample
   * @param xFrom its first element in {@code x}
   * @param y holds the range of the other sample
   * @param yFrom its first element in {@code y}
   * @param count the length of both, any
   * @param index the first element's index in the sample
   * @param sums the partial sums
   */
  public static void addProducts(double[] x, int xFrom, double[] y, int yFrom, int count, long index, double[] sums) {
    for (int done = 0, n; done < count; done += n) {
      int lane = lane(index + done);
      n = Math.min(LANES - lane, count - done);
      int a = xFrom + done;
      int b = yFrom + done;
      for (int j = 0; j < n; j++) sums[lane + j] = Math.fma(x[a + j], y[b + j], sums[lane + j]);
    }
  }

  /**
   * {@code sums[j] = sums[j] + x_i}.
   *
   * @param x holds the range
   * @param from its first element in {@code x}
   * @param count its length, any
   * @param index the first element's index in the sample
   * @param sums the partial sums
   */
  public static void addValues(float[] x, int from, int count, long index, float[] sums) {
    for (int done = 0, n; done < count; done += n) {
      int lane = lane(index + done);
      n = Math.min(LANES - lane, count - done);
      int a = from + done;
      for (int j = 0; j < n; j++) sums[lane + j] += x[a + j];
    }
  }

  /**
   * {@code sums[j] = sums[j] + x_i}.
   *
   * @param x holds the range
   * @param from its first element in {@code x}
   * @param count its length, any
   * @param index the first element's index in the sample
   * @param sums the partial sums
   */
  public static void addValues(double[] x, int from, int count, long index, double[] sums) {
    for (int done = 0, n; done < count; done += n) {
      int lane = lane(index + done);
      n = Math.min(LANES - lane, count - done);
      int a = from + done;
      for (int j = 0; j < n; j++) sums[lane + j] += x[a + j];
    }
  }

  /**
   * An error in units of its tolerance: {@code e * recip32(max(absolute, relative * max(|x|, |y|)))}.
   *
   * @param e the error
   * @param x a value before the step
   * @param y the value after it
   * @param absolute tolerance, at least 2^-126
   * @param relative tolerance, at least 0
   */
  public static float scaledError(float e, float x, float y, float absolute, float relative) {
    return e * Reciprocal.recip32(Math.max(absolute, relative * Math.max(Math.abs(x), Math.abs(y))));
  }

  /**
   * An error in units of its tolerance: {@code e * (1 / max(absolute, relative * max(|x|, |y|)))}.
   *
   * @param e the error
   * @param x a value before the step
   * @param y the value after it
   * @param absolute tolerance, above 0
   * @param relative tolerance, at least 0
   */
  public static double scaledError(double e, double x, double y, double absolute, double relative) {
    return e * (1 / Math.max(absolute, relative * Math.max(Math.abs(x), Math.abs(y))));
  }

  /**
   * The partial sums folded in halves: {@code p_j = p_j + p_(j+s)} for s = 32, 16, 8, 4, 2, 1; then p_0.
   *
   * @param sums the partial sums; not changed
   */
  public static double fold(float[] sums) {
    float[] p = sums.clone();
    for (int s = LANES / 2; s > 0; s /= 2) for (int j = 0; j < s; j++) p[j] += p[j + s];
    return p[0];
  }

  /**
   * The partial sums folded in halves: {@code p_j = p_j + p_(j+s)} for s = 32, 16, 8, 4, 2, 1; then p_0.
   *
   * @param sums the partial sums; not changed
   */
  public static double fold(double[] sums) {
    double[] p = sums.clone();
    for (int s = LANES / 2; s > 0; s /= 2) for (int j = 0; j < s; j++) p[j] += p[j + s];
    return p[0];
  }

  private static int lane(long index) {
    return (int) (index & (LANES - 1));
  }
}
