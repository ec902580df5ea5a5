package org.counterflow.api;

import java.util.List;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Sum;
import org.counterflow.api.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * How far samples of a run are: told to each {@link Watcher} at the start (step 0) and after every accepted step. State and estimate are
 * valid during the call; what is to be kept is copied.
 */
public final class Progress {
  private final int step;
  private final int steps;
  private final List<Point> points;
  private final Expr plan;
  private final Tensor state;
  private final @Nullable Evaluation evaluation;
  private final int first;
  private final int samples;
  private final int finished;
  private final int count;

  Progress(int step, int steps, List<Point> points, Expr plan, Tensor state, @Nullable Evaluation evaluation, int first, int samples,
      int finished, int count) {
    this.step = step;
    this.steps = steps;
    this.points = points;
    this.plan = plan;
    this.state = state;
    this.evaluation = evaluation;
    this.first = first;
    this.samples = samples;
    this.finished = finished;
    this.count = count;
  }

  /** Steps taken: 0 at the start. */
  public int step() {
    return step;
  }

  /** Steps to take; -1 in an adaptive run, where nobody knows. */
  public int steps() {
    return steps;
  }

  /** Where the step began; at the start, where the samples are. */
  public Point from() {
    return points.getFirst();
  }

  /** Where the samples are. */
  public Point at() {
    return points.getLast();
  }

  /** The linear combination that gave the state. */
  public Expr plan() {
    return plan;
  }

  /** The states, [samples, shape]. */
  public Tensor state() {
    return state;
  }

  /** The evaluation at the step's beginning; null if the step made none there, and at the start. */
  public @Nullable Evaluation evaluation() {
    return evaluation;
  }

  /** The data estimate of that evaluation, [samples, shape], as a preview: what the samples may become. Null where there is none. */
  public double @Nullable [] data() {
    if (evaluation == null || !evaluation.point().inside()) return null;
    Sum s = Sum.of(evaluation.data());
    var data = new double[Math.multiplyExact(samples, Math.toIntExact(state.shape().elements()))];
    for (int k = 0; k < s.leaves().size(); k++) {
      if (!(s.leaves().get(k) instanceof Tensor t)) continue;
      double[] values = t.toDoubles();
      for (int i = 0; i < data.length; i++) data[i] += s.coefficient(k, (int) ((long) i * samples / data.length)) * values[i % values.length];
    }
    return data;
  }

  /** The number of the first of these samples in the run. */
  public int first() {
    return first;
  }

  /** How many samples the state holds: a group of a run on a fixed grid, one of an adaptive run. */
  public int samples() {
    return samples;
  }

  /** Samples of the run that are at their end. */
  public int finished() {
    return finished;
  }

  /** Samples of the run. */
  public int count() {
    return count;
  }

  /** {@code samples 0 to 15 of 40, step 3 of 10, at t=699.0}. */
  @Override
  public String toString() {
    return "samples " + first + " to " + (first + samples - 1) + " of " + count + ", step " + step + (steps < 0 ? "" : " of " + steps)
        + ", at t=" + (float) at().time();
  }
}
