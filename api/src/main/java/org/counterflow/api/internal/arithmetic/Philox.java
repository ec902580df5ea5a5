package org.counterflow.api.internal.arithmetic;

/**
 * Philox4x32-10: a bijection of 128 bits that is keyed, counted and stateless, so that any word of any stream is reached directly.
 *
 * <p>Known answer: key and counter 0 give {@code 6627e8d5 e169c58d bc57ac4c 9b00dbd8}.
 *
 * @see <a href="https://doi.org/10.1145/2063384.2063405">Salmon, Moraes, Dror and Shaw 2011</a>, section 3.3 and table 2
 */
public final class Philox {
  /** Multiplier of counter word 0. */
  public static final int MULTIPLIER_0 = 0xD2511F53;
  /** Multiplier of counter word 2. */
  public static final int MULTIPLIER_1 = 0xCD9E8D57;
  /** Added to the low key word after each round. */
  public static final int KEY_STEP_0 = 0x9E3779B9;
  /** Added to the high key word after each round. */
  public static final int KEY_STEP_1 = 0xBB67AE85;
  /** Rounds. */
  public static final int ROUNDS = 10;

  private Philox() {}

  /**
   * The four words of one block. The key is the seed, the counter is (block, stream), each with its low word first.
   *
   * @param seed the key
   * @param stream the upper half of the counter
   * @param block the lower half of the counter
   * @param words receives four words
   * @param at where the first of them goes
   */
  public static void block(long seed, long stream, long block, int[] words, int at) {
    int c0 = (int) block;
    int c1 = (int) (block >>> 32);
    int c2 = (int) stream;
    int c3 = (int) (stream >>> 32);
    int k0 = (int) seed;
    int k1 = (int) (seed >>> 32);
    for (int round = 0; round < ROUNDS; round++) {
      long p = product(c0, MULTIPLIER_0);
      long q = product(c2, MULTIPLIER_1);
      c0 = (int) (q >>> 32) ^ c1 ^ k0;
      c1 = (int) q;
      c2 = (int) (p >>> 32) ^ c3 ^ k1;
      c3 = (int) p;
      k0 += KEY_STEP_0;
      k1 += KEY_STEP_1;
    }
    words[at] = c0;
    words[at + 1] = c1;
    words[at + 2] = c2;
    words[at + 3] = c3;
  }

  private static long product(int a, int b) {
    return Integer.toUnsignedLong(a) * Integer.toUnsignedLong(b);
  }
}
