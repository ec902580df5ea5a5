package org.counterflow.backend.cpuvector;

import static org.counterflow.backend.cpuvector.Twins.noise;
import static org.counterflow.backend.cpuvector.Twins.ones;
import static org.counterflow.backend.cpuvector.Twins.term;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.counterflow.api.tensor.Precision;
import org.counterflow.backend.cpuvector.Twins.Pair;
import org.counterflow.backend.cpuvector.Twins.TermPair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CombineTest {
  private static final int[] ODD_LENGTHS = {1023, 1024, 1025, 2047, 2048, 2049, 4097, 65540};

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void everyLengthAndNumberOfTermsGivesTheSameBits(Precision precision) {
    try (var twins = new Twins(precision, 1)) {
      for (int n = 1; n <= 200; n++) {
        List<TermPair> terms = new ArrayList<>();
        int most = n % 3 == 0 ? 20 : 9;
        for (int k = 0; k < most; k++) {
          terms.add(term(twins.random(1, n, 1000L * n + k), 0.3 + k));
          if (n < 40 || (n + k) % 4 == 0) twins.assertCombines(twins.empty(1, n), terms, terms.size() + " terms of " + n);
        }
        twins.clear();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void longRowsGiveTheSameBitsWithAnyNumberOfThreads(Precision precision) {
    for (int threads = 1; threads <= 3; threads++) {
      try (var twins = new Twins(precision, threads)) {
        for (int n : ODD_LENGTHS) {
          List<TermPair> terms = new ArrayList<>();
          for (int k = 0; k < 3; k++) terms.add(term(twins.random(2, n, k), k - 0.7));
          twins.assertCombines(twins.empty(2, n), terms, "3 terms of " + n);
          terms.add(noise(7, 0.5));
          twins.assertCombines(twins.empty(2, n), terms, "3 terms and noise of " + n, 42, 43);
          twins.clear();
        }
        Pair x = twins.random(1, 3 * 65536 + 3, 5);
        twins.assertCombines(twins.empty(1, 3 * 65536 + 3), List.of(term(x, 1.5), ones(0.25)), "several tasks");
        twins.assertCombines(twins.empty(1, 3 * 65536 + 3), List.of(term(x, 1.5), noise(1, 2)), "several tasks with noise", 9);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void noiseOfEveryLengthGivesTheSameBits(Precision precision) {
    try (var twins = new Twins(precision, 2)) {
      for (int n = 1; n <= 200; n++) {
        Pair out = twins.empty(3, n);
        twins.assertCombines(out, List.of(noise(0x0300000012345678L, 1)), "noise of " + n, 42, -1, 0x123456789abcdef0L);
        twins.assertCombines(out, List.of(noise(1, 0.3), term(out, -2), noise(2, 0.7)), "two noises of " + n, 1, 2, 3);
        twins.clear();
      }
      for (int n = 240; n <= 330; n++) twins.assertCombines(twins.empty(5, n), List.of(noise(n, 1)), "noise of " + n, 1, 2, 3, 4, 5);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void coefficientsOfARowApplyToThatRowOnly(Precision precision) {
    try (var twins = new Twins(precision, 2)) {
      var random = new SplittableRandom(3);
      for (int rows = 1; rows <= 7; rows++) {
        for (int n : new int[] {1, 2, 3, 5, 17, 64, 255, 256, 257, 1000, 2049}) {
          for (int repeat = 0; repeat < 4; repeat++) {
            String what = rows + " rows of " + n + ", case " + repeat;
            twins.assertCombines(twins.empty(rows, n), randomTerms(twins, random, rows, n), what, seeds(random, rows));
          }
          twins.clear();
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void manyShortRowsGiveTheSameBits(Precision precision) {
    for (int threads : new int[] {1, 3}) {
      try (var twins = new Twins(precision, threads)) {
        var random = new SplittableRandom(4);
        for (int n : new int[] {1, 2, 3, 4, 5, 7, 63}) {
          for (int rows : new int[] {513, 2100}) {
            for (int repeat = 0; repeat < 2; repeat++) {
              String what = rows + " rows of " + n + ", " + threads + " threads";
              twins.assertCombines(twins.empty(rows, n), randomTerms(twins, random, rows, n), what, seeds(random, rows));
            }
            twins.clear();
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void anyInputMayBeTheOutput(Precision precision) {
    try (var twins = new Twins(precision, 2)) {
      for (int n : new int[] {3, 100, 300, 2500}) {
        for (int count : new int[] {1, 2, 8, 9, 15, 16, 20}) {
          for (int own = 0; own < count; own++) {
            Pair out = twins.random(3, n, own);
            List<TermPair> terms = new ArrayList<>();
            for (int k = 0; k < count; k++) terms.add(term(k == own ? out : twins.random(3, n, 50 + k), 1.1 + k, k, 0.5));
            twins.assertCombines(out, terms, "term " + own + " of " + count + " is the output, length " + n);
            twins.clear();
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void aSumWithoutTermsIsPlusZero(Precision precision) {
    try (var twins = new Twins(precision, 2)) {
      Pair x = twins.random(4, 3, 1);
      twins.assertCombines(twins.random(4, 3, 2), List.of(), "no terms");
      twins.assertCombines(twins.random(4, 3, 2), List.of(term(x, 0), term(x, -0.0)), "zeros");
      twins.assertCombines(twins.random(4, 3, 2), List.of(term(x, 0, 1, 0, 0), noise(1, 0, 0, 0, 3)), "zeros in some rows", 1, 2, 3, 4);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void aCoefficientThatRoundsToZeroIsNotDropped(Precision precision) {
    try (var twins = new Twins(precision, 1)) {
      Pair x = twins.filled(3, 5, i -> i % 2 == 0 ? -0.0 : 1);
      Pair y = twins.filled(3, 5, i -> i % 3 == 0 ? -1 : 1);
      twins.assertCombines(twins.empty(3, 5), List.of(term(x, 1), term(y, 1e-60)), "one coefficient");
      twins.assertCombines(twins.empty(3, 5), List.of(term(x, 1), term(y, 1e-60, 0, -1e-60)), "one a row");
    }
  }

  @Test
  void partsOfABatchAreTheBatch() {
    try (var twins = new Twins(Precision.F32, 2)) {
      Pair x = twins.random(9, 33, 1);
      Pair out = twins.empty(9, 33);
      twins.combine(out.rows(2, 4), List.of(term(x.rows(5, 4), 2), term(x.rows(0, 1), 0.5)));
      twins.assertEqual(out, "rows 2 to 5");
    }
  }

  private static List<TermPair> randomTerms(Twins twins, SplittableRandom random, int rows, int n) {
    List<TermPair> terms = new ArrayList<>();
    for (int k = random.nextInt(1, 13); k > 0; k--) {
      double[] c = new double[random.nextBoolean() ? 1 : rows];
      for (int i = 0; i < c.length; i++) c[i] = random.nextInt(3) == 0 ? 0 : random.nextDouble(-2, 2);
      switch (random.nextInt(8)) {
        case 0 -> terms.add(ones(c));
        case 1 -> terms.add(noise(random.nextLong(), c));
        case 2 -> terms.add(term(twins.random(1, n, random.nextLong()), c));
        default -> terms.add(term(twins.random(rows, n, random.nextLong()), c));
      }
    }
    return terms;
  }

  private static long[] seeds(SplittableRandom random, int rows) {
    return random.longs(rows).toArray();
  }
}
