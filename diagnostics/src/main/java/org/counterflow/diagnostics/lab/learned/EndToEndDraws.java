package org.counterflow.diagnostics.lab.learned;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.stat.StatUtils;
import org.counterflow.diagnostics.findings.Bar;
import org.counterflow.diagnostics.findings.Table;
import org.counterflow.diagnostics.learning.Averaging;
import org.counterflow.diagnostics.learning.BumpFit;
import org.counterflow.diagnostics.topic.Topic;

/**
 * A score learned from plain draws of the noise, as networks are: it is rough where noise is high, which deterministic samplers pay for
 * and stochastic ones hardly.
 */
final class EndToEndDraws {
  private static final int SAMPLES = 10_000;
  private static final int DRAWS = 2;
  private static final int QUICK_SEEDS = 1;
  private static final int WHOLE_SEEDS = 5;

  private final List<Bar> bars = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();

  /** Measures all of it. */
  EndToEndDraws(EndToEndFits fits, Topic.Effort effort, Topic.Progress progress) {
    int seeds = effort == Topic.Effort.QUICK ? QUICK_SEEDS : WHOLE_SEEDS;
    var ratios = new double[seeds];
    progress.now("scores from two draws of the noise");
    List<EndToEndFit> learned = fits.learned(BumpFit.onLine().averaging(Averaging.drawn(DRAWS)), SAMPLES, seeds, f -> f.bounds(""));
    for (int seed = 1; seed <= seeds; seed++) {
      EndToEndFit f = learned.get(seed - 1);
      double flow = f.tv(EndToEndSampler.AB2, EndToEndFit.BOUND), diffusion = f.tv(EndToEndSampler.ACCELERATED_SDE, EndToEndFit.BOUND);
      ratios[seed - 1] = flow / diffusion;
      String name = "two draws, seed " + seed;
      bars.add(Bar.atLeast(name + ": accelerated-ode-ab2 over accelerated-sde", ratios[seed - 1], 1.3));
      bars.addAll(f.bounds(name));
      var row = new ArrayList<String>(List.of(Integer.toString(seed)));
      double e2 = f.error().score() * f.error().score();
      for (double v : new double[] {e2, f.error().jacobian(), flow, f.error().ode(), diffusion, f.error().sde()}) row.add(EndToEndSteps.number(v));
      rows.add(row);
    }
    if (seeds > 1) bars.add(Bar.atLeast("two draws: the same, median of " + seeds, StatUtils.percentile(ratios, 50), 2));
  }

  List<Bar> bars() {
    return bars;
  }

  Table table() {
    return new Table("A score from two draws of the noise for each of 10000 samples, T = " + EndToEndFit.BOUND, List.of("seed", "eps_score^2",
        "eps_Jacobi", "accelerated-ode-ab2", "bound B1", "accelerated-sde", "bound B2"), rows);
  }
}
