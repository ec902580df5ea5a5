package org.counterflow.diagnostics.distance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** Densities on a line, moved by maps and normals, against closed forms. */
class LineDensityTest {
  private static DoubleUnaryOperator normal(double mean, double deviation) {
    return x -> Math.exp(-0.5 * (x - mean) * (x - mean) / (deviation * deviation)) / (deviation * Math.sqrt(2 * Math.PI));
  }

  private static List<LineDensity.Case> map(DoubleUnaryOperator m) {
    return List.of(new LineDensity.Case(1, m));
  }

  @Test
  void aNormalMovedByAnAffineMapAndANormalIsANormal() {
    var d = new LineDensity(12, 512, normal(0.5, 0.6));
    d.map(map(x -> 0.7 * x - 0.2), 0.3);
    d.add(0.4);
    double deviation = Math.sqrt(0.49 * 0.36 + 0.09 + 0.16);
    assertTrue(d.distance(Distance.TV, normal(0.15, deviation)) < 1e-13);
    assertEquals(1, d.mass(), 1e-14);
    // And it is not another: TV of normals a hundredth of a deviation apart is 0.01 / sqrt(2 pi).
    assertEquals(0.01 / Math.sqrt(2 * Math.PI), d.distance(Distance.TV, normal(0.15 + 0.01 * deviation, deviation)), 1e-6);
    assertEquals(0.5e-4, d.distance(Distance.KL, normal(0.15 + 0.01 * deviation, deviation)), 1e-9);
  }

  @Test
  void aCurvedMapHasTheDensityOfTheChangeOfVariables() {
    // sinh(asinh(x) + 0.4) has the inverse sinh(asinh(y) - 0.4).
    var d = new LineDensity(16, 2048, normal(0, 0.5));
    d.map(map(x -> Math.sinh(asinh(x) + 0.4)), 0);
    DoubleUnaryOperator exact = y -> normal(0, 0.5).applyAsDouble(Math.sinh(asinh(y) - 0.4)) * Math.cosh(asinh(y) - 0.4) / Math.sqrt(1 + y * y);
    double tv = d.distance(Distance.TV, exact);
    assertTrue(tv < 1e-12, "total variation " + tv);
  }

  private static double asinh(double x) {
    return Math.log(x + Math.sqrt(x * x + 1));
  }

  /** A map that folds, and is not one to one, is followed too, where a normal smooths the edge of the fold. */
  @Test
  void aMapMayFold() {
    double c = 0.5;
    var d = new LineDensity(16, 1024, normal(0.3, 1));
    d.map(map(x -> 0.3 * x * x), c);
    DoubleUnaryOperator exact = y -> {
      double sum = 0, dx = 0.01;
      for (int i = -900; i <= 900; i++) {
        double x = i * dx;
        sum += dx * normal(0.3, 1).applyAsDouble(x) * normal(0.3 * x * x, c).applyAsDouble(y);
      }
      return sum;
    };
    double tv = d.distance(Distance.TV, exact);
    assertTrue(tv < 1e-9, "total variation " + tv);
  }

  @Test
  void weightsOfCasesMix() {
    var d = new LineDensity(12, 512, normal(0, 0.5));
    d.map(List.of(new LineDensity.Case(0.25, x -> x - 1), new LineDensity.Case(0.75, x -> x + 2)), 0);
    DoubleUnaryOperator exact = y -> 0.25 * normal(-1, 0.5).applyAsDouble(y) + 0.75 * normal(2, 0.5).applyAsDouble(y);
    assertTrue(d.distance(Distance.TV, exact) < 1e-13);
  }

  @Test
  void massThatLeavesTheLineIsAnErrorNotAWrap() {
    var d = new LineDensity(8, 512, normal(0, 0.5));
    var e = assertThrows(ArithmeticException.class, () -> d.map(map(x -> x + 7.5), 0.1));
    assertTrue(e.getMessage().contains("more steps"), e.getMessage());
  }
}
