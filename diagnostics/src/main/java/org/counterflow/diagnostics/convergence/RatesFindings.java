package org.counterflow.diagnostics.convergence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.counterflow.diagnostics.distance.Distance;
import org.counterflow.diagnostics.findings.Bar;
import org.counterflow.diagnostics.findings.Curve;
import org.counterflow.diagnostics.findings.Figure;
import org.counterflow.diagnostics.findings.Findings;
import org.counterflow.diagnostics.findings.Table;
import org.jspecify.annotations.Nullable;

/** The convergence of one solver, as a report has it. */
public final class RatesFindings {
  private static final double[] ERRORS = {1e-1, 1e-2, 1e-3, 1e-4, 1e-6};

  private RatesFindings() {}

  /** The errors beside the claim, and how many steps an error takes. */
  public static Findings of(Rates rates) {
    var text = new ArrayList<String>();
    text.add(rates.solver() + " on " + rates.target() + ", over " + rates.grid() + " along " + rates.schedule() + ". A run begins with the exact law at its "
        + "first point and is asked with the exact score; the error is the " + name(rates) + " between the law at its end and the exact one there. "
        + "No sample is drawn.");
    if (!rates.note().isEmpty()) text.add(rates.note() + ".");
    OrderFit fit = rates.fit();
    if (fit != null) text.add(String.format(Locale.ROOT, "The slope is %.3f%s, and %.3f between the last two rows; the claim is %s.", fit.slope(),
        Double.isFinite(fit.low()) ? String.format(Locale.ROOT, " (95 %%: %.2f to %.2f)", fit.low(), fit.high()) : "", rates.last(),
        number(rates.claim())));
    var tables = new ArrayList<Table>();
    tables.add(new Table("Errors", List.of("steps", "evaluations", rates.metric().id(), "fitted"), rates.rows().stream()
        .map(r -> List.of(Integer.toString(r.n()), number(r.evaluations()), number(r.value()), r.fitted() ? "yes" : "no, rounding")).toList()));
    if (fit != null) tables.add(new Table("Steps for an error, by the line", List.of(rates.metric().id(), "steps"), Arrays.stream(ERRORS)
        .mapToObj(e -> List.of(number(e), String.format(Locale.ROOT, "%.0f", Math.max(1, Math.ceil(fit.numberFor(e)))))).toList()));
    return new Findings("Convergence of " + rates.solver(), text, List.of(Bar.atLeast("the slope at the end", rates.last(), rates.bar())), tables,
        figures(rates, fit), List.of());
  }

  private static List<Figure> figures(Rates rates, @Nullable OrderFit fit) {
    List<Rates.Row> drawn = rates.rows().stream().filter(r -> r.value() > 0).toList();
    if (drawn.isEmpty()) return List.of();
    var curves = new ArrayList<Curve>();
    List<Curve.At> points = drawn.stream().map(r -> new Curve.At(r.n(), r.value())).toList();
    curves.add(new Curve(rates.solver(), points, Curve.Look.MEASURED, fit == null ? null : -fit.slope()));
    // What is claimed goes through the first row.
    Rates.Row first = drawn.getFirst();
    curves.add(new Curve("order " + number(rates.claim()), drawn.stream()
        .map(r -> new Curve.At(r.n(), first.value() * Math.pow((double) first.n() / r.n(), rates.claim()))).toList(), Curve.Look.THEORY, null));
    return List.of(Figure.logarithmic("Error against steps", "steps", name(rates), curves));
  }

  private static String name(Rates rates) {
    return rates.metric() == Distance.TV ? "total variation" : "divergence in nats";
  }

  private static String number(double v) {
    return v == Math.rint(v) && Math.abs(v) < 1e9 ? Long.toString((long) v) : String.format(Locale.ROOT, "%.4g", v);
  }
}
