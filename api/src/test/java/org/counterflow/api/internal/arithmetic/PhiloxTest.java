package org.counterflow.api.internal.arithmetic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import org.junit.jupiter.api.Test;

class PhiloxTest {
  /** The three vectors that Random123, the authors' library, publishes for philox4x32-10. */
  @Test
  void knownAnswersOfItsAuthors() {
    assertArrayEquals(new int[] {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}, block(0, 0, 0));
    assertArrayEquals(new int[] {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}, block(-1, -1, -1));
    assertArrayEquals(
        new int[] {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}, block(0x299f31d0a4093822L, 0x0370734413198a2eL, 0x85a308d3243f6a88L));
  }

  @Test
  void everyBitOfSeedStreamAndBlockCounts() {
    var seen = new HashSet<Integer>();
    seen.add(block(0, 0, 0)[0]);
    for (int bit = 0; bit < 64; bit++) {
      seen.add(block(1L << bit, 0, 0)[0]);
      seen.add(block(0, 1L << bit, 0)[0]);
      seen.add(block(0, 0, 1L << bit)[0]);
    }
    assertEquals(193, seen.size());
  }

  private static int[] block(long seed, long stream, long block) {
    var words = new int[6];
    Philox.block(seed, stream, block, words, 1);
    return new int[] {words[1], words[2], words[3], words[4]};
  }
}
