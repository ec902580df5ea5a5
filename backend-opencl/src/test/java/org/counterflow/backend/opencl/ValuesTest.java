package org.counterflow.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.DoubleUnaryOperator;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.backend.Tolerance;
import org.counterflow.api.tensor.Precision;
import org.counterflow.backend.opencl.Twins.Pair;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Everything that is no sum has the bits that the plain backend gives too. */
@NeedsDevice
class ValuesTest {
  private static final long[][] SIZES = {{1, 1}, {3, 63}, {2, 64}, {5, 65}, {2, 2053}, {130, 2}};

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void reductions(Precision p) {
    try (var twins = new Twins(p)) {
      for (long[] size : SIZES) {
        Pair x = twins.random(size[0], size[1], 1), y = twins.random(size[0], size[1], 2), one = twins.random(1, size[1], 3);
        String what = size[0] + " x " + size[1];
        Twins.assertSame(twins.plain.dot(x.plain(), y.plain()), twins.device.dot(x.device(), y.device()), "dot " + what);
        Twins.assertSame(twins.plain.dot(one.plain(), y.plain()), twins.device.dot(one.device(), y.device()), "dot with one row " + what);
        Twins.assertSame(twins.plain.mean(x.plain()), twins.device.mean(x.device()), "mean " + what);
        Twins.assertSame(twins.plain.norm(x.plain()), twins.device.norm(x.device()), "norm " + what);
        for (var t : new Tolerance[] {new Tolerance(1e-3, 0.01), new Tolerance(0.5, 0)})
          Twins.assertSame(twins.plain.errorNorm(x.plain(), y.plain(), one.plain(), t),
              twins.device.errorNorm(x.device(), y.device(), one.device(), t), "errorNorm " + what);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void quantiles(Precision p) {
    try (var twins = new Twins(p)) {
      for (long[] size : SIZES) {
        Pair x = twins.random(size[0], size[1], 1), flat = twins.filled(size[0], size[1], i -> i % 3 == 0 ? -1 : 1);
        for (double q : new double[] {0, 0.25, 0.5, 0.995, 1}) {
          String what = q + " of " + size[0] + " x " + size[1];
          Twins.assertSame(twins.plain.quantileOfAbs(x.plain(), q), twins.device.quantileOfAbs(x.device(), q), what);
          Twins.assertSame(twins.plain.quantileOfAbs(flat.plain(), q), twins.device.quantileOfAbs(flat.device(), q), what + " equal ones");
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void elementByElement(Precision p) {
    try (var twins = new Twins(p)) {
      for (long[] size : SIZES) {
        String what = size[0] + " x " + size[1];
        Pair a = twins.random(size[0], size[1], 1), b = twins.random(size[0], size[1], 2), one = twins.random(1, size[1], 3);
        Pair m = twins.filled(size[0], size[1], i -> i % 5 / 4.0), out = twins.empty(size[0], size[1]);
        twins.plain.multiply(a.plain(), one.plain(), out.plain());
        twins.device.multiply(a.device(), one.device(), out.device());
        twins.assertEqual(out, "multiply " + what);
        twins.plain.blend(m.plain(), a.plain(), b.plain(), out.plain());
        twins.device.blend(m.device(), a.device(), b.device(), out.device());
        twins.assertEqual(out, "blend " + what);
        twins.plain.clamp(a.plain(), new double[] {0.25}, out.plain());
        twins.device.clamp(a.device(), new double[] {0.25}, out.device());
        twins.assertEqual(out, "clamp " + what);
        var bounds = new double[(int) size[0]];
        for (int r = 0; r < bounds.length; r++) bounds[r] = r == 1 ? -0.0 : r * 0.3;
        twins.plain.clamp(a.plain(), bounds, a.plain());
        twins.device.clamp(a.device(), bounds, a.device());
        twins.assertEqual(a, "clamp by rows in place " + what);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void exponentials(Precision p) {
    try (var twins = new Twins(p)) {
      double most = p == Precision.F32 ? 88 : 709;
      Pair x = twins.filled(1, 100_003, i -> most - i * most / 40_000), out = twins.empty(1, 100_003);
      twins.plain.exp(x.plain(), out.plain());
      twins.device.exp(x.device(), out.device());
      twins.assertEqual(out, "exp");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void theFirstRowThatIsNotFinite(Precision p) {
    try (var twins = new Twins(p)) {
      for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
        for (int at : new int[] {-1, 0, 6, 7, 19, 34}) {
          Pair x = twins.filled(5, 7, i -> i == at || at >= 0 && i == 33 ? bad : i);
          assertEquals(at < 0 ? -1 : Math.min(at, 33) / 7, twins.device.firstNotFinite(x.device()), bad + " at " + at);
          Pair some = x.rows(1, 3);
          assertEquals(twins.plain.firstNotFinite(some.plain()), twins.device.firstNotFinite(some.device()), "rows 1 to 3, " + bad + " at " + at);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void posteriorMeans(Precision p) {
    try (var twins = new Twins(p)) {
      for (int[] size : new int[][] {{1, 1}, {3, 2}, {65, 70}, {301, 5}, {4200, 3}}) {
        int k = size[0], d = size[1];
        double[] means = values(k * d, i -> Math.sin(i * 12.9898) * 1.5), widths = values(k, i -> 0.1 + 0.05 * (i % 7)),
            weights = values(k, i -> 1 + i % 5);
        Mixture data = Mixture.ofData(d, means), equal = Mixture.of(d, means, values(k, _ -> 0.2), values(k, _ -> 1)),
            general = Mixture.of(d, means, widths, weights);
        for (Mixture m : new Mixture[] {data, equal, general}) {
          for (double[] at : new double[][] {{1, 0.02}, {0.7, 0.7}, {1, 40}, {1e-3, 1}}) {
            Pair x = twins.random(5, d, k), one = twins.random(1, d, k + 1), out = twins.empty(5, d);
            String what = k + " components of " + d + " at " + at[0] + ", " + at[1] + (m == data ? ", data" : m == equal ? ", equal" : "");
            twins.plain.mixturePosterior(m, at[0], at[1], x.plain(), out.plain());
            twins.device.mixturePosterior(m, at[0], at[1], x.device(), out.device());
            twins.assertEqual(out, what);
            twins.plain.mixturePosterior(m, at[0], at[1], one.plain(), out.plain());
            twins.device.mixturePosterior(m, at[0], at[1], one.device(), out.device());
            twins.assertEqual(out, what + ", one row");
            twins.plain.mixturePosterior(m, at[0], at[1], x.plain(), x.plain());
            twins.device.mixturePosterior(m, at[0], at[1], x.device(), x.device());
            twins.assertEqual(x, what + ", in place");
          }
        }
      }
    }
  }

  private static double[] values(int n, DoubleUnaryOperator of) {
    var v = new double[n];
    for (int i = 0; i < n; i++) v[i] = of.applyAsDouble(i);
    return v;
  }
}
