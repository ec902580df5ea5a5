package org.counterflow.diagnostics.lab.theory;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.solver.Solver;
import org.counterflow.diagnostics.convergence.OrderFit;
import org.counterflow.diagnostics.distance.Distance;
import org.counterflow.diagnostics.distance.GaussianError;
import org.counterflow.diagnostics.distance.LinearRun;
import org.counterflow.diagnostics.findings.Bar;
import org.counterflow.diagnostics.findings.Curve;
import org.counterflow.diagnostics.findings.Figure;
import org.counterflow.diagnostics.findings.Table;
import org.counterflow.diagnostics.internal.work.InParallel;
import org.counterflow.diagnostics.plan.Plan;
import org.counterflow.diagnostics.topic.Topic;
import org.counterflow.solvers.Grids;
import org.counterflow.solvers.Schedules;
import org.counterflow.solvers.sde.Ddpm;

/**
 * What each sampler does in the directions at a right angle to the data, where the data are 0, or nearly: it is affine there, and the error of its
 * variance is read from its plan.
 */
final class NormalDirections {
  /** The noisiest lambda and the last one. */
  static final double FROM = -4;
  static final double TO = 3;
  static final TimeGrid GRID = Grids.logSnr(FROM, TO);
  private static final double RANGE = TO - FROM;
  private static final int[] POINTS = {100, 400, 1600};
  private static final int[] DIRECTIONS = {1, 10, 30, 100, 300, 1000, 10_000};
  /** Those among which the slope is fitted, where total variation is below {@link #SMALL}. */
  private static final int FEWEST = 10;
  private static final int MOST = 1000;
  private static final double SMALL = 0.3;
  /** Figures of independent programs have three digits. */
  private static final double SHARE = 0.05;
  /** A variance right to rounding, after a hundred products and more. */
  static final double EXACT = 1e-10;

  /**
   * A sampler.
   *
   * @param power of 1/T in the leading term of the variance's relative error, or 0 where there is no error
   * @param leading what that term is times, where it is known, or NaN
   * @param known the error at 100, 400 and 1600 points, by an independent program, or nothing
   * @param variation total variation in 1000 directions at 400 points, by the same, or NaN
   */
  private record Entry(String name, Solver solver, int power, double leading, double[] known, double variation) {}

  private final Catalogue catalogue;
  private final List<Bar> bars = new ArrayList<>();
  private final List<Table> tables = new ArrayList<>();
  private final List<Figure> figures = new ArrayList<>();

  NormalDirections(Catalogue catalogue, Topic.Progress progress) {
    this.catalogue = catalogue;
    var rows = new ArrayList<List<String>>();
    var falls = new ArrayList<Curve>();
    var grows = new ArrayList<Curve>();
    List<Entry> entries = entries();
    List<Errors> all = InParallel.each(entries, progress::now, e -> "directions at a right angle to the data: " + e.name(), NormalDirections::errors);
    for (int i = 0; i < all.size(); i++) add(entries.get(i), all.get(i), rows, falls, grows);
    tables.add(new Table("Where the data are 0: relative error of the variance, and total variation (tv) over m such directions",
        List.of("solver", "T = 100", "T = 400", "T = 1600", "power of 1/T", "tv, T = 400, m = 10", "m = 1000", "m = 10000", "power of m",
            "tv, deviation 0.01, m = 1000"), rows));
    figures.add(Figure.logarithmic("The variance where the data are 0: relative error", "points T", "relative error of the variance", falls));
    figures.add(Figure.logarithmic("Total variation over m directions at a right angle to the data, T = 400", "directions m", "total variation", grows));
  }

  private Entry exact(String id) {
    return new Entry(id, catalogue.find(Kind.SOLVER, id), 0, Double.NaN, new double[0], Double.NaN);
  }

  private Entry wrong(String id, int power, double leading, double variation, double... known) {
    return new Entry(id, catalogue.find(Kind.SOLVER, id), power, leading, known, variation);
  }

  private List<Entry> entries() {
    double l = RANGE;
    return List.of(
        exact("ddim"), exact("accelerated-ode-ab2"), exact("dpmpp-2m"), exact("unipc"), exact("exp-rk-4"), exact("exp-rk-4:form=noise"),
        exact("dpm-solver-2m"), exact("deis-logrho"), exact("heun"), exact("ddpm:variance=small"), exact("euler-a"),
        wrong("pf-ode-li", 1, l * l, 0.83, 0.640, 0.131, 0.0311),
        new Entry(EquationTwo.Form.EXTENDED.text, new EquationTwo(EquationTwo.Form.EXTENDED), 2, 5 * l * l, new double[] {0.0242, 0.00152, 9.6e-5},
            0.0136),
        wrong("accelerated-ode", 2, Double.NaN, Double.NaN),
        wrong("ddpm-li", 1, 2 * l, 0.305, 0.152, 0.0357, 0.0088),
        new Entry("ddpm:variance=large", new Ddpm(Ddpm.Variance.LARGE), 1, 2 * l, new double[0], Double.NaN),
        // In the time of the schedule, whose beta is not even over a step: the constant is that time's, not 2 L.
        wrong("euler-maruyama", 1, Double.NaN, Double.NaN),
        wrong("accelerated-sde", 2, 2 * l * l, 0.0055, 0.0100, 6.2e-4, 3.8e-5));
  }

  /** The exact variance in a direction where the data are N(0, s2). */
  static double variance(Point p, double s2) {
    return p.alpha() * p.alpha() * s2 + p.sigma() * p.sigma();
  }

  static Plan plan(Solver solver, int points) {
    return Plan.of(solver, Schedules.vp(), GRID, Prediction.DATA, points - 1);
  }

  /** The relative error of the variance at the end of a run, from an exact start. */
  static double excess(Plan plan, double s2) {
    Point first = GRID.on(Schedules.vp(), plan.steps().size()).getFirst(), last = plan.steps().getLast().at();
    LinearRun run = LinearRun.of(plan, p -> p.alpha() * s2 / variance(p, s2));
    return run.variance(variance(first, s2)) / variance(last, s2) - 1;
  }

  private static double variation(double excess, int directions) {
    return new GaussianError(excess, 0, directions, 0).distance(Distance.TV);
  }

  /** Relative errors of the variance where the data are 0, and total variation where they are nearly. */
  private record Errors(double[] excess, double near) {}

  private static Errors errors(Entry e) {
    var excess = new double[POINTS.length];
    double near = 0;
    for (int i = 0; i < POINTS.length; i++) {
      Plan plan = plan(e.solver(), POINTS[i]);
      excess[i] = excess(plan, 0);
      if (POINTS[i] == 400) near = variation(excess(plan, 1e-4), MOST);
    }
    return new Errors(excess, near);
  }

  private void add(Entry e, Errors errors, List<List<String>> rows, List<Curve> falls, List<Curve> grows) {
    double[] excess = errors.excess();
    String name = "normal directions: " + e.name();
    for (int i = 0; i < e.known().length; i++) bars.add(Bar.near(name + " at " + POINTS[i] + ", error of the variance", excess[i], e.known()[i], SHARE));
    String falling = "", growing = "";
    if (e.power() == 0) {
      for (int i = 0; i < POINTS.length; i++) bars.add(new Bar(name + " at " + POINTS[i] + ", error of the variance", excess[i], -EXACT, EXACT));
    } else {
      falling = fall(e, name, excess, falls);
      growing = grow(e, name, excess[1], grows);
    }
    rows.add(List.of(e.name(), number(excess[0]), number(excess[1]), number(excess[2]), falling, number(variation(excess[1], 10)),
        number(variation(excess[1], MOST)), number(variation(excess[1], 10_000)), growing, number(errors.near())));
  }

  private String fall(Entry e, String name, double[] excess, List<Curve> falls) {
    var points = new ArrayList<Curve.At>();
    for (int i = 0; i < POINTS.length; i++) points.add(new Curve.At(POINTS[i], Math.abs(excess[i])));
    double power = Math.log(excess[1] / excess[2]) / Math.log((double) POINTS[2] / POINTS[1]);
    bars.add(new Bar(name + ", power of 1/T", power, e.power() - 0.1, e.power() + 0.1));
    if (!Double.isNaN(e.leading()))
      bars.add(Bar.near(name + " at 1600, over its leading term", excess[2] / e.leading() * Math.pow(POINTS[2], e.power()), 1, SHARE));
    falls.add(new Curve(e.name(), points, Curve.Look.MEASURED, -power));
    return String.format(Locale.ROOT, "%.2f", power);
  }

  private String grow(Entry e, String name, double excess, List<Curve> grows) {
    var points = new ArrayList<Curve.At>();
    var m = new ArrayList<Double>();
    var small = new ArrayList<Double>();
    for (int d : DIRECTIONS) {
      double tv = variation(excess, d);
      points.add(new Curve.At(d, tv));
      if (d < FEWEST || d > MOST || tv >= SMALL) continue;
      m.add((double) d);
      small.add(tv);
    }
    double power = -OrderFit.of(m.stream().mapToDouble(v -> v).toArray(), small.stream().mapToDouble(v -> v).toArray()).slope();
    bars.add(new Bar(name + " at 400, power of the number of directions", power, 0.45, 0.55));
    if (!Double.isNaN(e.variation())) bars.add(Bar.near(name + " at 400, total variation in 1000 directions", variation(excess, MOST), e.variation(), SHARE));
    grows.add(new Curve(e.name(), points, Curve.Look.MEASURED, null));
    return String.format(Locale.ROOT, "%.2f", power);
  }

  private static String number(double v) {
    return Math.abs(v) < EXACT ? "0" : String.format(Locale.ROOT, "%.3g", v);
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
}
