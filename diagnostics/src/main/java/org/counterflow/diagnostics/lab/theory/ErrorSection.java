package org.counterflow.diagnostics.lab.theory;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.counterflow.diagnostics.distance.ScoreError;
import org.counterflow.diagnostics.findings.Bar;
import org.counterflow.diagnostics.findings.Figure;
import org.counterflow.diagnostics.findings.Table;

/** A part of {@link ScoreErrorTopic}: what it found. */
abstract class ErrorSection {
  private final List<Bar> bars = new ArrayList<>();
  private final List<Table> tables = new ArrayList<>();
  private final List<Figure> figures = new ArrayList<>();

  final void add(Bar bar) {
    bars.add(bar);
  }

  final void add(Table table) {
    tables.add(table);
  }

  final void add(Figure figure) {
    figures.add(figure);
  }

  /**
   * What an error makes of total variation is no more than the bound that holds for the sampler; what the steps cost is taken off first.
   *
   * @param steps total variation with the exact score
   */
  final void bound(String name, boolean stochastic, double variation, double steps, ScoreError error) {
    double bound = stochastic ? error.sde() : error.ode();
    add(Bar.atMost(name + ", total variation without that of the steps, over the bound " + (stochastic ? "of Girsanov and Pinsker" : "of the continuity equation"),
        (variation - steps) / bound, 1));
  }

  static String number(double v) {
    return String.format(Locale.ROOT, Math.abs(v) >= 0.1 ? "%.3f" : "%.3g", v);
  }

  final List<Bar> bars() {
    return bars;
  }

  final List<Table> tables() {
    return tables;
  }

  final List<Figure> figures() {
    return figures;
  }
}
