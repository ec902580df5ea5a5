package org.counterflow.cli.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.counterflow.solvers.Targets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainWorkTest {
  /** Which backend took less of the processor: measured, as the class says. */
  @ParameterizedTest
  @CsvSource({"10, java", "4000, java", "30000, java", "100000, cpu-vector", "300000, cpu-vector"})
  void twoMoonsAsMeasured(int samples, String faster) {
    assertEquals(faster.equals("java"), PlainWork.isAll(samples, 2, 40, Targets.twoMoons().terms()));
  }

  @ParameterizedTest
  @CsvSource({"30, 784, 40, 500, java", "100, 784, 40, 500, java", "300, 784, 40, 500, cpu-vector", "10000, 100, 40, 1, java",
      "300000, 100, 40, 1, cpu-vector", "3000, 784, 10, 1, java", "100, 784, 100, 1, java"})
  void othersAsMeasured(int samples, int elements, int steps, int terms, String faster) {
    assertEquals(faster.equals("java"), PlainWork.isAll(samples, elements, steps, terms));
  }

  /** Seconds of java beyond its start, measured: the estimate is within a third of them where there is much to do. */
  @ParameterizedTest
  @CsvSource({"300000, 2, -1, 8.6", "300000, 100, 1, 6.9", "100000, 100, 1, 2.6", "1000, 10000, 1, 2.6", "300, 784, 500, 4.1"})
  void estimatesAreThoseOfTheMachineThatMeasured(int samples, int elements, int terms, double seconds) {
    assertEquals(seconds, PlainWork.seconds(samples, elements, 40, terms < 0 ? Targets.twoMoons().terms() : terms), seconds / 3);
  }

  @Test
  void whatIsBeyondAllCountingIsNotSmall() {
    assertEquals(false, PlainWork.isAll(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE));
  }
}
