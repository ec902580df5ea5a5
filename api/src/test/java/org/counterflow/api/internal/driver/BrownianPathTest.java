package org.counterflow.api.internal.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.counterflow.api.internal.arithmetic.Normals;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Noise;
import org.counterflow.api.tensor.Sum;
import org.junit.jupiter.api.Test;

/** Increments as vectors over independent normals: what they add up to and how they vary is exact. */
class BrownianPathTest {
  private static Map<Long, Double> increment(int scope, int number, double u, double v) {
    double a = BrownianPath.snapped(u), b = BrownianPath.snapped(v);
    Sum s = Sum.of(BrownianPath.increment(scope, number, a, b));
    var m = new HashMap<Long, Double>();
    for (int k = 0; k < s.leaves().size(); k++)
      if (s.leaves().get(k) instanceof Noise(long stream)) m.merge(stream, s.coefficient(k, 0) * Math.sqrt(Math.abs(b - a)), Double::sum);
    return m;
  }

  private static double dot(Map<Long, Double> a, Map<Long, Double> b) {
    double s = 0;
    for (var e : a.entrySet()) s += e.getValue() * b.getOrDefault(e.getKey(), 0.0);
    return s;
  }

  private static double overlap(double a, double b, double c, double d) {
    double sign = Math.signum(b - a) * Math.signum(d - c);
    return sign * Math.max(0, Math.min(Math.max(a, b), Math.max(c, d)) - Math.max(Math.min(a, b), Math.min(c, d)));
  }

  @Test
  void covarianceIsTheLengthInCommon() {
    var random = new SplittableRandom(5);
    for (int i = 0; i < 300; i++) {
      double[] t = random.doubles(4).toArray();
      if (i % 3 == 0) t[2] = t[1];
      if (i % 5 == 0) t[0] = 0;
      if (i % 7 == 0) t[3] = 1;
      if (i % 11 == 0) t[1] = 0.5;
      assertEquals(overlap(t[0], t[1], t[2], t[3]), dot(increment(0, 0, t[0], t[1]), increment(0, 0, t[2], t[3])), 1e-9);
      assertEquals(Math.abs(t[1] - t[0]), dot(increment(0, 0, t[0], t[1]), increment(0, 0, t[0], t[1])), 1e-9);
    }
  }

  @Test
  void incrementsOfAnyPartitionAddUp() {
    var random = new SplittableRandom(6);
    double[] cuts = random.doubles(40).sorted().toArray();
    var sum = new HashMap<Long, Double>();
    for (int i = 1; i < cuts.length; i++) increment(3, 2, cuts[i - 1], cuts[i]).forEach((k, c) -> sum.merge(k, c, Double::sum));
    Map<Long, Double> whole = increment(3, 2, cuts[0], cuts[39]);
    for (long k : sum.keySet()) assertEquals(whole.getOrDefault(k, 0.0), sum.getOrDefault(k, 0.0), 1e-12);
    assertEquals(cuts[39] - cuts[0], dot(whole, sum), 1e-9);
  }

  @Test
  void theShortestIntervalHasItsVarianceToo() {
    double h = 0x1p-32;
    for (double u : new double[] {0, 0.5, 0.3, 1 - h}) {
      double a = BrownianPath.snapped(u);
      assertEquals(h, dot(increment(0, 0, a, a + h), increment(0, 0, a, a + h)), 1e-3 * h);
    }
    assertEquals(BrownianPath.snapped(0.3), BrownianPath.snapped(0.3 + 0x1p-35));
  }

  @Test
  void theOtherDirectionIsTheNegative() {
    Map<Long, Double> up = increment(0, 0, 0.2, 0.7), down = increment(0, 0, 0.7, 0.2);
    up.forEach((k, c) -> assertEquals(-c, down.getOrDefault(k, 0.0), 1e-15));
  }

  @Test
  void scopesAndNumbersAreOtherPaths() {
    for (int[] other : new int[][] {{1, 0}, {0, 1}, {32, 0}, {0, 32}})
      assertTrue(Collections.disjoint(increment(0, 0, 0.1, 0.9).keySet(), increment(other[0], other[1], 0.1, 0.9).keySet()));
  }

  @Test
  void anIncrementHasAboutSixtyLeavesOfUnitVariance() {
    Expr e = BrownianPath.increment(0, 0, BrownianPath.snapped(0.123), BrownianPath.snapped(0.789));
    Sum s = Sum.of(e);
    assertTrue(s.leaves().size() <= 65, s.leaves().size() + " leaves");
    double square = 0;
    for (int k = 0; k < s.leaves().size(); k++) square += s.coefficient(k, 0) * s.coefficient(k, 0);
    assertEquals(1, square, 1e-9);
  }

  @Test
  void drawnNumbersHaveTheLaw() {
    int n = 4000;
    double sum = 0, squares = 0, cross = 0;
    Map<Long, Double> a = increment(0, 0, 0.13, 0.2), b = increment(0, 0, 0.2, 0.9);
    for (int seed = 0; seed < n; seed++) {
      double x = value(a, seed) / Math.sqrt(0.07), y = value(b, seed) / Math.sqrt(0.7);
      sum += x;
      squares += x * x;
      cross += x * y;
    }
    // Four standard deviations each.
    assertEquals(0, sum / n, 4 / Math.sqrt(n));
    assertEquals(1, squares / n, 4 * Math.sqrt(2.0 / n));
    assertEquals(0, cross / n, 4 / Math.sqrt(n));
  }

  private static double value(Map<Long, Double> increment, long seed) {
    double s = 0;
    for (var e : increment.entrySet()) s += e.getValue() * Normals.normal(seed, e.getKey(), 0);
    return s;
  }
}
