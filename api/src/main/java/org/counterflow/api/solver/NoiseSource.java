package org.counterflow.api.solver;

import org.counterflow.api.process.Point;

/**
 * Standard normals from somewhere else than from the seeds of samples: recorded ones, to replay another program's run; antithetic ones; a
 * test's script. They are made on the host and uploaded, a draw a sample, which costs more than the noise that a backend makes by itself.
 *
 * <p>A function of its arguments alone: an adaptive run may ask for a draw again, and a run that goes on after a pause asks for what comes
 * then. {@code toString()} is what recipes say of it.
 *
 * @see org.counterflow.api.Sampler#noise(NoiseSource)
 */
@FunctionalInterface
public interface NoiseSource {
  /**
   * Fills in a draw of a sample.
   *
   * @param seed of the sample
   * @param draw which one
   * @param normals to be filled, an element of the sample each, row-major
   */
  void fill(long seed, Draw draw, double[] normals);

  /** What noise is asked for. Immutable; only the driver makes them, and more may be told. */
  final class Draw {
    /** The step number of the noise that a run begins from. */
    public static final int START = -1;

    private final int step;
    private final int number;
    private final long evaluations;
    private final Point from;
    private final Point to;

    private Draw(int step, int number, long evaluations, Point from, Point to) {
      this.step = step;
      this.number = number;
      this.evaluations = evaluations;
      this.from = from;
      this.to = to;
    }

    /**
     * A draw.
     *
     * @param step number of the step, {@link #START} before the first
     * @param number of the draw in its step, from 0
     * @param evaluations that the sample has seen before
     * @param from where the noise begins to act
     * @param to where it ends
     */
    public static Draw of(int step, int number, long evaluations, Point from, Point to) {
      return new Draw(step, number, evaluations, from, to);
    }

    /** The number of the step, from 0; {@link #START} for the noise that a run begins from. In an adaptive run, of accepted steps. */
    public int step() {
      return step;
    }

    /** The number of the draw in its step, from 0, inner solvers' included. */
    public int number() {
      return number;
    }

    /** Evaluations that the sample has seen before. */
    public long evaluations() {
      return evaluations;
    }

    /** Where the noise begins to act. */
    public Point from() {
      return from;
    }

    /** Where it ends. */
    public Point to() {
      return to;
    }

    @Override
    public String toString() {
      return (step == START ? "start" : "step " + step + ", draw " + number) + ", after " + evaluations + " evaluations";
    }
  }
}
