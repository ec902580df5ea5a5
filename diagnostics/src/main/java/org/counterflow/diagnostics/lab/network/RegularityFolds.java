package org.counterflow.diagnostics.lab.network;

import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.solver.Solver;
import org.counterflow.diagnostics.findings.Table;
import org.counterflow.diagnostics.regularity.Fold;
import org.counterflow.diagnostics.regularity.Steps;
import org.counterflow.diagnostics.topic.Topic;
import org.counterflow.solvers.Solvers;

/** Whether steps of a solver turn a direction round: the least eigenvalue of a step's derivative. */
final class RegularityFolds {
  private static final int PRODUCTS = 16;

  private RegularityFolds() {}

  /** Of DDIM and Heun's method, with few steps, at noised data. */
  static Table of(RegularityCase one, int steps, Topic.Progress progress) {
    progress.now(one.name() + ", folds");
    List<Point> nodes = one.levels(steps + 1);
    var rows = new ArrayList<List<String>>();
    for (int k = 0; k < steps; k++) {
      Point from = nodes.get(k), to = nodes.get(k + 1);
      double[] x = one.states(from, RegularityCase.Place.DATA, 1);
      var ones = new double[x.length];
      java.util.Arrays.fill(ones, 1);
      double h = Steps.fit(one.probe().noise(from, one.label()), x, ones).first();
      var line = new ArrayList<String>(List.of(RegularityTopic.text(from.ratio()), RegularityTopic.text(to.ratio()),
          RegularityTopic.text(to.sigma() / from.sigma())));
      for (Solver s : List.of(Solvers.ddim(), Solvers.heun())) line.addAll(cells(one, s, from, to, x, h));
      rows.add(line);
    }
    return new Table("The derivative of one step of " + steps + ", extreme eigenvalues: " + one.name(), List.of("from sigma/alpha", "to",
        "ratio of sigma", "ddim, least", "greatest", "heun, least", "greatest"), rows);
  }

  private static List<String> cells(RegularityCase one, Solver solver, Point from, Point to, double[] x, double h) {
    NoiseSchedule along = one.probe().score().schedule();
    Fold f = Fold.of(one.probe().step(solver, along, from, to, one.label()), x, h, PRODUCTS);
    return List.of(RegularityTopic.text(f.least()) + (f.folds() ? " folds" : ""), RegularityTopic.text(f.most()));
  }
}
