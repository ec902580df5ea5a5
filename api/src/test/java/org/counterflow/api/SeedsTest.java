package org.counterflow.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeedsTest {
  @Test
  void rangesExcludeTheirEndTextsIncludeIt() {
    assertEquals(Seeds.parse("3-5"), Seeds.range(3, 6));
    assertEquals(Seeds.of(0, 1, 2, 3, 100, 7, 7), Seeds.parse(" 0-3, 100 ,7,7"));
    assertEquals(4, Seeds.range(0, 4).count());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0-63,100", "5,4,3", "7,7,7", "1,2,4,5", "9223372036854775806,9223372036854775807", "-3", "-5--3,0", "-2-2"})
  void textsComeBack(String text) {
    Seeds s = Seeds.parse(text);
    assertEquals(s, Seeds.parse(s.toString()));
    assertEquals(text, s.toString());
  }

  @Test
  void anySeedsComeBack() {
    var random = new SplittableRandom(3);
    for (int i = 0; i < 500; i++) {
      var values = new long[1 + random.nextInt(12)];
      for (int k = 0; k < values.length; k++)
        values[k] = k > 0 && random.nextBoolean() ? values[k - 1] + 1 : random.nextInt(4) == 0 ? random.nextLong() : random.nextInt(-5, 6);
      Seeds s = Seeds.of(values);
      assertEquals(s, Seeds.parse(s.toString()), s.toString());
    }
    Seeds ends = Seeds.of(Long.MAX_VALUE - 1, Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE + 1, -1, 0, 1);
    assertEquals(ends, Seeds.parse(ends.toString()), ends.toString());
  }

  @ParameterizedTest
  @ValueSource(strings =
      {"", " ", "a", "1,,2", "1-", "--1", "1..3", "5-3", "1.5", "0x10", "9223372036854775808", "0-9223372036854775807", "0-268435456",
      "-9223372036854775808-9223372036854775807", "0-200000000,0-200000000"})
  void nonsenseIsRefusedWithWhatWasGiven(String text) {
    var e = assertThrows(IllegalArgumentException.class, () -> Seeds.parse(text));
    assertTrue(e.getMessage() != null && !(e instanceof NumberFormatException), String.valueOf(e));
  }

  @Test
  void emptyOrEndlessRangesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> Seeds.range(3, 3));
    assertThrows(IllegalArgumentException.class, () -> Seeds.range(0, 1L << 40));
    assertThrows(IllegalArgumentException.class, () -> Seeds.range(Long.MIN_VALUE, Long.MAX_VALUE));
    assertThrows(IllegalArgumentException.class, Seeds::of);
  }

  @Test
  void areAValue() {
    long[] mine = {1, 2};
    Seeds s = Seeds.of(mine);
    mine[0] = 9;
    s.toArray()[1] = 9;
    assertArrayEquals(new long[] {1, 2}, s.toArray());
    assertEquals(2, s.get(1));
    assertEquals(s.hashCode(), Seeds.range(1, 3).hashCode());
    assertNotEquals(s, Seeds.of(2, 1));
  }
}
