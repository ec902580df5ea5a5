package org.counterflow.diagnostics.lab.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.score.ScoreNetwork;
import org.counterflow.diagnostics.findings.Bar;
import org.counterflow.diagnostics.findings.Table;
import org.counterflow.diagnostics.likelihood.Levels;
import org.counterflow.diagnostics.likelihood.Likelihood;
import org.counterflow.diagnostics.likelihood.LogLikelihoods;
import org.counterflow.diagnostics.likelihood.TraceMethod;
import org.counterflow.diagnostics.topic.DataSet;
import org.counterflow.diagnostics.topic.Material;
import org.counterflow.diagnostics.topic.Subject;
import org.counterflow.diagnostics.topic.Topic;
import org.jspecify.annotations.Nullable;

/** Bits a dimension of data under a network. */
final class LikelihoodImages {
  private static final String SOLVER = "dpmpp-2m";
  private static final int STEPS = 64;
  private static final int PROBES = 2;
  private static final int MANY_PROBES = 32;
  /** Of the comparison of traces: the same steps with both, however few. */
  private static final int FEW = 6;

  private final List<Bar> bars = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();
  private final List<List<String>> traces = new ArrayList<>();
  private final Subject subject;
  private final Levels levels;
  private final int count;
  private LogLikelihoods.Mean mean = new LogLikelihoods.Mean(Double.NaN, Double.NaN);

  LikelihoodImages(Catalogue catalogue, Material material, Subject subject, boolean quick, Topic.Progress progress) {
    this.subject = subject;
    DataSet set = material.data();
    levels = levels(subject);
    count = Math.min(quick ? 8 : 64, set.count());
    String given = material.solver(), solver = given == null ? SOLVER : given;
    int steps = material.steps().orElse(quick ? STEPS / 2 : STEPS);
    double[] data = levels.dequantised(doubles(set.values(count)), 1);
    long[] labels = subject.takesClass() ? set.labels(count) : null;
    Likelihood l = Likelihood.of(subject.score(), subject.shape()).trace(new TraceMethod.Hutchinson(PROBES));
    progress.now(subject.name() + ", likelihood of " + count + " samples");
    LogLikelihoods first = add(l.solver(catalogue.find(Kind.SOLVER, solver)).steps(steps), data, labels, solver, steps, labels == null ? "" : "given");
    mean = first.bitsPerDimension(levels.offset());
    if (labels != null) {
      progress.now(subject.name() + ", without class");
      add(l.solver(catalogue.find(Kind.SOLVER, solver)).steps(steps), data, null, solver, steps, "none");
    }
    // Another solver of another order has to say the same, to what either's steps leave; fewer leave more.
    progress.now(subject.name() + ", by another solver");
    String other = solver.startsWith("rk-4") ? "heun" : "rk-4:variable=lambda";
    LogLikelihoods second = add(l.solver(catalogue.find(Kind.SOLVER, other)).steps(Math.max(1, steps / 2)), data, labels, other, Math.max(1, steps / 2),
        labels == null ? "" : "given");
    // What other steps leave, or another solver, is for the reader to judge.
    if (given == null && material.steps().isEmpty()) bars.add(Bar.atMost(subject.name() + ": bits a dimension by two solvers, difference", Math.abs(mean.mean()
        - second.bitsPerDimension(levels.offset()).mean()), quick ? 0.2 : 0.1));
    if (subject.shape().elements() <= 1024) traces(catalogue, data, labels, quick ? 1 : 4, progress);
  }

  /** Grey levels over the range that the network's file says; from -1 to 1 if it says none. */
  private static Levels levels(Subject subject) {
    for (ScoreNetwork n : subject.score().networks()) {
      String range = n.description().says("range");
      if (range == null) continue;
      String[] ends = range.split(",", -1);
      return Levels.bytes(Double.parseDouble(ends[0].strip()), Double.parseDouble(ends[1].strip()));
    }
    return Levels.bytes(-1, 1);
  }

  private LogLikelihoods add(Likelihood l, double[] data, long @Nullable [] labels, String solver, int steps, String classes) {
    LogLikelihoods found = l.measure(data, labels);
    LogLikelihoods.Mean bits = found.bitsPerDimension(levels.offset());
    if (!Double.isFinite(bits.mean())) throw new IllegalStateException(subject.name() + ": bits a dimension by " + solver + " are " + bits.mean());
    double probes = Math.sqrt(found.errors().stream().mapToDouble(e -> e * e).average().orElseThrow()) / found.dimensions() / Math.log(2);
    rows.add(List.of(solver, Integer.toString(steps), classes, Integer.toString(found.nats().size()), LikelihoodTopic.text(found.evaluations()),
        LikelihoodTopic.text(found.mean().mean()), LikelihoodTopic.text(bits.mean()), LikelihoodTopic.text(bits.standardError()),
        LikelihoodTopic.text(probes)));
    return found;
  }

  private void traces(Catalogue catalogue, double[] data, long @Nullable [] labels, int samples, Topic.Progress progress) {
    int n = Math.toIntExact(subject.shape().elements()), there = Math.min(samples, count);
    double[] some = Arrays.copyOf(data, there * n);
    long[] classes = labels == null ? null : Arrays.copyOf(labels, there);
    Likelihood l = Likelihood.of(subject.score(), subject.shape()).solver(catalogue.find(Kind.SOLVER, "dpmpp-2m")).steps(FEW);
    progress.now(subject.name() + ", exact trace of " + there + " samples");
    LogLikelihoods exact = l.trace(new TraceMethod.Exact()).measure(some, classes);
    LogLikelihoods signs = l.trace(new TraceMethod.Hutchinson(MANY_PROBES)).measure(some, classes);
    for (int r = 0; r < there; r++) {
      // Where the Jacobian is diagonal the signs make no error, and rounding remains.
      double apart = signs.nats().get(r) - exact.nats().get(r), error = Math.max(signs.errors().get(r), 1e-6 * Math.abs(exact.nats().get(r)));
      traces.add(List.of(Integer.toString(r), LikelihoodTopic.text(exact.nats().get(r)), LikelihoodTopic.text(signs.nats().get(r)),
          LikelihoodTopic.text(error), LikelihoodTopic.text(apart / error)));
      bars.add(Bar.atMost(subject.name() + ": sample " + r + ", random signs from the exact trace in their standard errors",
          Math.abs(apart / error), 4));
    }
  }

  private static double[] doubles(float[] f) {
    var d = new double[f.length];
    for (int i = 0; i < f.length; i++) d[i] = f[i];
    return d;
  }

  List<Bar> bars() {
    return bars;
  }

  List<Table> tables() {
    var tables = new ArrayList<>(List.of(new Table("Likelihood under " + subject.name() + ", " + PROBES + " probes", List.of("solver", "steps", "class",
        "samples", "evaluations a sample", "nats", "bits a dimension", "+-", "of it a sample's probes"), rows)));
    if (!traces.isEmpty())
      tables.add(new Table("Exact trace and " + MANY_PROBES + " probes, " + FEW + " steps of dpmpp-2m: " + subject.name(), List.of("sample",
          "nats, exact trace", "by probes", "+-", "apart, in these"), traces));
    return tables;
  }

  /** A sentence with the figure. */
  String answer() {
    return String.format(Locale.ROOT, "%s: %.4f +- %.4f bits a dimension over %d samples, of which %.4f are the offset of the levels.", subject.name(),
        mean.mean(), mean.standardError(), count, levels.offset());
  }
}
