package org.counterflow.cli.verb;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.cli.laboratory.ReportFile;
import org.counterflow.cli.terminal.Console;
import org.counterflow.diagnostics.convergence.Convergence;
import org.counterflow.diagnostics.convergence.OrderFit;
import org.counterflow.diagnostics.convergence.Rates;
import org.counterflow.diagnostics.convergence.RatesFindings;
import org.counterflow.diagnostics.distance.Distance;
import org.counterflow.formats.internal.json.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code convergence}: how the error of a solver falls with the number of steps, beside what it claims. */
final class ConvergenceVerb implements Verb {
  private static final String SOLVER = "--solver";
  private static final String TARGET = "--target";
  private static final String SCHEDULE = "--schedule";
  private static final String GRID = "--grid";
  private static final String STEPS = "--steps";
  private static final String METRIC = "--metric";
  private static final String ERROR = "--error";
  private static final String ASSERT = "--assert";

  @Override
  public CommandSpec spec() {
    CommandSpec spec = Specs.verb("Measures the order of a solver: its distance from the exact law at several numbers of steps, without drawing "
        + "samples, and the slope, beside what the solver claims. Stochastic solvers too.");
    spec.addOption(Specs.value(SOLVER, "ID", "See solvers. Required."));
    spec.addOption(Specs.value(TARGET, "ID", "A target on a line, or gaussian (see targets). Default: mixture; for stochastic solvers with memory "
        + "gaussian."));
    spec.addOption(Specs.value(SCHEDULE, "ID", "The process (see schedules). Default: vp."));
    spec.addOption(Specs.value(GRID, "ID", "See grids. Default: log-snr, sigma/alpha from 40 to 0.02; for the solvers of the theory and stochastic "
        + "ones of order 1 lambda from -4 to 3."));
    spec.addOption(Specs.value(STEPS, "N,N,...", "Numbers of steps. Default: by the claimed order, 32,64,128,256 up to order 4."));
    spec.addOption(Specs.value(METRIC, "ID", "tv, total variation, or kl, the divergence, which falls with twice the order. Default: tv."));
    spec.addOption(Specs.value(ERROR, "E", "Also says the number of steps for this error, by the line."));
    Specs.report(spec);
    return spec.addOption(Specs.flag(ASSERT, "Exit with status 1 where the slope at the end is below 0.95 of the claim, less 0.1."));
  }

  @Override
  public int run(ParseResult given, Console console) {
    String solver = SampleOptions.text(given, SOLVER), target = SampleOptions.text(given, TARGET), schedule = SampleOptions.text(given, SCHEDULE),
        grid = SampleOptions.text(given, GRID), steps = SampleOptions.text(given, STEPS), metric = SampleOptions.text(given, METRIC);
    if (solver == null) throw new IllegalArgumentException("convergence needs " + SOLVER + " ID: counterflow solvers lists them");
    Catalogue catalogue = Catalogue.installed();
    Convergence c = Convergence.of(catalogue.find(Kind.SOLVER, solver));
    if (target != null) c = c.target(catalogue.find(Kind.TARGET, target));
    if (schedule != null) c = c.along(catalogue.find(Kind.SCHEDULE, schedule));
    if (grid != null) c = c.grid(catalogue.find(Kind.GRID, grid));
    if (steps != null) c = c.steps(numbers(steps));
    if (metric != null) c = c.metric(Distance.of(metric));
    Double error = error(SampleOptions.text(given, ERROR));
    String page = SampleOptions.text(given, Specs.REPORT);
    Rates rates;
    try (ReportFile report = page == null ? null : ReportFile.open(page, given.hasMatchedOption(SampleOptions.FORCE))) {
      rates = c.measure();
      if (report != null) report.write(List.of(RatesFindings.of(rates)), Specs.command("convergence", given));
    }
    console.out().print(given.hasMatchedOption(Specs.JSON) ? Json.pretty(json(rates, error)) : text(rates, error));
    if (!given.hasMatchedOption(ASSERT) || rates.holds()) return 0;
    console.err().println("counterflow: " + rates.solver() + " claims order " + number(rates.claim()) + " and shows " + number(rates.last()));
    return 1;
  }

  private static int[] numbers(String list) {
    if (!list.matches("\\d{1,6}(,\\d{1,6})*"))
      throw new IllegalArgumentException(STEPS + " must be whole numbers with commas between, was \"" + list + "\"");
    return Arrays.stream(list.split(",", -1)).mapToInt(Integer::parseInt).toArray();
  }

  private static @Nullable Double error(@Nullable String text) {
    if (text == null) return null;
    try {
      double e = Double.parseDouble(text);
      if (e > 0 && e < Double.POSITIVE_INFINITY) return e;
    } catch (NumberFormatException _) {
      // said below, with those that are no error
    }
    throw new IllegalArgumentException(ERROR + " must be a number above 0, was \"" + text + "\"");
  }

  /** Steps are whole. */
  private static double numberFor(OrderFit fit, double error) {
    return Math.ceil(fit.numberFor(error));
  }

  private static String text(Rates rates, @Nullable Double error) {
    var s = new StringBuilder(rates.solver() + " on " + rates.target() + ", " + rates.grid() + " along " + rates.schedule() + "\n");
    if (!rates.note().isEmpty()) s.append(rates.note()).append('\n');
    s.append(String.format(Locale.ROOT, "%n%8s %12s %12s%n", "n", "evaluations", rates.metric().id()));
    for (Rates.Row r : rates.rows())
      s.append(String.format(Locale.ROOT, "%8d %12s %12.4g%s%n", r.n(), number(r.evaluations()), r.value(), r.fitted() ? "" : "  rounding, left out"));
    OrderFit fit = rates.fit();
    s.append('\n');
    if (fit == null) return s.append("no slope: fewer than two rows are above ").append(Rates.FLOOR).append('\n').toString();
    s.append(String.format(Locale.ROOT, "slope %.3f", fit.slope()));
    if (Double.isFinite(fit.low())) s.append(String.format(Locale.ROOT, " (95 %%: %.2f to %.2f)", fit.low(), fit.high()));
    s.append(String.format(Locale.ROOT, ", %.3f at the end, claimed ", rates.last())).append(number(rates.claim())).append(rates.holds() ? ": holds\n" : ": does NOT hold\n");
    if (error != null) s.append(rates.metric().id()).append(' ').append(error).append(" at n = ").append(number(numberFor(fit, error))).append('\n');
    return s.toString();
  }

  private static String number(double v) {
    return v == Math.rint(v) ? Long.toString((long) v) : String.format(Locale.ROOT, "%.3g", v);
  }

  private static Map<String, @Nullable Object> json(Rates rates, @Nullable Double error) {
    OrderFit fit = rates.fit();
    Map<String, @Nullable Object> m = new LinkedHashMap<>();
    m.put("solver", rates.solver());
    m.put("target", rates.target());
    m.put("schedule", rates.schedule());
    m.put("grid", rates.grid());
    m.put("metric", rates.metric().id());
    m.put("slope", fit == null ? null : fit.slope());
    m.put("low", fit == null || Double.isNaN(fit.low()) ? null : fit.low());
    m.put("high", fit == null || Double.isNaN(fit.high()) ? null : fit.high());
    m.put("last", fit == null ? null : rates.last());
    m.put("claim", rates.claim());
    m.put("holds", rates.holds());
    m.put("note", rates.note());
    if (error != null) {
      m.put("error", error);
      m.put("numberForError", fit == null ? null : numberFor(fit, error));
    }
    List<Map<String, @Nullable Object>> rows = rates.rows().stream().map(ConvergenceVerb::json).toList();
    m.put("rows", rows);
    return m;
  }

  private static Map<String, @Nullable Object> json(Rates.Row r) {
    Map<String, @Nullable Object> m = new LinkedHashMap<>();
    m.put("n", r.n());
    m.put("evaluations", r.evaluations());
    m.put("value", r.value());
    m.put("fitted", r.fitted());
    return m;
  }
}
