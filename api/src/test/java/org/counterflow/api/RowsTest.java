package org.counterflow.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Tolerance;
import org.counterflow.api.internal.arithmetic.Normals;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.score.ScoreNetwork;
import org.counterflow.api.score.Workspace;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Ones;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Coefficients that differ by sample, coefficients that are no numbers, and the barriers of a workspace. */
class RowsTest {
  private final Backend backend = Worlds.java(Precision.F64);

  @AfterEach
  void close() {
    backend.close();
  }

  private Samples sample(Solver s, int n) {
    return Zoo.sampler(HostNetwork.of(Worlds.PAIR, Precision.F64).epsilon(), s, Worlds.INSIDE).on(backend).microBatch(2).steps(1)
        .sample(Worlds.PAIR, Worlds.seeds(n));
  }

  private static double[] start(int n) {
    var all = new double[2 * n];
    for (int r = 0; r < n; r++)
      for (int i = 0; i < 2; i++) all[2 * r + i] = Normals.normal(Worlds.seeds(n).get(r), 0, i);
    return all;
  }

  @Test
  void eachSampleHasItsOwnCoefficient() {
    double[] x = start(3);
    try (Samples s = sample(t -> t.x().times(new double[] {1, -2, 0.5}).plus(Ones.ONES.times(new double[] {0, 1, 2})), 3)) {
      double[] y = s.toDoubles();
      for (int i = 0; i < 2; i++) {
        assertEquals(x[i], y[i]);
        assertEquals(-2 * x[2 + i] + 1, y[2 + i]);
        assertEquals(0.5 * x[4 + i] + 2, y[4 + i]);
      }
    }
  }

  @Test
  void zerosAreDroppedRowByRow() {
    // 0 times infinity would be NaN; a dropped term is not there.
    Tensor wild = Tensor.of(Worlds.PAIR, 1, 1, Double.POSITIVE_INFINITY, Double.NaN, 2, 2);
    try (Samples s = sample(t -> t.x().plus(wild.times(new double[] {1, 0, 1})), 3)) {
      double[] x = start(3), y = s.toDoubles();
      assertEquals(x[2], y[2]);
      assertEquals(x[3], y[3]);
      assertEquals(x[4] + 2, y[4]);
    }
    try (Samples s = sample(t -> t.x().plus(wild.times(0)), 3)) {
      assertArrayEquals(start(3), s.toDoubles());
    }
  }

  @Test
  void oneNumberTooFewOrTooManyIsAnError() {
    for (int n : new int[] {2, 4}) {
      var e = assertThrows(IllegalArgumentException.class, () -> sample(t -> t.x().times(new double[n]), 3));
      assertTrue(String.valueOf(e.getMessage()).contains(n + " ") && e.getMessage().contains("3"), e.getMessage());
    }
    assertThrows(IllegalArgumentException.class, () -> sample(t -> t.clamp(t.x(), new double[] {1, 2}), 3));
  }

  @Test
  void aCoefficientThatIsNoNumberNamesItsLeafAndSample() {
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
      var e = assertThrows(ArithmeticException.class, () -> sample(t -> t.x().plus(t.here().raw().times(bad)), 3));
      assertTrue(String.valueOf(e.getMessage()).contains("F0") && e.getMessage().contains(bad == bad ? "nfinity" : "NaN"), e.getMessage());
      var row = assertThrows(ArithmeticException.class, () -> sample(t -> t.x().plus(t.here().raw().times(new double[] {1, bad, 1})), 3));
      assertTrue(String.valueOf(row.getMessage()).contains("F0") && row.getMessage().contains("sample 1"), row.getMessage());
    }
  }

  @Test
  void aCoefficientThatIsNoNumberIsFoundOnTheWayIntoAnotherPrecisionToo() {
    HostNetwork half = HostNetwork.of(Worlds.PAIR, Precision.F16);
    var f = new ScoreFunction() {
      @Override
      public NoiseSchedule schedule() {
        return Worlds.TURN;
      }

      @Override
      public Evaluation evaluate(Expr x, Point at, Workspace w) {
        Tensor raw = w.call(ScoreNetwork.of(half), w.value(x).times(Double.NaN), 0.5, List.of(w.conditions())).getFirst().raw();
        return Evaluation.ofData(at, x, raw);
      }
    };
    var e = assertThrows(ArithmeticException.class,
        () -> Zoo.sampler(f, new SmallSolvers.Ddim(), Worlds.INSIDE).on(backend).sample(Worlds.PAIR, Seeds.of(1)));
    assertTrue(String.valueOf(e.getMessage()).contains("x0"), e.getMessage());
    assertEquals(0, half.seen.size());
  }

  @Test
  void reductionsGiveOneNumberASampleWithoutPadding() {
    var seen = new ArrayList<double[]>();
    Tensor mask = Tensor.of(Worlds.PAIR, 0, 1);
    Solver s = t -> {
      seen.add(t.norm(t.x()));
      seen.add(t.mean(t.x()));
      seen.add(t.dot(t.x(), t.x().times(2)));
      seen.add(t.quantileOfAbs(t.x(), 1));
      seen.add(t.mean(mask));
      seen.add(t.errorNorm(t.x(), Ones.ONES, Ones.ONES.times(-2), new Tolerance(1, 0.25)));
      return t.x();
    };
    sample(s, 3).close();
    double[] x = start(3);
    for (int r = 0; r < 3; r++) {
      double a = x[2 * r], b = x[2 * r + 1];
      assertEquals(Math.sqrt((a * a + b * b) / 2), seen.get(0)[r], 1e-12);
      assertEquals((a + b) / 2, seen.get(1)[r], 1e-12);
      assertEquals(2 * (a * a + b * b), seen.get(2)[r], 1e-12);
      assertEquals(Math.max(Math.abs(a), Math.abs(b)), seen.get(3)[r], 1e-12);
      assertEquals(0.5, seen.get(4)[r], "one row counts for each sample");
      assertEquals(seen.get(0)[r], seen.get(5)[r], 1e-12);
    }
    for (double[] d : seen) assertEquals(3, d.length);
  }

  @Test
  void barriersGiveTensors() {
    Tensor mask = Tensor.of(Worlds.PAIR, 0, 1);
    double[] x = start(3);
    var seen = new ArrayList<double[]>();
    sample(t -> {
      seen.add(t.clamp(t.x(), new double[] {0.1, 0.2, 0.3}).toDoubles());
      seen.add(t.multiply(t.x(), mask).toDoubles());
      seen.add(t.exp(t.x().times(2)).toDoubles());
      seen.add(t.blend(mask, t.x(), Ones.ONES).toDoubles());
      return t.x();
    }, 3).close();
    for (int r = 0; r < 3; r++) {
      for (int i = 0; i < 2; i++) {
        double v = x[2 * r + i], bound = 0.1 * (r + 1);
        assertEquals(Math.clamp(v, -bound, bound), seen.get(0)[2 * r + i], 1e-15);
        assertEquals(i == 0 ? 0 : v, seen.get(1)[2 * r + i]);
        assertEquals(StrictMath.exp(2 * v), seen.get(2)[2 * r + i], 1e-12 * StrictMath.exp(2 * v));
        assertEquals(i == 0 ? 1 : v, seen.get(3)[2 * r + i]);
      }
    }
  }

  @Test
  void aTensorOfAnotherShapeOrBatchDoesNotFit() {
    Tensor three = Tensor.of(Shape.of(3), 1, 2, 3);
    var e = assertThrows(IllegalArgumentException.class, () -> sample(t -> t.x().plus(three), 3));
    assertTrue(String.valueOf(e.getMessage()).contains("shape 3") && e.getMessage().contains("shape 2"), e.getMessage());
    Tensor two = Tensor.of(Worlds.PAIR, 1, 2, 3, 4);
    var f = assertThrows(IllegalArgumentException.class, () -> sample(t -> t.x().plus(two), 3));
    assertTrue(String.valueOf(f.getMessage()).contains("2 samples") && f.getMessage().contains("3"), f.getMessage());
  }
}
