package org.counterflow.backend.cpuvector.internal;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.counterflow.api.internal.arithmetic.Quantile;

/** Quantiles of magnitudes in single precision. The bits of a magnitude, read as an integer, are ordered as the magnitudes are. */
final class Quantile32 {
  private static final int DIGIT_BITS = 11;
  private static final int FEW = 64;

  private Quantile32() {}

  static double ofAbs(MemorySegment a, double q) {
    int n = Math.toIntExact(a.byteSize() / Float.BYTES);
    var keys = new int[n];
    MemorySegment.copy(a, JAVA_INT, 0, keys, 0, n);
    for (int i = 0; i < n; i++) keys[i] &= Integer.MAX_VALUE;
    int k = Quantile.below(q, n);
    int low = select(keys.clone(), n, k);
    int high = k == n - 1 ? low : above(keys, low, k);
    return Quantile.between(Float.intBitsToFloat(low), Float.intBitsToFloat(high), Quantile.position(q, n) - k);
  }

  /** The key of rank k: by its digits, the highest first, each time keeping the keys that share them. Reorders the keys. */
  private static int select(int[] keys, int n, int k) {
    for (int shift = Integer.SIZE - 1 - DIGIT_BITS; n > FEW; shift = Math.max(0, shift - DIGIT_BITS)) {
      var counts = new int[1 << DIGIT_BITS];
      for (int i = 0; i < n; i++) counts[digit(keys[i], shift)]++;
      int digit = 0;
      while (k >= counts[digit]) k -= counts[digit++];
      int kept = 0;
      for (int i = 0; i < n; i++) {
        int key = keys[i];
        keys[kept] = key;
        if (digit(key, shift) == digit) kept++;
      }
      n = kept;
      if (shift == 0) return keys[0];
    }
    Arrays.sort(keys, 0, n);
    return keys[k];
  }

  private static int digit(int key, int shift) {
    return key >>> shift & (1 << DIGIT_BITS) - 1;
  }

  /** The key of rank k + 1, where {@code key} is that of rank k. */
  private static int above(int[] keys, int key, int k) {
    int upTo = 0;
    int next = Integer.MAX_VALUE;
    for (int other : keys) {
      if (other <= key) upTo++;
      else next = Math.min(next, other);
    }
    return upTo > k + 1 ? key : next;
  }
}
