package org.counterflow.diagnostics.lab.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.counterflow.diagnostics.convergence.OrderFit;
import org.counterflow.diagnostics.findings.Bar;
import org.counterflow.diagnostics.findings.Curve;
import org.counterflow.diagnostics.findings.Figure;
import org.counterflow.diagnostics.findings.Table;

/**
 * What was measured of one score function, by level of noise.
 *
 * @param name as the report has it
 * @param rows from the noisiest level on, three kinds of states each
 */
record RegularitySection(String name, List<RegularityCase.Row> rows) {
  /** Levels at the end near data through which growth is fitted. */
  private static final int LAST = 3;
  /** Curves on logarithmic axes have no zeros. */
  private static final double LEAST = 1e-6;

  private List<RegularityCase.Row> of(RegularityCase.Place place) {
    return rows.stream().filter(r -> r.place() == place).toList();
  }

  /** The power p of {@code L ~ (sigma/alpha)^-p} at the last levels. */
  private double growth(RegularityCase.Place place, boolean second) {
    List<RegularityCase.Row> all = of(place), last = all.subList(all.size() - LAST, all.size());
    var x = new double[LAST];
    var y = new double[LAST];
    for (int i = 0; i < LAST; i++) {
      x[i] = last.get(i).at().ratio();
      y[i] = Math.max(LEAST, second ? last.get(i).second() : last.get(i).first());
    }
    return OrderFit.of(x, y).slope();
  }

  /** What differences say agrees with the closed form where there is one; of a score function that can only be asked nothing is known. */
  List<Bar> bars() {
    var bars = new ArrayList<Bar>();
    if (!rows.getFirst().exact().isEmpty())
      bars.add(Bar.atMost(name + ": first derivatives against the closed form, largest relative error", rows.stream()
          .mapToDouble(RegularityCase.Row::error).max().orElseThrow(), 0.01));
    return bars;
  }

  /** Of a data set: nothing but the point itself near a point, and cliffs between two. */
  List<Bar> pointBars() {
    RegularityCase.Row near = of(RegularityCase.Place.DATA).getLast();
    return List.of(Bar.near(name + ": L1 on noised data, at the least noise", near.first(), 1, 0.01),
        new Bar(name + ": power of 1/sigma with which L1 grows between two data", growth(RegularityCase.Place.BETWEEN, false), 1.9, 2.1),
        new Bar(name + ": power of 1/sigma with which L2 grows between two data", growth(RegularityCase.Place.BETWEEN, true), 2.85, 3.15));
  }

  /** Of a law with a density: below its finest structure derivatives of the score stop growing, and L1 and L2 vanish. */
  List<Bar> smoothBars() {
    var bars = new ArrayList<Bar>();
    for (RegularityCase.Place p : RegularityCase.Place.values())
      bars.add(Bar.atMost(name + ": power of 1/sigma with which L1 grows, " + p.text, growth(p, false), -1));
    return bars;
  }

  /** A sentence with its figures. */
  String answer() {
    double first = rows.stream().mapToDouble(RegularityCase.Row::first).max().orElseThrow();
    double second = rows.stream().mapToDouble(RegularityCase.Row::second).max().orElseThrow();
    double between = growth(RegularityCase.Place.BETWEEN, false), path = growth(RegularityCase.Place.PATH, false);
    RegularityCase.Row last = of(RegularityCase.Place.BETWEEN).getLast();
    return String.format(Locale.ROOT, "%s: L1 is at most %.3g and L2 at most %.3g over all levels and states. Over the last %d levels L1 goes like sigma^%.2f on a "
        + "sampler's states and like sigma^%.2f between two data, where it is %.3g at the least noise (sigma/alpha = %.3g): %s.", name, first, second, LAST,
        -path, -between, last.first(), last.at().ratio(),
        Math.max(between, path) > 1 ? "not bounded" : Math.max(between, path) > 0.25 ? "growing slowly" : "bounded");
  }

  Table table() {
    var head = new ArrayList<String>(List.of("sigma/alpha"));
    for (RegularityCase.Place p : RegularityCase.Place.values()) head.addAll(List.of("L1, " + p.word, "L2, " + p.word, "top, " + p.word));
    head.addAll(List.of("step", "rounding", "asymmetry"));
    var cells = new ArrayList<List<String>>();
    int kinds = RegularityCase.Place.values().length;
    for (int k = 0; k < rows.size(); k += kinds) {
      var line = new ArrayList<String>(List.of(RegularityTopic.text(rows.get(k).at().ratio())));
      double asymmetry = 0;
      for (RegularityCase.Row r : rows.subList(k, k + kinds)) {
        line.addAll(List.of(RegularityTopic.text(r.first()), RegularityTopic.text(r.second()), RegularityTopic.text(r.high())));
        for (var one : r.all()) asymmetry = Math.max(asymmetry, one.asymmetry());
      }
      var steps = rows.get(k).all().getFirst().steps();
      line.addAll(List.of(RegularityTopic.text(steps.first()), RegularityTopic.text(steps.noise().relative()), RegularityTopic.text(asymmetry)));
      cells.add(line);
    }
    return new Table("Derivatives by level of noise: " + name, head, cells);
  }

  /** L1 and L2 of all score functions at one kind of states. */
  static List<Figure> figures(List<RegularitySection> sections, RegularityCase.Place place) {
    var first = new ArrayList<Curve>();
    var second = new ArrayList<Curve>();
    for (RegularitySection s : sections) {
      var one = new ArrayList<Curve.At>();
      var two = new ArrayList<Curve.At>();
      for (RegularityCase.Row r : s.of(place)) {
        one.add(new Curve.At(r.at().ratio(), Math.max(LEAST, r.first())));
        two.add(new Curve.At(r.at().ratio(), Math.max(LEAST, r.second())));
      }
      first.add(Curve.measured(s.name(), one));
      second.add(Curve.measured(s.name(), two));
    }
    return List.of(Figure.logarithmic("L1, " + place.text, "sigma/alpha", "sigma^2 |grad s|", first),
        Figure.logarithmic("L2, " + place.text, "sigma/alpha", "sigma^3 |grad^2 s|", second));
  }
}
