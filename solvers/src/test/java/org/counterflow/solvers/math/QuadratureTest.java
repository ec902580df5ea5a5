package org.counterflow.solvers.math;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class QuadratureTest {
  @Test
  void theWeightsHaveTheMoments() {
    double[] nodes = {-1.1, -2.3, -3.2, 1}, moments = {0.5, 0.3, 0.25, 0.17};
    double[] w = Quadrature.weights(nodes, moments);
    for (int j = 0; j < nodes.length; j++) {
      double sum = 0;
      for (int k = 0; k < nodes.length; k++) sum += w[k] * Math.pow(nodes[k], j);
      assertEquals(moments[j], sum, 1e-14);
    }
  }

  @Test
  void simpsonsRule() {
    assertArrayEquals(new double[] {1 / 6.0, 4 / 6.0, 1 / 6.0}, Quadrature.weights(new double[] {0, 0.5, 1},
        new double[] {1, 1 / 2.0, 1 / 3.0}), 1e-15);
  }

  @Test
  void equalNodesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> Quadrature.weights(new double[] {1, 1}, new double[] {1, 2}));
    assertThrows(IllegalArgumentException.class, () -> Quadrature.weights(new double[] {1, 2}, new double[] {1}));
  }
}
