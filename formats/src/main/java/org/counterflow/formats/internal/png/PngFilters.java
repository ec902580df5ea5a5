package org.counterflow.formats.internal.png;

/** The five predictors of PNG: each byte less what its neighbours to the left, above and above left foretell. */
final class PngFilters {
  private PngFilters() {}

  static final int COUNT = 5;

  /** What filter {@code kind} foretells of byte {@code i} of a row. */
  private static int predicted(int kind, byte[] row, int at, byte[] above, int aboveAt, int i, int step) {
    int left = i < step ? 0 : row[at + i - step] & 0xff;
    int up = above[aboveAt + i] & 0xff;
    return switch (kind) {
      case 0 -> 0;
      case 1 -> left;
      case 2 -> up;
      case 3 -> left + up >> 1;
      default -> paeth(left, up, i < step ? 0 : above[aboveAt + i - step] & 0xff);
    };
  }

  private static int paeth(int left, int up, int corner) {
    int p = left + up - corner, dl = Math.abs(p - left), du = Math.abs(p - up), dc = Math.abs(p - corner);
    return dl <= du && dl <= dc ? left : du <= dc ? up : corner;
  }

  /**
   * Filters a row into {@code out[1..]}, the kind in {@code out[0]}.
   *
   * @return the sum of the absolute differences, a fair guess at how it compresses
   */
  static long filter(int kind, byte[] row, int at, byte[] above, int aboveAt, int length, int step, byte[] out) {
    out[0] = (byte) kind;
    long sum = 0;
    for (int i = 0; i < length; i++) {
      byte d = (byte) (row[at + i] - predicted(kind, row, at, above, aboveAt, i, step));
      out[i + 1] = d;
      sum += Math.abs(d);
    }
    return sum;
  }

  /** Undoes it in place. */
  static void restore(int kind, byte[] row, int at, byte[] above, int aboveAt, int length, int step) {
    if (kind == 0) return;
    for (int i = 0; i < length; i++) row[at + i] += (byte) predicted(kind, row, at, above, aboveAt, i, step);
  }
}
