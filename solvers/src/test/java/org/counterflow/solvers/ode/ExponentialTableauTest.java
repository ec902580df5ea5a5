package org.counterflow.solvers.ode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.counterflow.solvers.math.Phi;
import org.counterflow.solvers.support.RootedTrees;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The coefficients against the order conditions. */
class ExponentialTableauTest {
  private static final double MET = 1e-11;
  /** Arguments of different operators: the conditions hold for matrices that do not commute, so for any of these in each place. */
  private static final double[] ARGUMENTS = {-3, -0.7, 0, 1.3};

  static List<ExponentialTableau> tableaux() {
    return ExponentialTableau.all();
  }

  @Test
  void thereAreAsManyTreesAsMathematicsHas() {
    int[] known = {1, 1, 2, 4, 9, 20, 48, 115};
    for (int n = 1; n <= known.length; n++) assertEquals(known[n - 1], RootedTrees.count(n));
  }

  @ParameterizedTest
  @MethodSource("tableaux")
  void atZeroEachHasItsClassicalOrderAndNoMore(ExponentialTableau t) {
    ExponentialTableau.Weights w = t.weights(0);
    for (int n = 1; n <= t.order(); n++) assertEquals(0, RootedTrees.residual(w.a(), w.b(), n), MET, "order " + n);
    assertTrue(RootedTrees.residual(w.a(), w.b(), t.order() + 1) > 1e-7, "more than its order");
  }

  @ParameterizedTest
  @MethodSource("tableaux")
  void eachMeetsTheStiffConditionsThatItClaimsAndNoMore(ExponentialTableau t) {
    int known = Math.min(5, t.stiffOrder());
    assertEquals(0, new Stiff(t).residual(known), MET, "conditions of stiff order " + known);
    if (known < 5) assertTrue(new Stiff(t).residual(known + 1) > 1e-7, "more than its stiff order");
  }

  /** The conditions of stiff order 1 to 5 (Luan and Ostermann 2014, table 1). */
  private static final class Stiff {
    private final ExponentialTableau t;

    Stiff(ExponentialTableau t) {
      this.t = t;
    }

    /** The largest residual of all conditions up to an order, those of the order itself with b at 0. */
    double residual(int order) {
      double worst = residual(order, 0);
      for (int n = 1; n < order; n++) for (double z : ARGUMENTS) worst = Math.max(worst, residual(n, z));
      return worst;
    }

    /** The largest residual of an order, with b at z and every other coefficient at any argument. */
    private double residual(int order, double z) {
      double worst = Math.abs(quadrature(order, z));
      for (double u : ARGUMENTS) {
        for (double v : ARGUMENTS) {
          for (double w : ARGUMENTS) for (double r : inner(order, z, u, v, w)) worst = Math.max(worst, Math.abs(r));
        }
      }
      return worst;
    }

    private double quadrature(int order, double z) {
      return sum(b(z), c(order - 1)) / Phi.factorial(order - 1) - Phi.of(order, z);
    }

    private List<Double> inner(int order, double z, double u, double v, double w) {
      double[] b = b(z);
      double[] two = psi(2, u);
      var all = new ArrayList<Double>();
      if (order == 3) all.add(sum(b, two));
      if (order == 4) {
        all.add(sum(b, psi(3, u)));
        all.add(sum(b, through(v, two)));
        all.add(sum(b, times(c(1), two)));
      }
      if (order == 5) {
        all.add(sum(b, psi(4, u)));
        all.add(sum(b, through(v, psi(3, u))));
        all.add(sum(b, through(w, through(v, two))));
        all.add(sum(b, through(v, times(c(1), two))));
        all.add(sum(b, times(c(1), psi(3, u))));
        all.add(sum(b, times(c(1), through(v, two))));
        all.add(sum(b, times(psi(2, v), two)));
        all.add(sum(b, times(c(2), two)));
      }
      return all;
    }

    private double[] b(double z) {
      return t.weights(z).b();
    }

    private double[] c(int power) {
      var c = new double[t.stages()];
      for (int i = 0; i < c.length; i++) c[i] = Math.pow(t.node(i), power);
      return c;
    }

    /** {@code psi_k,i(z) = sum_j a_ij(z) c_j^(k-1)/(k-1)! - c_i^k phi_k(c_i z)}. */
    private double[] psi(int k, double z) {
      double[][] a = t.weights(z).a();
      double[] powers = c(k - 1), psi = new double[t.stages()];
      for (int i = 0; i < psi.length; i++)
        psi[i] = sum(a[i], powers) / Phi.factorial(k - 1) - Math.pow(t.node(i), k) * Phi.of(k, t.node(i) * z);
      return psi;
    }

    private double[] through(double z, double[] v) {
      return Arrays.stream(t.weights(z).a()).mapToDouble(row -> sum(row, v)).toArray();
    }

    private static double[] times(double[] x, double[] y) {
      var p = new double[x.length];
      for (int i = 0; i < p.length; i++) p[i] = x[i] * y[i];
      return p;
    }

    private static double sum(double[] x, double[] y) {
      return Arrays.stream(times(x, y)).sum();
    }
  }

  @ParameterizedTest
  @CsvSource({"euler, ''", "krogstad, 1 2 3", "cascade-4, 1 23 456", "luan-5, 1 23 456 789", "luan-ostermann, 1 2 3 4 5 6 7",
      "hochbruck-ostermann, 1 2 3 4"})
  void stagesThatDoNotReadOneAnotherAreAskedTogether(String name, String groups) {
    var text = new ArrayList<String>();
    for (int[] g : ExponentialTableau.parse(name).groups())
      text.add(Arrays.stream(g).mapToObj(Integer::toString).reduce("", String::concat));
    assertEquals(groups, String.join(" ", text));
  }

  @Test
  void anotherNameIsExplained() {
    var e = assertThrows(IllegalArgumentException.class, () -> ExponentialTableau.parse("krogstadt"));
    assertTrue(e.getMessage().startsWith("must be one of euler, midpoint"), e.getMessage());
    assertTrue(e.getMessage().endsWith("cascade-8, was \"krogstadt\""), e.getMessage());
  }
}
