package org.counterflow.api.internal.driver;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.solver.Adaptive;
import org.counterflow.api.solver.Attempt;
import org.counterflow.api.solver.Attempts;
import org.counterflow.api.solver.Decision;

/** The lengths of an adaptive sample's steps: what was tried, and what will be tried next. */
final class StepSizes {
  private static final double NEARLY_THERE = 1e-5;

  private final Adaptive adaptive;
  private final List<Attempt> accepted = new ArrayList<>();
  private final List<Attempt> rejected = new ArrayList<>();
  private double size;
  private int attempts;

  StepSizes(Adaptive adaptive) {
    this.adaptive = adaptive;
    size = adaptive.firstStep();
  }

  /** Where the next attempt ends; counted. Fails if there were too many. */
  Point target(String sample, Point at, Point end, NoiseSchedule schedule) {
    if (++attempts > adaptive.maxSteps()) {
      Attempt last = rejected.isEmpty() ? accepted.isEmpty() ? null : accepted.getFirst() : rejected.getFirst();
      throw new IllegalStateException(sample + " is not at its end after " + adaptive.maxSteps() + " attempted steps, at lambda " + at.lambda()
          + ", the last error " + (last == null ? Double.NaN : last.error()) + ": loosen the tolerance or raise max-steps");
    }
    double way = Math.signum(at.stepTo(end)), lambda = at.lambda() + way * size;
    if (!(way * (end.lambda() - lambda) > NEARLY_THERE)) return end;
    Point to = schedule.atLambda(lambda);
    if (!Contract.isPlace(to)) throw Contract.broken("the schedule", schedule, "gave the point " + to + " at lambda " + lambda + "; " + Contract.PLACE);
    return to;
  }

  /** How many attempts there may be. */
  int most() {
    return adaptive.maxSteps();
  }

  /** An attempt that was begun has not happened. */
  void leave() {
    attempts--;
  }

  /** What the control says of an attempt. */
  Decision decide(Attempt now) {
    return adaptive.control().decide(new Attempts(now, accepted, rejected));
  }

  /** After a decision whose factor was found to be a number above 0. */
  void note(Attempt now, Decision d) {
    size = now.step() * d.factor();
    if (!d.accepted()) {
      rejected.addFirst(now);
      return;
    }
    accepted.addFirst(now);
    if (accepted.size() > Attempts.REMEMBERED) accepted.removeLast();
    rejected.clear();
  }

  void save(DataOutput out) throws IOException {
    out.writeDouble(size);
    out.writeInt(attempts);
    for (List<Attempt> some : List.of(accepted, rejected)) {
      out.writeInt(some.size());
      for (Attempt a : some) {
        out.writeDouble(a.step());
        out.writeDouble(a.error());
      }
    }
  }

  void load(DataInput in) throws IOException {
    size = in.readDouble();
    if (!(size > 0)) throw StateReader.wrong("the step size " + size);
    attempts = StateReader.count(in, "attempted steps", Integer.MAX_VALUE);
    for (List<Attempt> some : List.of(accepted, rejected)) {
      some.clear();
      for (int k = StateReader.count(in, "attempts", some == accepted ? Attempts.REMEMBERED : attempts); k > 0; k--) some.add(new Attempt(in.readDouble(), in.readDouble()));
    }
  }
}
