package org.counterflow.backend.cpuvector.internal;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.counterflow.api.internal.arithmetic.Quantile;

/** Quantiles of magnitudes in double precision. The bits of a magnitude, read as an integer, are ordered as the magnitudes are. */
final class Quantile64 {
  private static final int DIGIT_BITS = 11;
  private static final int FEW = 64;

  private Quantile64() {}

  static double ofAbs(MemorySegment a, double q) {
    int n = Math.toIntExact(a.byteSize() / Double.BYTES);
    var keys = new long[n];
    MemorySegment.copy(a, JAVA_LONG, 0, keys, 0, n);
    for (int i = 0; i < n; i++) keys[i] &= Long.MAX_VALUE;
    int k = Quantile.below(q, n);
    long low = select(keys.clone(), n, k);
    long high = k == n - 1 ? low : above(keys, low, k);
    return Quantile.between(Double.longBitsToDouble(low), Double.longBitsToDouble(high), Quantile.position(q, n) - k);
  }

  /** The key of rank k: by its digits, the highest first, each time keeping the keys that share them. Reorders the keys. */
  private static long select(long[] keys, int n, int k) {
    for (int shift = Long.SIZE - 1 - DIGIT_BITS; n > FEW; shift = Math.max(0, shift - DIGIT_BITS)) {
      var counts = new int[1 << DIGIT_BITS];
      for (int i = 0; i < n; i++) counts[digit(keys[i], shift)]++;
      int digit = 0;
      while (k >= counts[digit]) k -= counts[digit++];
      int kept = 0;
      for (int i = 0; i < n; i++) {
        long key = keys[i];
        keys[kept] = key;
        if (digit(key, shift) == digit) kept++;
      }
      n = kept;
      if (shift == 0) return keys[0];
    }
    Arrays.sort(keys, 0, n);
    return keys[k];
  }

  private static int digit(long key, int shift) {
    return (int) (key >>> shift) & (1 << DIGIT_BITS) - 1;
  }

  /** The key of rank k + 1, where {@code key} is that of rank k. */
  private static long above(long[] keys, long key, int k) {
    int upTo = 0;
    long next = Long.MAX_VALUE;
    for (long other : keys) {
      if (other <= key) upTo++;
      else next = Math.min(next, other);
    }
    return upTo > k + 1 ? key : next;
  }
}
