package org.counterflow.solvers.ode;

import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;

/**
 * Exponential Runge-Kutta methods in lambda: one step, several evaluations inside it, no memory.
 *
 * <p>From p to q with {@code h = lambda(q) - lambda(p)} and stages at {@code lambda(p) + c_i h}, in data form:
 * <pre>x_i = sigma(i)/sigma(p) x + alpha(i) h sum_{j below i} a_ij(-h) D_j
 * x'  = sigma(q)/sigma(p) x + alpha(q) h sum_i b_i(-h) D_i</pre>
 * In noise form {@code x_i = alpha(i)/alpha(p) x - sigma(i) h sum_j a_ij(h) epsilon_j}. The tableau gives a, b and c.
 *
 * <p>Measured in total variation on the three-bump target, uniform lambda: order 1.01, 1.95, 2.91, 3.86, 5.02 and 6.19 for {@code exp-rk-1} to
 * {@code exp-rk-6} of 1, 2, 3, 5, 8 and 16 evaluations a step; both forms alike. Of order 4, {@code cox-matthews} and {@code krogstad} need
 * four evaluations. Stages that do not read one another ({@code luan-4}, {@code luan-5}, {@code cascade-N}) are asked in common calls. For the
 * accuracy of a reference solution, for orders of the theory, and where a run may not look back; for pictures in few evaluations multistep
 * methods such as {@link UniPC} are closer. The method {@code lawson-4} is not exact for constant estimates, and coarse.
 *
 * <p>Elsewhere: {@code res_2s}, {@code res_3s} and the {@code etdrk}, {@code krogstad} ... samplers of RES4LYF; {@code ETDRK4}, {@code
 * HochOst4}, {@code Exprb} (OrdinaryDiffEq.jl). {@code hochbruck-ostermann-3} is {@code dpm-solver-3s}.
 *
 * @param tableau the coefficients; {@code krogstad} by default
 * @param form whether data or noise estimates are combined; {@code data} by default
 * @see <a href="https://arxiv.org/abs/2506.13061">Huang, Huang, Lin 2025</a>, who bound their total variation
 * @see <a href="https://doi.org/10.1137/040611434">Hochbruck, Ostermann 2005</a>, the conditions of stiff order
 * @see <a href="https://doi.org/10.1016/j.cam.2013.04.005">Luan, Ostermann 2014</a>, order 5
 */
public record ExponentialRungeKutta(ExponentialTableau tableau, Form form) implements Solver {
  private static final Parameter<ExponentialTableau> TABLEAU = Parameter.parsed("tableau", ExponentialTableau.parse("krogstad"),
      ExponentialTableau::parse, "the coefficients: euler, midpoint, exp-heun, hochbruck-ostermann-3, res-3s, etdrk-3, cox-matthews, "
          + "krogstad, strehmel-weiner, lawson-4, hochbruck-ostermann, luan-4, luan-5, luan-ostermann, or cascade-2 to cascade-8");

  /** How it is named and made. */
  public static final Part<ExponentialRungeKutta> PART = Part
      .of(ExponentialRungeKutta.class, "exp-rk", "exponential Runge-Kutta method in lambda, by the name of its tableau", "arXiv:2506.13061")
      .with(TABLEAU, ExponentialRungeKutta::tableau).with(Form.PARAMETER, ExponentialRungeKutta::form)
      .made(a -> new ExponentialRungeKutta(a.get(TABLEAU), a.get(Form.PARAMETER)));

  /** The same by order and by the names that others have for it. */
  public static final List<Part<ExponentialRungeKutta>> NAMED = List.of(
      named("exp-rk-1", "euler", "exponential Euler, which is ddim"),
      named("exp-rk-2", "midpoint", "exponential Runge-Kutta of order 2, two evaluations a step"),
      named("exp-rk-3", "hochbruck-ostermann-3", "exponential Runge-Kutta of order 3, three evaluations a step"),
      named("exp-rk-4", "hochbruck-ostermann", "exponential Runge-Kutta of stiff order 4, five evaluations a step"),
      named("exp-rk-5", "luan-ostermann", "exponential Runge-Kutta of stiff order 5, eight evaluations a step"),
      named("exp-rk-6", "cascade-6", "exponential Runge-Kutta of order 6, sixteen evaluations a step in six calls"),
      named("exp-heun-2-x0", "exp-heun", "exponential Heun, seeds-2 at the end of the step without noise"),
      named("res-2s", "midpoint", "refined exponential solver of two stages"),
      named("res-3s", "res-3s", "refined exponential solver of three stages"));

  private static Part<ExponentialRungeKutta> named(String id, String tableau, String what) {
    return Part.of(ExponentialRungeKutta.class, id, what, id.startsWith("res") ? "arXiv:2308.02157" : id.startsWith("exp-h") ? "arXiv:2305.14267" : PART.paper()).with(Form.PARAMETER)
        .made(a -> new ExponentialRungeKutta(ExponentialTableau.parse(tableau), a.get(Form.PARAMETER)));
  }

  /** Krogstad's tableau in data form. */
  public ExponentialRungeKutta() {
    this(TABLEAU.byDefault());
  }

  /** In data form. */
  public ExponentialRungeKutta(ExponentialTableau tableau) {
    this(tableau, Form.PARAMETER.byDefault());
  }

  @Override
  public Traits traits() {
    return Traits.of(tableau.order()).evaluations(tableau.stages());
  }

  @Override
  public Expr step(Step s) {
    return step(s, tableau, form);
  }

  static Expr step(Step s, ExponentialTableau tableau, Form form) {
    Point p = s.from(), q = s.to();
    double h = p.stepTo(q);
    ExponentialTableau.Weights w = tableau.weights(form.argument(h));
    var estimates = new ArrayList<Expr>();
    estimates.add(form.of(s.here()));
    for (int[] group : tableau.groups()) {
      var states = new ArrayList<Expr>();
      var places = new ArrayList<Point>();
      for (int i : group) {
        Point m = s.schedule().between(p, q, tableau.node(i));
        states.add(combination(s, form, m, h, w.a()[i], estimates));
        places.add(m);
      }
      for (Evaluation e : evaluations(s, states, places)) estimates.add(form.of(e));
    }
    return combination(s, form, q, h, w.b(), estimates);
  }

  private static List<Evaluation> evaluations(Step s, List<Expr> states, List<Point> places) {
    return states.size() > 1 ? s.evaluate(states, places) : List.of(s.evaluate(states.getFirst(), places.getFirst()));
  }

  private static Expr combination(Step s, Form form, Point to, double h, double[] weights, List<Expr> estimates) {
    Expr x = s.x().times(form.kept(s.from(), to));
    for (int j = 0; j < estimates.size(); j++) {
      if (weights[j] != 0) x = x.plus(estimates.get(j).times(form.gained(to) * h * weights[j]));
    }
    return x;
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
