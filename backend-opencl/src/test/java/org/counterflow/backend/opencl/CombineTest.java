package org.counterflow.backend.opencl;

import static org.counterflow.backend.opencl.Twins.noise;
import static org.counterflow.backend.opencl.Twins.ones;
import static org.counterflow.backend.opencl.Twins.term;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.counterflow.api.backend.Terms;
import org.counterflow.api.tensor.Precision;
import org.counterflow.backend.opencl.Twins.Pair;
import org.counterflow.backend.opencl.Twins.TermPair;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sums have the bits that the plain backend gives. */
@NeedsDevice
class CombineTest {
  private static double[] perRow(int rows, long seed) {
    var random = new SplittableRandom(seed);
    return random.doubles(rows, -2, 2).toArray();
  }

  @ParameterizedTest
  @CsvSource({"F32, 1", "F64, 1", "F32, 1000", "F64, 1000"})
  void sumsOfUpToEightTermsAndLongerOnes(Precision p, int compileAfter) {
    try (var twins = new Twins(p, compileAfter)) {
      for (long[] size : new long[][] {{1, 1}, {3, 7}, {2, 1027}, {300, 2}}) {
        for (int count : new int[] {0, 1, 2, 8, 9, 17}) {
          List<TermPair> terms = IntStream.range(0, count).mapToObj(k -> term(twins.random(size[0], size[1], k), 0.1 + k / 7.0)).toList();
          twins.assertCombines(twins.empty(size[0], size[1]), terms, count + " terms of " + size[0] + " x " + size[1]);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"F32, 1", "F64, 1000"})
  void noiseIsMadeWhereItIsAdded(Precision p, int compileAfter) {
    try (var twins = new Twins(p, compileAfter)) {
      for (long[] size : new long[][] {{1, 1}, {5, 3}, {2, 4099}}) {
        long[] seeds = LongStream.range(0, size[0]).map(r -> r * 0x9E3779B97F4A7C15L + 42).toArray();
        Pair x = twins.random(size[0], size[1], 1);
        Pair out = twins.empty(size[0], size[1]);
        twins.assertCombines(out, List.of(noise(0, 1)), "noise alone", seeds);
        twins.assertCombines(out, List.of(term(x, 0.3), noise(0x0200000000000003L, 1.7), noise(-1, 0.25)), "a value and two noises", seeds);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"F32, 1", "F64, 1000"})
  void coefficientsARowSomeOfThemZero(Precision p, int compileAfter) {
    try (var twins = new Twins(p, compileAfter)) {
      int rows = 6;
      long[] seeds = LongStream.range(0, rows).toArray();
      Pair x = twins.random(rows, 13, 1), one = twins.random(1, 13, 2);
      double[] some = perRow(rows, 3);
      some[0] = 0;
      some[4] = -0.0;
      var none = new double[rows];
      none[1] = 1e-60; // rounds to 0 in single precision, and is still a term
      Pair out = twins.empty(rows, 13);
      twins.assertCombines(out, List.of(term(x, perRow(rows, 4)), ones(perRow(rows, 5)), noise(7, perRow(rows, 6))), "a coefficient a row", seeds);
      twins.assertCombines(out, List.of(term(one, 2), term(x, some), noise(7, 0.5)), "one row for all", seeds);
      twins.assertCombines(out, List.of(term(x, some), ones(none), term(one, none)), "terms dropped", seeds);
      twins.assertCombines(out, List.of(term(x, new double[rows]), noise(3, 0)), "nothing left", seeds);
    }
  }

  @ParameterizedTest
  @CsvSource({"F32, 1", "F64, 1000"})
  void longSumsOfRowsThatDropTerms(Precision p, int compileAfter) {
    try (var twins = new Twins(p, compileAfter)) {
      int rows = 4;
      var terms = new ArrayList<TermPair>();
      for (int k = 0; k < 19; k++) {
        double[] c = perRow(rows, k);
        // Row 0 has its first term behind the first cut, row 1 has none.
        if (k < 9) c[0] = 0;
        c[1] = 0;
        terms.add(term(twins.filled(rows, 5, _ -> -0.0), c));
      }
      twins.assertCombines(twins.empty(rows, 5), terms, "negative zeros");
    }
  }

  @ParameterizedTest
  @CsvSource({"F32, 1", "F64, 1000"})
  void theOutputMayBeAnInput(Precision p, int compileAfter) {
    try (var twins = new Twins(p, compileAfter)) {
      Pair x = twins.random(3, 11, 1), y = twins.random(3, 11, 2);
      twins.assertCombines(x, List.of(term(y, 2), term(x, 0.5)), "in place");
      var terms = new ArrayList<>(IntStream.range(0, 10).mapToObj(k -> term(y, k + 0.5)).toList());
      terms.add(term(x, 3));
      twins.assertCombines(x, terms, "in place behind a cut");
    }
  }

  @ParameterizedTest
  @CsvSource({"F32, 1", "F64, 1000"})
  void viewsShareTheValues(Precision p, int compileAfter) {
    try (var twins = new Twins(p, compileAfter)) {
      Pair x = twins.random(9, 5, 1), y = twins.random(4, 5, 2);
      Pair rows = x.rows(3, 4);
      twins.assertCombines(rows, List.of(term(x.rows(7, 1), 2), term(y, 3), term(rows.rows(0, 4), -1)), "rows 3 to 6");
      twins.assertEqual(x, "the rest is as it was");
      rows.device().close();
      twins.assertEqual(x, "closing a view does nothing");
    }
  }

  @ParameterizedTest
  @CsvSource({"F32, 1", "F64, 1000"})
  void whatDoesNotFitIsRefused(Precision p, int compileAfter) {
    try (var twins = new Twins(p, compileAfter); var other = new Twins(p, compileAfter)) {
      Pair x = twins.random(4, 3, 1), small = twins.random(2, 3, 2);
      var out = x.device();
      for (List<TermPair> bad : List.of(List.of(term(small, 1)), List.of(term(x, 1, 2)), List.of(noise(1, 1)),
          List.of(term(other.random(4, 3, 1), 1))))
        assertThrows(IllegalArgumentException.class, () -> twins.device.combine(out, new Terms(bad.stream().map(TermPair::device).toList(), new long[0])));
      var shifted = List.of(term(x.rows(0, 2), 1).device());
      String said = String.valueOf(assertThrows(IllegalArgumentException.class,
          () -> twins.device.combine(out.rows(1, 2), new Terms(shifted, new long[0]))).getMessage());
      assertTrue(said.contains("shares some rows"), said);
    }
  }
}
