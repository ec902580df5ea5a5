package org.counterflow.diagnostics.regularity;

/**
 * The norm of a field's second derivative, {@code max |D^2 f[v, v]|} over unit vectors v, from below: the power method of symmetric
 * tensors, {@code v <- D^2 f[v, v] / |D^2 f[v, v]|}, from one beginning or several. For the gradient of a function the tensor is symmetric,
 * and the maximum is its norm.
 *
 * @param norm the largest that was met
 * @param along the unit vector v
 */
public record SecondDerivative(double norm, double[] along) {
  /** Copies the array. */
  public SecondDerivative {
    along = along.clone();
  }

  @Override
  public double[] along() {
    return along.clone();
  }

  /**
   * By differences, three evaluations an iteration.
   *
   * @param field whose derivative
   * @param x where
   * @param h the step of an element of size 1, as {@link Steps#second}
   * @param beginnings unit vectors, at least one
   * @param iterations of each, at least 1
   */
  public static SecondDerivative of(Field field, double[] x, double h, double[][] beginnings, int iterations) {
    if (beginnings.length == 0 || iterations < 1)
      throw new IllegalArgumentException("the power method needs a beginning and an iteration, was given " + beginnings.length + " and " + iterations);
    var differences = new Differences(field);
    double root = Math.sqrt(x.length), best = 0;
    double[] along = beginnings[0];
    for (double[] b : beginnings) {
      double[] v = b;
      for (int k = 0; k < iterations; k++) {
        // Of length sqrt(d), so that a typical element is 1; the derivative is quadratic in it.
        double[] d = differences.second(x, Vectors.times(v, root), h);
        double size = Vectors.norm(d) / x.length;
        if (size > best) {
          best = size;
          along = v;
        }
        if (!(size > 0)) break;
        v = Vectors.times(d, 1 / Vectors.norm(d));
      }
    }
    return new SecondDerivative(best, along);
  }
}
