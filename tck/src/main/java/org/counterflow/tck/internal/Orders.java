package org.counterflow.tck.internal;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.catalogue.MixtureTarget;
import org.counterflow.api.catalogue.Target;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.Shape;
import org.counterflow.diagnostics.convergence.Convergence;
import org.counterflow.diagnostics.convergence.Rates;
import org.counterflow.solvers.Schedules;
import org.counterflow.solvers.Targets;
import org.counterflow.solvers.target.Mixtures;

/** Orders of convergence as contracts need them: a slope, and how it was found in words. */
public final class Orders {
  private static final int SEEDS = 128;
  /** Enough for three digits of an error, and a slope needs one. */
  private static final int STARTS = 1001;

  private Orders() {}

  /**
   * An order that was measured.
   *
   * @param slope of the least-squares line
   * @param how numbers of steps, errors, target, process
   */
  public record Order(double slope, String how) {}

  /**
   * Three smooth targets on a line: bumps that overlap, a hill with a shoulder, two of unlike widths. A Gaussian is none of them: its score
   * is linear, and many methods gain an order on it.
   */
  public static List<Target> targets() {
    var hill = Mixture.of(1, new double[] {-0.3, 0.5, 1.3}, new double[] {0.5, 0.4, 0.5}, new double[] {2, 1, 2});
    var pair = Mixture.of(1, new double[] {-0.8, 0.9}, new double[] {0.5, 0.3}, new double[] {1, 2});
    return List.of(Targets.mixture(), target("shoulder", hill), target("two-bumps", pair));
  }

  private static Target target(String name, Mixture mixture) {
    return new MixtureTarget(name, Shape.of(1), mixture, Schedules.edm());
  }

  /** The order of a deterministic solver in total variation. */
  public static Order inTotalVariation(Backend b, Solver solver, Target target, NoiseSchedule along, TimeGrid grid, int... steps) {
    return said(Convergence.of(solver).target(target).along(along).grid(grid).steps(steps).starts(STARTS).measure(b));
  }

  /** The order of any solver in distribution on a Gaussian, where it is affine and nothing is drawn. */
  public static Order inDistribution(Backend b, Solver solver, NoiseSchedule along, TimeGrid grid, int... steps) {
    return said(Convergence.of(solver).target(Targets.gaussian(0, 0.5, 1)).along(along).grid(grid).steps(steps).measure(b));
  }

  private static Order said(Rates r) {
    List<Rates.Row> rows = r.rows().stream().filter(Rates.Row::fitted).toList();
    String errors = rows.stream().map(row -> Float.toString((float) row.value())).collect(Collectors.joining(", "));
    String from = rows.isEmpty() ? "no error above rounding" : "N=" + rows.getFirst().n() + ".." + rows.getLast().n() + ", errors " + errors;
    return new Order(r.slope(), from + ", " + r.target() + ", " + r.schedule());
  }

  /** The order of samples on one Brownian path a seed: how far they move when the steps are doubled. */
  public static Order onAPath(Backend b, Solver solver, NoiseSchedule along, TimeGrid grid, int... steps) {
    Shape one = Shape.of(1);
    var ends = new double[steps.length + 1][];
    for (int i = 0; i <= steps.length; i++) {
      int n = i < steps.length ? steps[i] : 2 * steps[i - 1];
      Sampler s = Runs.sampler(b, ScoreFunction.of(Mixtures.threeBumps(), one, along), solver, along, grid, n).brownianNoise();
      try (Samples x = s.sample(one, Seeds.range(0, SEEDS))) {
        ends[i] = x.toDoubles();
      }
    }
    double[] errors = IntStream.range(0, steps.length).mapToDouble(
        i -> IntStream.range(0, SEEDS).mapToDouble(k -> Math.abs(ends[i][k] - ends[i + 1][k])).average().orElseThrow()).toArray();
    return new Order(Slope.of(steps, errors), "N=" + steps[0] + ".." + steps[steps.length - 1] + " on " + SEEDS + " Brownian paths, changes "
        + Arrays.toString(errors)
        + ", three bumps, " + along);
  }
}
