package org.counterflow.diagnostics.lab.theory;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.solver.Solver;
import org.counterflow.diagnostics.convergence.OrderFit;
import org.counterflow.diagnostics.distance.Distance;
import org.counterflow.diagnostics.distance.GaussianError;
import org.counterflow.diagnostics.findings.Bar;
import org.counterflow.diagnostics.findings.Curve;
import org.counterflow.diagnostics.findings.Figure;
import org.counterflow.diagnostics.findings.Table;
import org.counterflow.diagnostics.internal.work.InParallel;
import org.counterflow.diagnostics.topic.Topic;
import org.counterflow.solvers.Grids;
import org.counterflow.solvers.Schedules;
import org.counterflow.solvers.Solvers;
import org.counterflow.solvers.target.Mixtures;

/** Distances against the dimension, on a Gaussian: far below the powers of the bounds. */
final class RateDimensions {
  private static final TimeGrid GRID = Grids.logSnr(-4, 3);
  private static final int[] DIMENSIONS = {1, 2, 4, 8, 16, 32};
  private static final double[] POINTS = {200, 400, 800, 1600};
  private static final Mixture LINE = Mixtures.gaussian(0, 0.5, 1);
  /** The dimension at which rates are fitted. */
  private static final int EIGHT = 8;

  /** A sampler, and the slopes in eight dimensions that are right. */
  private record Entry(String name, Solver solver, double low, double high) {}

  private static final List<Entry> ALL = List.of(
      new Entry("pf-ode-li", Solvers.pfOdeLi(), 0.95, 1.05),
      // It comes to 2 from below: 1.84, 1.92, 1.96 from one number of points to the next.
      new Entry("accelerated-ode", Solvers.acceleratedOde(), 1.85, 2.05),
      new Entry("ddpm-li", Solvers.ddpmLi(), 0.95, 1.05),
      new Entry("accelerated-sde", Solvers.acceleratedSde(), 1.95, 2.05));

  private final List<Bar> bars = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();
  private final List<Curve> variations = new ArrayList<>();
  private final List<Curve> divergences = new ArrayList<>();

  RateDimensions(Backend backend, Topic.Progress progress) {
    List<GaussianError[]> errors = InParallel.each(ALL, progress::now, e -> "dimensions: " + e.name(), e -> errors(backend, e.solver()));
    for (int i = 0; i < ALL.size(); i++) add(ALL.get(i), errors.get(i));
  }

  private static GaussianError[] errors(Backend backend, Solver solver) {
    var errors = new GaussianError[POINTS.length];
    for (int i = 0; i < errors.length; i++) errors[i] = GaussianError.of(backend, solver, Schedules.vp(), GRID, (int) POINTS[i] - 1, LINE);
    return errors;
  }

  private void add(Entry e, GaussianError[] errors) {
    String name = e.name();
    var eight = new double[POINTS.length];
    for (int i = 0; i < POINTS.length; i++) eight[i] = in(errors[i], EIGHT);
    var d = new double[DIMENSIONS.length];
    var tv = new double[DIMENSIONS.length];
    var variation = new ArrayList<Curve.At>();
    var divergence = new ArrayList<Curve.At>();
    for (int i = 0; i < DIMENSIONS.length; i++) {
      d[i] = DIMENSIONS[i];
      tv[i] = in(errors[0], DIMENSIONS[i]);
      variation.add(new Curve.At(d[i], tv[i]));
      divergence.add(new Curve.At(d[i], d[i] * errors[0].distance(Distance.KL)));
    }
    double exponent = -OrderFit.of(d, tv).slope(), slope = OrderFit.of(POINTS, eight).slope();
    // While the variance's error e is small, total variation is |e| sqrt(d/(4 pi)): half a power, less where it saturates.
    bars.add(new Bar("dimensions: " + name + " at T = 200, power of d", exponent, 0.4, 0.6));
    bars.add(new Bar("dimensions: " + name + " in d = 8, slope", slope, e.low(), e.high()));
    variations.add(new Curve(name, variation, Curve.Look.MEASURED, exponent));
    divergences.add(new Curve(name, divergence, Curve.Look.MEASURED, 1.0));
    rows.add(List.of(name, text(exponent), text(slope), number(tv[0]), number(tv[5]),
        number(errors[0].distance(Distance.KL))));
  }

  private static double in(GaussianError e, int dimensions) {
    return new GaussianError(e.excess(), e.shift(), dimensions, e.evaluations()).distance(Distance.TV);
  }

  private static String number(double v) {
    return String.format(Locale.ROOT, "%.3g", v);
  }

  private static String text(double v) {
    return String.format(Locale.ROOT, "%.2f", v);
  }

  List<Bar> bars() {
    return bars;
  }

  Table table() {
    return new Table("A Gaussian in d dimensions, equal steps of lambda from -4 to 3", List.of("solver", "power of d at T = 200", "slope in d = 8",
        "tv at T = 200, d = 1", "d = 32", "kl a dimension"), rows);
  }

  /** Total variation first, then divergence. */
  List<Figure> figures() {
    return List.of(Figure.logarithmic("Total variation against the dimension, a Gaussian, T = 200", "dimension d", "total variation", variations),
        Figure.logarithmic("Divergence against the dimension, a Gaussian, T = 200", "dimension d", "divergence in nats", divergences));
  }
}
