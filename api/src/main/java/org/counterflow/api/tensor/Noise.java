package org.counterflow.api.tensor;

/**
 * Standard normals: element {@code i} of a sample is a pure function of (the sample's seed, stream, i). It is never
 * stored: a backend makes it inside the sum that uses it.
 *
 * <p>Equal streams are the same noise; use one object twice to use one noise twice.
 *
 * @param stream purpose in the upper 8 bits, the rest by purpose. Purposes {@code 0x80} to {@code 0xff} are free for callers;
 *     the others belong to the driver (0 start, 1 step, 2 Brownian node, 3 probe vectors, 4 renoising, 5 tests and data)
 */
public record Noise(long stream) implements Expr {
  @Override
  public String toString() {
    return "z" + Long.toHexString(stream);
  }
}
