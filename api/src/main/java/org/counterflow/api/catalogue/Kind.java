package org.counterflow.api.catalogue;

import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.process.TimeLabel;
import org.counterflow.api.score.Guidance;
import org.counterflow.api.score.OutputRule;
import org.counterflow.api.solver.Solver;

/**
 * A kind of part.
 *
 * @param id singular, as in messages: {@code solver}
 * @param type what its entries make
 * @param <T> the same
 */
public record Kind<T>(String id, Class<T> type) {
  /** Solvers. */
  public static final Kind<Solver> SOLVER = new Kind<>("solver", Solver.class);

  /** Noise schedules. */
  public static final Kind<NoiseSchedule> SCHEDULE = new Kind<>("schedule", NoiseSchedule.class);

  /** Time grids. */
  public static final Kind<TimeGrid> GRID = new Kind<>("grid", TimeGrid.class);

  /** What a network's output means. */
  public static final Kind<Prediction> PREDICTION = new Kind<>("prediction", Prediction.class);

  /** What a network's time input takes. */
  public static final Kind<TimeLabel> TIME = new Kind<>("time", TimeLabel.class);

  /** Guidance. */
  public static final Kind<Guidance> GUIDANCE = new Kind<>("guidance", Guidance.class);

  /** Rules on a score function's output. */
  public static final Kind<OutputRule> RULE = new Kind<>("rule", OutputRule.class);

  /** Distributions with a known score. */
  public static final Kind<Target> TARGET = new Kind<>("target", Target.class);

  @Override
  public String toString() {
    return id;
  }
}
