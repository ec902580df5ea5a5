package org.counterflow.diagnostics.lab.network;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.tensor.Shape;
import org.counterflow.diagnostics.findings.Bar;
import org.counterflow.diagnostics.findings.Table;
import org.counterflow.diagnostics.regularity.Differences;
import org.counterflow.diagnostics.regularity.MixtureDerivatives;
import org.counterflow.diagnostics.regularity.Regularity;
import org.counterflow.diagnostics.regularity.ScoreProbe;
import org.counterflow.diagnostics.regularity.Steps;
import org.counterflow.diagnostics.topic.Topic;
import org.counterflow.solvers.Schedules;

/** A mixture whose derivatives are known, for the errors of differences. */
final class RegularityExamples {
  private static final int DIMENSIONS = 12;
  private static final int STATES = 8;
  /** As many products as dimensions: norms are exact. */
  static final Regularity.Work WORK = new Regularity.Work(DIMENSIONS, 6, 8);

  private RegularityExamples() {}

  /** What was found of differences. */
  record Errors(List<Bar> bars, Table table) {}

  static Mixture mixture() {
    var random = new SplittableRandom(5);
    var means = new double[5 * DIMENSIONS];
    for (int i = 0; i < means.length; i++) means[i] = random.nextGaussian();
    return Mixture.of(DIMENSIONS, means, new double[] {0.3, 0.4, 0.25, 0.5, 0.35}, new double[] {1, 2, 1, 1, 3});
  }

  /** Each formula in single precision against exact derivatives, with the steps that are chosen; root mean squares over states and levels. */
  static Errors differences(Backend single, Topic.Progress progress) {
    progress.now("differences on a mixture");
    Mixture m = mixture();
    NoiseSchedule schedule = Schedules.vp();
    var probe = new ScoreProbe(ScoreFunction.of(m, Shape.of(DIMENSIONS), schedule), Shape.of(DIMENSIONS), single);
    double[] lambdas = {-1, -0.5, 0};
    var errors = new double[4];
    var sizes = new double[4];
    for (double lambda : lambdas) {
      Point at = schedule.atLambda(lambda);
      var exact = new MixtureDerivatives(m, at);
      var field = probe.noise(at, null);
      var differences = new Differences(field);
      var random = new SplittableRandom(7);
      for (int r = 0; r < STATES; r++) {
        double[] x = new double[DIMENSIONS], v = new double[DIMENSIONS];
        // Between two components: near one alone there is no second derivative to measure.
        int k = random.nextInt(m.components()), other = (k + 1) % m.components();
        for (int i = 0; i < DIMENSIONS; i++) {
          double between = 0.5 * (m.mean(k, i) + m.mean(other, i));
          x[i] = (float) (at.alpha() * (between + m.deviation(k) * random.nextGaussian()) + at.sigma() * random.nextGaussian());
          v[i] = random.nextBoolean() ? 1 : -1;
        }
        Steps steps = Steps.fit(field, x, v);
        double[] first = exact.product(x, v), second = exact.second(x, v);
        double sigma = at.sigma();
        add(errors, sizes, 0, differences.forward(x, field.at(x), v, steps.first() / 5), -sigma, first);
        add(errors, sizes, 1, differences.product(x, v, steps.first()), -sigma, first);
        add(errors, sizes, 2, differences.fourth(x, v, 3 * steps.first()), -sigma, first);
        add(errors, sizes, 3, differences.second(x, v, steps.second()), -sigma * sigma, second);
      }
    }
    // The errors of the best steps in single precision are 1.6e-3, 1.4e-4, 4e-5 and 3e-3 to 5e-3 of a network; here steps are found without
    // knowing the answer, which costs a factor of a few.
    String[] names = {"J v forward", "J v central", "J v of fourth order", "second derivative"};
    double[] most = {5e-3, 5e-4, 5e-4, 1e-2};
    var bars = new ArrayList<Bar>();
    var rows = new ArrayList<List<String>>();
    for (int i = 0; i < names.length; i++) {
      double e = Math.sqrt(errors[i] / sizes[i]);
      bars.add(Bar.atMost("differences: " + names[i] + ", relative error", e, most[i]));
      rows.add(List.of(names[i], RegularityTopic.text(e)));
    }
    return new Errors(bars, new Table("Differences in single precision against exact derivatives of a mixture", List.of("formula", "relative error"), rows));
  }

  private static void add(double[] errors, double[] sizes, int k, double[] found, double scale, double[] exact) {
    for (int i = 0; i < exact.length; i++) {
      double d = scale * found[i] - exact[i];
      errors[k] += d * d;
      sizes[k] += exact[i] * exact[i];
    }
  }
}
