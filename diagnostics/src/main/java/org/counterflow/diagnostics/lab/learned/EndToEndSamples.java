package org.counterflow.diagnostics.lab.learned;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.stat.StatUtils;
import org.counterflow.diagnostics.convergence.OrderFit;
import org.counterflow.diagnostics.findings.Bar;
import org.counterflow.diagnostics.findings.Curve;
import org.counterflow.diagnostics.findings.Figure;
import org.counterflow.diagnostics.findings.Table;
import org.counterflow.diagnostics.learning.BumpFit;
import org.counterflow.diagnostics.topic.Topic;

/** Errors of the score and total variation against the number of samples, with the two bounds; steps enough that they do not count. */
final class EndToEndSamples {
  private static final int[] NUMBERS = {100, 300, 1000, 3000, 10_000, 30_000};
  private static final int[] QUICK = {100, 1000, 10_000};
  private static final int SEEDS = 3;

  private final List<Bar> bars = new ArrayList<>();
  private final Table table;
  private final Figure figure;

  /** Measures all of it. */
  EndToEndSamples(EndToEndFits fits, Topic.Effort effort, Topic.Progress progress) {
    boolean quick = effort == Topic.Effort.QUICK;
    // As many bumps and levels as leave no bias, where there is time.
    BumpFit recipe = quick ? BumpFit.onLine() : BumpFit.onLine().size(128, 32);
    int[] numbers = quick ? QUICK : NUMBERS;
    int seeds = quick ? 1 : SEEDS;
    var rows = new ArrayList<List<String>>();
    var all = new Line[] {new Line("eps_score^2", f -> f.error().score() * f.error().score()), new Line("eps_Jacobi", f -> f.error().jacobian()),
        new Line("bound B1", f -> f.error().ode()), new Line("bound B2", f -> f.error().sde()),
        new Line("accelerated-ode-ab2", f -> f.tv(EndToEndSampler.AB2, EndToEndFit.BOUND)),
        new Line("accelerated-sde", f -> f.tv(EndToEndSampler.ACCELERATED_SDE, EndToEndFit.BOUND))};
    for (int n : numbers) {
      progress.now(recipe.bumps() + " bumps and " + n + " samples");
      List<EndToEndFit> learned = fits.learned(recipe, n, seeds, f -> f.bounds(""));
      for (int seed = 1; seed <= seeds; seed++) bars.addAll(learned.get(seed - 1).bounds("samples: n = " + n + ", seed " + seed));
      var row = new ArrayList<String>(List.of(Integer.toString(n)));
      for (Line l : all) row.add(EndToEndSteps.number(l.add(n, learned)));
      rows.add(row);
    }
    var exponents = new ArrayList<String>(List.of("power of n"));
    for (Line l : all) exponents.add(String.format(Locale.ROOT, "%.2f", -l.fit().slope()));
    rows.add(exponents);
    // Medians of few seeds are uncertain by 10 to 15 %: over two decades that is 0.07 of the power.
    bars.add(new Bar("samples: power of 1/n of eps_score^2", all[0].fit().slope(), 0.55, 1.0));
    bars.add(new Bar("samples: power of 1/n of accelerated-ode-ab2", all[4].fit().slope(), 0.3, 0.55));
    bars.add(new Bar("samples: power of 1/n of accelerated-sde", all[5].fit().slope(), 0.3, 0.6));
    bars.add(new Bar("samples: power of eps_score that accelerated-ode-ab2 grows with", 2 * all[4].fit().slope() / all[0].fit().slope(), 0.85, 1.35));
    var head = new ArrayList<String>(List.of("samples"));
    for (Line l : all) head.add(l.name);
    table = new Table("Errors against the number of samples, T = " + EndToEndFit.BOUND + ", " + recipe.bumps() + " bumps, " + recipe.levels()
        + " levels" + EndToEndSteps.seeds(seeds), head, rows);
    figure = Figure.logarithmic("Total variation against the number of samples", "samples n", "total variation", List.of(
        all[2].curve(Curve.Look.THEORY), all[4].curve(Curve.Look.MEASURED), all[3].curve(Curve.Look.THEORY), all[5].curve(Curve.Look.MEASURED)));
  }

  List<Bar> bars() {
    return bars;
  }

  Table table() {
    return table;
  }

  Figure figure() {
    return figure;
  }

  /** A quantity at each number of samples. */
  private static final class Line {
    private final String name;
    private final ToDoubleFunction<EndToEndFit> of;
    private final List<Curve.At> points = new ArrayList<>();

    Line(String name, ToDoubleFunction<EndToEndFit> of) {
      this.name = name;
      this.of = of;
    }

    double add(int n, List<EndToEndFit> fits) {
      double median = StatUtils.percentile(fits.stream().mapToDouble(of).toArray(), 50);
      points.add(new Curve.At(n, median));
      return median;
    }

    OrderFit fit() {
      return OrderFit.of(points.stream().mapToDouble(Curve.At::x).toArray(), points.stream().mapToDouble(Curve.At::y).toArray());
    }

    Curve curve(Curve.Look look) {
      return new Curve(name, points, look, -fit().slope());
    }
  }
}
