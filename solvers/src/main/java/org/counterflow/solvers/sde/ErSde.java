package org.counterflow.solvers.sde;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;
import org.counterflow.solvers.internal.Require;
import org.counterflow.solvers.math.GaussLegendre;
import org.counterflow.solvers.ode.History;

/**
 * Extended reverse-time SDE solver: a family of reverse SDEs given by a function phi of the noise level, each with the exact marginals, solved
 * by a Taylor expansion of the data estimate.
 *
 * <p>In {@code y = x/alpha} and {@code s = sigma/alpha}, from s to s' with {@code r = phi(s')/phi(s)} and the derivatives D', D'' by s of the
 * polynomial through the last estimates:
 * <pre>y' = r y + (1 - r) D + e1 D' + e2 D'' + sqrt(s'^2 - r^2 s^2) z
 * e1 = s' - s + phi(s') int_s'^s du/phi(u),   e2 = (s' - s)^2/2 + phi(s') int_s'^s (u - s)/phi(u) du
 * phi(u) = u (e^(u^0.3) + 10) (er),   u^2 (sde, the reverse SDE),   u (ode: no noise)</pre>
 *
 * <p>Of order 2 in distribution for orders 2 and 3 (2.0 and 3.2 measured on a Gaussian; 1 for order 1) and of order 1 on a Brownian path, with
 * {@code function=ode} of its own order. One evaluation a step, remembers order - 1. The paper's function adds little noise where there is
 * little left: good pictures in 20 to 50 steps.
 *
 * <p>Elsewhere: {@code er_sde} (community tools), the authors' code. These take 100 rectangles for the integrals, and for D' the last
 * difference, which leaves order 3 with order 2.
 *
 * @param order 1 to 3; 3 by default
 * @param function phi; the paper's {@code er} by default
 * @param noiseScale factor on the noise, in [0, 2]; 1 by default
 * @see <a href="https://arxiv.org/abs/2309.06169">Cui et al. 2023</a>, algorithms 1 to 3
 */
public record ErSde(int order, Function function, double noiseScale) implements Solver {
  /** The noise that a process of the family has. */
  public enum Function {
    /** {@code u (e^(u^0.3) + 10)}: the paper's. */
    ER,
    /** {@code u^2}: the reverse SDE. */
    SDE,
    /** {@code u}: the probability-flow ODE. */
    ODE;

    /** {@code u/phi(u)}. */
    private double inverse(double u) {
      return switch (this) {
        case ER -> 1 / (StrictMath.exp(StrictMath.pow(u, 0.3)) + 10);
        case SDE -> 1 / u;
        case ODE -> 1;
      };
    }
  }

  private static final GaussLegendre QUADRATURE = new GaussLegendre(24);
  private static final Parameter<Integer> ORDER = Parameter.integer("order", 3, 1, 3, "of the expansion of the data estimate");
  private static final Parameter<Function> FUNCTION = Parameter.choice("function", Function.ER,
      "phi of the noise level: the paper's, or that of the reverse SDE or of the ODE");
  private static final Parameter<Double> NOISE_SCALE = Parameter.number("s-noise", 1, 0, 2, "factor on the added noise");

  /** How it is named and made. */
  public static final Part<ErSde> PART = Part
      .of(ErSde.class, "er-sde", "extended reverse-time SDE of a chosen noise, exact but for the data estimate", "arXiv:2309.06169")
      .with(ORDER, ErSde::order).with(FUNCTION, ErSde::function).with(NOISE_SCALE, ErSde::noiseScale)
      .made(a -> new ErSde(a.get(ORDER), a.get(FUNCTION), a.get(NOISE_SCALE)));

  /** Checks the ranges. */
  public ErSde {
    PART.checked(ORDER, order);
    PART.checked(NOISE_SCALE, noiseScale);
  }

  /** Order 3 with the paper's function. */
  public ErSde() {
    this(ORDER.byDefault());
  }

  /** Another order with the paper's function. */
  public ErSde(int order) {
    this(order, FUNCTION.byDefault());
  }

  /** Another order with another function. */
  public ErSde(int order, Function function) {
    this(order, function, NOISE_SCALE.byDefault());
  }

  @Override
  public Traits traits() {
    if (function == Function.ODE) return Traits.of(order).remembers(order - 1);
    return Traits.of(1).remembers(order - 1).stochastic(Math.min(order, 2));
  }

  @Override
  public Expr step(Step s) {
    if (function != Function.ODE) Require.towardsData(s, this);
    Point p = s.from(), q = s.to();
    double from = p.ratio(), to = q.ratio();
    // phi(s')/phi(s), and phi(s') u/phi(u) below.
    double r = to / from * function.inverse(from) / function.inverse(to);
    Expr data = s.here().data();
    Expr y = s.x().times(r / p.alpha()).plus(data.times(1 - r));
    List<Evaluation> past = History.inside(s, order - 1);
    if (!past.isEmpty()) {
      Evaluation last = past.getFirst();
      double first = first(from, to), width = from - last.point().ratio();
      Expr slope = data.minus(last.data()).times(1 / width);
      if (past.size() > 1) {
        Evaluation before = past.get(1);
        double back = last.point().ratio() - before.point().ratio();
        Expr bend = slope.minus(last.data().minus(before.data()).times(1 / back)).times(1 / (width + back));
        y = y.plus(bend.times(2 * second(from, to)));
        slope = slope.plus(bend.times(width));
      }
      y = y.plus(slope.times(first));
    }
    if (function == Function.ODE) return y.times(q.alpha());
    return y.plus(s.noise().times(noiseScale * StrictMath.sqrt((to - r * from) * (to + r * from)))).times(q.alpha());
  }

  /** The weight of the derivative: {@code -int_s'^s (1 - phi(s')/phi(u)) du}, which has no difference of nearly equal numbers. */
  private double first(double from, double to) {
    return -overLogarithm(from, to, u -> 1);
  }

  /** That of the second: {@code int_s'^s (1 - phi(s')/phi(u)) (s - u) du}. */
  private double second(double from, double to) {
    return overLogarithm(from, to, u -> from - u);
  }

  private double overLogarithm(double from, double to, DoubleUnaryOperator f) {
    double top = to / function.inverse(to);
    return QUADRATURE.integral(StrictMath.log(to), StrictMath.log(from), v -> {
      double u = StrictMath.exp(v);
      return (1 - top * function.inverse(u) / u) * f.applyAsDouble(u) * u;
    });
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
