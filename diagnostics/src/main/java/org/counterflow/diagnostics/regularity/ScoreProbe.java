package org.counterflow.diagnostics.regularity;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.network.Dimension;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.score.ScoreNetwork;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Value;
import org.jspecify.annotations.Nullable;

/**
 * Asks any score function for its noise estimate {@code epsilon(x) = -sigma s(x)} at states that a caller brings as arrays. It runs the
 * ordinary sampler with a solver whose one step returns the estimate, so that whatever can be sampled can be probed: networks, guidance,
 * rules, mixtures.
 *
 * <p>Safe for use from several threads.
 */
public final class ScoreProbe {
  /** Rows of a network call, at most. */
  private static final int MOST_ROWS = 32;
  /** Where a probe's step ends: only flow maps look there. */
  private static final double TOWARDS = 0.5;

  private final ScoreFunction score;
  private final Shape shape;
  private final Backend backend;
  private final boolean single;
  private final AtomicLong evaluations = new AtomicLong();

  /**
   * A probe.
   *
   * @param score what is asked
   * @param shape of one sample
   * @param backend for the arithmetic, and its precision; stays the caller's to close
   * @throws IllegalArgumentException if the score function takes samples of another shape
   */
  public ScoreProbe(ScoreFunction score, Shape shape, Backend backend) {
    Shape own = score.shape();
    if (own != null && !own.equals(shape))
      throw new IllegalArgumentException("the score function takes samples of shape " + own + ", and is to be probed with " + shape);
    this.score = score;
    this.shape = shape;
    this.backend = backend;
    single = backend.precision() == Precision.F32
        || score.networks().stream().anyMatch(n -> n.roles().state().type() != ElementType.DOUBLE);
  }

  /** What is asked. */
  public ScoreFunction score() {
    return score;
  }

  /** The shape of one sample. */
  public Shape shape() {
    return shape;
  }

  /** Whether states are rounded to single precision, or less, on the way. */
  public boolean isSingle() {
    return single;
  }

  /** How many states were asked about so far. */
  public long evaluations() {
    return evaluations.get();
  }

  /** Whether a network behind it takes a class. */
  public boolean takesClass() {
    return score.networks().stream().anyMatch(n -> n.conditions().contains(Conditions.CLASS));
  }

  /**
   * The noise estimates.
   *
   * @param states [rows, elements], row-major
   * @param at where; sigma above 0
   * @param labels a class a row, or null for none
   * @return [rows, elements]
   * @throws org.counterflow.api.solver.NotFiniteException if an estimate is not finite
   */
  public double[] noise(double[] states, Point at, long @Nullable [] labels) {
    int n = Math.toIntExact(shape.elements());
    if (states.length == 0 || states.length % n != 0)
      throw new IllegalArgumentException(states.length + " values are no whole number of samples of shape " + shape);
    if (!(at.sigma() > 0)) throw new IllegalArgumentException("the noise estimate needs sigma above 0, asked at " + at);
    int rows = states.length / n;
    if (labels != null && labels.length != rows) throw new IllegalArgumentException(labels.length + " classes for " + rows + " states");
    Point towards = new Point(at.time(), Math.max(at.alpha(), at.sigma() * 1e-30), at.sigma() * TOWARDS);
    TimeGrid grid = (_, _) -> List.of(at, towards);
    Sampler sampler = Sampler.of(score).on(backend).solver(Estimate.NOISE).grid(grid).steps(1).microBatch(microBatch(rows));
    Conditions conditions = labels == null ? Conditions.NONE : Conditions.classes(labels);
    evaluations.addAndGet(rows);
    try (Value x = value(states, rows); Samples s = sampler.decode(x, Seeds.range(0, rows), conditions)) {
      return s.toDoubles();
    }
  }

  private Value value(double[] states, int rows) {
    if (backend.precision() == Precision.F64) return Value.of(shape.batch(rows), states);
    var single = new float[states.length];
    for (int i = 0; i < single.length; i++) single[i] = (float) states[i];
    return Value.of(shape.batch(rows), single);
  }

  /** As few calls as there have to be, of equal size, so that hardly any row is padding. */
  private int microBatch(int rows) {
    for (ScoreNetwork n : score.networks()) if (n.roles().rows() != Dimension.OPEN) return Sampler.of(score).microBatch();
    int calls = (rows + MOST_ROWS - 1) / MOST_ROWS;
    return (rows + calls - 1) / calls;
  }

  /**
   * The noise estimate at a place, for states of one class.
   *
   * @param at where; sigma above 0
   * @param label of all states; null for none
   */
  public Field noise(Point at, @Nullable Long label) {
    return new Field() {
      @Override
      public int elements() {
        return Math.toIntExact(shape.elements());
      }

      @Override
      public double[] at(double[] states) {
        long[] labels = null;
        if (label != null) {
          labels = new long[states.length / elements()];
          java.util.Arrays.fill(labels, label);
        }
        return ScoreProbe.this.noise(states, at, labels);
      }

      @Override
      public boolean isSingle() {
        return single;
      }

      @Override
      public String toString() {
        return "noise estimate of " + score + " at " + at;
      }
    };
  }

  /**
   * One step of a solver without memory, as a map of states.
   *
   * @param solver deterministic
   * @param from where the step begins
   * @param to where it ends, nearer to data
   * @param along the process
   * @param label of all states; null for none
   */
  public Field step(Solver solver, NoiseSchedule along, Point from, Point to, @Nullable Long label) {
    if (solver.traits().stochastic()) throw new IllegalArgumentException(solver + " draws noise: its step is no map");
    TimeGrid grid = (_, _) -> List.of(from, to);
    return new Field() {
      @Override
      public int elements() {
        return Math.toIntExact(shape.elements());
      }

      @Override
      public double[] at(double[] states) {
        int rows = states.length / elements();
        Conditions conditions = label == null ? Conditions.NONE : Conditions.classes(label);
        Sampler sampler = Sampler.of(score).on(backend).along(along).solver(solver).grid(grid).steps(1).microBatch(microBatch(rows));
        try (Value x = value(states, rows); Samples s = sampler.decode(x, Seeds.range(0, rows), conditions)) {
          evaluations.addAndGet(Math.round(s.report().evaluations() * rows));
          return s.toDoubles();
        }
      }

      @Override
      public boolean isSingle() {
        return single;
      }

      @Override
      public String toString() {
        return "a step of " + solver + " from " + from + " to " + to;
      }
    };
  }

  /** A step that gives an estimate in place of a state. */
  private enum Estimate implements Solver {
    NOISE;

    @Override
    public Traits traits() {
      return Traits.of(1).atEnds(true);
    }

    @Override
    public Expr step(Step s) {
      return s.here().noise();
    }
  }

  @Override
  public String toString() {
    return "probe of " + score;
  }
}
