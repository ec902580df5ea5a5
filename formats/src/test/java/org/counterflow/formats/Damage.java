package org.counterflow.formats;

import java.util.Arrays;
import java.util.Random;

/** Files as they come back from a full disk or a bad copy: cut off, with bytes changed, lost or repeated; the same for the same seed. */
public final class Damage {
  private Damage() {}

  public static byte[] of(byte[] good, long seed) {
    var r = new Random(seed);
    byte[] b = good.clone();
    switch (r.nextInt(4)) {
      case 0 -> {
        return Arrays.copyOf(b, r.nextInt(b.length));
      }
      case 1 -> {
        for (int k = r.nextInt(4); k >= 0; k--) b[r.nextInt(b.length)] ^= (byte) (1 << r.nextInt(8));
        return b;
      }
      case 2 -> {
        for (int k = r.nextInt(3); k >= 0; k--) b[r.nextInt(b.length)] = (byte) r.nextInt(256);
        return b;
      }
      default -> {
        int from = r.nextInt(b.length), n = 1 + r.nextInt(Math.min(16, b.length - from));
        byte[] moved = Arrays.copyOf(b, r.nextBoolean() ? b.length - n : b.length + n);
        int to = moved.length < b.length ? from : from + n, rest = moved.length - to;
        System.arraycopy(b, b.length - rest, moved, to, rest);
        return moved;
      }
    }
  }
}
