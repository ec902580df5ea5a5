package org.counterflow.solvers.ode;

import java.util.List;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.solver.Adaptive;
import org.counterflow.api.solver.EmbeddedSolver;
import org.counterflow.api.solver.Estimate;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Tensor;
import org.counterflow.solvers.internal.Require;

/**
 * Solvers that choose their steps by the error of each: {@code dpm-adaptive-12}, {@code dpm-adaptive-23} and {@code adaptive(pair)}.
 *
 * <p>DPM-Solver of order 1 within 2 (r = 1/2), or 2 within 3 (r = 1/3, 2/3), whose stages are shared ({@link Singlestep}); or an embedded pair of
 * {@link RungeKutta}: {@code rk-bosh3}, {@code rk-dopri5}, {@code rk-tsit5}, whose last stage is the next step's first. The result of higher
 * order is kept. {@link ErrorControl} says what an error is and how long the next step becomes.
 *
 * <p>Each sample has steps of its own between the first and the last point of the grid, both inside: {@code log-snr}, or {@code final(...):at=none}.
 * A sample's path does not depend on its batch mates. A sample costs as many evaluations as it needs, which cannot be known before; for pictures a
 * fixed grid of few steps is closer for the same evaluations. For solutions of a known accuracy take small tolerances and {@code
 * adaptive(rk-tsit5:variable=lambda)}.
 *
 * <p>With eta above 0 the DPM-Solvers step to less noise than asked for and {@link AddedNoise} makes up the difference once a step is accepted;
 * the error is that of the way down, and f has 1.5 for the order. It is then of order 1 in distribution, and smaller tolerances buy less.
 *
 * <p>Elsewhere: {@code method="adaptive"} of the authors' DPM-Solver, {@code sample_dpm_adaptive} (k-diffusion), whose whole batch shares its
 * steps; {@code solve_ivp} ODE samplers (score_sde) take {@code dopri5} in time.
 *
 * @see <a href="https://arxiv.org/abs/2206.00927">Lu et al. 2022</a>, appendix C
 */
public final class AdaptiveSolvers {
  private static final String PAPER = "arXiv:2206.00927";
  /** By which errors are taken to grow where each step adds noise, as in k-diffusion. */
  private static final double ORDER_WITH_NOISE = 1.5;

  private static final Part<Adaptive> DPM_12 = part(2, "dpm-adaptive-12", "DPM-Solver of order 1 within 2 with steps by error control");
  private static final Part<Adaptive> DPM_23 = part(3, "dpm-adaptive-23", "DPM-Solver of order 2 within 3 with steps by error control");
  private static final Part<Adaptive> PAIR = ErrorControl
      .of(Part.of(Adaptive.class, "adaptive", "an embedded Runge-Kutta pair (rk-bosh3, rk-dopri5, rk-tsit5) with steps by error control", "")
          .around(a -> classical(a).inner()), a -> classical(a).control())
      .made(a -> of(a.inner(0, Solver.class), ErrorControl.of(a)));

  /** How they are named and made. */
  public static final List<Part<Adaptive>> PARTS = List.of(DPM_12, DPM_23, PAIR);

  private AdaptiveSolvers() {}

  private static Part<Adaptive> part(int order, String id, String summary) {
    Part<Adaptive> p = ErrorControl.of(Part.of(Adaptive.class, id, summary, PAPER).with(Form.PARAMETER, a -> exponential(a).form()),
        a -> exponential(a).control());
    return AddedNoise.of(p, a -> exponential(a).noise())
        .made(a -> dpm(order, a.get(Form.PARAMETER), ErrorControl.of(a), AddedNoise.of(a)));
  }

  private static Exponential exponential(Adaptive a) {
    if (a.pair() instanceof Exponential e) return e;
    throw new IllegalArgumentException(a + " is no pair of DPM-Solver");
  }

  private static Classical classical(Adaptive a) {
    if (a.pair() instanceof Classical c) return c;
    throw new IllegalArgumentException(a + " is no pair of Runge-Kutta methods");
  }

  /**
   * DPM-Solver with steps by error control.
   *
   * @param order of the kept result, 2 or 3; the other has one less
   */
  public static Adaptive dpm(int order, Form form, ErrorControl control) {
    return dpm(order, form, control, AddedNoise.NONE);
  }

  /**
   * DPM-Solver with steps by error control and noise in each that is accepted.
   *
   * @param order of the kept result, 2 or 3; the other has one less
   */
  public static Adaptive dpm(int order, Form form, ErrorControl control, AddedNoise noise) {
    if (order != 2 && order != 3) throw new IllegalArgumentException("dpm-adaptive keeps order 2 or 3, was asked for " + order);
    return adaptive(new Exponential(order, form, control, noise), noise.eta() > 0 ? ORDER_WITH_NOISE : order, control);
  }

  /**
   * An embedded pair with steps by error control.
   *
   * @param pair a {@link RungeKutta} whose tableau is a pair
   * @throws IllegalArgumentException if it is not
   */
  public static Adaptive of(Solver pair, ErrorControl control) {
    if (pair instanceof RungeKutta rk && rk.tableau().isPair()) return adaptive(new Classical(rk, control), rk.tableau().order(), control);
    throw new IllegalArgumentException("adaptive needs a pair that estimates its error, rk-bosh3, rk-dopri5 or rk-tsit5; " + pair
        + " is none (dpm-adaptive-12 and dpm-adaptive-23 have their own)");
  }

  private static Adaptive adaptive(EmbeddedSolver pair, double order, ErrorControl control) {
    return new Adaptive(pair, control.steps(order), control.firstStep(), control.maxSteps());
  }

  private static Evaluation beginning(Step s, ErrorControl control) {
    return control.rejected() == ErrorControl.Rejected.KEEPS ? s.here() : s.evaluate(s.x(), s.from());
  }

  /** Both results as an estimate; the lower one is remembered for the scale of the next error. */
  private static Estimate estimate(Step s, Expr high, Expr low, ErrorControl control) {
    Tensor last = s.carry().get("adaptive.low"), now = s.value(low);
    double[] errors = s.errorNorm(high.minus(now), now, last == null ? s.x() : last, control.tolerance());
    s.carry().put("adaptive.low", now);
    return new Estimate(high, control.error(errors));
  }

  /** DPM-Solver of an order and the one below. */
  private record Exponential(int order, Form form, ErrorControl control, AddedNoise noise) implements EmbeddedSolver {
    @Override
    public Traits traits() {
      Traits t = Traits.of(order).evaluations(order);
      return noise.eta() == 0 ? t : Traits.of(1).evaluations(order).stochastic(1);
    }

    @Override
    public boolean joint() {
      return control.norm() != ErrorControl.Norm.SAMPLE;
    }

    @Override
    public Estimate stepWithError(Step s) {
      if (noise.eta() > 0) Require.towardsData(s, this);
      AddedNoise.Descent d = descent(s);
      Point p = s.from(), q = d.point();
      var block = new Block(form, p, s.x(), form.of(beginning(s, control)));
      Point first = s.schedule().between(p, q, 1.0 / order);
      Evaluation e1 = s.evaluate(block.one(first), first);
      Expr two = block.two(q, e1, DpmSolver2M.Correction.MIDPOINT);
      if (order == 2) return estimate(s, d, two, block.one(q));
      Point second = s.schedule().between(p, q, 2.0 / 3);
      Evaluation e2 = s.evaluate(block.two(second, e1, DpmSolver2M.Correction.HEUN), second);
      return estimate(s, d, block.three(q, e1, e2, DpmSolver2M.Correction.MIDPOINT), two);
    }

    private AddedNoise.Descent descent(Step s) {
      return noise.descent(s.schedule(), s.from(), s.to());
    }

    private Estimate estimate(Step s, AddedNoise.Descent d, Expr high, Expr low) {
      return AdaptiveSolvers.estimate(s, AddedNoise.at(s.to(), high, d), AddedNoise.at(s.to(), low, d), control);
    }

    @Override
    public Expr accepted(Step s, Expr x) {
      double up = descent(s).up();
      return up == 0 ? x : x.plus(s.noise().times(s.to().alpha() * up * noise.scale()));
    }

    @Override
    public String toString() {
      return (order == 2 ? DPM_12 : DPM_23).text(dpm(order, form, control, noise));
    }
  }

  /** A Runge-Kutta pair. */
  private record Classical(RungeKutta inner, ErrorControl control) implements EmbeddedSolver {
    @Override
    public Traits traits() {
      return Traits.of(inner.tableau().order()).evaluations(inner.tableau().stages());
    }

    @Override
    public boolean joint() {
      return control.norm() != ErrorControl.Norm.SAMPLE;
    }

    @Override
    public Estimate stepWithError(Step s) {
      ButcherTableau t = inner.tableau();
      List<Expr> slopes = inner.slopes(s, beginning(s, control), t.stages());
      Expr high = inner.state(s, s.to(), t.b(), slopes);
      Evaluation end = s.evaluate(high, s.to());
      slopes.add(inner.variable().slope(s.schedule(), end));
      s.next(end);
      return estimate(s, high, inner.state(s, s.to(), t.embedded(), slopes), control);
    }

    @Override
    public String toString() {
      return PAIR.text(of(inner, control));
    }
  }
}
