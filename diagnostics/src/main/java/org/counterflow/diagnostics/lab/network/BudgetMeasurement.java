package org.counterflow.diagnostics.lab.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.apache.commons.math3.analysis.interpolation.LinearInterpolator;
import org.apache.commons.math3.analysis.polynomials.PolynomialSplineFunction;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Value;
import org.counterflow.diagnostics.accuracy.Accuracy;
import org.counterflow.diagnostics.regularity.Field;
import org.counterflow.diagnostics.regularity.ScoreProbe;
import org.counterflow.diagnostics.samples.Cloud;
import org.counterflow.diagnostics.samples.Estimated;
import org.counterflow.diagnostics.samples.FrechetDistance;
import org.counterflow.diagnostics.topic.DataSet;
import org.counterflow.diagnostics.topic.FeatureSpace;
import org.counterflow.diagnostics.topic.Subject;
import org.counterflow.diagnostics.topic.Topic;
import org.jspecify.annotations.Nullable;

/** Measures a {@link Budget}. All runs begin from the same normals; what is compared is where they end. */
final class BudgetMeasurement {
  private static final int PROBES = 8;

  private final Subject subject;
  private final Backend backend;
  private final DataSet data;
  private final long @Nullable [] labels;
  private final @Nullable FeatureSpace space;
  private final Plan plan;
  private final Topic.Progress progress;
  private final Sampler base;
  private final int starts;
  private final int elements;

  /**
   * What is run.
   *
   * @param solver under study
   * @param grid under study
   * @param steps numbers of them, upwards
   * @param fine what the fine solution is made by, in so many steps of its own grid
   * @param fineGrid that
   * @param fineSteps these
   * @param starts at most as many as there are data
   * @param levels of noise at which the score's error is asked
   * @param states at which each Jacobian is probed
   * @param microBatch rows of a network call, or 0 for the usual ones
   */
  record Plan(Solver solver, TimeGrid grid, List<Integer> steps, Solver fine, TimeGrid fineGrid, int fineSteps, int starts, int levels, int states,
      int microBatch) {}

  /** The ends of runs, with what they cost. */
  private record Ends(double[] values, double evaluations) {}

  BudgetMeasurement(Subject subject, Backend backend, DataSet data, @Nullable FeatureSpace space, Plan plan, Topic.Progress progress) {
    this.subject = subject;
    this.backend = backend;
    this.data = data;
    this.space = space;
    this.plan = plan;
    this.progress = progress;
    labels = subject.takesClass() ? data.labels(data.count()) : null;
    starts = Math.min(plan.starts(), data.count());
    elements = Math.toIntExact(subject.shape().elements());
    Sampler s = sampler(subject.score());
    // One path for any number of steps: what a sampler that draws noise is compared along.
    base = plan.solver().traits().stochastic() ? s.brownianNoise() : s;
  }

  private Sampler sampler(ScoreFunction score) {
    Sampler s = Sampler.of(score).on(backend);
    return plan.microBatch() == 0 ? s : s.microBatch(plan.microBatch());
  }

  Budget measure() {
    progress.now(subject.name() + ": the fine solution");
    double[] fine = fine(base, noise(start()), null).values();
    var rungs = new ArrayList<Budget.Rung>();
    Cloud fineFeatures = features(fine);
    for (int n : plan.steps()) {
      progress.now(subject.name() + ": " + n + " steps");
      Ends e = run(base.solver(plan.solver()).grid(plan.grid()).steps(n), null, noise(first(plan.grid(), n)));
      rungs.add(new Budget.Rung(n, e.evaluations(), distance(e.values(), fine), excess(e.values(), fineFeatures)));
    }
    progress.now(subject.name() + ": starts from noisy data");
    double begin = distance(fine(base, noisyData(start()), null).values(), fine);
    List<ScoreErrorLevel> levels = levels();
    progress.now(subject.name() + ": runs with a score that is wrong by as much");
    double most = moved(levels.stream().mapToDouble(ScoreErrorLevel::most).toArray(), levels, fine);
    double least = moved(levels.stream().mapToDouble(ScoreErrorLevel::least).toArray(), levels, fine);
    List<Budget.Asymmetric> asymmetries = asymmetries(levels);
    return new Budget(rungs, begin, levels, most, least, asymmetries, Math.expm1(integral(asymmetries)));
  }

  private @Nullable Cloud features(double[] values) {
    return space == null ? null : space.extractor().extract(subject.shape(), narrow(values)).features();
  }

  private @Nullable Estimated excess(double[] values, @Nullable Cloud fine) {
    Cloud own = features(values);
    return space == null || own == null || fine == null ? null : FrechetDistance.to(space.reference()).excess(own, fine);
  }

  private static float[] narrow(double[] values) {
    var narrow = new float[values.length];
    for (int i = 0; i < values.length; i++) narrow[i] = (float) values[i];
    return narrow;
  }

  private Point start() {
    return first(plan.fineGrid(), plan.fineSteps());
  }

  private Point first(TimeGrid grid, int steps) {
    return base.grid(grid).steps(steps).points().getFirst();
  }

  private double distance(double[] ends, double[] fine) {
    return Accuracy.between(ends, fine, starts).rmse();
  }

  private double[] normals() {
    return Seeds.range(0, starts).normals(subject.shape()).toDoubles();
  }

  /** As samplers begin. */
  private double[] noise(Point at) {
    double scale = base.schedule().initialScale(at);
    return Arrays.stream(normals()).map(z -> scale * z).toArray();
  }

  /** As samplers would have to begin. */
  private double[] noisyData(Point at) {
    double[] x = wide(data.values(starts)), z = normals();
    for (int i = 0; i < x.length; i++) x[i] = at.alpha() * x[i] + at.sigma() * z[i];
    return x;
  }

  private static double[] wide(float[] values) {
    var wide = new double[values.length];
    for (int i = 0; i < values.length; i++) wide[i] = values[i];
    return wide;
  }

  private Ends fine(Sampler sampler, double[] begin, double @Nullable [] direction) {
    return run(sampler.solver(plan.fine()).grid(plan.fineGrid()).steps(plan.fineSteps()), direction, begin);
  }

  private Ends run(Sampler sampler, double @Nullable [] direction, double[] begin) {
    Conditions c = labels == null ? Conditions.NONE : Conditions.classes(Arrays.copyOf(labels, starts));
    Shape all = subject.shape().batch(starts);
    if (direction != null) c = c.with(DataMoved.DIRECTION, Value.of(all, direction));
    try (Samples s = sampler.decode(Value.of(all, begin), Seeds.range(0, starts), c)) {
      return new Ends(s.toDoubles(), s.report().evaluations());
    }
  }

  /** At equal steps of lambda between the ends of the fine solution, as far as these are inside. */
  private List<Point> places() {
    NoiseSchedule schedule = base.schedule();
    List<Point> inside = base.grid(plan.fineGrid()).steps(plan.fineSteps()).points().stream().filter(Point::inside).toList();
    double from = inside.getFirst().lambda(), to = inside.getLast().lambda();
    var places = new ArrayList<Point>();
    for (int k = 0; k < plan.levels(); k++)
      places.add(k == 0 ? inside.getFirst() : k == plan.levels() - 1 ? inside.getLast()
          : schedule.at(schedule.timeOfLambda(from + (to - from) * k / (plan.levels() - 1))));
    return places;
  }

  private List<ScoreErrorLevel> levels() {
    int n = data.count();
    double[] x = wide(data.values(n)), z = Seeds.range(1_000_000, 1_000_000 + n).normals(subject.shape()).toDoubles();
    var probe = new ScoreProbe(subject.score(), subject.shape(), backend);
    var denoiser = new EmpiricalDenoiser(x, n, labels);
    var levels = new ArrayList<ScoreErrorLevel>();
    for (Point at : places()) {
      progress.now(String.format(Locale.ROOT, "%s: the score's error at sigma/alpha %.3g", subject.name(), at.ratio()));
      var noisy = new double[x.length];
      for (int i = 0; i < x.length; i++) noisy[i] = at.alpha() * x[i] + at.sigma() * z[i];
      double[] noise = probe.noise(noisy, at, labels);
      EmpiricalDenoiser.Losses losses = denoiser.losses(noisy, at);
      var network = new double[n];
      double apart = 0;
      for (int i = 0; i < x.length; i++) {
        double own = (noisy[i] - at.sigma() * noise[i]) / at.alpha(), d = own - x[i], e = own - losses.data()[i];
        network[i / elements] += d * d / elements;
        apart += e * e / x.length;
      }
      // Of both losses' difference the data set's own denoiser leaves nothing but their distance: in the mean over noise they are one, and this one varies less.
      Estimated upper = mean(IntStream.range(0, n).mapToDouble(i -> network[i] - losses.own()[i]).toArray());
      levels.add(new ScoreErrorLevel(at, Arrays.stream(network).average().orElseThrow(),
          mean(IntStream.range(0, n).mapToDouble(i -> network[i] - losses.others()[i]).toArray()),
          new Estimated(apart, upper.error())));
    }
    return levels;
  }

  private static Estimated mean(double[] all) {
    var s = new SummaryStatistics();
    for (double v : all) s.addValue(v);
    return new Estimated(s.getMean(), s.getStandardDeviation() / Math.sqrt(all.length));
  }

  /** How far ends move if the data estimate is wrong by so much at each level, always towards the same side: from one of the data to another. */
  private double moved(double[] sizes, List<ScoreErrorLevel> levels, double[] fine) {
    if (Arrays.stream(sizes).allMatch(s -> s == 0)) return 0;
    PolynomialSplineFunction f = new LinearInterpolator().interpolate(levels.stream().mapToDouble(l -> l.at().lambda()).toArray(), sizes);
    double low = f.getKnots()[0], high = f.getKnots()[sizes.length - 1];
    DoubleUnaryOperator size = lambda -> f.value(Math.clamp(lambda, low, high));
    Sampler wrong = sampler(subject.score().with(new DataMoved(size)));
    if (plan.solver().traits().stochastic()) wrong = wrong.brownianNoise();
    return distance(fine(wrong, noise(start()), directions()).values(), fine);
  }

  private double[] directions() {
    double[] x = wide(data.values(data.count()));
    var random = new SplittableRandom(3);
    var u = new double[starts * elements];
    for (int i = 0; i < starts; i++) {
      double square = 0;
      // Two data that are equal have no direction.
      while (square == 0) {
        int a = random.nextInt(data.count()), b = random.nextInt(data.count());
        for (int e = 0; e < elements; e++) {
          u[i * elements + e] = x[a * elements + e] - x[b * elements + e];
          square += u[i * elements + e] * u[i * elements + e];
        }
      }
      for (int e = 0; e < elements; e++) u[i * elements + e] /= Math.sqrt(square / elements);
    }
    return u;
  }

  private List<Budget.Asymmetric> asymmetries(List<ScoreErrorLevel> levels) {
    int states = Math.min(plan.states(), data.count());
    double[] x = wide(data.values(data.count())), z = Seeds.range(2_000_000, 2_000_000 + states).normals(subject.shape()).toDoubles();
    var probe = new ScoreProbe(subject.score(), subject.shape(), backend);
    var all = new ArrayList<Budget.Asymmetric>();
    for (int k = 0; k < levels.size(); k += k + 2 == levels.size() ? 1 : 2) {
      Point at = levels.get(k).at();
      progress.now(String.format(Locale.ROOT, "%s: Jacobians at sigma/alpha %.3g", subject.name(), at.ratio()));
      var sizes = new double[states];
      for (int s = 0; s < sizes.length; s++) {
        var state = new double[elements];
        for (int e = 0; e < elements; e++) state[e] = at.alpha() * x[s * elements + e] + at.sigma() * z[s * elements + e];
        Field field = probe.noise(at, labels == null ? null : labels[s]);
        // D = (x - sigma epsilon) / alpha.
        sizes[s] = Asymmetry.of(field, state, PROBES, s) * at.sigma() / at.alpha();
      }
      all.add(new Budget.Asymmetric(at.lambda(), at.alpha(), Asymmetry.mean(sizes)));
    }
    return all;
  }

  /** Of alpha times the error of the Jacobian over lambda: a displaced run grows by that, as {@code d(x / sigma) = exp(lambda) D d lambda}. */
  private static double integral(List<Budget.Asymmetric> all) {
    double sum = 0;
    for (int k = 1; k < all.size(); k++) {
      Budget.Asymmetric a = all.get(k - 1), b = all.get(k);
      sum += (b.lambda() - a.lambda()) * (a.alpha() * a.size().value() + b.alpha() * b.size().value()) / 2;
    }
    return sum;
  }
}
