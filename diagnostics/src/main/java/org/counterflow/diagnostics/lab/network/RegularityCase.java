package org.counterflow.diagnostics.lab.network;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
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
import org.counterflow.api.score.ScoreNetwork;
import org.counterflow.api.tensor.Shape;
import org.counterflow.diagnostics.regularity.InsideEnds;
import org.counterflow.diagnostics.regularity.MixtureDerivatives;
import org.counterflow.diagnostics.regularity.Regularity;
import org.counterflow.diagnostics.regularity.ScoreProbe;
import org.counterflow.diagnostics.topic.Topic;
import org.counterflow.solvers.Solvers;
import org.jspecify.annotations.Nullable;

/** A score function whose derivatives are measured by level of noise, at three kinds of states. */
final class RegularityCase {
  /** Where states come from. */
  enum Place {
    /** {@code alpha x_0 + sigma z} with x_0 of the data. */
    DATA("noised data", "data"),
    /** States of a sampler on its way from noise. */
    PATH("a sampler's states", "path"),
    /** Beside the mean of two neighbouring data, with noise: where an exact score of points has its cliffs. */
    BETWEEN("between two data", "between");

    final String text;
    /** As heads of columns have it. */
    final String word;

    Place(String text, String word) {
      this.text = text;
      this.word = word;
    }
  }

  /**
   * What was measured at a level and a kind of state.
   *
   * @param at the level
   * @param place the kind
   * @param all one a state
   * @param exact {@code sigma^2 |grad s|} of each by the closed form; empty where there is none
   */
  record Row(Point at, Place place, List<Regularity> all, List<Double> exact) {
    double first() {
      return all.stream().mapToDouble(Regularity::first).max().orElseThrow();
    }

    double second() {
      return all.stream().mapToDouble(Regularity::second).max().orElseThrow();
    }

    double high() {
      return all.stream().mapToDouble(Regularity::high).max().orElseThrow();
    }

    /**
     * The largest difference from the closed form, as a part of it, or of 0.1 where it is less: there the state and the data estimate
     * cancel, and differences in single precision keep no more than their absolute error.
     */
    double error() {
      double worst = 0;
      for (int i = 0; i < exact.size(); i++) worst = Math.max(worst, Math.abs(all.get(i).first() - exact.get(i)) / Math.max(0.1, exact.get(i)));
      return worst;
    }
  }

  private static final int STEPS_A_LEVEL = 4;

  private final String name;
  private final ScoreProbe probe;
  private final Backend backend;
  private final double[] data;
  private final @Nullable Mixture exact;
  private final @Nullable Long label;

  /**
   * A case.
   *
   * @param name as the report has it
   * @param score the score function
   * @param shape of one sample
   * @param backend for the arithmetic
   * @param data [n, shape], at least two
   * @param exact the mixture whose score it is, or null
   */
  RegularityCase(String name, ScoreFunction score, Shape shape, Backend backend, double[] data, @Nullable Mixture exact) {
    this.name = name;
    this.backend = backend;
    this.data = data;
    this.exact = exact;
    probe = new ScoreProbe(score, shape, backend);
    if (data.length < 2 * shape.elements())
      throw new IllegalArgumentException("lab regularity needs at least two samples of data, to look between them: was given "
          + data.length / shape.elements());
    boolean named = score.networks().stream().map(ScoreNetwork::description).allMatch(d -> d.nullClass() != null);
    label = probe.takesClass() && !named ? 0L : null;
  }

  String name() {
    return name;
  }

  ScoreProbe probe() {
    return probe;
  }

  /** The class that it is told: none, where it knows a label that means none. */
  @Nullable Long label() {
    return label;
  }

  private int elements() {
    return Math.toIntExact(probe.shape().elements());
  }

  /** The levels of noise, from the noisiest to the place nearest to data, in equal steps of lambda. */
  List<Point> levels(int count) {
    NoiseSchedule schedule = probe.score().schedule();
    InsideEnds ends = InsideEnds.of(schedule);
    var all = new ArrayList<Point>();
    for (int k = 0; k < count; k++) all.add(schedule.between(ends.first(), ends.last(), k / (count - 1.0)));
    return all;
  }

  /** Measures all levels. */
  List<Row> measure(int levels, int states, Regularity.Work work, Topic.Progress progress) {
    List<Point> at = levels(levels);
    List<double[]> path = path(at, states);
    var rows = new ArrayList<Row>();
    for (int k = 0; k < at.size(); k++) {
      progress.now(name + ", level " + (k + 1) + " of " + levels);
      for (Place place : Place.values()) {
        double[] x = place == Place.PATH ? path.get(k) : states(at.get(k), place, states);
        rows.add(row(at.get(k), place, x, work));
      }
    }
    return rows;
  }

  private Row row(Point at, Place place, double[] x, Regularity.Work work) {
    int n = elements();
    var all = new ArrayList<Regularity>();
    var norms = new ArrayList<Double>();
    for (int r = 0; r < x.length / n; r++) {
      double[] state = java.util.Arrays.copyOfRange(x, r * n, (r + 1) * n);
      Regularity found = Regularity.of(probe, at, label, state, work, 17L * r + 1);
      if (!Double.isFinite(found.first()) || !Double.isFinite(found.second()))
        throw new IllegalStateException(name + " at " + at + ", " + place.text + " " + r + ": a derivative is not finite");
      all.add(found);
      if (exact != null) norms.add(new MixtureDerivatives(exact, at).norm(state));
    }
    return new Row(at, place, all, norms);
  }

  /** States of one kind at a level; in single precision, so that all precisions see the same. */
  double[] states(Point at, Place place, int count) {
    int n = elements(), there = data.length / n;
    var random = new SplittableRandom(5 + place.ordinal());
    var x = new double[count * n];
    for (int r = 0; r < count; r++) {
      int a = r % there;
      double[] origin = java.util.Arrays.copyOfRange(data, a * n, (a + 1) * n), z = new double[n];
      for (int i = 0; i < n; i++) z[i] = random.nextGaussian();
      if (place == Place.BETWEEN) between(at, origin, neighbour(a), z);
      for (int i = 0; i < n; i++) x[r * n + i] = (float) (at.alpha() * origin[i] + at.sigma() * z[i]);
    }
    return x;
  }

  /**
   * The mean of two data, and noise in all directions but that from one to the other: there an exact score of points weighs both, at any
   * noise. A little off the middle, as the second derivative vanishes in it.
   */
  private static void between(Point at, double[] origin, double[] other, double[] z) {
    double square = 0, along = 0;
    for (int i = 0; i < z.length; i++) {
      double d = other[i] - origin[i];
      square += d * d;
      along += d * z[i];
    }
    if (square == 0) return;
    double off = at.sigma() / (at.alpha() * square);
    for (int i = 0; i < z.length; i++) {
      double d = other[i] - origin[i];
      z[i] += (off - along / square) * d;
      origin[i] += 0.5 * d;
    }
  }

  /** The data nearest to one of them, but for its equals. */
  private double[] neighbour(int a) {
    int n = elements(), best = a;
    double least = Double.POSITIVE_INFINITY;
    for (int b = 0; b < data.length / n; b++) {
      double square = 0;
      for (int i = 0; i < n; i++) square += (data[a * n + i] - data[b * n + i]) * (data[a * n + i] - data[b * n + i]);
      if (square > 0 && square < least) {
        least = square;
        best = b;
      }
    }
    return java.util.Arrays.copyOfRange(data, best * n, (best + 1) * n);
  }

  /** States at each level, of one run of a sampler. */
  private List<double[]> path(List<Point> levels, int count) {
    NoiseSchedule schedule = probe.score().schedule();
    var points = new ArrayList<Point>(List.of(levels.getFirst()));
    for (int k = 1; k < levels.size(); k++)
      for (int j = 1; j <= STEPS_A_LEVEL; j++)
        points.add(j == STEPS_A_LEVEL ? levels.get(k) : schedule.between(levels.get(k - 1), levels.get(k), j / (double) STEPS_A_LEVEL));
    TimeGrid grid = (_, _) -> points;
    var states = new ArrayList<double[]>();
    Long only = label;
    Conditions conditions = only == null ? Conditions.NONE : Conditions.classes(only);
    Sampler sampler = Sampler.of(probe.score()).on(backend).solver(Solvers.dpmSolverPP2M()).grid(grid).steps(points.size() - 1)
        .microBatch(count).watch(p -> {
          if (p.step() % STEPS_A_LEVEL == 0) states.add(p.state().toDoubles());
        });
    try (Samples s = sampler.sample(probe.shape(), Seeds.range(0, count), conditions)) {
      if (states.size() != levels.size() || s.count() * elements() != states.getFirst().length)
        throw new IllegalStateException("a run of " + count + " samples told of " + states.size() + " levels of " + levels.size());
    }
    for (double[] x : states) for (int i = 0; i < x.length; i++) x[i] = (float) x[i];
    return states;
  }
}
