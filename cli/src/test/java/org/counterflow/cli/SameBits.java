package org.counterflow.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Arrays;
import org.counterflow.formats.arrays.Npy;
import org.counterflow.formats.arrays.NpyArray;

/** Compares arrays to the bit. */
final class SameBits {
  private SameBits() {}

  static void rows(Path a, int fromA, Path b, int fromB, int count) {
    assertArrayEquals(bits(a, fromA, count), bits(b, fromB, count), () -> a.getFileName() + " and " + b.getFileName());
  }

  static void all(Path a, Path b) {
    assertEquals(Npy.read(a).rows(), Npy.read(b).rows());
    rows(a, 0, b, 0, Npy.read(a).rows());
  }

  private static long[] bits(Path file, int from, int count) {
    NpyArray a = Npy.read(file);
    int n = a.values().length / a.rows();
    return Arrays.stream(a.values(), from * n, (from + count) * n).mapToLong(Double::doubleToRawLongBits).toArray();
  }
}
