package org.counterflow.cli;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.counterflow.api.backend.Tolerance;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.score.OutputRule;
import org.counterflow.api.score.Workspace;
import org.counterflow.api.solver.Attempt;
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

/** What the frozen runs need and the catalogue has not: embedded pairs, their control, output rules. Values; their text is in the keys. */
final class FrozenParts {
  private FrozenParts() {}

  /** Second order with the first as its error. */
  record Pair(double tolerance) implements EmbeddedSolver {
    @Override
    public Traits traits() {
      return Traits.of(2).evaluations(2);
    }

    @Override
    public Estimate stepWithError(Step s) {
      Expr d = s.here().data(), low = s.hold(d), high = s.hold(d.plus(s.evaluate(low, s.to()).data()).times(0.5));
      return new Estimate(high, error(s, high, low, tolerance));
    }

    @Override
    public String toString() {
      return "pair:" + tolerance;
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
      return new Estimate(high, error(s, high, low, tolerance));
    }

    @Override
    public String toString() {
      return "same-as-last:" + tolerance;
    }
  }

  /** One draw, used twice. */
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
      return new Estimate(high, error(s, high, low, tolerance));
    }

    @Override
    public String toString() {
      return "noisy-pair:" + tolerance;
    }
  }

  /** Extrapolates from the last estimate, leans on a kept mean of them, and looks at how long the last step was. */
  record Remembering(double tolerance) implements EmbeddedSolver {
    @Override
    public Traits traits() {
      return Traits.of(1).remembers(1);
    }

    @Override
    public Estimate stepWithError(Step s) {
      Expr d = s.here().data();
      Tensor mean = s.carry().get("remembering.mean");
      if (mean != null) d = d.times(0.9).plus(mean.times(0.1));
      s.carry().put("remembering.mean", d);
      Expr low = s.hold(d);
      Evaluation last = s.past(1);
      Point before = s.before();
      if (last == null || before == null) return new Estimate(low, error(s, low, s.x(), 10 * tolerance));
      Expr high = s.hold(d.plus(d.minus(last.data()).times(0.5 * s.from().stepTo(s.to()) / before.stepTo(s.from()))));
      return new Estimate(high, error(s, high, low, tolerance));
    }

    @Override
    public String toString() {
      return "remembering:" + tolerance;
    }
  }

  /** Any solver's step, as long as Euler's and Heun's agree. */
  record Guarded(Solver inner, double tolerance) implements EmbeddedSolver {
    @Override
    public Traits traits() {
      return inner.traits().evaluations(inner.traits().evaluations() + 1);
    }

    @Override
    public Estimate stepWithError(Step s) {
      Expr d = s.here().data(), low = s.hold(d), high = s.hold(d.plus(s.evaluate(low, s.to()).data()).times(0.5));
      double error = error(s, high, low, tolerance);
      return new Estimate(s.run(inner, s.from(), s.x(), s.to()), error);
    }

    @Override
    public String toString() {
      return "guarded(" + inner + "):" + tolerance;
    }
  }

  private static double error(Step s, Expr high, Expr low, double tolerance) {
    double[] errors = s.errorNorm(high.minus(low), s.x(), high, new Tolerance(tolerance, tolerance));
    return Arrays.stream(errors).max().orElseThrow();
  }

  /** Accepts up to 1; of order 2, with a look at the errors of the two steps before, and so bold that steps are refused. */
  record Control() implements StepControl {
    @Override
    public Decision decide(Attempts attempts) {
      double error = attempts.now().error();
      boolean accepted = error <= 1;
      double f = error == 0 ? 4 : (accepted ? 1.3 : 0.8) / StrictMath.sqrt(error);
      List<Attempt> before = attempts.accepted();
      for (int k = 1; k <= before.size() && k < 3; k++) f *= StrictMath.pow(Math.max(0.1, before.get(k - 1).error()), 0.1 / k);
      return new Decision(accepted, Math.clamp(f, 0.2, 4));
    }
  }

  /** Counts what another control refuses. */
  record Counting(StepControl of, LongAdder refused) implements StepControl {
    @Override
    public Decision decide(Attempts attempts) {
      Decision d = of.decide(attempts);
      if (!d.accepted()) refused.increment();
      return d;
    }
  }

  /** A clip whose bound has a memory. */
  record SlowClip() implements OutputRule {
    @Override
    public Evaluation apply(Evaluation e, Workspace w) {
      Tensor d = w.value(e.data()), before = w.carry().get("slow-clip.mean");
      Expr mean = before == null ? d : d.times(0.5).plus(before.times(0.5));
      w.carry().put("slow-clip.mean", mean);
      double[] bound = w.quantileOfAbs(mean, 0.9);
      for (int i = 0; i < bound.length; i++) bound[i] = Math.max(0.5, bound[i]);
      return Evaluation.ofData(e.point(), e.x(), w.clamp(d, bound));
    }

    @Override
    public String toString() {
      return "slow-clip";
    }
  }

  /** Every operation of the workspace that no solver and no other rule here asks for. */
  record Kneaded() implements OutputRule {
    @Override
    public Evaluation apply(Evaluation e, Workspace w) {
      Tensor d = w.value(e.data()), soft = w.exp(w.multiply(d, d).times(-1));
      double[] dot = w.dot(d, e.x()), mean = w.mean(d), norm = w.norm(d), some = new double[dot.length];
      for (int i = 0; i < some.length; i++) some[i] = 1 + 0.01 * StrictMath.tanh(dot[i] + mean[i] + norm[i]);
      return Evaluation.ofData(e.point(), e.x(), w.blend(soft, d.times(some), d));
    }

    @Override
    public String toString() {
      return "kneaded";
    }
  }
}
