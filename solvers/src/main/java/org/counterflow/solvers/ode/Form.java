package org.counterflow.solvers.ode;

import org.counterflow.api.part.Parameter;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.tensor.Expr;

/**
 * Which estimates an exponential integrator combines. In lambda both forms are linear with constant coefficients:
 * {@code u = x/alpha} obeys {@code u' = -u + D}, {@code v = x/sigma} obeys {@code v' = v - epsilon}.
 */
public enum Form {
  /** Data estimates, as DPM-Solver++. */
  DATA,
  /** Noise estimates, as DPM-Solver. */
  NOISE;

  static final Parameter<Form> PARAMETER = Parameter.choice("form", DATA, "estimates that are combined: data, or noise");

  /** The estimate of this form. */
  Expr of(Evaluation e) {
    return this == DATA ? e.data() : e.noise();
  }

  /** The argument of the phi functions over a step of length h in lambda. */
  double argument(double h) {
    return this == DATA ? -h : h;
  }

  /** What the state at p is multiplied by on the way to q. */
  double kept(Point p, Point q) {
    return this == DATA ? q.sigma() / p.sigma() : q.alpha() / p.alpha();
  }

  /** What an integral of estimates over lambda is multiplied by on the way to q. */
  double gained(Point q) {
    return this == DATA ? q.alpha() : -q.sigma();
  }

  /** From x at p to q if the estimate were constant. */
  Expr hold(Point p, Expr x, Expr estimate, Point q) {
    return this == DATA ? p.hold(x, estimate, q) : p.holdNoise(x, estimate, q);
  }
}
