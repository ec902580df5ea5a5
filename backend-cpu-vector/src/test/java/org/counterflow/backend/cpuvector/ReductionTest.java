package org.counterflow.backend.cpuvector;

import static org.junit.jupiter.api.Assertions.assertThrows;

import org.counterflow.api.backend.Tolerance;
import org.counterflow.api.tensor.Precision;
import org.counterflow.backend.cpuvector.Twins.Pair;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReductionTest {
  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void everyLengthGivesTheSameBits(Precision precision) {
    try (var twins = new Twins(precision, 1)) {
      for (int n = 1; n <= 200; n++) assertAll(twins, 2, n);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void rowsAndThreadsGiveTheSameBits(Precision precision) {
    for (int threads = 1; threads <= 3; threads++) {
      try (var twins = new Twins(precision, threads)) {
        for (int rows = 1; rows <= 7; rows++) for (int n : new int[] {1, 2, 3, 63, 64, 65, 2048, 2113}) assertAll(twins, rows, n);
        for (int n : new int[] {1023, 1024, 1025, 4097, 65540}) assertAll(twins, 3, n);
        if (threads == 2) for (int n : new int[] {1, 2, 31, 32, 33}) assertAll(twins, 70_001 / n, n);
      }
    }
  }

  private static void assertAll(Twins twins, int rows, int n) {
    String what = rows + " x " + n;
    Pair a = twins.random(rows, n, 1);
    Pair b = twins.random(rows, n, 2);
    Pair c = twins.random(rows, n, 3);
    Pair one = twins.random(1, n, 4);
    Twins.assertSame(twins.plain.norm(a.plain()), twins.vector.norm(a.vector()), "norm, " + what);
    Twins.assertSame(twins.plain.mean(a.plain()), twins.vector.mean(a.vector()), "mean, " + what);
    Twins.assertSame(twins.plain.dot(a.plain(), b.plain()), twins.vector.dot(a.vector(), b.vector()), "dot, " + what);
    Twins.assertSame(twins.plain.dot(one.plain(), b.plain()), twins.vector.dot(one.vector(), b.vector()), "dot with one row, " + what);
    for (var t : new Tolerance[] {new Tolerance(1e-3, 1e-2), new Tolerance(0.5, 0)}) {
      double[] expected = twins.plain.errorNorm(a.plain(), b.plain(), c.plain(), t);
      Twins.assertSame(expected, twins.vector.errorNorm(a.vector(), b.vector(), c.vector(), t), "error norm, " + what);
      expected = twins.plain.errorNorm(a.plain(), one.plain(), c.plain(), t);
      Twins.assertSame(expected, twins.vector.errorNorm(a.vector(), one.vector(), c.vector(), t), "error norm with one row, " + what);
    }
    twins.clear();
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void sumsThatVanishHaveTheRightZero(Precision precision) {
    try (var twins = new Twins(precision, 1)) {
      double tiny = precision == Precision.F32 ? 1e-30 : 1e-200;
      for (int n : new int[] {1, 2, 3, 63, 64, 65}) {
        Pair a = twins.filled(2, n, i -> tiny);
        Pair b = twins.filled(2, n, i -> -tiny);
        Pair zero = twins.filled(2, n, i -> -0.0);
        Twins.assertSame(twins.plain.dot(a.plain(), b.plain()), twins.vector.dot(a.vector(), b.vector()), "dot " + n);
        Twins.assertSame(twins.plain.mean(zero.plain()), twins.vector.mean(zero.vector()), "mean " + n);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void quantilesAreExact(Precision precision) {
    for (int threads = 1; threads <= 3; threads++) {
      try (var twins = new Twins(precision, threads)) {
        for (int n : new int[] {1, 2, 3, 10, 63, 64, 65, 66, 200, 1025, 9001}) {
          Pair random = twins.random(3, n, n);
          Pair close = twins.filled(3, n, i -> (i % 2 == 0 ? 1 : -1) * (1 + i * 31 % 1000 * 1e-6));
          Pair equal = twins.filled(3, n, i -> -2);
          Pair two = twins.filled(3, n, i -> i % 5 == 0 ? 3 : 0);
          for (Pair a : new Pair[] {random, close, equal, two}) {
            for (double q : new double[] {0, 0.1, 0.5, 0.995, 1}) {
              double[] expected = twins.plain.quantileOfAbs(a.plain(), q);
              Twins.assertSame(expected, twins.vector.quantileOfAbs(a.vector(), q), "quantile " + q + " of " + n);
            }
          }
          twins.clear();
        }
        Pair a = twins.random(1, 4, 1);
        assertThrows(IllegalArgumentException.class, () -> twins.vector.quantileOfAbs(a.vector(), 1.5));
        assertThrows(IllegalArgumentException.class, () -> twins.vector.quantileOfAbs(a.vector(), Double.NaN));
      }
    }
  }
}
