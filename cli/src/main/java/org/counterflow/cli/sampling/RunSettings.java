package org.counterflow.cli.sampling;

import java.util.Locale;
import org.counterflow.api.Defaults;
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
  static RunSettings of(SampleRequest request, Catalogue catalogue) {
    Integer steps = request.positive("steps", " (steps counts updates; diffusers' num_inference_steps means the same)");
    Integer microBatch = request.positive("micro-batch", "");
    Range.of(request.find("range", Range.USUAL), "--range");
    String grid = request.find("grid");
    TimeGrid over = grid == null ? null : catalogue.find(Kind.GRID, grid);
    Solver solver = catalogue.find(Kind.SOLVER, request.find("solver", Defaults.SOLVER));
    if (request.encodes() && solver.traits().stochastic())
      throw new IllegalArgumentException("--solver " + solver + " adds noise and so runs from noise to data only; encode with a deterministic one"
          + " such as heun");
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
    return steps != null ? steps : source.network() == null ? Defaults.TARGET_STEPS : Defaults.STEPS;
  }

  int microBatch(ScoreSource source) {
    return microBatch != null ? microBatch : source.microBatch();
  }

  TimeGrid grid(NoiseSchedule schedule, Catalogue catalogue) {
    return grid != null ? grid : catalogue.find(Kind.GRID, Defaults.grid(schedule));
  }
}
