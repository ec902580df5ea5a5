package org.counterflow.diagnostics.lab.learned;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.apache.commons.math3.stat.StatUtils;
import org.counterflow.diagnostics.findings.Bar;
import org.counterflow.diagnostics.findings.Curve;
import org.counterflow.diagnostics.findings.Figure;
import org.counterflow.diagnostics.findings.Table;
import org.counterflow.diagnostics.learning.BumpFit;
import org.counterflow.diagnostics.topic.Topic;

/** Total variation against the number of steps, of scores learned from few samples and from many; and where more steps stop paying. */
final class EndToEndSteps {
  private static final int FEW = 1000;
  private static final int MANY = 10_000;
  private static final int[] QUICK = {10, 20, 40, 80, 200};
  private static final int[] WHOLE = {10, 14, 20, 28, 40, 57, 80, 113, 160, 226, 320, 400};
  private static final int QUICK_SEEDS = 1;
  private static final int WHOLE_SEEDS = 3;
  /** Seeds of which score errors are compared, in either effort. */
  private static final int ERROR_SEEDS = 3;
  /** More steps pay nothing where total variation is no more than so many times what it comes to. */
  private static final double FLOOR = 1.05;

  private final List<Bar> bars = new ArrayList<>();
  private final List<Table> tables = new ArrayList<>();
  private final List<Figure> figures = new ArrayList<>();
  private final int[] points;
  private final List<List<String>> pays = new ArrayList<>();

  /** Measures all of it. */
  EndToEndSteps(EndToEndFits fits, Topic.Effort effort, Topic.Progress progress) {
    boolean quick = effort == Topic.Effort.QUICK;
    points = quick ? QUICK : WHOLE;
    int seeds = quick ? QUICK_SEEDS : WHOLE_SEEDS;
    progress.now("learning from " + FEW + " and from " + MANY + " samples");
    List<EndToEndFit> few = fits.learned(BumpFit.onLine(), FEW, ERROR_SEEDS, f -> {});
    List<EndToEndFit> many = fits.learned(BumpFit.onLine(), MANY, ERROR_SEEDS, f -> {});
    double ratio = 0;
    for (int i = 0; i < ERROR_SEEDS; i++) ratio += squared(few.get(i)) / squared(many.get(i)) / ERROR_SEEDS;
    bars.add(Bar.atLeast("steps: eps_score^2 from 1000 samples over that from 10000, mean of three seeds", ratio, 2));
    progress.now("samplers with learned scores");
    var makers = new ArrayList<Supplier<EndToEndFit>>();
    for (EndToEndFit f : few.subList(0, seeds)) makers.add(() -> f);
    for (EndToEndFit f : many.subList(0, seeds)) makers.add(() -> f);
    fits.all(makers, f -> {
      for (EndToEndSampler sampler : EndToEndSampler.values()) for (int t : points) f.tv(sampler, t);
    });
    for (int seed = 1; seed <= seeds; seed++) {
      fromFew("n = 1000, seed " + seed, few.get(seed - 1));
      fromMany("n = 10000, seed " + seed, many.get(seed - 1));
    }
    sweep(FEW, few.subList(0, seeds));
    sweep(MANY, many.subList(0, seeds));
    tables.add(new Table("Where more steps stop paying: the least T from which total variation is within 5 % of what it comes to",
        List.of("sampler", "samples", "T", "evaluations", "total variation there", "what it comes to"), pays));
  }

  List<Bar> bars() {
    return bars;
  }

  /** Where more steps stop paying, as a sentence. */
  String says() {
    var all = new ArrayList<String>();
    for (int n : new int[] {FEW, MANY}) {
      var of = new ArrayList<String>();
      for (List<String> row : pays) if (row.get(1).equals(Integer.toString(n))) of.add(row.get(0) + " " + row.get(2));
      all.add("with " + n + " samples: " + String.join(", ", of));
    }
    return "More points T than these gain less than 5 %, " + String.join("; ", all) + ".";
  }

  List<Table> tables() {
    return tables;
  }

  List<Figure> figures() {
    return figures;
  }

  private static double squared(EndToEndFit f) {
    return f.error().score() * f.error().score();
  }

  /** What holds of both; the ranges hold for 30 seeds of an independent program, with a margin of half as much on either side and more. */
  private void fromAny(String name, EndToEndFit f) {
    bars.add(Bar.atLeast(name + ": least derivative of the map of accelerated-ode-ab2", f.leastSlope(EndToEndSampler.AB2, 200), 1e-9));
    bars.addAll(f.bounds(name));
    bars.add(Bar.atLeast(name + ": accelerated-ode-ab2 over B1", f.tv(EndToEndSampler.AB2, 200) / f.error().ode(), 0.3));
    bars.add(Bar.atLeast(name + ": accelerated-sde over B2", f.tv(EndToEndSampler.ACCELERATED_SDE, 200) / f.error().sde(), 0.25));
  }

  private void fromFew(String name, EndToEndFit f) {
    double limit = f.tv(EndToEndSampler.AB2, 200);
    bars.add(new Bar(name + ": eps_score^2", squared(f), 0.02, 0.6));
    bars.add(new Bar(name + ": accelerated-ode-ab2 at 200", limit, 0.015, 0.10));
    bars.add(new Bar(name + ": accelerated-sde at 200", f.tv(EndToEndSampler.ACCELERATED_SDE, 200), 0.012, 0.09));
    bars.add(new Bar(name + ": accelerated-ode at 80 over accelerated-ode-ab2 at 200", f.tv(EndToEndSampler.ACCELERATED_ODE, 80) / limit, 0.8, 1.35));
    bars.add(new Bar(name + ": accelerated-ode-ab2 at 20 over itself at 200", f.tv(EndToEndSampler.AB2, 20) / limit, 0.8, 1.35));
    fromAny(name, f);
  }

  private void fromMany(String name, EndToEndFit f) {
    double limit = f.tv(EndToEndSampler.AB2, 200);
    bars.add(new Bar(name + ": eps_score^2", squared(f), 0.004, 0.04));
    bars.add(new Bar(name + ": accelerated-ode-ab2 at 200", limit, 0.008, 0.045));
    bars.add(new Bar(name + ": accelerated-sde at 200", f.tv(EndToEndSampler.ACCELERATED_SDE, 200), 0.006, 0.04));
    bars.add(over(name, f, EndToEndSampler.ACCELERATED_ODE, EndToEndSampler.PF_ODE_LI, 80, 0.55));
    bars.add(over(name, f, EndToEndSampler.AB2, EndToEndSampler.DDIM, 20, 0.65));
    bars.add(over(name, f, EndToEndSampler.ACCELERATED_SDE, EndToEndSampler.DDPM_LI, 40, 0.95));
    bars.add(Bar.atLeast(name + ": pf-ode-li at 80 over accelerated-ode-ab2 at 200", f.tv(EndToEndSampler.PF_ODE_LI, 80) / limit, 2));
    fromAny(name, f);
  }

  private static Bar over(String name, EndToEndFit f, EndToEndSampler a, EndToEndSampler b, int points, double most) {
    return Bar.atMost(name + ": " + a.id() + " over " + b.id() + " at " + points, f.tv(a, points) / f.tv(b, points), most);
  }

  private void sweep(int n, List<EndToEndFit> fits) {
    var rows = new ArrayList<List<String>>();
    var curves = new ArrayList<Curve>();
    int last = points[points.length - 1];
    double flow = median(fits, EndToEndSampler.AB2, last), diffusion = median(fits, EndToEndSampler.ACCELERATED_SDE, last);
    for (EndToEndSampler s : EndToEndSampler.values()) {
      double[] tv = Arrays.stream(points).mapToDouble(t -> median(fits, s, t)).toArray();
      var row = new ArrayList<String>(List.of(s.id()));
      var at = new ArrayList<Curve.At>();
      for (int i = 0; i < tv.length; i++) {
        row.add(number(tv[i]));
        at.add(new Curve.At(points[i], tv[i]));
      }
      rows.add(row);
      curves.add(Curve.measured(s.id(), at));
      double floor = s.stochastic() ? diffusion : flow;
      int from = paysUpTo(tv, floor);
      pays.add(List.of(s.id(), Integer.toString(n), from < 0 ? "more than " + last : Integer.toString(points[from]),
          from < 0 ? "" : Integer.toString(s.evaluations(points[from])), from < 0 ? number(tv[tv.length - 1]) : number(tv[from]), number(floor)));
    }
    var head = new ArrayList<String>(List.of("sampler"));
    for (int t : points) head.add("T = " + t);
    tables.add(new Table("Total variation of samplers with a score learned from " + n + " samples" + seeds(fits.size()), head, rows));
    figures.add(Figure.logarithmic("A score learned from " + n + " samples", "points T", "total variation", curves));
  }

  static String seeds(int count) {
    return count == 1 ? "" : ", median of " + count + " seeds";
  }

  /** The first number from which on all are near the floor; -1 where the last is not. */
  private static int paysUpTo(double[] tv, double floor) {
    int from = tv.length;
    while (from > 0 && tv[from - 1] <= FLOOR * floor) from--;
    return from == tv.length ? -1 : from;
  }

  private static double median(List<EndToEndFit> fits, EndToEndSampler s, int points) {
    return StatUtils.percentile(fits.stream().mapToDouble(f -> f.tv(s, points)).toArray(), 50);
  }

  static String number(double v) {
    return String.format(Locale.ROOT, "%.3g", v);
  }
}
