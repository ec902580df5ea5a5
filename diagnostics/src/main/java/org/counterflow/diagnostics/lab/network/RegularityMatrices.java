package org.counterflow.diagnostics.lab.network;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.counterflow.api.process.Point;
import org.counterflow.diagnostics.findings.Bar;
import org.counterflow.diagnostics.findings.Table;
import org.counterflow.diagnostics.regularity.Field;
import org.counterflow.diagnostics.regularity.FullJacobian;
import org.counterflow.diagnostics.regularity.Regularity;
import org.counterflow.diagnostics.regularity.Steps;
import org.counterflow.diagnostics.regularity.Trace;
import org.counterflow.diagnostics.topic.Topic;

/** Full Jacobians at a few states, beside what products alone say of them. */
final class RegularityMatrices {
  private static final int PROBES = 64;

  private final List<Bar> bars = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();
  private final String name;

  /**
   * Measures.
   *
   * @param one the score function; with more elements than a full Jacobian may have nothing is measured
   * @param count of levels, from the middle on towards data
   */
  RegularityMatrices(RegularityCase one, int count, Topic.Progress progress) {
    name = one.name();
    if (one.probe().shape().elements() > FullJacobian.MOST) return;
    List<Point> levels = one.levels(2 * count + 1);
    for (int k = 0; k < count; k++) {
      Point at = levels.get(count + k);
      progress.now(name + ", full Jacobian " + (k + 1) + " of " + count);
      measure(one, at);
    }
  }

  private void measure(RegularityCase one, Point at) {
    double[] x = one.states(at, RegularityCase.Place.DATA, 1), v = new double[x.length];
    var random = new SplittableRandom(3);
    for (int i = 0; i < v.length; i++) v[i] = random.nextBoolean() ? 1 : -1;
    Field noise = one.probe().noise(at, one.label());
    double sigma = at.sigma();
    Steps steps = Steps.fit(noise, x, v);
    FullJacobian j = FullJacobian.of(noise, x, steps.first());
    Regularity r = Regularity.of(one.probe(), at, one.label(), x, Regularity.Work.USUAL, 1);
    Trace t = Trace.estimate(noise, x, steps.first(), PROBES, 9);
    double norm = j.norm(), deviation = Math.hypot(j.probeDeviation() / Math.sqrt(PROBES),
        1e-3 * j.frobenius()), error = deviation > 0 ? Math.abs(t.mean() - j.trace()) / deviation : 0;
    String where = name + " at sigma/alpha " + RegularityTopic.text(at.ratio());
    // Products give a lower bound; how close depends on how symmetric the Jacobian is, and on its spectrum.
    bars.add(Bar.atMost(where + ": norm by products over that of the full Jacobian", r.first() / (sigma * norm), 1.02));
    bars.add(Bar.atMost(where + ": trace by 64 probes, deviations from that of the full Jacobian", error, 4));
    bars.add(Bar.near(where + ": Frobenius norm by 64 probes over that of the full Jacobian", t.frobenius() / j.frobenius(), 1, 0.05));
    rows.add(List.of(RegularityTopic.text(at.ratio()), RegularityTopic.text(sigma * norm), RegularityTopic.text(r.first()),
        RegularityTopic.text(-sigma * j.trace()), RegularityTopic.text(-sigma * t.mean()), RegularityTopic.text(sigma * t.standardError()),
        RegularityTopic.text(sigma * j.frobenius()), RegularityTopic.text(sigma * t.frobenius()), RegularityTopic.text(j.asymmetry())));
  }

  List<Bar> bars() {
    return bars;
  }

  Table table() {
    return new Table("Full Jacobians on noised data: " + name, List.of("sigma/alpha", "norm", "by 16 products", "trace", "by 64 probes", "+-",
        "Frobenius", "by 64 probes", "asymmetry"), rows);
  }
}
