package org.counterflow.diagnostics.likelihood;

import java.util.SplittableRandom;
import org.counterflow.api.process.Point;
import org.counterflow.diagnostics.regularity.ScoreProbe;
import org.jspecify.annotations.Nullable;

/**
 * A noise estimate together with its divergence, {@code alpha tr(d epsilon/dx)}, at many states in one call.
 *
 * @param probe of the score function
 * @param method how
 * @param seed of the signs
 * @param single whether states are rounded on the way
 */
record Divergence(ScoreProbe probe, TraceMethod method, long seed, boolean single) {
  /** A state moves by this part of sigma: at less the score's rounding shows, at more its curvature. */
  private static final double SINGLE_STEP = 0.02;
  private static final double SINGLE_LENGTH = 0.25;
  private static final double DOUBLE_STEP = 1e-4;

  /** How many divergences there are of a state: one, or one a probe. */
  int estimates() {
    return switch (method) {
      case TraceMethod.Exact _ -> 1;
      case TraceMethod.Hutchinson h -> h.probes();
    };
  }

  /**
   * Evaluates.
   *
   * @param states [rows, elements]
   * @param at where
   * @param labels a class a row, or null
   * @param keys what the signs of a row depend on
   * @return [rows, elements + estimates]: the noise estimate, then the divergences
   */
  double[] at(double[] states, Point at, long @Nullable [] labels, long[] keys) {
    int n = Math.toIntExact(probe.shape().elements()), rows = keys.length, width = n + estimates();
    var all = new double[rows * width];
    int directions = method instanceof TraceMethod.Exact ? n : estimates(), block = 1 + 2 * directions;
    // With a trace in all coordinates one state at a time: its neighbours fill memory enough.
    int together = method instanceof TraceMethod.Exact && n > 64 ? 1 : rows;
    for (int from = 0; from < rows; from += together) {
      int count = Math.min(together, rows - from);
      var asked = new double[count * block * n];
      var steps = new double[count * directions];
      var classes = labels == null ? null : new long[count * block];
      var signs = new double[count * directions][];
      for (int r = 0; r < count; r++) {
        fill(states, (from + r) * n, at, keys[from + r], asked, r * block * n, steps, signs, r * directions);
        if (classes != null && labels != null) java.util.Arrays.fill(classes, r * block, (r + 1) * block, labels[from + r]);
      }
      double[] noise = probe.noise(asked, at, classes);
      for (int r = 0; r < count; r++) collect(noise, r * block * n, at, steps, signs, r * directions, all, (from + r) * width);
    }
    return all;
  }

  private double step(Point at, int n) {
    double part = !single ? DOUBLE_STEP : method instanceof TraceMethod.Exact ? SINGLE_STEP : Math.min(SINGLE_STEP, SINGLE_LENGTH / Math.sqrt(n));
    return part * at.sigma();
  }

  /** A state, and its neighbours on either side along each direction; and how far apart these are after rounding. */
  private void fill(double[] states, int from, Point at, long key, double[] asked, int to, double[] steps, double[][] signs, int first) {
    int n = Math.toIntExact(probe.shape().elements()), directions = method instanceof TraceMethod.Exact ? n : estimates();
    double h = step(at, n);
    System.arraycopy(states, from, asked, to, n);
    for (int k = 0; k < directions; k++) {
      double[] v = direction(n, k, key);
      int forth = to + (1 + 2 * k) * n, back = forth + n;
      double along = 0, square = 0;
      for (int i = 0; i < n; i++) {
        asked[forth + i] = rounded(states[from + i] + h * v[i]);
        asked[back + i] = rounded(states[from + i] - h * v[i]);
        along += (asked[forth + i] - asked[back + i]) * v[i];
        square += v[i] * v[i];
      }
      steps[first + k] = along / square;
      signs[first + k] = v;
    }
  }

  private double rounded(double x) {
    return single ? (float) x : x;
  }

  private double[] direction(int n, int k, long key) {
    var v = new double[n];
    if (method instanceof TraceMethod.Exact) {
      v[k] = 1;
      return v;
    }
    var random = new SplittableRandom(mixed(mixed(seed, key), k));
    for (int i = 0; i < n; i++) v[i] = random.nextBoolean() ? 1 : -1;
    return v;
  }

  /** Neighbouring keys give unrelated seeds. */
  static long mixed(long a, long b) {
    long z = a * 0x9E3779B97F4A7C15L + b + 0x632BE59BD9B4E019L;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }

  private void collect(double[] noise, int from, Point at, double[] steps, double[][] signs, int first, double[] all, int to) {
    int n = Math.toIntExact(probe.shape().elements()), directions = method instanceof TraceMethod.Exact ? n : estimates();
    System.arraycopy(noise, from, all, to, n);
    for (int k = 0; k < directions; k++) {
      int forth = from + (1 + 2 * k) * n, back = forth + n;
      double sum = 0;
      for (int i = 0; i < n; i++) sum += signs[first + k][i] * (noise[forth + i] - noise[back + i]);
      all[to + n + (method instanceof TraceMethod.Exact ? 0 : k)] += at.alpha() * sum / steps[first + k];
    }
  }
}
