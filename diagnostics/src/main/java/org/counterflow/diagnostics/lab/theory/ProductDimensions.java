package org.counterflow.diagnostics.lab.theory;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.counterflow.api.Sampler;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.Shape;
import org.counterflow.diagnostics.convergence.OrderFit;
import org.counterflow.diagnostics.distance.DataEstimate;
import org.counterflow.diagnostics.distance.DensityEvolution;
import org.counterflow.diagnostics.distance.Distance;
import org.counterflow.diagnostics.distance.LikelihoodRatio;
import org.counterflow.diagnostics.distance.MapDistance;
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
import org.counterflow.solvers.theory.AcceleratedOdeAb2;

/** Distances against the dimension at a fixed number of points, on a product of three bumps with itself. */
final class ProductDimensions {
  private static final TimeGrid GRID = Grids.logSnr(-4, 3);
  private static final int[] DIMENSIONS = {1, 2, 4, 8, 16, 32};
  private static final int POINTS = 200;
  private static final Mixture BUMPS = Mixtures.threeBumps();

  /**
   * A sampler.
   *
   * @param bound the dimension in what is proved of it, where anything is
   * @param known total variation in one dimension at these points, by an independent program
   */
  private record Entry(String name, Solver solver, String bound, double known) {}

  private static final List<Entry> ALL = List.of(
      new Entry("pf-ode-li", Solvers.pfOdeLi(), "d", 2.90e-2),
      new Entry("ddim", Solvers.ddim(), "", 5.67e-3),
      new Entry("accelerated-ode", Solvers.acceleratedOde(), "d^6", 8.96e-4),
      new Entry("accelerated-ode-ab2", new AcceleratedOdeAb2(), "", 1.93e-4),
      new Entry("ddpm-li", Solvers.ddpmLi(), "d", 8.24e-3),
      new Entry("accelerated-sde", Solvers.acceleratedSde(), "d^3", 3.81e-3));

  private final List<Bar> bars = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();
  private final List<Curve> variations = new ArrayList<>();
  private final List<Curve> divergences = new ArrayList<>();

  ProductDimensions(Backend backend, Topic.Progress progress) {
    List<LikelihoodRatio> ratios = InParallel.each(ALL, progress::now, e -> "products of bumps: " + e.name(), e -> ratio(backend, e.solver()));
    for (int i = 0; i < ALL.size(); i++) add(ALL.get(i), ratios.get(i));
    // The bounds, drawn from the error of pf-ode-li in one dimension; of the higher powers what is a distance.
    double first = variations.getFirst().points().getFirst().y();
    for (int power : new int[] {1, 3, 6}) {
      var points = new ArrayList<Curve.At>();
      for (double d = 1; d <= 32 && first * Math.pow(d, power) <= 1; d *= 1.1) points.add(new Curve.At(d, first * Math.pow(d, power)));
      variations.add(new Curve("growth like d^" + power, points, Curve.Look.THEORY, null));
    }
  }

  private static LikelihoodRatio ratio(Backend backend, Solver solver) {
    if (solver.traits().stochastic())
      return DensityEvolution.ratio(solver, Schedules.vp(), GRID, POINTS - 1, BUMPS, DataEstimate.exact(BUMPS));
    Sampler s = Sampler.of(ScoreFunction.of(BUMPS, Shape.of(1), Schedules.vp())).on(backend).solver(solver).grid(GRID).steps(POINTS - 1);
    return LikelihoodRatio.along(s, BUMPS, MapDistance.STARTS);
  }

  private void add(Entry e, LikelihoodRatio ratio) {
    var d = new double[DIMENSIONS.length];
    var tv = new double[d.length];
    var variation = new ArrayList<Curve.At>();
    var divergence = new ArrayList<Curve.At>();
    for (int i = 0; i < d.length; i++) {
      d[i] = DIMENSIONS[i];
      tv[i] = ratio.distance(Distance.TV, DIMENSIONS[i]);
      variation.add(new Curve.At(d[i], tv[i]));
      divergence.add(new Curve.At(d[i], ratio.distance(Distance.KL, DIMENSIONS[i])));
    }
    double power = -OrderFit.of(d, tv).slope(), kl = ratio.distance(Distance.KL, 1);
    bars.add(Bar.near("products of bumps: " + e.name() + ", total variation in d = 1", tv[0], e.known(), 0.05));
    // Half a power while the error is small, by the central limit theorem for the sum of the logarithms; less where total variation comes to 1.
    bars.add(new Bar("products of bumps: " + e.name() + ", power of d", power, 0.5, 0.7));
    // By Pinsker's inequality.
    bars.add(new Bar("products of bumps: " + e.name() + ", total variation over sqrt(kl/2) in d = 32", tv[5] / Math.sqrt(16 * kl), 0, 1));
    variations.add(new Curve(e.name(), variation, Curve.Look.MEASURED, power));
    divergences.add(new Curve(e.name(), divergence, Curve.Look.MEASURED, 1.0));
    rows.add(List.of(e.name(), String.format(Locale.ROOT, "%.2f", power), e.bound(), number(tv[0]), number(tv[3]), number(tv[5]), number(kl),
        number(32 * kl)));
  }

  private static String number(double v) {
    return String.format(Locale.ROOT, "%.3g", v);
  }

  List<Bar> bars() {
    return bars;
  }

  Table table() {
    return new Table("Products of three bumps, T = 200, equal steps of lambda from -4 to 3", List.of("solver", "power of d", "in the bound", "tv, d = 1",
        "d = 8", "d = 32", "kl, d = 1", "d = 32"), rows);
  }

  List<Figure> figures() {
    return List.of(Figure.logarithmic("Total variation against the dimension, products of three bumps, T = 200", "dimension d", "total variation",
        variations), Figure.logarithmic("Divergence against the dimension, products of three bumps, T = 200", "dimension d", "divergence in nats",
            divergences));
  }
}
