package org.counterflow.api.internal.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
  @ParameterizedTest
  @CsvSource({"--step, --steps", "--stesp, --steps", "--girds, --grid", "--gird, --grid", "--STEPS, --steps", "--mikro-batch, --micro-batch", "--frob,", "--x,", "--strap,",
      "--steep-path,", "'',"})
  void atMostAThirdOfTheLongerWordDiffers(String word, String expected) {
    assertEquals(expected, Nearest.of(word, List.of("--grid", "--steps", "--micro-batch")));
    assertEquals(expected == null ? "" : "; nearest: " + expected, Nearest.hint(word, List.of("--grid", "--steps", "--micro-batch")));
  }
}
