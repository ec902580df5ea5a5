package org.counterflow.diagnostics.lab.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Value;
import org.counterflow.diagnostics.accuracy.Accuracy;
import org.counterflow.diagnostics.findings.Bar;
import org.counterflow.diagnostics.findings.Table;
import org.counterflow.diagnostics.samples.MixtureSamples;
import org.counterflow.diagnostics.topic.DataSet;
import org.counterflow.diagnostics.topic.Subject;
import org.counterflow.diagnostics.topic.Topic;
import org.counterflow.solvers.Grids;
import org.counterflow.solvers.Schedules;
import org.counterflow.solvers.Solvers;
import org.counterflow.solvers.target.Mixtures;

/**
 * The same budget where each part is known: a score in the plane that is wrong by a known amount, and a Gaussian, on which what a start does to the end
 * has a closed form.
 */
final class BudgetKnown {
  private static final Shape PLANE = Shape.of(2);
  private static final NoiseSchedule PROCESS = Schedules.vp();
  private static final TimeGrid GRID = Grids.logSnr(-4, 3);
  private static final double ERROR = 0.1;
  private static final double DEVIATION = 0.5;
  private static final int POINTS = 500;
  private static final int DATA = 3000;
  private static final int FINE = 160;

  private final Backend backend;
  private final Topic.Progress progress;
  private final List<Bar> bars = new ArrayList<>();
  private final List<Table> tables = new ArrayList<>();

  /**
   * Measures both.
   *
   * @param backend in double precision
   */
  BudgetKnown(Backend backend, Topic.Progress progress) {
    this.backend = backend;
    this.progress = progress;
    turned();
    gaussian();
  }

  List<Bar> bars() {
    return bars;
  }

  List<Table> tables() {
    return tables;
  }

  private static DataSet draws(String name, Mixture mixture) {
    double[] wide = MixtureSamples.draw(mixture, DATA, 5);
    var values = new float[wide.length];
    for (int i = 0; i < values.length; i++) values[i] = (float) wide[i];
    return new DataSet(name, PLANE, values, null);
  }

  private Budget measure(Subject subject, DataSet data, TimeGrid grid, List<Integer> steps) {
    return new BudgetMeasurement(subject, backend, data, null, new BudgetMeasurement.Plan(Solvers.dpmSolverPP2M(), grid, steps, Solvers.uniPC(), grid, FINE,
        POINTS, 9, 60, 500), progress).measure();
  }

  private void turned() {
    Mixture moons = Mixtures.twoMoons(0.1);
    var wrong = new TurnedMixture(moons, ERROR);
    List<Integer> steps = List.of(5, 10, 20, 40, 80);
    DataSet data = draws("two moons", moons);
    Budget b = measure(new Subject("two moons, turned", wrong.score(PROCESS), PLANE), data, GRID, steps);
    var rows = new ArrayList<List<String>>();
    double low = Double.POSITIVE_INFINITY, high = Double.NEGATIVE_INFINITY;
    for (ScoreErrorLevel l : b.levels()) {
      // In standard errors, by how much the known error is above the lower bound and below the upper one.
      low = Math.min(low, (ERROR * ERROR - l.lower().value()) / l.lower().error());
      high = Math.max(high, (ERROR * ERROR - l.upper().value()) / l.upper().error());
      rows.add(List.of(number(l.at().ratio()), l.lower().toString(), number(ERROR * ERROR), l.upper().toString()));
    }
    tables.add(new Table("A known error of the score: its mean square and the bounds of 3000 data", List.of("sigma/alpha", "at least", "known", "at most"), rows));
    bars.add(Bar.atLeast("known score: error over its lower bound, in standard errors", low, -3));
    bars.add(Bar.atMost("known score: error over its upper bound, in standard errors", high, 3));
    bars.add(new Bar("known score: upper bound over the error, at the most noise", b.levels().getFirst().upper().value() / (ERROR * ERROR), 0.9, 1.1));
    for (Budget.Asymmetric a : b.asymmetries()) {
      double alpha = a.alpha(), sigma = alpha * Math.exp(-a.lambda());
      bars.add(Bar.near(String.format(Locale.ROOT, "known score: error of the Jacobian at lambda %.2f", a.lambda()), a.size().value(),
          ERROR / Math.hypot(alpha * wrong.size(), sigma), 0.05));
    }
    whole(b, wrong, moons, data, steps);
  }

  /** The parts beside the whole: how far runs with the wrong score, and from noise alone, end from exact ones from noisy data. */
  private void whole(Budget b, TurnedMixture wrong, Mixture moons, DataSet data, List<Integer> steps) {
    ScoreFunction right = ScoreFunction.of(moons, PLANE, PROCESS);
    Sampler exact = Sampler.of(right).on(backend).grid(GRID).solver(Solvers.uniPC()).steps(FINE);
    Sampler fine = Sampler.of(wrong.score(PROCESS)).on(backend).microBatch(500).grid(GRID).solver(Solvers.uniPC()).steps(FINE);
    double[] z = Seeds.range(0, POINTS).normals(PLANE).toDoubles(), noisy = z.clone();
    float[] x = data.values(POINTS);
    Point first = exact.points().getFirst();
    for (int i = 0; i < noisy.length; i++) noisy[i] = first.alpha() * x[i] + first.sigma() * z[i];
    double[] truth = ends(exact, noisy);
    double score = distance(ends(fine, z), ends(exact, z));
    bars.add(new Bar("known score: what it moves runs by, at most, over what it does", b.score() / score, 0.7, 4));
    bars.add(Bar.atMost("known score: what it moves runs by, at least, over what it does", b.scoreLeast() / score, 1.5));
    var rows = new ArrayList<List<String>>();
    double floor = distance(ends(fine, z), truth), worst = 0;
    for (int n : steps) {
      double whole = distance(ends(fine.solver(Solvers.dpmSolverPP2M()).steps(n), z), truth);
      worst = Math.max(worst, whole / (b.at(n).distance() + score + b.start()));
      rows.add(List.of(Integer.toString(n), number(b.at(n).distance()), number(score), number(b.start()), number(whole)));
    }
    tables.add(new Table("A known error of the score: parts, and the whole", List.of("steps", "discretisation", "score", "start", "whole"), rows));
    // The start is measured with the wrong score, and the sum with the right one: nearly the triangle's inequality.
    bars.add(Bar.atMost("known score: the whole over the sum of its parts", worst, 1.05));
    int enough = b.fewest(Math.hypot(score, b.start())).orElseThrow(() -> new IllegalStateException("80 steps are not enough for two moons"));
    bars.add(Bar.atMost("known score: the whole at the fewest steps that are enough, over that at any number",
        distance(ends(fine.solver(Solvers.dpmSolverPP2M()).steps(enough), z), truth) / floor, 1.1));
    double order = Math.log(b.at(20).distance() / b.at(80).distance()) / Math.log(4);
    bars.add(new Bar("known score: order of the discretisation of dpmpp-2m", order, 1.7, 2.3));
  }

  private double[] ends(Sampler sampler, double[] begin) {
    try (Samples s = sampler.decode(Value.of(PLANE.batch(POINTS), begin), Seeds.range(0, POINTS), Conditions.NONE)) {
      return s.toDoubles();
    }
  }

  private static double distance(double[] a, double[] b) {
    return Accuracy.between(a, b, POINTS).rmse();
  }

  /** From lambda -1 on, where much of the data is left: alpha s, carried to the end by a factor that the deviations at both ends give. */
  private void gaussian() {
    Mixture one = Mixtures.gaussian(0, DEVIATION, 2);
    TimeGrid grid = Grids.logSnr(-1, 3);
    Subject subject = new Subject("a Gaussian", ScoreFunction.of(one, PLANE, PROCESS), PLANE);
    DataSet data = draws("a Gaussian", one);
    Budget b = measure(subject, data, grid, List.of(10, 20, 40));
    Point from = grid.on(PROCESS, 1).getFirst(), to = grid.on(PROCESS, 1).getLast();
    double carried = Math.hypot(to.alpha() * DEVIATION, to.sigma()) / Math.hypot(from.alpha() * DEVIATION, from.sigma()), sum = 0;
    // The start of a run is N(0, 1), that of noisy data alpha x + sigma z with the same z.
    float[] x = data.values(POINTS);
    double[] z = Seeds.range(0, POINTS).normals(PLANE).toDoubles();
    for (int i = 0; i < x.length; i++) sum += Math.pow(from.alpha() * x[i] + (from.sigma() - 1) * z[i], 2) / x.length;
    bars.add(Bar.near("a Gaussian: what the start makes of the end", b.start(), carried * Math.sqrt(sum), 1e-3));
    bars.add(new Bar("a Gaussian: an exact score's error by the bounds, largest lower bound in standard errors", b.levels().stream()
        .mapToDouble(l -> l.lower().value() / l.lower().error()).max().orElseThrow(), -20, 3));
    bars.add(Bar.atMost("a Gaussian: asymmetry of an exact Jacobian", b.asymmetries().stream().mapToDouble(a -> a.size().value() * a.alpha()).max().orElseThrow(), 1e-4));
  }

  private static String number(double v) {
    return String.format(Locale.ROOT, "%.3g", v);
  }
}
