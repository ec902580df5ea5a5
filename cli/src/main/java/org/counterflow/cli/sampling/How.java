package org.counterflow.cli.sampling;

import java.util.Locale;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.Precision;
import org.jspecify.annotations.Nullable;

/**
 * How samples are drawn, as far as it can be understood without a network.
 *
 * @param solver the rule for a step
 * @param grid null for the schedule's default
 * @param steps null for the subject's default
 * @param microBatch null for what the network says
 * @param precision of the arithmetic
 */
record How(Solver solver, @Nullable TimeGrid grid, @Nullable Integer steps, @Nullable Integer microBatch, Precision precision) {
  private static final int NETWORK_STEPS = 10;
  /** With ten steps down from the high noise of their process, points of the plane come out a sixth too far apart; forty cost nothing. */
  private static final int TARGET_STEPS = 40;

  static How of(Wish wish, Catalogue catalogue) {
    Integer steps = wish.positive("steps", " (steps counts updates; diffusers' num_inference_steps means the same)");
    Integer microBatch = wish.positive("micro-batch", "");
    Range.of(wish.find("range", Range.USUAL), "--range");
    String grid = wish.find("grid");
    TimeGrid over = grid == null ? null : catalogue.find(Kind.GRID, grid);
    Solver solver = catalogue.find(Kind.SOLVER, wish.find("solver", "dpmpp-2m"));
    return new How(solver, over, steps, microBatch, precision(wish.find("precision", "f32")));
  }

  private static Precision precision(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "f32" -> Precision.F32;
      case "f64" -> Precision.F64;
      default -> throw new IllegalArgumentException("--precision must be f32 or f64, was \"" + text + "\"");
    };
  }

  int steps(Subject subject) {
    return steps != null ? steps : subject.network() == null ? TARGET_STEPS : NETWORK_STEPS;
  }

  int microBatch(Subject subject) {
    return microBatch != null ? microBatch : subject.microBatch();
  }

  /** Processes whose noise grows without bound are stepped evenly in a root of it; in equal times they would see no low noise. */
  TimeGrid grid(NoiseSchedule schedule, Catalogue catalogue) {
    return grid != null ? grid : catalogue.find(Kind.GRID, schedule.toString().matches("(ve|edm)(:.*)?") ? "karras" : "trailing");
  }
}
