package org.counterflow.api;

import java.util.Arrays;
import org.counterflow.api.backend.Tolerance;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.solver.Attempts;
import org.counterflow.api.solver.Decision;
import org.counterflow.api.solver.EmbeddedSolver;
import org.counterflow.api.solver.Estimate;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.StepControl;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Tensor;

/** One small solver of each sort that the driver must serve. */
final class SmallSolvers {
  private SmallSolvers() {}

  record Ddim() implements Solver {
    @Override
    public Expr step(Step s) {
      return s.hold(s.here().data());
    }
  }

  /** A stage at the end of the step. */
  record Heun() implements Solver {
    @Override
    public Traits traits() {
      return Traits.of(2).evaluations(2);
    }

    @Override
    public Expr step(Step s) {
      Expr d = s.here().data();
      Expr end = s.evaluate(s.hold(d), s.to()).data();
      return s.hold(d.plus(end).times(0.5));
    }
  }

  /** Multistep. */
  record TwoM() implements Solver {
    @Override
    public Traits traits() {
      return Traits.of(2).remembers(1);
    }

    @Override
    public Expr step(Step s) {
      Expr d = s.here().data();
      Evaluation last = s.past(1);
      if (last != null) {
        double r = last.point().stepTo(s.from()) / s.from().stepTo(s.to());
        d = d.plus(d.minus(last.data()).times(0.5 / r));
      }
      return s.hold(d);
    }
  }

  /** Looks at how long the last step was. */
  record LastLength() implements Solver {
    @Override
    public Expr step(Step s) {
      Point before = s.before();
      double r = before != null && before.inside() && s.to().inside() ? before.stepTo(s.from()) / s.from().stepTo(s.to()) : 1;
      return s.hold(s.here().data().times(1 + 0.01 * r));
    }
  }

  /** Predicts, evaluates, corrects; the evaluation at the prediction is the next step's. */
  record Pec() implements Solver {
    @Override
    public Traits traits() {
      return Traits.of(2).remembers(1);
    }

    @Override
    public Expr step(Step s) {
      Evaluation here = s.here(), last = s.past(1);
      Expr d = here.data(), predicted = d;
      if (last != null) predicted = d.plus(d.minus(last.data()).times(0.5 * s.from().stepTo(s.to()) / last.point().stepTo(s.from())));
      Evaluation there = s.evaluate(s.hold(predicted), s.to());
      s.next(there);
      return s.hold(d.times(0.5).plus(there.data().times(0.5)));
    }
  }

  /** Steps short with any solver, then adds noise. */
  record Ancestral(Solver inner, double eta) implements Solver {
    @Override
    public Traits traits() {
      return Traits.of(1).remembers(inner.traits().remembers()).stochastic(1).wraps(true);
    }

    @Override
    public Expr step(Step s) {
      Point p = s.from(), q = s.to();
      if (q.sigma() == 0 || p.alpha() == 0) return s.run(inner, p, s.x(), q);
      double up = eta * Math.min(q.ratio(), q.ratio() / p.ratio() * StrictMath.sqrt(p.ratio() * p.ratio() - q.ratio() * q.ratio()));
      double down = StrictMath.sqrt(q.ratio() * q.ratio() - up * up);
      Point short_ = s.schedule().atLambda(-StrictMath.log(down));
      Expr x = s.run(inner, p, s.x(), short_).times(q.alpha() / short_.alpha());
      s.next(null);
      return x.plus(s.noise().times(q.alpha() * up));
    }
  }

  /** Adds noise first, then steps from the noisier place with any solver. */
  record Churn(Solver inner, double gamma) implements Solver {
    @Override
    public Traits traits() {
      return Traits.of(1).remembers(inner.traits().remembers()).stochastic(1).wraps(true);
    }

    @Override
    public Expr step(Step s) {
      Point p = s.from();
      if (!p.inside()) return s.run(inner, p, s.x(), s.to());
      double r = p.ratio(), up = r * (1 + gamma);
      Point noisier = s.schedule().atLambda(-StrictMath.log(up));
      Expr x = s.x().times(noisier.alpha() / p.alpha()).plus(s.noise(noisier, p).times(noisier.alpha() * StrictMath.sqrt(up * up - r * r)));
      return s.run(inner, noisier, x, s.to());
    }
  }

  /** A step of any solver, then one of a second solver on the spot. */
  record Corrected(Solver predictor, Solver corrector) implements Solver {
    @Override
    public Traits traits() {
      return Traits.of(1).remembers(predictor.traits().remembers()).stochastic(1).evaluations(2).wraps(true);
    }

    @Override
    public Expr step(Step s) {
      Expr x = s.run(predictor, s.from(), s.x(), s.to());
      if (s.to().sigma() > 0) x = s.run(corrector, s.to(), x, s.to());
      s.next(null);
      return x;
    }
  }

  /** One Langevin step on the spot, its length by each sample's own norm. */
  record Langevin(double ratio) implements Solver {
    @Override
    public Traits traits() {
      return Traits.of(1).stochastic(1);
    }

    @Override
    public Expr step(Step s) {
      Expr g = s.here().score(), z = s.noise();
      double[] a = s.norm(z), b = s.norm(g), e = new double[a.length], root = new double[a.length];
      for (int i = 0; i < e.length; i++) {
        e[i] = 2 * StrictMath.pow(ratio * a[i] / b[i], 2);
        root[i] = StrictMath.sqrt(2 * e[i]);
      }
      return s.x().plus(g.times(e)).plus(z.times(root));
    }
  }

  /** Two independent draws on one interval, and a state between that is only known to the step. */
  record TwoDraws() implements Solver {
    @Override
    public Traits traits() {
      return Traits.of(1).stochastic(1);
    }

    @Override
    public Expr step(Step s) {
      Point p = s.from(), q = s.to();
      double b = 0.1 * Math.abs(p.stepTo(q));
      Expr moved = s.x().plus(s.noise().times(b));
      Expr d = s.evaluate(moved, p).data();
      return p.hold(moved, d, q).plus(s.noise().times(b * q.sigma()));
    }
  }

  /** Keeps a running mean of the data estimates, as momentum does. */
  record Momentum() implements Solver {
    @Override
    public Expr step(Step s) {
      Expr d = s.here().data();
      Tensor before = s.carry().get("momentum.d");
      if (before != null) d = d.times(0.75).plus(before.times(0.25));
      s.carry().put("momentum.d", d);
      return s.hold(d);
    }
  }

  /** Second order with the first as its error. */
  record Pair(double tolerance) implements EmbeddedSolver {
    @Override
    public Traits traits() {
      return Traits.of(2).evaluations(2);
    }

    @Override
    public Estimate stepWithError(Step s) {
      Expr d = s.here().data(), low = s.hold(d);
      Evaluation end = s.evaluate(low, s.to());
      Expr high = s.hold(d.plus(end.data()).times(0.5));
      return new Estimate(high, max(s.errorNorm(high.minus(low), s.x(), high, new Tolerance(tolerance, tolerance))));
    }
  }

  /** The same, its last evaluation the next step's first. */
  record SameAsLast(double tolerance) implements EmbeddedSolver {
    @Override
    public Traits traits() {
      return Traits.of(2).evaluations(2);
    }

    @Override
    public Estimate stepWithError(Step s) {
      Expr d = s.here().data(), low = s.hold(d);
      Tensor high = s.value(s.hold(d.plus(s.evaluate(low, s.to()).data()).times(0.5)));
      s.next(s.evaluate(high, s.to()));
      return new Estimate(high, max(s.errorNorm(high.minus(low), s.x(), high, new Tolerance(tolerance, tolerance))));
    }
  }

  /** A noisy pair: one draw, used twice. */
  record NoisyPair(double tolerance) implements EmbeddedSolver {
    @Override
    public Traits traits() {
      return Traits.of(1).evaluations(2).stochastic(1);
    }

    @Override
    public Estimate stepWithError(Step s) {
      Point p = s.from(), q = s.to();
      Expr z = s.noise().times(0.3 * q.sigma() * StrictMath.sqrt(Math.abs(p.time() - q.time())));
      Expr d = s.here().data(), low = s.hold(d).plus(z);
      Expr high = s.hold(d.plus(s.evaluate(low, q).data()).times(0.5)).plus(z);
      return new Estimate(high, max(s.errorNorm(high.minus(low), s.x(), high, new Tolerance(tolerance, tolerance))));
    }
  }

  /** Accepts below 1; a control of order 2 that also looks at the two errors before. */
  record Looking() implements StepControl {
    @Override
    public Decision decide(Attempts a) {
      double now = a.now().error(), f = now == 0 ? 4 : 0.9 / StrictMath.sqrt(now);
      for (int k = 1; k <= a.accepted().size() && k < 3; k++) f *= StrictMath.pow(Math.max(0.1, a.accepted().get(k - 1).error()), 0.1 / k);
      return new Decision(now <= 1, Math.clamp(f, 0.2, 4));
    }
  }

  private static double max(double[] a) {
    return Arrays.stream(a).max().orElseThrow();
  }
}
