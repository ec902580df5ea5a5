package org.counterflow.api.backend;

import org.counterflow.api.internal.arithmetic.Normals;

/**
 * The specified standard normals, one at a time: what a noise term of {@link Backend#combine} adds. For makers of backends that have no
 * kernel of their own for it, and to test one that they have.
 */
public final class ReferenceNoise {
  private ReferenceNoise() {}

  /**
   * Element {@code element} of a noise; in double precision the same number.
   *
   * @param seed of the row
   * @param stream of the term
   * @param element its number in the row, from 0
   */
  public static float normal(long seed, long stream, long element) {
    return Normals.normal(seed, stream, element);
  }

  /**
   * Some elements of a noise, four at the cost of one.
   *
   * @param seed of the row
   * @param stream of the term
   * @param from the first one's number in the row, from 0
   * @param to receives {@code count} of them from {@code at} on
   */
  public static void fill(long seed, long stream, long from, float[] to, int at, int count) {
    Normals.fill(seed, stream, from, to, at, count);
  }
}
