package org.counterflow.diagnostics.regularity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.apache.commons.math3.linear.SingularValueDecomposition;
import org.junit.jupiter.api.Test;

/** On a field with known derivatives, two layers of a random network: in single precision errors are those that are documented. */
class DifferencesTest {
  private static final int D = 48;
  private static final double[] A = matrix(1, 1.2), B = matrix(2, 0.8);
  private static final double[] X = normals(3), V = Vectors.signs(D, new SplittableRandom(4));

  private static double[] matrix(long seed, double size) {
    var random = new SplittableRandom(seed);
    var a = new double[D * D];
    for (int i = 0; i < a.length; i++) a[i] = size * random.nextGaussian() / Math.sqrt(D);
    return a;
  }

  private static double[] normals(long seed) {
    var random = new SplittableRandom(seed);
    var x = new double[D];
    for (int i = 0; i < D; i++) x[i] = (float) random.nextGaussian();
    return x;
  }

  private static double[] times(double[] m, double[] v) {
    var y = new double[D];
    for (int i = 0; i < D; i++) for (int j = 0; j < D; j++) y[i] += m[i * D + j] * v[j];
    return y;
  }

  /** {@code B tanh(A x)}: sums in the precision that is asked for. */
  private record Network(boolean single) implements Field {
    @Override
    public int elements() {
      return D;
    }

    @Override
    public boolean isSingle() {
      return single;
    }

    @Override
    public double[] at(double[] states) {
      var out = new double[states.length];
      for (int r = 0; r < states.length / D; r++) {
        double[] h = layer(A, Vectors.row(states, r, D));
        for (int i = 0; i < D; i++) h[i] = single ? (float) Math.tanh(h[i]) : Math.tanh(h[i]);
        System.arraycopy(layer(B, h), 0, out, r * D, D);
      }
      return out;
    }

    private double[] layer(double[] m, double[] x) {
      if (!single) return times(m, x);
      var y = new double[D];
      for (int i = 0; i < D; i++) {
        float sum = 0;
        for (int j = 0; j < D; j++) sum += (float) m[i * D + j] * (float) x[j];
        y[i] = sum;
      }
      return y;
    }
  }

  private static final Field SINGLE = new Network(true), DOUBLE = new Network(false);

  private static double[] first(double[] v) {
    double[] h = times(A, X), g = times(A, v);
    for (int i = 0; i < D; i++) g[i] *= 1 - Math.tanh(h[i]) * Math.tanh(h[i]);
    return times(B, g);
  }

  private static double[] second(double[] u, double[] v) {
    double[] h = times(A, X), a = times(A, u), b = times(A, v);
    for (int i = 0; i < D; i++) {
      double t = Math.tanh(h[i]);
      a[i] *= -2 * t * (1 - t * t) * b[i];
    }
    return times(B, a);
  }

  private static double error(double[] is, double[] be) {
    double[] d = is.clone();
    Vectors.add(d, -1, be);
    return Vectors.norm(d) / Vectors.norm(be);
  }

  @Test
  void firstDerivativesInSinglePrecisionAreAsGoodAsDocumented() {
    var d = new Differences(SINGLE);
    assertTrue(error(d.forward(X, SINGLE.at(X), V, 1e-3), first(V)) < 3e-3);
    assertTrue(error(d.product(X, V, 3e-3), first(V)) < 3e-4);
    assertTrue(error(d.fourth(X, V, 1.5e-2), first(V)) < 1e-4, () -> "fourth " + error(d.fourth(X, V, 1.5e-2), first(V)));
    // Too short a step is rounding.
    assertTrue(error(d.product(X, V, 1e-6), first(V)) > 1e-2);
  }

  @Test
  void ordersAreTwoAndFour() {
    var d = new Differences(DOUBLE);
    double two = error(d.product(X, V, 0.02), first(V)) / error(d.product(X, V, 0.01), first(V));
    double four = error(d.fourth(X, V, 0.02), first(V)) / error(d.fourth(X, V, 0.01), first(V));
    assertEquals(4, two, 0.1);
    assertEquals(16, four, 1);
  }

  @Test
  void secondDerivatives() {
    double[] u = Vectors.signs(D, new SplittableRandom(9));
    assertTrue(error(new Differences(SINGLE).second(X, V, 2e-2), second(V, V)) < 1e-2);
    assertTrue(error(new Differences(SINGLE).mixed(X, u, V, 2e-2), second(u, V)) < 1e-2);
    assertTrue(error(new Differences(DOUBLE).mixed(X, u, V, 1e-4), second(u, V)) < 1e-6);
    // A step that is much too short is no derivative at all.
    assertTrue(error(new Differences(SINGLE).second(X, V, 1e-4), second(V, V)) > 0.1);
  }

  /** The estimate against what single precision does to this network, within a factor of 2. */
  @Test
  void theNoiseOfEvaluationsIsEstimated() {
    double[] moved = SINGLE.at(X), exact = DOUBLE.at(X);
    double truth = error(moved, exact);
    EvaluationNoise noise = EvaluationNoise.of(SINGLE, X, 1, V);
    assertTrue(noise.relative() > truth / 2 && noise.relative() < truth * 2, noise + " for " + truth);
    assertTrue(EvaluationNoise.of(DOUBLE, X, 1, V).relative() < 1e-15);
  }

  @Test
  void stepsAreThoseThatBalanceRoundingAndCurvature() {
    Steps s = Steps.fit(SINGLE, X, V);
    assertTrue(s.first() > 1e-3 && s.first() < 1e-2, s.toString());
    assertTrue(s.second() > 8e-3 && s.second() < 4e-2, s.toString());
    Steps fine = Steps.fit(DOUBLE, X, V);
    assertTrue(error(new Differences(DOUBLE).product(X, V, fine.first()), first(V)) < 1e-9, fine.toString());
    assertTrue(error(new Differences(DOUBLE).second(X, V, fine.second()), second(V, V)) < 1e-5, fine.toString());
  }

  /** The same field in a hundredth of its scale: steps shrink with it. */
  @Test
  void stepsShrinkWhereTheFieldChangesFaster() {
    Field fast = new Field() {
      @Override
      public int elements() {
        return D;
      }

      @Override
      public double[] at(double[] states) {
        var scaled = states.clone();
        for (int i = 0; i < scaled.length; i++) scaled[i] = X[i % D] + 3000 * (states[i] - X[i % D]);
        return DOUBLE.at(scaled);
      }
    };
    Steps s = Steps.fit(fast, X, V);
    assertTrue(error(new Differences(fast).product(X, V, s.first()), Vectors.times(first(V), 3000)) < 3e-3, s.toString());
    assertTrue(error(new Differences(fast).second(X, V, s.second()), Vectors.times(second(V, V), 9e6)) < 3e-2, s.toString());
  }

  /** A Jacobian that is not symmetric: products give a lower bound, the whole matrix gives the norm. */
  @Test
  void theWholeJacobianAgainstItsSingularValues() {
    FullJacobian j = FullJacobian.of(SINGLE, X, 5e-3);
    double[] values = new SingularValueDecomposition(j.matrix()).getSingularValues();
    assertEquals(values[0], j.norm(), 1e-6 * values[0]);
    double squares = 0;
    for (double v : values) squares += v * v;
    assertEquals(Math.sqrt(squares), j.frobenius(), 1e-9);
    assertTrue(error(j.times(V), first(V)) < 2e-3);
    assertTrue(j.asymmetry() > 1, "a random matrix is about as far from symmetric as can be: " + j.asymmetry());
    double root = Math.sqrt(D);
    Krylov k = Krylov.of(v -> Vectors.times(new Differences(SINGLE).product(X, Vectors.times(v, root), 5e-3), 1 / root), D, 12, 7);
    assertTrue(k.norm() < j.norm() * 0.98 && k.norm() > j.norm() * 0.3, k.norm() + " of " + j.norm());
    assertTrue(k.asymmetry() > 0.5);
    assertEquals(k.norm(), Vectors.norm(j.times(k.top())), 1e-2 * k.norm());
  }

  /** On the whole space nothing is a bound. */
  @Test
  void asManyProductsAsElementsGiveTheNorm() {
    FullJacobian j = FullJacobian.of(DOUBLE, X, 1e-5);
    assertEquals(j.norm(), Krylov.of(j::times, D, D, 5).norm(), 1e-9);
  }

  @Test
  void probesGiveTraceAndFrobeniusNormWithTheirError() {
    FullJacobian j = FullJacobian.of(DOUBLE, X, 1e-5);
    Trace t = Trace.estimate(DOUBLE, X, 1e-5, 1024, 3);
    assertTrue(Math.abs(t.mean() - j.trace()) < 4 * t.standardError(), t + " for " + j.trace());
    assertEquals(j.probeDeviation(), t.standardError() * 32, 0.1 * j.probeDeviation());
    assertEquals(j.frobenius(), t.frobenius(), 0.03 * j.frobenius());
    assertTrue(Double.isNaN(Trace.estimate(DOUBLE, X, 1e-5, 1, 3).standardError()));
  }

  @Test
  void badInputIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Trace.estimate(DOUBLE, X, 1e-5, 0, 3));
    assertTrue(assertThrows(IllegalArgumentException.class, () -> new Differences(SINGLE).product(X, V, 1e-12)).getMessage().contains("vanishes"));
    assertTrue(assertThrows(IllegalArgumentException.class, () -> FullJacobian.of(DOUBLE, new double[5000], 1e-5)).getMessage()
        .contains("at most 4096"));
  }
}
