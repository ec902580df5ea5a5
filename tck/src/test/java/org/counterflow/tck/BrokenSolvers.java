package org.counterflow.tck;

import java.util.Arrays;
import java.util.function.Function;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;

/** Solvers with one mistake each, under the contract. */
final class BrokenSolvers {
  private BrokenSolvers() {}

  /** A solver by its rule. */
  record Rule(String name, Traits traits, Function<Step, Expr> rule) implements Solver {
    @Override
    public Expr step(Step s) {
      if (traits.stochastic() && s.to().lambda() < s.from().lambda())
        throw new IllegalStateException(name + " adds noise and so runs from noise to data only; encode with ddim");
      return rule.apply(s);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** The exponential Adams-Bashforth method of order two, with the estimate of so many steps ago. */
  private static Expr adams(Step s, int back) {
    Evaluation old = s.past(back);
    if (old == null || !s.from().inside() || !s.to().inside() || !old.point().inside()) return s.hold(s.here().data());
    // As if the old estimate were the last one.
    double r = s.before() == null ? 1 : s.before().stepTo(s.from()) / s.from().stepTo(s.to());
    return s.hold(s.here().data().plus(s.here().data().minus(old.data()).times(0.5 / r)));
  }

  private static Expr ddim(Step s) {
    return s.hold(s.here().data());
  }

  /** A stochastic step on data estimates, with noise of so many times the right deviation. */
  private static Expr ancestral(Step s, double noise) {
    Point p = s.from(), q = s.to();
    if (q.sigma() == 0 || p.alpha() == 0) return ddim(s);
    double r = p.alpha() * q.sigma() / (q.alpha() * p.sigma()), keep = q.sigma() / p.sigma() * r, add = q.sigma() * Math.sqrt(1 - r * r);
    return s.x().times(keep).plus(s.here().data().times(q.alpha() - p.alpha() * keep)).plus(s.noise().times(noise * add));
  }

  private abstract static class Contract extends SolverContract {
    Contract(String name, Traits traits, Function<Step, Expr> rule) {
      super(new Rule("acme/" + name, traits, rule));
    }
  }

  /** None: it passes. */
  static class Right extends Contract {
    Right() {
      super("right", Traits.of(2).remembers(1), s -> adams(s, 1));
    }
  }

  /** None, with noise. */
  static class RightWithNoise extends Contract {
    RightWithNoise() {
      super("right-with-noise", Traits.of(1).stochastic(1), s -> ancestral(s, 1));
    }
  }

  /** Reads the estimate before the one that it means. */
  static class OffByOne extends Contract {
    OffByOne() {
      super("off-by-one", Traits.of(2).remembers(2), s -> adams(s, 2));
    }
  }

  /** Claims what its elder brother has. */
  static class OrderTooHigh extends Contract {
    OrderTooHigh() {
      super("order-too-high", Traits.of(2), BrokenSolvers::ddim);
    }
  }

  /** Is better than it says. */
  static class OrderTooLow extends Contract {
    OrderTooLow() {
      super("order-too-low", Traits.of(1).remembers(1), s -> adams(s, 1));
    }
  }

  /** Adds too much noise. */
  static class WrongVariance extends Contract {
    WrongVariance() {
      super("wrong-variance", Traits.of(1).stochastic(1), s -> ancestral(s, 1.05));
    }
  }

  /** Keeps its last evaluation in a field. */
  static class WithAField extends SolverContract {
    WithAField() {
      super(new Counting());
    }

    private static final class Counting implements Solver {
      private int steps;

      @Override
      public Expr step(Step s) {
        steps++;
        return s.hold(s.here().data().times(1 + 1e-6 / steps));
      }

      @Override
      public String toString() {
        return "acme/with-a-field";
      }
    }
  }

  /** Takes the mean over the batch of what each sample should measure for itself. */
  static class LooksAtTheBatch extends Contract {
    LooksAtTheBatch() {
      super("looks-at-the-batch", Traits.of(1), s -> {
        double size = Arrays.stream(s.norm(s.x())).average().orElseThrow();
        return s.hold(s.here().data().times(1 + 1e-3 / (1 + size)));
      });
    }
  }

  /** Two halves of the noise, which are one and the same. */
  static class ReusesTheInnerNoise extends Contract {
    ReusesTheInnerNoise() {
      super("reuses-the-inner-noise", Traits.of(1).stochastic(1).wraps(true), s -> {
        Point p = s.from(), q = s.to();
        if (q.sigma() == 0 || p.alpha() == 0) return ddim(s);
        double r = p.alpha() * q.sigma() / (q.alpha() * p.sigma()), add = q.sigma() * Math.sqrt(1 - r * r);
        Expr z = s.noise();
        // Of independent noises the squares of 0.6 and 0.8 add up to 1.
        Solver inner = new Rule("acme/inner", Traits.of(1).stochastic(1), t -> ancestral(t, 0).plus(z.times(0.6 * add)));
        return s.run(inner, p, s.x(), q).plus(z.times(0.8 * add));
      });
    }
  }

  /** Looks at the numbers, on the host. */
  static class CopiesToTheHost extends Contract {
    CopiesToTheHost() {
      super("copies-to-the-host", Traits.of(1), s -> {
        double first = s.x().toDoubles()[0];
        return s.hold(s.here().data().times(Double.isNaN(first) ? 0 : 1));
      });
    }
  }

  /** Asks twice, and says once. */
  static class HidesAnEvaluation extends Contract {
    HidesAnEvaluation() {
      super("hides-an-evaluation", Traits.of(1), s -> {
        if (s.to().inside()) s.value(s.evaluate(ddim(s), s.to()).data());
        return ddim(s);
      });
    }
  }

  /** Remembers more than it reads. */
  static class ClaimsTooMuchMemory extends Contract {
    ClaimsTooMuchMemory() {
      super("claims-too-much-memory", Traits.of(2).remembers(3), s -> adams(s, 1));
    }
  }

  /** Reads the schedule's own time. */
  static class ReadsTheTime extends Contract {
    ReadsTheTime() {
      super("reads-the-time", Traits.of(1), s -> {
        double t = s.from().time();
        return s.hold(s.here().data().times(1 + 1e-3 * t * s.from().stepTo(s.to()) / (1 + t)));
      });
    }

    @Override
    protected boolean followsConstants() {
      return false;
    }
  }

  /** Divides by the length of a way that is infinite at the ends. */
  static class NotFiniteAtTheEnds extends Contract {
    NotFiniteAtTheEnds() {
      super("not-finite-at-the-ends", Traits.of(1).atEnds(true), s -> {
        double h = s.from().stepTo(s.to());
        return s.hold(s.here().data()).times(h / h);
      });
    }
  }

  /** Follows another line than the exact one. */
  static class MissesConstants extends Contract {
    MissesConstants() {
      super("misses-constants", Traits.of(1), s -> {
        double h = s.from().stepTo(s.to());
        if (!s.from().inside() || !s.to().inside()) return ddim(s);
        // Euler's method in lambda: d (x / alpha) = -(sigma / alpha) epsilon d lambda.
        double a = s.to().alpha() / s.from().alpha();
        return s.x().times(a).minus(s.here().noise().times(s.to().alpha() / s.from().alpha() * s.from().sigma() * h));
      });
    }
  }
}
