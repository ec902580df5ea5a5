package org.counterflow.solvers.ode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.counterflow.solvers.ode.PicardCollocation.Nodes;
import org.counterflow.solvers.support.RootedTrees;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nodes and orders of collocation. */
class PicardCollocationTest {
  @Test
  void nodesAreThoseOfTheBooks() {
    double third = Math.sqrt(1.0 / 3), six = Math.sqrt(6), fifth = Math.sqrt(0.2);
    assertArrayEquals(new double[] {0.5 - third / 2, 0.5 + third / 2}, Nodes.GAUSS.of(2), 1e-15);
    assertArrayEquals(new double[] {0.5 - Math.sqrt(0.15), 0.5, 0.5 + Math.sqrt(0.15)}, Nodes.GAUSS.of(3), 1e-15);
    assertArrayEquals(new double[] {(4 - six) / 10, (4 + six) / 10, 1}, Nodes.RADAU.of(3), 1e-15);
    assertArrayEquals(new double[] {0.5, 1}, Nodes.LOBATTO.of(2), 1e-15);
    assertArrayEquals(new double[] {0.5 - fifth / 2, 0.5 + fifth / 2, 1}, Nodes.LOBATTO.of(3), 1e-15);
    assertArrayEquals(new double[] {1.0 / 3, 2.0 / 3, 1}, Nodes.EQUAL.of(3), 1e-15);
    assertArrayEquals(new double[] {0.5 - Math.sqrt(0.5) / 2, 0.5 + Math.sqrt(0.5) / 2}, Nodes.CHEBYSHEV.of(2), 1e-15);
    for (Nodes n : Nodes.values()) {
      for (int count = 1; count <= 6; count++) {
        double[] c = n.of(count);
        assertEquals(count, c.length);
        for (int k = 0; k < count; k++) assertTrue(c[k] > (k == 0 ? 0 : c[k - 1]) && c[k] <= 1, n + " " + count);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"LOBATTO, 1, 2", "LOBATTO, 2, 4", "LOBATTO, 3, 6", "LOBATTO, 6, 12", "GAUSS, 1, 2", "GAUSS, 3, 6", "GAUSS, 5, 10", "RADAU, 1, 2",
      "RADAU, 2, 3", "RADAU, 4, 7", "EQUAL, 1, 2", "EQUAL, 2, 4", "EQUAL, 3, 4", "EQUAL, 4, 6", "CHEBYSHEV, 2, 3"})
  void quadratureOrders(Nodes nodes, int count, int order) {
    assertEquals(order, new PicardCollocation(nodes, count, 1, Form.DATA).quadratureOrder());
  }

  /** At z = 0 the conditions of all rooted trees, to the order claimed and no further. */
  @ParameterizedTest
  @CsvSource({"LOBATTO, 2, 1", "LOBATTO, 2, 2", "LOBATTO, 2, 3", "LOBATTO, 2, 5", "LOBATTO, 3, 5", "EQUAL, 2, 3", "EQUAL, 3, 2", "GAUSS, 2, 3",
      "GAUSS, 2, 6", "RADAU, 2, 2", "RADAU, 2, 4", "CHEBYSHEV, 2, 2"})
  void eachHasTheOrderThatItClaims(Nodes nodes, int count, int sweeps) {
    var solver = new PicardCollocation(nodes, count, sweeps, Form.DATA);
    int order = (int) solver.traits().order();
    assertEquals(Math.min(sweeps + 1, solver.quadratureOrder()), order);
    ExponentialTableau.Weights w = solver.tableau().weights(0);
    for (int n = 1; n <= order; n++) assertEquals(0, RootedTrees.residual(w.a(), w.b(), n), 1e-12, "order " + n);
    assertTrue(RootedTrees.residual(w.a(), w.b(), order + 1) > 1e-9, "more than it claims");
  }
}
