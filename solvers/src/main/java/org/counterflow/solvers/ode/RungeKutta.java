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
 * Classical explicit Runge-Kutta methods on the probability-flow ODE, in a chosen {@link Variable} v with its scale n of the state:
 * <pre>k_i = slope at v(p) + c_i h of x_i,   x_i = n(i) (x/n(p) + h sum_{j below i} a_ij k_j),   h = v(q) - v(p)
 * x'  = n(q) (x/n(p) + h sum_i b_i k_i)</pre>
 *
 * <p>Each has the order of its tableau, 1 to 8, measured in total variation on the three-bump target down to 1e-12. For reference solutions and
 * for rates; of the variables {@code lambda} is closest at equal steps in lambda (rk-4 at 64 steps: 2.6e-7 for 1.3e-6 in {@code ratio}).
 * For pictures in few evaluations exponential and multistep methods are closer. At large steps high orders are wild: in {@code ratio} they
 * want a Karras grid.
 *
 * <p>A step to clean data holds the data estimate, in {@code ratio} Euler's step. In {@code time} and {@code variance}, whose slope has no limit
 * there, EDM's ablation takes Euler's step of that variable all the same and keeps half of the noise: {@code last=euler}, for replaying EDM.
 *
 * <p>Elsewhere: {@code rk-euler}, {@code rk-heun} are {@code ablation_sampler} (EDM; {@code alpha} as there), in {@code ratio} with Kutta's
 * methods {@code rho_rk} (DEIS); the names are those of OrdinaryDiffEq.jl and diffrax. {@code rk-heun} is {@link Heun} but for {@code alpha}.
 *
 * @param tableau the coefficients
 * @param variable what is stepped in; {@code ratio} by default
 * @param last how a step to clean data is taken; {@code hold} by default
 * @see <a href="https://arxiv.org/abs/2206.00364">Karras et al. 2022</a>, algorithm 3
 * @see <a href="https://arxiv.org/abs/2404.09730">Huang, Huang, Lin 2024</a>, who bound their total variation
 */
public record RungeKutta(ButcherTableau tableau, Variable variable, Last last) implements Solver {
  /** How a step to clean data is taken. */
  public enum Last {
    /** The data estimate is held. */
    HOLD,
    /** Euler's step in the variable. */
    EULER
  }

  private static final Parameter<Last> LAST = Parameter.choice("last", Last.HOLD,
      "a step to clean data: the data estimate, or Euler's step in the variable (for replaying EDM)");
  private static final Parameter<Double> ALPHA = Parameter.number("alpha", 1, 0, 1, "where the second stage lies: 1 is Heun's, 2/3 Ralston's")
      .above();

  /** How they are named and made: {@code rk-} and the tableau's name. */
  public static final List<Part<RungeKutta>> PARTS = ButcherTableau.all().stream().map(RungeKutta::part).toList();

  private static Part<RungeKutta> part(ButcherTableau t) {
    Part<RungeKutta> plain = Part.of(RungeKutta.class, "rk-" + t.name(), t.summary(), "").with(Variable.PARAMETER, RungeKutta::variable)
        .with(LAST, RungeKutta::last);
    if (!t.name().equals("heun")) return plain.made(a -> new RungeKutta(t, a.get(Variable.PARAMETER), a.get(LAST)));
    return plain.with(ALPHA, r -> r.tableau.node(1))
        .made(a -> new RungeKutta(ButcherTableau.secondOrder(a.get(ALPHA)), a.get(Variable.PARAMETER), a.get(LAST)));
  }

  /** In sigma/alpha. */
  public RungeKutta(ButcherTableau tableau) {
    this(tableau, Variable.PARAMETER.byDefault());
  }

  /** In a variable. */
  public RungeKutta(ButcherTableau tableau, Variable variable) {
    this(tableau, variable, LAST.byDefault());
  }

  @Override
  public Traits traits() {
    // Time is finite at both ends; the last step of the variance may be Euler's.
    return Traits.of(tableau.order()).evaluations(tableau.stages()).atEnds(variable == Variable.TIME || variable == Variable.VARIANCE);
  }

  @Override
  public Expr step(Step s) {
    Point p = s.from(), q = s.to();
    if (q.sigma() == 0) return last == Last.EULER ? euler(s) : s.hold(s.here().data());
    if (p.sigma() == 0) return s.holdNoise(s.here().noise());
    if (variable != Variable.TIME && !(p.inside() && q.inside())) return s.hold(s.here().data());
    return state(s, q, tableau.b(), slopes(s, s.here(), tableau.stages()));
  }

  private Expr euler(Step s) {
    return state(s, s.to(), new double[] {1}, List.of(variable.slope(s.schedule(), s.here())));
  }

  /** The slopes of the first stages, that at the beginning being known. */
  List<Expr> slopes(Step s, Evaluation beginning, int stages) {
    var slopes = new ArrayList<Expr>();
    slopes.add(variable.slope(s.schedule(), beginning));
    for (int i = 1; i < stages; i++) {
      Point m = between(s, tableau.node(i));
      slopes.add(variable.slope(s.schedule(), s.evaluate(state(s, m, tableau.a()[i], slopes), m)));
    }
    return slopes;
  }

  private Point between(Step s, double fraction) {
    Point p = s.from(), q = s.to();
    double first = variable.of(p);
    return fraction == 0 ? p : fraction == 1 ? q : variable.at(s.schedule(), first + fraction * (variable.of(q) - first));
  }

  /** The state at m that weighted slopes lead to. */
  Expr state(Step s, Point m, double[] weights, List<Expr> slopes) {
    double h = variable.of(s.to()) - variable.of(s.from()), n = variable.scale(m);
    Expr x = s.x().times(n / variable.scale(s.from()));
    for (int j = 0; j < slopes.size(); j++) {
      if (weights[j] != 0) x = x.plus(slopes.get(j).times(n * h * weights[j]));
    }
    return x;
  }

  @Override
  public String toString() {
    return PARTS.stream().filter(part -> part.id().equals("rk-" + tableau.name())).findFirst().orElseThrow().text(this);
  }
}
