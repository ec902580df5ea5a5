package org.counterflow.solvers.ode;

import java.util.List;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.solver.Step;
import org.counterflow.api.tensor.Expr;
import org.counterflow.solvers.math.Phi;
import org.counterflow.solvers.math.Quadrature;

/**
 * The step of the exponential multistep methods: a polynomial in lambda through estimates, integrated over the step.
 *
 * <p>From p to q with {@code h = lambda(q) - lambda(p)}, {@code z = -h} (data) or {@code h} (noise), the estimate E at p and others E_k at
 * {@code lambda(p) + r_k h}:
 * <pre>x' = c x + g (h phi_1(z) E + h sum_k w_k (E_k - E) / r_k)</pre>
 * with c and g of the {@link Form}. It is exact for polynomials if {@code sum_k w_k r_k^j = (j + 1)! phi_{j+2}(z)} for j = 0 .. n-1.
 */
final class LambdaPolynomial {
  /** The weights of differences. */
  interface Weights {
    /**
     * Weights for so many nodes.
     *
     * @param nodes r_k, in steps of this one; none is 0
     * @param z argument of the phi functions
     */
    double[] of(double[] nodes, double z);
  }

  private LambdaPolynomial() {}

  /** {@code (j + 1)! phi_{j+2}(z)}, the integrals of which the exact weights are made, for j = 0 .. n-1. */
  static double[] moments(int n, double z) {
    var moments = new double[n];
    for (int j = 0; j < n; j++) moments[j] = Phi.factorial(j + 1) * Phi.of(j + 2, z);
    return moments;
  }

  /** The weights of the exact integral. */
  static double[] exact(double[] nodes, double z) {
    return Quadrature.weights(nodes, moments(nodes.length, z));
  }

  /** The state at the end of the step, from the estimates at its beginning and others. */
  static Expr step(Step s, Form form, List<Evaluation> others, Weights weights) {
    Point p = s.from(), q = s.to();
    // A step without length, which replays have, has no nodes in its own units.
    if (p.samePlace(q)) return form.hold(p, s.x(), form.of(s.here()), q);
    double h = p.stepTo(q);
    var nodes = new double[others.size()];
    for (int k = 0; k < nodes.length; k++) nodes[k] = p.stepTo(others.get(k).point()) / h;
    double[] w = nodes.length == 0 ? nodes : weights.of(nodes, form.argument(h));
    Expr here = form.of(s.here()), x = form.hold(p, s.x(), here, q);
    double scale = form.gained(q) * h;
    for (int k = 0; k < nodes.length; k++) x = x.plus(form.of(others.get(k)).minus(here).times(1 / nodes[k]).times(scale * w[k]));
    return x;
  }
}
