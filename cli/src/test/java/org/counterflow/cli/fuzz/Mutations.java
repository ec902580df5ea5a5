package org.counterflow.cli.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Damage to bytes: what disks and networks do, and what somebody does who knows where numbers stand. */
final class Mutations {
  private static final long[] NUMBERS = {0, 1, -1, 127, 128, 255, 256, 32767, 65535, 65536, 1 << 24, Integer.MAX_VALUE, Integer.MIN_VALUE,
      1L << 31, 1L << 32, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE};
  private static final List<String> DIGITS = List.of("0", "-1", "1e308", "1e-320", "NaN", "inf", "2147483647", "2147483648", "9999999999",
      "9223372036854775807", "9223372036854775808", "99999999999999999999", "0.5", "", " ", "00", "+1", "0x10");

  private final SplittableRandom random;

  Mutations(long seed) {
    random = new SplittableRandom(seed);
  }

  SplittableRandom random() {
    return random;
  }

  <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  /** One to four changes, mostly one. */
  byte[] of(byte[] seed, List<byte[]> others) {
    byte[] b = seed.clone();
    int n = random.nextInt(3) > 0 ? 1 : random.nextInt(2, 5);
    for (int i = 0; i < n && b.length > 0; i++) b = once(b, others);
    return b;
  }

  private byte[] once(byte[] b, List<byte[]> others) {
    int at = at(b.length);
    return switch (random.nextInt(12)) {
      case 0, 1 -> changed(b, at, (byte) (b[at] ^ 1 << random.nextInt(8)));
      case 2 -> changed(b, at, (byte) random.nextInt(256));
      case 3 -> changed(b, at, (byte) NUMBERS[random.nextInt(6)]);
      case 4, 5 -> number(b, at);
      case 6 -> Arrays.copyOf(b, at);
      case 7 -> spliced(b, at, Math.min(b.length, at + random.nextInt(1, 33)), new byte[0]);
      case 8 -> spliced(b, at, at, Arrays.copyOfRange(b, at, Math.min(b.length, at + random.nextInt(1, 65))));
      case 9 -> spliced(b, at, at, random(random.nextInt(1, 17)));
      case 10 -> digits(b, at);
      default -> crossed(b, at, one(others));
    };
  }

  /** Half of them near the beginning, where headers are. */
  private int at(int length) {
    return random.nextInt(random.nextBoolean() ? Math.min(length, 128) : length);
  }

  private static byte[] changed(byte[] b, int at, byte to) {
    b[at] = to;
    return b;
  }

  private byte[] number(byte[] b, int at) {
    int width = 1 << random.nextInt(1, 4);
    if (at + width > b.length) return b;
    var to = ByteBuffer.wrap(b).order(random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    long v = NUMBERS[random.nextInt(NUMBERS.length)];
    switch (width) {
      case 2 -> to.putShort(at, (short) v);
      case 4 -> to.putInt(at, (int) v);
      default -> to.putLong(at, v);
    }
    return b;
  }

  /** Another number in place of the next digits. */
  private byte[] digits(byte[] b, int at) {
    int from = at;
    while (from < b.length && !isDigit(b[from])) from++;
    int to = from;
    while (to < b.length && isDigit(b[to])) to++;
    return spliced(b, from, to, one(DIGITS).getBytes(StandardCharsets.US_ASCII));
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private byte[] crossed(byte[] b, int at, byte[] other) {
    if (other.length == 0) return b;
    return spliced(Arrays.copyOf(b, at), at, at, Arrays.copyOfRange(other, Math.min(at, other.length), other.length));
  }

  private byte[] random(int n) {
    var some = new byte[n];
    random.nextBytes(some);
    return some;
  }

  static byte[] spliced(byte[] b, int from, int to, byte[] between) {
    byte[] all = Arrays.copyOf(b, b.length - (to - from) + between.length);
    System.arraycopy(between, 0, all, from, between.length);
    System.arraycopy(b, to, all, from + between.length, b.length - to);
    return all;
  }
}
