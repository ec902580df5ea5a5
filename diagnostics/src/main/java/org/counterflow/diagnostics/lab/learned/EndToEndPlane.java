package org.counterflow.diagnostics.lab.learned;

import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.Sampler;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.tensor.Shape;
import org.counterflow.diagnostics.distance.PlaneDistance;
import org.counterflow.diagnostics.distance.PlaneError;
import org.counterflow.diagnostics.distance.PlaneEstimate;
import org.counterflow.diagnostics.distance.PlaneEvolution;
import org.counterflow.diagnostics.findings.Bar;
import org.counterflow.diagnostics.findings.Curve;
import org.counterflow.diagnostics.findings.Figure;
import org.counterflow.diagnostics.findings.Table;
import org.counterflow.diagnostics.learning.BumpFit;
import org.counterflow.diagnostics.learning.LearnedNetwork;
import org.counterflow.diagnostics.learning.LearnedScore;
import org.counterflow.diagnostics.samples.MixtureSamples;
import org.counterflow.diagnostics.topic.Topic;
import org.counterflow.solvers.Grids;
import org.counterflow.solvers.Schedules;
import org.counterflow.solvers.target.Mixtures;

/** The same in the plane, on two moons: whether what is found on a line is found there. A part of a whole measurement alone. */
final class EndToEndPlane {
  private static final Mixture TARGET = Mixtures.twoMoons(0.2);
  private static final NoiseSchedule PROCESS = Schedules.vp();
  private static final TimeGrid GRID = Grids.logSnr(BumpFit.inPlane().from(), BumpFit.inPlane().to());
  private static final int[] NUMBERS = {300, 1000, 3000, 10_000};
  private static final int SHOWN = 10_000;
  private static final int[] POINTS = {10, 20, 40};
  /** Points at which bounds are compared with samplers. */
  private static final int LAST = 40;
  private static final int ERRORS = 24;
  /** Starts a side: total variation is right to 2 %. */
  private static final int SIDE = 80;
  private static final int SEED = 1;

  private final List<Bar> bars = new ArrayList<>();
  private final List<Table> tables = new ArrayList<>();
  private final List<Figure> figures = new ArrayList<>();
  private final Backend backend;

  /** Measures all of it; nothing in a quick measurement. */
  EndToEndPlane(Backend backend, Topic.Effort effort, Topic.Progress progress) {
    this.backend = backend;
    if (effort == Topic.Effort.QUICK) return;
    progress.now("two moons, the exact score");
    ScoreFunction exact = ScoreFunction.of(TARGET, Shape.of(2), PROCESS);
    double ofFlow = tv(EndToEndSampler.AB2, LAST, exact, PlaneEstimate.exact(TARGET));
    double ofDiffusion = tv(EndToEndSampler.ACCELERATED_SDE, LAST, exact, PlaneEstimate.exact(TARGET));
    // An independent program has 0.0046 and 0.017 on moons of half as many components.
    bars.add(new Bar("two moons, exact score: accelerated-ode-ab2 at 40", ofFlow, 0.003, 0.007));
    bars.add(new Bar("two moons, exact score: accelerated-sde at 40", ofDiffusion, 0.008, 0.025));
    var rows = new ArrayList<List<String>>();
    var flow = new ArrayList<Curve.At>();
    var diffusion = new ArrayList<Curve.At>();
    var boundFlow = new ArrayList<Curve.At>();
    var boundDiffusion = new ArrayList<Curve.At>();
    for (int n : NUMBERS) {
      progress.now("two moons, " + n + " samples");
      LearnedScore learned = BumpFit.inPlane().learn(MixtureSamples.draw(TARGET, n, 1000L + SEED), 2, SEED);
      ScoreFunction score = ScoreFunction.of(new LearnedNetwork(learned));
      PlaneError e = PlaneError.of(TARGET, learned.inPlane(), GRID.on(PROCESS, ERRORS));
      double f = tv(EndToEndSampler.AB2, LAST, score, learned.inPlane()), d = tv(EndToEndSampler.ACCELERATED_SDE, LAST, score, learned.inPlane());
      String name = "two moons, n = " + n;
      bars.add(Bar.atMost(name + ": accelerated-ode-ab2 less its steps' error, over B1", (f - ofFlow) / e.ode(), 1));
      bars.add(Bar.atMost(name + ": accelerated-sde less its steps' error, over B2", (d - ofDiffusion) / e.sde(), 1));
      bars.add(Bar.atMost(name + ": accelerated-sde over accelerated-ode-ab2", d / f, 1));
      rows.add(List.of(Integer.toString(n), number(e.score() * e.score()), number(e.ode()), number(f), number(e.sde()), number(d)));
      flow.add(new Curve.At(n, f));
      diffusion.add(new Curve.At(n, d));
      boundFlow.add(new Curve.At(n, e.ode()));
      boundDiffusion.add(new Curve.At(n, e.sde()));
      if (n == SHOWN) steps(score, learned);
    }
    bars.add(Bar.atMost("two moons: accelerated-ode-ab2 with 10000 samples over 300", flow.getLast().y() / flow.getFirst().y(), 0.6));
    bars.add(Bar.atMost("two moons: accelerated-sde with 10000 samples over 300", diffusion.getLast().y() / diffusion.getFirst().y(), 0.6));
    tables.addFirst(new Table("Two moons: errors against the number of samples, T = " + LAST, List.of("samples", "eps_score^2", "bound B1",
        "accelerated-ode-ab2", "bound B2", "accelerated-sde"), rows));
    figures.addFirst(Figure.logarithmic("Two moons: total variation against the number of samples", "samples n", "total variation", List.of(
        new Curve("bound B1", boundFlow, Curve.Look.THEORY, null), Curve.measured("accelerated-ode-ab2", flow),
        new Curve("bound B2", boundDiffusion, Curve.Look.THEORY, null), Curve.measured("accelerated-sde", diffusion))));
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

  private static String number(double v) {
    return EndToEndSteps.number(v);
  }

  private double tv(EndToEndSampler s, int points, ScoreFunction score, PlaneEstimate estimate) {
    Sampler sampler = Sampler.of(score).on(backend).along(PROCESS).solver(s.solver()).grid(GRID).steps(points - 1);
    double v = s.stochastic() ? PlaneEvolution.totalVariation(s.solver(), PROCESS, GRID, points - 1, TARGET, estimate).value()
        : PlaneDistance.totalVariation(sampler, TARGET, SIDE).value();
    if (!Double.isFinite(v)) throw new IllegalStateException("two moons, " + s.id() + " at T = " + points + ": total variation is " + v);
    return v;
  }

  private void steps(ScoreFunction score, LearnedScore learned) {
    var rows = new ArrayList<List<String>>();
    var curves = new ArrayList<Curve>();
    for (EndToEndSampler s : EndToEndSampler.values()) {
      var row = new ArrayList<String>(List.of(s.id()));
      var at = new ArrayList<Curve.At>();
      for (int t : POINTS) {
        at.add(new Curve.At(t, tv(s, t, score, learned.inPlane())));
        row.add(number(at.getLast().y()));
      }
      rows.add(row);
      curves.add(Curve.measured(s.id(), at));
    }
    var head = new ArrayList<String>(List.of("sampler"));
    for (int t : POINTS) head.add("T = " + t);
    tables.add(new Table("Two moons: total variation of samplers with a score learned from " + SHOWN + " samples", head, rows));
    figures.add(Figure.logarithmic("Two moons: a score learned from " + SHOWN + " samples", "points T", "total variation", curves));
  }
}
