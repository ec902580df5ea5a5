package org.counterflow.api.backend;

/** One term of a linear combination: a coefficient (one, or one a row) and what it multiplies. */
public sealed interface Term {
  /** The coefficients in double, each rounded once to the backend's precision: one for all rows, or one a row. */
  double[] coefficients();

  /** The coefficient of a row. */
  default double coefficient(int row) {
    double[] c = coefficients();
    return c[c.length == 1 ? 0 : row];
  }

  /**
   * Stored values.
   *
   * @param input [rows, elements] in the backend's precision; or [1, elements], which counts for every row
   * @param coefficients one, or one a row
   */
  record OfBuffer(Buffer input, double[] coefficients) implements Term {}

  /**
   * Standard normals: element {@code i} of a row is {@code normal(seed of the row, stream, i)}.
   *
   * @param stream which noise
   * @param coefficients one, or one a row
   */
  record OfNoise(long stream, double[] coefficients) implements Term {}

  /**
   * The constant 1.
   *
   * @param coefficients one, or one a row
   */
  record OfOnes(double[] coefficients) implements Term {}
}
