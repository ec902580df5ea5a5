package org.counterflow.diagnostics.lab.theory;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;
import org.counterflow.diagnostics.findings.Bar;
import org.counterflow.diagnostics.findings.Table;
import org.counterflow.diagnostics.internal.work.InParallel;
import org.counterflow.diagnostics.topic.Topic;
import org.counterflow.solvers.Schedules;
import org.counterflow.solvers.target.Mixtures;

/**
 * Samples in ten thousand dimensions, of a Gaussian that is next to a point and of a data set in a subspace of four dimensions, askew to the axes: the
 * variance at a right angle to the data, beside what a sampler's plan says of it.
 */
final class SampledDirections {
  private static final int DIMENSIONS = 10_000;
  private static final int SUBSPACE = 4;
  private static final int MEMBERS = 16;
  private static final List<String> ALL = List.of("ddim", "pf-ode-li", "ddpm-li", "accelerated-sde", "accelerated-ode-ab2", "dpmpp-2m",
      "ddpm:variance=small", "accelerated-ode");
  private static final int QUICK = 4;
  /** Next to a point: of what it adds to the variance, the plan tells. */
  private static final double NARROW = 1e-6;
  private static final int SAMPLES = 8;
  private static final int POINTS = 50;
  /** Standard errors that a value may be off by: one in 370 is further. */
  private static final double ERRORS = 3;

  private final Backend backend;
  private final Catalogue catalogue;
  private final List<Bar> bars = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();

  /** A target, its variance at a right angle to the data, and the directions of these: rows of an orthonormal frame, none for a point. */
  private record Data(String name, Mixture mixture, double narrow, double[][] frame) {}

  SampledDirections(Backend backend, Catalogue catalogue, Topic.Effort effort, Topic.Progress progress) {
    this.backend = backend;
    this.catalogue = catalogue;
    var point = new Data("gaussian of deviation 1e-6", Mixtures.gaussian(0, NARROW, DIMENSIONS), NARROW * NARROW, new double[0][]);
    for (Data data : List.of(point, subspace())) {
      List<String> ids = ALL.subList(0, effort == Topic.Effort.QUICK ? QUICK : ALL.size());
      List<Drawn> all = InParallel.each(ids, progress::now, id -> "samples of " + data.name() + ": " + id, id -> draw(data, id));
      for (int i = 0; i < all.size(); i++) judge(data, ids.get(i), all.get(i));
    }
  }

  private static Data subspace() {
    var random = new SplittableRandom(11);
    var frame = new double[SUBSPACE][DIMENSIONS];
    for (int k = 0; k < SUBSPACE; k++) {
      for (int i = 0; i < DIMENSIONS; i++) frame[k][i] = random.nextGaussian();
      // Twice is enough for orthogonality to rounding.
      for (int again = 0; again < 2; again++) for (int j = 0; j < k; j++) add(frame[k], frame[j], -dot(frame[k], 0, frame[j]));
      scale(frame[k], 1 / Math.sqrt(dot(frame[k], 0, frame[k])));
    }
    var members = new double[MEMBERS * DIMENSIONS];
    for (int m = 0; m < MEMBERS; m++) {
      var one = new double[DIMENSIONS];
      for (double[] direction : frame) add(one, direction, 2 * random.nextGaussian());
      System.arraycopy(one, 0, members, m * DIMENSIONS, DIMENSIONS);
    }
    return new Data("data set in 4 dimensions", Mixture.ofData(DIMENSIONS, members), 0, frame);
  }

  private static double dot(double[] rows, int row, double[] b) {
    double sum = 0;
    for (int i = 0; i < b.length; i++) sum += rows[row * b.length + i] * b[i];
    return sum;
  }

  private static void add(double[] a, double[] b, double times) {
    for (int i = 0; i < a.length; i++) a[i] += times * b[i];
  }

  private static void scale(double[] a, double by) {
    for (int i = 0; i < a.length; i++) a[i] *= by;
  }

  /** The mean square at a right angle to the data. */
  private static double variance(double[] samples, double[][] frame) {
    double sum = 0;
    for (double v : samples) sum += v * v;
    for (int s = 0; s < SAMPLES; s++) {
      for (double[] direction : frame) {
        double c = dot(samples, s, direction);
        sum -= c * c;
      }
    }
    return sum / directions(frame);
  }

  /** Numbers that a variance is the mean of. */
  private static double directions(double[][] frame) {
    return (double) SAMPLES * (DIMENSIONS - frame.length);
  }

  /**
   * What samples show.
   *
   * @param stochastic whether the sampler draws noise
   * @param predicted relative error of the variance, by the plan
   * @param seen the same of the samples
   * @param multiplied the same of the samples over their starts
   */
  private record Drawn(boolean stochastic, double predicted, double seen, double multiplied) {}

  private Drawn draw(Data data, String id) {
    Solver solver = catalogue.find(Kind.SOLVER, id);
    var shape = Shape.of(DIMENSIONS);
    Sampler sampler = Sampler.of(ScoreFunction.of(data.mixture(), shape, Schedules.vp())).on(backend).solver(solver).grid(NormalDirections.GRID)
        .steps(POINTS - 1);
    Point first = sampler.points().getFirst(), last = sampler.points().getLast();
    var random = new SplittableRandom(12);
    var starts = new double[SAMPLES * DIMENSIONS];
    for (int s = 0; s < SAMPLES; s++) {
      int member = s % data.mixture().components();
      for (int i = 0; i < DIMENSIONS; i++)
        starts[s * DIMENSIONS + i] = first.alpha() * data.mixture().mean(member, i) + first.sigma() * random.nextGaussian();
    }
    double before = variance(starts, data.frame()) / NormalDirections.variance(first, data.narrow());
    try (Samples drawn = sampler.decode(Tensor.of(shape, starts), Seeds.range(0, SAMPLES), Conditions.NONE)) {
      double after = variance(drawn.toDoubles(), data.frame()) / NormalDirections.variance(last, data.narrow());
      return new Drawn(solver.traits().stochastic(), NormalDirections.excess(NormalDirections.plan(solver, POINTS), data.narrow()), after - 1,
          after / before - 1);
    }
  }

  private void judge(Data data, String id, Drawn drawn) {
    double error = (1 + drawn.predicted()) * Math.sqrt(2 / directions(data.frame()));
    String name = data.name() + ": " + id;
    bars.add(new Bar(name + ", sampled variance less the plan's, in standard errors", (drawn.seen() - drawn.predicted()) / error, -ERRORS, ERRORS));
    // Without noise each direction is multiplied by one number, and the starts' own variance tells of it without an error of sampling.
    if (!drawn.stochastic())
      bars.add(new Bar(name + ", variance over that of the starts, less the plan's", drawn.multiplied() - drawn.predicted(), -NormalDirections.EXACT,
          NormalDirections.EXACT));
    rows.add(List.of(id, data.name(), number(drawn.predicted()), number(drawn.seen()), number(error), drawn.stochastic() ? "" : number(drawn.multiplied())));
  }

  private static String number(double v) {
    return Math.abs(v) < NormalDirections.EXACT ? "0" : String.format(Locale.ROOT, "%.3g", v);
  }

  List<Bar> bars() {
    return bars;
  }

  Table table() {
    return new Table("Samples in d = 10000, T = 50: relative error of the variance at a right angle to the data", List.of("solver", "target", "by its plan",
        "of 8 samples", "standard error", "over that of the starts"), rows);
  }
}
