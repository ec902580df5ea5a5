package org.counterflow.backend.cpuvector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.ValueLayout;
import org.counterflow.api.tensor.Precision;
import org.counterflow.backend.cpuvector.Twins.Pair;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ElementwiseTest {
  private static final int[] ODD_LENGTHS = {1023, 1024, 1025, 4097, 65540};

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void everyLengthGivesTheSameBits(Precision precision) {
    try (var twins = new Twins(precision, 1)) {
      for (int n = 1; n <= 200; n++) assertAll(twins, 1, n);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void rowsAndThreadsGiveTheSameBits(Precision precision) {
    for (int threads = 1; threads <= 3; threads++) {
      try (var twins = new Twins(precision, threads)) {
        for (int rows = 1; rows <= 7; rows++) for (int n : new int[] {1, 2, 3, 17, 64, 130, 1025}) assertAll(twins, rows, n);
        for (int n : ODD_LENGTHS) assertAll(twins, 2, n);
        if (threads == 2) assertAll(twins, 70_001, 1);
        if (threads == 2) assertAll(twins, 30_001, 3);
      }
    }
  }

  private static void assertAll(Twins twins, int rows, int n) {
    String what = rows + " x " + n;
    Pair a = twins.random(rows, n, 1);
    Pair b = twins.random(rows, n, 2);
    Pair one = twins.random(1, n, 3);
    Pair mask = twins.filled(rows, n, i -> i % 3 / 2.0);
    Pair out = twins.empty(rows, n);

    twins.plain.multiply(a.plain(), b.plain(), out.plain());
    twins.vector.multiply(a.vector(), b.vector(), out.vector());
    twins.assertEqual(out, "product, " + what);
    twins.plain.multiply(out.plain(), one.plain(), out.plain());
    twins.vector.multiply(out.vector(), one.vector(), out.vector());
    twins.assertEqual(out, "product with one row, " + what);

    twins.plain.blend(mask.plain(), a.plain(), b.plain(), out.plain());
    twins.vector.blend(mask.vector(), a.vector(), b.vector(), out.vector());
    twins.assertEqual(out, "blend, " + what);
    twins.plain.blend(one.plain(), out.plain(), b.plain(), out.plain());
    twins.vector.blend(one.vector(), out.vector(), b.vector(), out.vector());
    twins.assertEqual(out, "blend by one row, " + what);

    double[] bounds = new double[rows];
    for (int i = 0; i < rows; i++) bounds[i] = i % 4 == 0 ? 0 : 0.5 * i;
    twins.plain.clamp(a.plain(), new double[] {0.75}, out.plain());
    twins.vector.clamp(a.vector(), new double[] {0.75}, out.vector());
    twins.assertEqual(out, "clamp, " + what);
    twins.plain.clamp(b.plain(), bounds, out.plain());
    twins.vector.clamp(b.vector(), bounds, out.vector());
    twins.assertEqual(out, "clamp by row, " + what);
    twins.plain.clamp(one.plain(), bounds, out.plain());
    twins.vector.clamp(one.vector(), bounds, out.vector());
    twins.assertEqual(out, "clamp of one row, " + what);

    Pair x = twins.filled(rows, n, i -> 80 - i * 7919 % 8000 * 0.1);
    twins.plain.exp(x.plain(), x.plain());
    twins.vector.exp(x.vector(), x.vector());
    twins.assertEqual(x, "exp, " + what);
    twins.clear();
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void negativeBoundsAreRefused(Precision precision) {
    try (var twins = new Twins(precision, 1)) {
      Pair a = twins.random(2, 3, 1);
      assertThrows(IllegalArgumentException.class, () -> twins.vector.clamp(a.vector(), new double[] {-1}, a.vector()));
      assertThrows(IllegalArgumentException.class, () -> twins.vector.clamp(a.vector(), new double[] {1, 1, 1}, a.vector()));
      twins.plain.clamp(a.plain(), new double[] {-0.0}, a.plain());
      twins.vector.clamp(a.vector(), new double[] {-0.0}, a.vector());
      twins.assertEqual(a, "bound -0");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void theFirstRowThatIsNotFiniteIsFound(Precision precision) {
    for (int threads = 1; threads <= 3; threads++) {
      try (var twins = new Twins(precision, threads)) {
        for (int n : new int[] {1, 2, 15, 16, 17, 300, 40_000}) {
          Pair a = twins.random(7, n, n);
          assertEquals(-1, twins.vector.firstNotFinite(a.vector()));
          for (int row = 6; row >= 0; row--) {
            for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
              long at = (long) row * n + (row * 37 + n / 2) % n;
              if (precision == Precision.F32) a.vector().segment().setAtIndex(ValueLayout.JAVA_FLOAT, at, (float) bad);
              else a.vector().segment().setAtIndex(ValueLayout.JAVA_DOUBLE, at, bad);
              assertEquals(row, twins.vector.firstNotFinite(a.vector()), n + " elements a row");
            }
          }
          twins.clear();
        }
      }
    }
  }
}
