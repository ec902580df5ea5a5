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
 * @param steps null for the source's default
 * @param microBatch null for what the network says
 * @param precision of the arithmetic
 */
record RunSettings(Solver solver, @Nullable TimeGrid grid, @Nullable Integer steps, @Nullable Integer microBatch, Precision precision) {
  private static final int NETWORK_STEPS = 10;
  /** With ten steps down from the high noise of their process, points of the plane come out a sixth too far apart; forty cost nothing. */
  private static final int TARGET_STEPS = 40;

  static RunSettings of(SampleRequest request, Catalogue catalogue) {
    Integer steps = request.positive("steps", " (steps counts updates; diffusers' num_inference_steps means the same)");
    Integer microBatch = request.positive("micro-batch", "");
    Range.of(request.find("range", Range.USUAL), "--range");
    String grid = request.find("grid");
    TimeGrid over = grid == null ? null : catalogue.find(Kind.GRID, grid);
    Solver solver = catalogue.find(Kind.SOLVER, request.find("solver", "dpmpp-2m"));
    return new RunSettings(solver, over, steps, microBatch, precision(request.find("precision", "f32")));
  }

  private static Precision precision(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "f32" -> Precision.F32;
      case "f64" -> Precision.F64;
      default -> throw new IllegalArgumentException("--precision must be f32 or f64, was \"" + text + "\"");
    };
  }

  int steps(ScoreSource source) {
    return steps != null ? steps : source.network() == null ? TARGET_STEPS : NETWORK_STEPS;
  }

  int microBatch(ScoreSource source) {
    return microBatch != null ? microBatch : source.microBatch();
  }

  /** Processes whose noise grows without bound are stepped evenly in a root of it; in equal times they would see no low noise. */
  TimeGrid grid(NoiseSchedule schedule, Catalogue catalogue) {
    return grid != null ? grid : catalogue.find(Kind.GRID, schedule.toString().matches("(ve|edm)(:.*)?") ? "karras" : "trailing");
  }
}
