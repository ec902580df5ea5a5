package org.counterflow.api.solver;

import java.util.List;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.score.Workspace;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** A step as its solver sees it. Implemented by the driver only; methods may be added. */
public interface Step extends Workspace {
  /** Where the step begins. */
  Point from();

  /** Where it ends. */
  Point to();

  /** Where the last accepted step began, or null in the first. */
  @Nullable Point before();

  /** This step's number, from 0. */
  int index();

  /**
   * The run's number of steps.
   *
   * @throws IllegalStateException in an adaptive run, where nobody knows it
   */
  int count();

  /**
   * A node of the run's grid, in the order in which the run visits them: step k goes from node k to node k + 1.
   *
   * @param k 0 to {@link #count}
   * @throws IllegalStateException in an adaptive run, which has no grid
   */
  Point node(int k);

  /** Whether it is the run's last step. */
  boolean last();

  /** The run's process. */
  NoiseSchedule schedule();

  /** The state at {@link #from}. */
  Tensor x();

  /** The evaluation at ({@link #x}, {@link #from}): made on first use, or given by the step before through {@link #next}. */
  Evaluation here();

  /** An evaluation anywhere else: a stage. It does not enter the history. */
  Evaluation evaluate(Expr x, Point at);

  /** Stages of several states, each at a point of its own: a network gets them in common calls, with a label a row. */
  List<Evaluation> evaluate(List<? extends Expr> xs, List<Point> ats);

  /**
   * The evaluation that entered the history {@code k} steps ago, or null if there is none yet.
   *
   * @throws IllegalArgumentException if the solver's traits do not remember that far
   */
  @Nullable Evaluation past(int k);

  /**
   * What {@link #here} of the next step returns; null takes an offer back. Counts only if it lies at the outermost {@link #to}, and not
   * where evaluations move the state.
   */
  void next(@Nullable Evaluation e);

  /**
   * Fresh standard normals for the way from {@code a} to {@code b}. Each call is a new draw; keep the expression to use one twice. Where
   * noise comes from a Brownian path, they are its increment over a way inside the step, and independent of it over any other.
   */
  Expr noise(Point a, Point b);

  /** An inner solver's step from ({@code x}, {@code p}) to {@code q}. */
  Expr run(Solver inner, Point p, Expr x, Point q);

  /**
   * The same where the inner solver's {@link #here} is known: an evaluation made elsewhere, or changed.
   *
   * @param here what the inner solver sees as its evaluation at ({@code x}, {@code p})
   */
  Expr run(Solver inner, Point p, Expr x, Evaluation here, Point q);

  /** Fresh standard normals for this step. */
  default Expr noise() {
    return noise(from(), to());
  }

  /** The move to {@link #to} if the data estimate were constant: exponential Euler, DDIM. */
  default Expr hold(Expr data) {
    return from().hold(x(), data, to());
  }

  /** The move to {@link #to} if the noise estimate were constant. */
  default Expr holdNoise(Expr noise) {
    return from().holdNoise(x(), noise, to());
  }
}
