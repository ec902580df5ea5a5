package org.counterflow.backend.cpuvector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import org.counterflow.api.tensor.Precision;
import org.counterflow.backend.cpuvector.Twins.Pair;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConversionTest {
  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void storedValuesHaveTheSameBits(Precision precision) {
    try (var twins = new Twins(precision, 2)) {
      for (int n : new int[] {1, 2, 15, 16, 17, 2047, 2048, 2049, 70_003}) {
        Pair a = twins.random(2, n, n);
        for (Precision to : Precision.values()) {
          for (double scale : new double[] {1, 0.3, -1e-4, 1e5}) {
            MemorySegment expected = Twins.host(2L * n * to.bytes());
            MemorySegment actual = MemorySegment.ofArray(new byte[2 * n * to.bytes()]);
            twins.plain.convert(a.plain(), scale, to, expected);
            twins.vector.convert(a.vector(), scale, to, actual);
            assertEquals(-1, expected.mismatch(actual), precision + " to " + to + " times " + scale + ", " + n);
          }
        }
        twins.clear();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void loadedValuesHaveTheSameBits(Precision precision) {
    try (var twins = new Twins(precision, 2); var confined = Arena.ofConfined()) {
      for (int n : new int[] {1, 2, 15, 16, 17, 2047, 2048, 2049, 70_003}) {
        var random = new SplittableRandom(n);
        Pair out = twins.empty(2, n);
        for (Precision from : Precision.values()) {
          MemorySegment host = confined.allocate(2L * n * from.bytes());
          for (long i = 0; i < 2 * n; i++) {
            double x = random.nextDouble(-1, 1) * Math.pow(10, random.nextInt(-9, 6));
            switch (from) {
              case F16 -> host.setAtIndex(ValueLayout.JAVA_SHORT, i, Float.floatToFloat16((float) x));
              case F32 -> host.setAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i, (float) x);
              case F64 -> host.setAtIndex(ValueLayout.JAVA_DOUBLE_UNALIGNED, i, x);
            }
          }
          twins.plain.convert(host, from, out.plain());
          twins.vector.convert(host, from, out.vector());
          twins.assertEqual(out, from + " to " + precision);
        }
        twins.clear();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void hostMemoryOfAnotherSizeIsRefused(Precision precision) {
    try (var twins = new Twins(precision, 1)) {
      Pair a = twins.empty(2, 3);
      MemorySegment host = MemorySegment.ofArray(new byte[7]);
      assertThrows(IllegalArgumentException.class, () -> twins.vector.upload(host, a.vector()));
      assertThrows(IllegalArgumentException.class, () -> twins.vector.download(a.vector(), host));
      assertThrows(IllegalArgumentException.class, () -> twins.vector.convert(a.vector(), 1, Precision.F16, host));
      assertThrows(IllegalArgumentException.class, () -> twins.vector.convert(host, Precision.F16, a.vector()));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void uploadAndDownloadCopy(Precision precision) {
    try (var twins = new Twins(precision, 1)) {
      Pair a = twins.random(3, 5, 1);
      Pair b = twins.empty(3, 5);
      MemorySegment host = Twins.host(15L * precision.bytes());
      twins.vector.download(a.vector(), host);
      twins.vector.upload(host, b.vector());
      assertEquals(-1, a.plain().segment().mismatch(b.vector().segment()));
    }
  }
}
