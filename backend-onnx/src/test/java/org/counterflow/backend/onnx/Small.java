package org.counterflow.backend.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import org.counterflow.api.backend.Tolerance;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.solver.Adaptive;
import org.counterflow.api.solver.Decision;
import org.counterflow.api.solver.EmbeddedSolver;
import org.counterflow.api.solver.Estimate;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;

/** A process, grids and solvers of the tests' own: what is installed is in modules that this one does not know. */
final class Small {
  /** From data to noise in a straight line; the time is the noise level. */
  static final NoiseSchedule STRAIGHT = new Straight();

  private Small() {}

  private record Straight() implements NoiseSchedule {
    @Override
    public Point at(double time) {
      return new Point(time, 1 - time, time);
    }

    @Override
    public double timeOfLambda(double lambda) {
      return 1 / (1 + StrictMath.exp(lambda));
    }

    @Override
    public Point earliest() {
      return at(0.01);
    }

    @Override
    public Point latest() {
      return at(0.99);
    }

    @Override
    public String toString() {
      return "straight";
    }
  }

  /** Equal steps of the time, from the latest to the earliest or, on request, to clean data. */
  static TimeGrid times(boolean toClean) {
    return (schedule, steps) -> {
      double first = schedule.latest().time(), last = toClean ? 0 : schedule.earliest().time();
      var points = new ArrayList<Point>();
      for (int i = 0; i <= steps; i++) points.add(schedule.at(first + (last - first) * i / steps));
      return points;
    };
  }

  /** Holds the data estimate. */
  static Solver ddim() {
    return s -> s.hold(s.here().data());
  }

  /** Steps of its own length. */
  static Solver adaptive(double tolerance) {
    return new Adaptive(new Pair(tolerance), a -> new Decision(a.now().error() <= 1, Math.clamp(0.9 / Math.sqrt(a.now().error()), 0.2, 4)), 1,
        200);
  }

  private record Pair(double tolerance) implements EmbeddedSolver {
    @Override
    public Traits traits() {
      return Traits.of(2).evaluations(2);
    }

    @Override
    public Estimate stepWithError(Step s) {
      Expr d = s.here().data(), low = s.hold(d);
      Expr high = s.hold(d.plus(s.evaluate(low, s.to()).data()).times(0.5));
      double[] error = s.errorNorm(high.minus(low), s.x(), high, new Tolerance(tolerance, tolerance));
      return new Estimate(high, Math.max(1e-3, Arrays.stream(error).max().orElseThrow()));
    }
  }
}
