package org.counterflow.solvers.ode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.counterflow.solvers.support.RootedTrees;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The coefficients against the conditions of all rooted trees. */
class ButcherTableauTest {
  private static final double MET = 1e-12;

  static List<ButcherTableau> tableaux() {
    return ButcherTableau.all();
  }

  private static void assertOrder(int order, ButcherTableau t, double[] b) {
    for (int n = 1; n <= order; n++) assertEquals(0, RootedTrees.residual(t.a(), b, n), MET, t + ", order " + n);
    assertTrue(RootedTrees.residual(t.a(), b, order + 1) > 1e-7, t + " has more than order " + order);
  }

  @ParameterizedTest
  @MethodSource("tableaux")
  void eachHasItsOrderAndNoMore(ButcherTableau t) {
    assertOrder(t.order(), t, t.b());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.3, 0.5, 0.6, 1})
  void twoStagesHaveOrderTwoWhereverTheSecondLies(double alpha) {
    ButcherTableau t = ButcherTableau.secondOrder(alpha);
    assertOrder(2, t, t.b());
    assertEquals(alpha, t.node(1));
  }

  @Test
  void pairsHaveWeightsOfOneOrderLessAndALastStageAtTheNewState() {
    List<ButcherTableau> pairs = tableaux().stream().filter(ButcherTableau::isPair).toList();
    assertEquals("[bosh3, dopri5, tsit5]", pairs.toString());
    for (ButcherTableau t : pairs) {
      assertOrder(t.order() - 1, t, t.embedded());
      assertArrayEquals(t.b(), t.a()[t.stages()]);
      assertEquals(1, t.node(t.stages()));
    }
  }

  @ParameterizedTest
  @MethodSource("tableaux")
  void stagesAtTheEndsAreExactlyThere(ButcherTableau t) {
    for (int i = 0; i < t.b().length; i++) {
      double c = t.node(i);
      assertTrue(c == 0 || c == 1 || Math.abs(c - Math.rint(c)) > 1e-3, t + ": " + c);
    }
  }

  @Test
  void anotherNameIsExplained() {
    assertEquals("dopri5", ButcherTableau.parse("dopri5").toString());
    var e = assertThrows(IllegalArgumentException.class, () -> ButcherTableau.parse("rk-4"));
    assertTrue(e.getMessage().startsWith("a tableau must be one of euler, midpoint") && e.getMessage().endsWith("dop853, was \"rk-4\""),
        e.getMessage());
  }
}
