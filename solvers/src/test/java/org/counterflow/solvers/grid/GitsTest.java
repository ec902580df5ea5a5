package org.counterflow.solvers.grid;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.tensor.Shape;
import org.counterflow.solvers.Grids;
import org.counterflow.solvers.Schedules;
import org.counterflow.solvers.Solvers;
import org.counterflow.solvers.support.Bumps;
import org.counterflow.solvers.support.Plain;
import org.junit.jupiter.api.Test;

class GitsTest {
  private static final Shape ONE = Shape.of(1);

  private static double cost(double[][] costs, int[] nodes, double coefficient) {
    double sum = 0;
    for (int k = nodes.length - 2; k >= 0; k--) sum = costs[nodes[k]][nodes[k + 1]] + coefficient * sum;
    return sum;
  }

  @Test
  void noOtherWayCostsLess() {
    var random = new Random(5);
    for (int trial = 0; trial < 20; trial++) {
      var costs = new double[8][8];
      for (double[] row : costs) for (int j = 0; j < 8; j++) row[j] = random.nextDouble();
      int[] best = GitsMeasurement.best(costs, 4, 1.15);
      assertEquals(0, best[0]);
      assertEquals(7, best[4]);
      for (int a = 1; a < 5; a++)
        for (int b = a + 1; b < 6; b++)
          for (int c = b + 1; c < 7; c++) assertTrue(cost(costs, best, 1.15) <= cost(costs, new int[] {0, a, b, c, 7}, 1.15) + 1e-12);
    }
    assertArrayEquals(new int[] {0, 1, 2, 3}, GitsMeasurement.best(new double[4][4], 3, 1));
  }

  private static Sampler sampler(Backend backend, TimeGrid grid, int steps) {
    return Sampler.of(ScoreFunction.of(Bumps.TARGET, ONE, Schedules.edm(0.02, 40))).on(backend).solver(Solvers.ddim()).grid(grid).steps(steps);
  }

  private static double[] ends(Backend backend, TimeGrid grid, int steps) {
    try (Samples s = sampler(backend, grid, steps).sample(ONE, Seeds.range(0, 48))) {
      return s.toDoubles();
    }
  }

  private static double distance(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) sum += Math.abs(a[i] - b[i]);
    return sum / a.length;
  }

  @Test
  void fewStepsOnTheMeasuredGridStayNearTheFineRun() {
    try (Backend backend = Plain.f64()) {
      var gits = new GitsMeasurement();
      double[] fine;
      try (Samples s = sampler(backend, Grids.karras(7), 60).watch(gits).sample(ONE, Seeds.range(0, 48))) {
        fine = s.toDoubles();
      }
      for (int steps : new int[] {5, 8}) {
        TimeGrid measured = gits.grid(steps);
        List<Point> points = measured.on(Schedules.edm(0.02, 40), steps);
        assertEquals(40, points.getFirst().ratio(), 1e-12);
        assertEquals(0, points.getLast().ratio());
        double found = distance(fine, ends(backend, measured, steps)), karras = distance(fine, ends(backend, Grids.karras(7), steps));
        assertTrue(found < 0.7 * karras, steps + " steps: " + found + " measured, " + karras + " karras");
      }
      assertEquals("steps must be in 1 to 60, those of the run that was watched, was 61",
          assertThrows(IllegalArgumentException.class, () -> gits.grid(61)).getMessage());
    }
    assertThrows(IllegalStateException.class, () -> new GitsMeasurement().grid(3));
  }

  @Test
  void publishedLists() {
    List<Point> five = new Gits().on(Schedules.scaledLinear(0.00085, 0.012, 1000), 5);
    double[] expected = {14.61464119, 2.84484982, 1.24153244, 0.59516323, 0.25053367, 0};
    for (int i = 0; i < 6; i++) assertEquals(expected[i], five.get(i).ratio(), 1e-7);
    List<Point> forty = new Gits().on(Schedules.edm(), 40);
    assertEquals(7.49001646, forty.get(2).ratio(), 1e-12);
    assertEquals(Math.sqrt(14.61464119 * 7.49001646), forty.get(1).ratio(), 1e-12);
    for (int n = 6; n <= 20; n++) assertTrue(new Gits().on(Schedules.edm(), n).get(n - 1).ratio() < 0.18, n + " steps");
  }
}
