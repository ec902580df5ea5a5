package org.counterflow.diagnostics.plan;

import java.util.List;
import java.util.Map;
import org.counterflow.api.Sampler;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.solver.Adaptive;
import org.counterflow.api.solver.Solver;
import org.jspecify.annotations.Nullable;

/**
 * What a run's steps are: each state, and each state that the network is asked about, as a sum over those before, over what the network
 * returned and over normals. Traced from an ordinary run, since a step is an expression; the coefficients do not depend on values.
 *
 * @param solver as text
 * @param grid as text
 * @param schedule as text
 * @param prediction what the network returns, as text
 * @param steps in order
 */
public record Plan(String solver, String grid, String schedule, String prediction, List<Step> steps) {
  /**
   * One step.
   *
   * @param number from 1
   * @param evaluations that it makes, in order; one that the step before made for it stands there
   * @param name of the state that it gives
   * @param at where that is
   * @param state coefficients by name, without those that are 0
   */
  public record Step(int number, List<Evaluation> evaluations, String name, Point at, Map<String, Double> state) {
    /** Copies the list. */
    public Step {
      evaluations = List.copyOf(evaluations);
    }
  }

  /**
   * One evaluation.
   *
   * @param name of what the network returns
   * @param at where it is asked
   * @param of the state that it is asked about, by coefficients
   */
  public record Evaluation(String name, Point at, Map<String, Double> of) {}

  /** Copies the list. */
  public Plan {
    steps = List.copyOf(steps);
  }

  /**
   * The plan of a run.
   *
   * @param grid null for the usual one of the schedule
   * @param steps updates, at least 1
   * @throws IllegalArgumentException if the solver chooses its own steps, or the parts do not fit one another
   */
  public static Plan of(Solver solver, NoiseSchedule schedule, @Nullable TimeGrid grid, Prediction prediction, int steps) {
    if (solver instanceof Adaptive) throw new IllegalArgumentException(solver + " chooses its steps by what it meets: it has no plan");
    var trace = new Trace(prediction, schedule);
    Sampler sampler = Sampler.of(trace).solver(solver).steps(steps);
    if (grid != null) sampler = sampler.grid(grid);
    return new Plan(solver.toString(), sampler.grid().toString(), schedule.toString(), prediction.toString(), trace.run(sampler));
  }

  /** {@code SOLVER, 10 steps of GRID along SCHEDULE; the network returns PREDICTION}. */
  @Override
  public String toString() {
    return solver + ", " + steps.size() + (steps.size() == 1 ? " step of " : " steps of ") + grid + " along " + schedule + "; the network returns "
        + prediction;
  }
}
