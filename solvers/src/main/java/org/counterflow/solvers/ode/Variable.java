package org.counterflow.solvers.ode;

import org.counterflow.api.part.Parameter;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.tensor.Expr;

/** The variable in which the probability-flow ODE is solved, with the scale of the state that belongs to it. */
public enum Variable {
  /** {@code r = sigma/alpha} and {@code y = x/alpha}: {@code dy/dr = epsilon}. */
  RATIO {
    @Override
    double of(Point p) {
      return p.ratio();
    }

    @Override
    Point at(NoiseSchedule schedule, double v) {
      return schedule.atLambda(-StrictMath.log(v));
    }

    @Override
    double scale(Point p) {
      return p.alpha();
    }

    @Override
    Expr slope(NoiseSchedule schedule, Evaluation e) {
      return e.noise();
    }
  },
  /** The schedule's time t and x itself: {@code dx/dt = d alpha/dt D + d sigma/dt epsilon}. */
  TIME {
    @Override
    double of(Point p) {
      return p.time();
    }

    @Override
    Point at(NoiseSchedule schedule, double v) {
      return schedule.at(v);
    }

    @Override
    double scale(Point p) {
      return 1;
    }

    @Override
    Expr slope(NoiseSchedule schedule, Evaluation e) {
      Point rate = schedule.rate(e.point().time());
      return e.data().times(rate.alpha()).plus(e.noise().times(rate.sigma()));
    }
  },
  /**
   * lambda and {@code w = x/n}, {@code n^2 = alpha^2 + sigma^2}, the state of the variance-preserving process: {@code dw/dlambda = alpha
   * sigma^2/n^3 D - sigma alpha^2/n^3 epsilon}.
   */
  LAMBDA {
    @Override
    double of(Point p) {
      return p.lambda();
    }

    @Override
    Point at(NoiseSchedule schedule, double v) {
      return schedule.atLambda(v);
    }

    @Override
    double scale(Point p) {
      return StrictMath.hypot(p.alpha(), p.sigma());
    }

    @Override
    Expr slope(NoiseSchedule schedule, Evaluation e) {
      double n = scale(e.point()), a = e.point().alpha() / n, s = e.point().sigma() / n;
      return e.data().times(a * s * s).minus(e.noise().times(s * a * a));
    }
  },
  /** {@code v = (sigma/alpha)^2}, the time of the noise's random walk, and {@code y = x/alpha}: {@code dy/dv = epsilon alpha/(2 sigma)}. */
  VARIANCE {
    @Override
    double of(Point p) {
      return p.ratio() * p.ratio();
    }

    @Override
    Point at(NoiseSchedule schedule, double v) {
      return schedule.atLambda(-0.5 * StrictMath.log(v));
    }

    @Override
    double scale(Point p) {
      return p.alpha();
    }

    @Override
    Expr slope(NoiseSchedule schedule, Evaluation e) {
      return e.noise().times(0.5 / e.point().ratio());
    }
  };

  static final Parameter<Variable> PARAMETER = Parameter.choice("variable", RATIO,
      "that is stepped in: ratio (sigma/alpha), the schedule's time, lambda, or variance (the square of sigma/alpha)");

  /** Its value at a point. */
  abstract double of(Point p);

  /** The point of a value. */
  abstract Point at(NoiseSchedule schedule, double v);

  /** What the state is divided by. */
  abstract double scale(Point p);

  /** The derivative of the scaled state. */
  abstract Expr slope(NoiseSchedule schedule, Evaluation e);
}
