package org.counterflow.diagnostics.lab.theory;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.solver.Solver;
import org.counterflow.diagnostics.convergence.OrderFit;
import org.counterflow.diagnostics.distance.DensityRatio;
import org.counterflow.diagnostics.distance.GaussianKernel;
import org.counterflow.diagnostics.findings.Bar;
import org.counterflow.diagnostics.findings.Curve;
import org.counterflow.diagnostics.findings.Figure;
import org.counterflow.diagnostics.findings.Table;
import org.counterflow.diagnostics.topic.Topic;
import org.counterflow.solvers.Grids;
import org.counterflow.solvers.Schedules;
import org.counterflow.solvers.Solvers;
import org.counterflow.solvers.sde.Ddpm;
import org.counterflow.solvers.target.Mixtures;
import org.counterflow.solvers.theory.AcceleratedSde;

/**
 * Why the rates are what they are: the variance of one step of a stochastic sampler beside the exact one, the divergence of whole paths
 * that follows, and the density of a deterministic sampler over the exact one along its path.
 */
final class RateReasons {
  private static final TimeGrid GRID = Grids.logSnr(-4, 3);
  private static final int[] POINTS = {50, 100, 200, 400, 800};
  /** Of the Gaussian target: variance 1/4. */
  private static final double DEVIATION = 0.5;

  /** A stochastic sampler, with the slopes of its paths' divergence and of its step's variance that are right. */
  private record Sampler(String name, Solver solver, double lowPath, double highPath, double lowStep, double highStep) {}

  private static final List<Sampler> STOCHASTIC = List.of(
      new Sampler("ddpm-li", Solvers.ddpmLi(), 0.93, 1.07, 0.9, 1.1),
      new Sampler("ddpm:variance=large", new Ddpm(Ddpm.Variance.LARGE), 0.93, 1.07, 0.9, 1.1),
      new Sampler("accelerated-sde", Solvers.acceleratedSde(), 2.8, 3.2, 1.9, 2.1),
      new Sampler("accelerated-sde:noise=outside", new AcceleratedSde(AcceleratedSde.NoiseAt.OUTSIDE), 0.88, 1.05, 0.9, 1.1),
      new Sampler("accelerated-sde:noise=cifar", new AcceleratedSde(AcceleratedSde.NoiseAt.CIFAR), 0.85, 1.05, 0.9, 1.1));

  private final List<Bar> bars = new ArrayList<>();
  private final List<Table> tables = new ArrayList<>();
  private final List<Figure> figures = new ArrayList<>();

  /** Measures all of it. */
  RateReasons(Topic.Progress progress) {
    progress.now("one step's variance, and paths");
    kernels();
    progress.now("the ratio of densities along the path");
    ratios();
  }

  List<Bar> bars() {
    return bars;
  }

  List<Table> tables() {
    return tables;
  }

  List<Figure> figures() {
    return figures;
  }

  private void kernels() {
    var rows = new ArrayList<List<String>>();
    var paths = new ArrayList<Curve>();
    var steps = new ArrayList<Curve>();
    for (Sampler s : STOCHASTIC) {
      var numbers = new double[POINTS.length];
      var divergence = new double[POINTS.length];
      var beta = new double[POINTS.length];
      var excess = new double[POINTS.length];
      for (int i = 0; i < POINTS.length; i++) {
        List<GaussianKernel> kernels = GaussianKernel.of(s.solver(), Schedules.vp(), GRID, POINTS[i] - 1, DEVIATION);
        numbers[i] = POINTS[i];
        divergence[i] = kernels.stream().mapToDouble(GaussianKernel::divergence).sum();
        GaussianKernel middle = kernels.get(kernels.size() / 2);
        double a = middle.from().alpha() / middle.to().alpha();
        beta[i] = 1 - a * a;
        excess[i] = Math.abs(middle.excess());
      }
      OrderFit path = OrderFit.of(numbers, divergence);
      double order = -OrderFit.of(beta, excess).slope();
      bars.add(new Bar("paths: " + s.name() + ", slope of the divergence", path.slope(), s.lowPath(), s.highPath()));
      bars.add(new Bar("one step: " + s.name() + ", order in beta of the variance's error", order, s.lowStep(), s.highStep()));
      paths.add(curve(s.name(), numbers, divergence, -path.slope()));
      steps.add(curve(s.name(), beta, excess, order));
      rows.add(List.of(s.name(), text(path.slope()), String.format(Locale.ROOT, "%.3g", divergence[1]), text(order)));
    }
    tables.add(new Table("Stochastic samplers on a Gaussian: paths and single steps", List.of("solver", "slope of the paths' divergence",
        "divergence at T = 100", "order in beta of a step's variance"), rows));
    figures.add(Figure.logarithmic("Divergence of whole paths, on a Gaussian", "points T", "divergence in nats", paths));
    figures.add(Figure.logarithmic("The variance of the step in the middle of the run, relative error", "beta of the step", "relative error", steps));
  }

  private static Curve curve(String name, double[] x, double[] y, double slope) {
    var points = new ArrayList<Curve.At>();
    for (int i = 0; i < x.length; i++) points.add(new Curve.At(x[i], y[i]));
    return new Curve(name, points, Curve.Look.MEASURED, slope);
  }

  private void ratios() {
    ratio("pf-ode-li", Solvers.pfOdeLi(), 0.9, 1.2);
    ratio("accelerated-ode", Solvers.acceleratedOde(), 1.7, 2.2);
  }

  private void ratio(String name, Solver solver, double low, double high) {
    int[] points = {100, 200, 400};
    var along = new ArrayList<Curve>();
    var end = new ArrayList<Curve>();
    var worst = new double[points.length];
    for (int i = 0; i < points.length; i++) {
      List<DensityRatio> run = DensityRatio.along(solver, Schedules.vp(), GRID, points[i] - 1, Mixtures.threeBumps());
      var path = new ArrayList<Curve.At>();
      for (DensityRatio r : run.subList(1, run.size())) path.add(new Curve.At(r.at().lambda(), r.worst()));
      DensityRatio last = run.getLast();
      var profile = new ArrayList<Curve.At>();
      for (int k = 0; k < last.states().size(); k += 10) profile.add(new Curve.At(last.states().get(k), last.logarithms().get(k)));
      along.add(Curve.measured("T = " + points[i], path));
      end.add(Curve.measured("T = " + points[i], profile));
      worst[i] = last.worst();
    }
    double slope = OrderFit.of(java.util.Arrays.stream(points).asDoubleStream().toArray(), worst).slope();
    bars.add(new Bar("ratio of densities: " + name + ", slope of the largest logarithm", slope, low, high));
    figures.add(new Figure("log p_Y/p_X at the end: " + name, new Figure.Scale("x", false), new Figure.Scale("log of the ratio", false), end));
    figures.add(new Figure("The largest |log p_Y/p_X| along the run: " + name, new Figure.Scale("lambda", false),
        new Figure.Scale("largest logarithm", true), along));
  }

  private static String text(double v) {
    return String.format(Locale.ROOT, "%.2f", v);
  }
}
