package org.counterflow.diagnostics.lab.theory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.solver.Solver;
import org.counterflow.diagnostics.convergence.OrderFit;
import org.counterflow.diagnostics.distance.Distance;
import org.counterflow.diagnostics.distance.LikelihoodRatio;
import org.counterflow.diagnostics.distance.ScoreError;
import org.counterflow.diagnostics.findings.Bar;
import org.counterflow.diagnostics.findings.Curve;
import org.counterflow.diagnostics.findings.Figure;
import org.counterflow.diagnostics.findings.Table;
import org.counterflow.diagnostics.topic.Topic;
import org.counterflow.solvers.Grids;
import org.counterflow.solvers.Schedules;
import org.counterflow.solvers.Solvers;
import org.counterflow.solvers.target.Mixtures;
import org.counterflow.solvers.theory.AcceleratedOdeAb2;

/** A score error of one size in each coordinate of a product, against the number of coordinates: that of the whole score grows like its root. */
final class ErrorsInDimensions extends ErrorSection {
  private static final int[] DIMENSIONS = {1, 2, 4, 8, 16, 32};
  private static final double SIZE = 0.02;
  private static final double OMEGA = 1;

  ErrorsInDimensions(Backend backend, Topic.Progress progress) {
    var rows = new ArrayList<List<String>>();
    var curves = new ArrayList<Curve>();
    var bumps = new ErrorRuns(backend, Mixtures.threeBumps(), Schedules.vp(), Grids.logSnr(-4, 3), 400);
    var normal = new ErrorRuns(backend, Mixtures.gaussian(0, 1, 1), Schedules.vp(), Grids.logSnr(-4, 3), 400);
    add("three bumps", bumps, rows, curves, progress);
    add("N(0, 1)", normal, rows, curves, progress);
    double first = curves.getFirst().points().getFirst().y();
    for (double power : new double[] {0.5, 1, 1.75}) {
      var points = new ArrayList<Curve.At>();
      for (double d = 1; d <= 32 && first * Math.pow(d, power) <= 1; d *= 1.1) points.add(new Curve.At(d, first * Math.pow(d, power)));
      curves.add(new Curve("growth like d^" + (power == 1 ? "1" : String.valueOf(power)), points, Curve.Look.THEORY, null));
    }
    var head = new ArrayList<String>(List.of("target and solver", "power of d"));
    for (int d : DIMENSIONS) head.add("d = " + d);
    add(new Table("Products, a wave of size 0.02 in the score of each coordinate, T = 400: total variation", head, rows));
    add(Figure.logarithmic("Total variation against the dimension, an error of 0.02 in each coordinate", "dimension d", "total variation", curves));
  }

  private void add(String target, ErrorRuns runs, List<List<String>> rows, List<Curve> curves, Topic.Progress progress) {
    var told = new SineError(runs.mixture(), SIZE, OMEGA, SineError.Frame.MOVING);
    ScoreError error = runs.error(told);
    var all = new ArrayList<ErrorRuns.Run>();
    for (Solver s : List.of(new AcceleratedOdeAb2(), Solvers.acceleratedSde())) {
      String name = "products, " + target + ": " + s;
      all.add(new ErrorRuns.Run(name, s, told, OMEGA));
      all.add(runs.exact(name, s));
    }
    List<LikelihoodRatio> found = runs.ratios(all, progress);
    for (int i = 0; i < all.size(); i += 2)
      add(target, all.get(i), found.get(i), found.get(i + 1), error, rows, curves);
  }

  private void add(String target, ErrorRuns.Run run, LikelihoodRatio with, LikelihoodRatio without, ScoreError error, List<List<String>> rows,
      List<Curve> curves) {
    var tv = new double[DIMENSIONS.length];
    var points = new ArrayList<Curve.At>();
    double worst = 0;
    for (int i = 0; i < tv.length; i++) {
      int d = DIMENSIONS[i];
      tv[i] = with.distance(Distance.TV, d);
      points.add(new Curve.At(d, tv[i]));
      // Of d coordinates the one bound is the root of d times as large, the other at most d times.
      double bound = run.solver().traits().stochastic() ? Math.sqrt(d) * error.sde() : d * error.ode();
      worst = Math.max(worst, (tv[i] - without.distance(Distance.TV, d)) / bound);
    }
    double power = -OrderFit.of(Arrays.stream(DIMENSIONS).asDoubleStream().toArray(), tv).slope();
    add(new Bar(run.name() + ", power of d", power, 0.4, 0.6));
    add(Bar.atMost(run.name() + ", total variation without that of the steps, over the bound, the most of d = 1 to 32", worst, 1));
    String name = target + ": " + run.solver();
    curves.add(new Curve(name, points, Curve.Look.MEASURED, power));
    var row = new ArrayList<String>(List.of(name, String.format(Locale.ROOT, "%.2f", power)));
    for (double v : tv) row.add(number(v));
    rows.add(row);
  }
}
