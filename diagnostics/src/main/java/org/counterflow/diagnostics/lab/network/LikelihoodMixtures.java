package org.counterflow.diagnostics.lab.network;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.Shape;
import org.counterflow.diagnostics.convergence.OrderFit;
import org.counterflow.diagnostics.findings.Bar;
import org.counterflow.diagnostics.findings.Curve;
import org.counterflow.diagnostics.findings.Figure;
import org.counterflow.diagnostics.findings.Table;
import org.counterflow.diagnostics.likelihood.Likelihood;
import org.counterflow.diagnostics.likelihood.LogLikelihoods;
import org.counterflow.diagnostics.likelihood.Prior;
import org.counterflow.diagnostics.likelihood.TraceMethod;
import org.counterflow.diagnostics.regularity.MixtureDerivatives;
import org.counterflow.diagnostics.topic.Topic;
import org.counterflow.solvers.Schedules;

/** Likelihoods of a mixture in eight dimensions, sigma from 0.002 to 80, against its exact density. */
final class LikelihoodMixtures {
  private static final int DIMENSIONS = 8;
  /** The deviation of a few states is far above that of most: one choice of signs says little of it. */
  private static final int SEEDS = 6;
  private static final NoiseSchedule EDM = Schedules.edm();
  private static final Mixture MIXTURE = mixture();
  private static final Prior EXACT = (y, at, _) -> new MixtureDerivatives(MIXTURE, at).logDensity(y);

  /** A solver, the range of its slope, and the most that its error may be at the last number of steps. */
  private record Row(String solver, int[] steps, double low, double high, double most) {}

  // Errors of Heun's method are known to be 0.052 and 0.015 nats a dimension at 32 and 64 steps of a like mixture, those of rk-4 3.3e-4 and
  // 8e-5, of dopri5 2e-5 at 16: mixtures differ, and so do
  // constants; this one has a component of deviation 0.25, for which dopri5 needs more steps before its order shows.
  private static final List<Row> ROWS = List.of(
      new Row("heun", new int[] {32, 64}, 1.7, 2.4, 0.03),
      new Row("dpmpp-2m", new int[] {64, 128}, 1.7, 2.4, 0.03),
      new Row("rk-4:variable=lambda", new int[] {32, 64}, 3.6, 5.5, 3e-4),
      new Row("rk-dopri5:variable=lambda", new int[] {32, 64}, 4.5, 8, 2e-5));

  private final List<Bar> bars = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();
  private final List<List<String>> traces = new ArrayList<>();
  private final List<Curve> curves = new ArrayList<>();

  LikelihoodMixtures(Catalogue catalogue, boolean quick, Topic.Progress progress) {
    double[] data = data(quick ? 8 : 32), exact = exact(data, EDM.earliest());
    for (Row r : ROWS) {
      progress.now("likelihood of a mixture: " + r.solver());
      add(catalogue.find(Kind.SOLVER, r.solver()), r, data, exact);
    }
    progress.now("likelihood of a mixture: traces");
    traces(catalogue, quick);
  }

  private static Mixture mixture() {
    var random = new SplittableRandom(2);
    var means = new double[4 * DIMENSIONS];
    for (int i = 0; i < means.length; i++) means[i] = random.nextGaussian();
    return Mixture.of(DIMENSIONS, means, new double[] {0.3, 0.4, 0.25, 0.5}, new double[] {1, 2, 1, 1});
  }

  private static double[] data(int count) {
    var random = new SplittableRandom(1);
    var x = new double[count * DIMENSIONS];
    for (int r = 0; r < count; r++) {
      int k = random.nextInt(MIXTURE.components());
      for (int i = 0; i < DIMENSIONS; i++) x[r * DIMENSIONS + i] = MIXTURE.mean(k, i) + MIXTURE.deviation(k) * random.nextGaussian();
    }
    return x;
  }

  private static double[] exact(double[] data, Point at) {
    var law = new MixtureDerivatives(MIXTURE, at);
    var all = new double[data.length / DIMENSIONS];
    for (int r = 0; r < all.length; r++) {
      var x = new double[DIMENSIONS];
      for (int i = 0; i < DIMENSIONS; i++) x[i] = at.alpha() * data[r * DIMENSIONS + i];
      all[r] = law.logDensity(x) + DIMENSIONS * Math.log(at.alpha());
    }
    return all;
  }

  private static Likelihood likelihood() {
    Shape shape = Shape.of(DIMENSIONS);
    return Likelihood.of(ScoreFunction.of(MIXTURE, shape, EDM), shape).trace(new TraceMethod.Exact()).prior(EXACT);
  }

  /** Root mean square over samples, in nats a dimension. */
  private static double error(LogLikelihoods l, double[] exact) {
    double sum = 0;
    for (int r = 0; r < exact.length; r++) sum += (l.nats().get(r) - exact[r]) * (l.nats().get(r) - exact[r]);
    return Math.sqrt(sum / exact.length) / DIMENSIONS;
  }

  private void add(Solver solver, Row r, double[] data, double[] exact) {
    var steps = new double[r.steps().length];
    var errors = new double[steps.length];
    var points = new ArrayList<Curve.At>();
    for (int i = 0; i < steps.length; i++) {
      LogLikelihoods l = likelihood().solver(solver).steps(r.steps()[i]).measure(data, null);
      steps[i] = r.steps()[i];
      errors[i] = error(l, exact);
      points.add(new Curve.At(steps[i], errors[i]));
      rows.add(List.of(r.solver(), Integer.toString(r.steps()[i]), LikelihoodTopic.text(l.evaluations()), LikelihoodTopic.text(errors[i])));
    }
    double slope = OrderFit.of(steps, errors).slope();
    bars.add(new Bar("mixture: " + r.solver() + ", slope of the error", slope, r.low(), r.high()));
    bars.add(Bar.atMost("mixture: " + r.solver() + ", error in nats a dimension at " + r.steps()[steps.length - 1] + " steps", errors[steps.length - 1],
        r.most()));
    curves.add(new Curve(r.solver(), points, Curve.Look.MEASURED, slope));
  }

  /** Random signs against the exact trace: their deviation, whether it is what they say of themselves, and what the sampler's prior adds. */
  private void traces(Catalogue catalogue, boolean quick) {
    double[] data = data(quick ? 24 : 64), exact;
    Solver solver = catalogue.find(Kind.SOLVER, "dpmpp-2m");
    Likelihood l = likelihood().solver(solver).steps(32);
    LogLikelihoods reference = l.measure(data, null);
    exact = reference.nats().stream().mapToDouble(Double::doubleValue).toArray();
    int[] probes = {1, 4, 16};
    var numbers = new double[probes.length];
    var errors = new double[probes.length];
    for (int i = 0; i < probes.length; i++) {
      double square = 0, saying = 0, evaluations = 0;
      for (int seed = 0; seed < SEEDS; seed++) {
        LogLikelihoods h = l.trace(new TraceMethod.Hutchinson(probes[i])).seed(seed).measure(data, null);
        square += error(h, exact) * error(h, exact) / SEEDS;
        saying += h.errors().stream().mapToDouble(e -> e * e).average().orElseThrow() / SEEDS;
        evaluations = h.evaluations();
      }
      numbers[i] = probes[i];
      errors[i] = Math.sqrt(square);
      double said = Math.sqrt(saying) / DIMENSIONS;
      traces.add(List.of("hutchinson:probes=" + probes[i], LikelihoodTopic.text(evaluations),
          LikelihoodTopic.text(errors[i]), Double.isNaN(said) ? "" : LikelihoodTopic.text(said)));
      if (probes[i] == 16) bars.add(new Bar("mixture: deviation of 16 probes over the error that they say", errors[i] / said, 0.7, 1.4));
    }
    traces.addFirst(List.of("exact", LikelihoodTopic.text(reference.evaluations()), "0", "0"));
    bars.add(new Bar("mixture: power of the number of probes with which their deviation falls", OrderFit.of(numbers, errors).slope(), 0.35, 0.65));
    // 0.052 nats a dimension is known for one probe in eight dimensions, of a like mixture and other steps.
    bars.add(new Bar("mixture: deviation of one probe, nats a dimension", errors[0], 0.015, 0.15));
    LogLikelihoods other = l.prior(Prior.ofSampler()).measure(data, null);
    bars.add(Bar.atMost("mixture: what the sampler's prior adds to the error, nats a dimension", error(other, exact), 5e-3));
  }

  List<Bar> bars() {
    return bars;
  }

  List<Table> tables() {
    return List.of(new Table("Log-likelihood of a mixture in 8 dimensions, exact trace", List.of("solver", "steps", "evaluations a sample",
        "error, nats a dimension"), rows), new Table("Traces by random signs, 32 steps of dpmpp-2m", List.of("trace", "evaluations a sample",
            "deviation, nats a dimension", "as they say"), traces));
  }

  List<Figure> figures() {
    return List.of(Figure.logarithmic("Error of the log-likelihood of a mixture", "steps N", "nats a dimension", curves));
  }
}
