package org.counterflow.cli.verb;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.process.Point;
import org.counterflow.cli.terminal.Console;
import org.counterflow.diagnostics.plan.Plan;
import org.counterflow.formats.internal.json.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code plan}: the coefficients of each step, traced from a run. */
final class PlanVerb implements Verb {
  private static final String SOLVER = "--solver";
  private static final String GRID = "--grid";
  private static final String SCHEDULE = "--schedule";
  private static final String PREDICTION = "--prediction";
  private static final String STEPS = "--steps";

  @Override
  public CommandSpec spec() {
    CommandSpec spec = Specs.verb("Prints each step of a run as a sum with its coefficients: of the states x0, x1, ..., of what the network "
        + "returns (F0, and F0.1 for a stage), of standard normals (z0, z1, ...).");
    spec.addOption(Specs.value(SOLVER, "ID", "See solvers. Required."));
    spec.addOption(Specs.value(GRID, "ID", "See grids. Default: trailing; karras for the schedules ve and edm."));
    spec.addOption(Specs.value(STEPS, "N", "Updates. Default: 10."));
    spec.addOption(Specs.value(SCHEDULE, "ID", "The process (see schedules). Default: linear."));
    return spec.addOption(Specs.value(PREDICTION, "ID", "What the network returns: data, epsilon, velocity, score, flow, edm. Default: data."));
  }

  @Override
  public int run(ParseResult given, Console console) {
    String solver = SampleOptions.text(given, SOLVER), grid = SampleOptions.text(given, GRID), steps = SampleOptions.text(given, STEPS),
        schedule = SampleOptions.text(given, SCHEDULE), prediction = SampleOptions.text(given, PREDICTION);
    if (solver == null) throw new IllegalArgumentException("plan needs " + SOLVER + " ID: counterflow solvers lists them");
    int count = steps == null ? 10 : steps.matches("\\d{1,6}") ? Integer.parseInt(steps) : 0;
    if (count < 1) throw new IllegalArgumentException(STEPS + " must be a whole number from 1 to 999999, was \"" + steps + "\"");
    Catalogue catalogue = Catalogue.installed();
    Plan plan = Plan.of(catalogue.find(Kind.SOLVER, solver), catalogue.find(Kind.SCHEDULE, schedule == null ? "linear" : schedule),
        grid == null ? null : catalogue.find(Kind.GRID, grid), catalogue.find(Kind.PREDICTION, prediction == null ? "data" : prediction), count);
    console.out().print(given.hasMatchedOption(Specs.JSON) ? Json.pretty(json(plan)) : text(plan));
    return 0;
  }

  private static String text(Plan plan) {
    var s = new StringBuilder(plan + "\n");
    for (Plan.Step step : plan.steps()) {
      s.append(String.format(Locale.ROOT, "%nstep %d of %d%n", step.number(), plan.steps().size()));
      for (Plan.Evaluation e : step.evaluations())
        s.append("  ").append(e.name()).append(" at ").append(text(e.at())).append(": ").append(text(e.of())).append('\n');
      s.append("  ").append(step.name()).append(" at ").append(text(step.at())).append(": ").append(text(step.state())).append('\n');
    }
    return s.toString();
  }

  private static String text(Point p) {
    return String.format(Locale.ROOT, "t %.6g (alpha %.6g, sigma %.6g)", p.time(), p.alpha(), p.sigma());
  }

  private static String text(Map<String, Double> terms) {
    return terms.entrySet().stream().map(e -> number(e.getValue()) + " " + e.getKey()).collect(Collectors.joining(" "));
  }

  /** Ten digits, without zeros at their end. */
  private static String number(double v) {
    return String.format(Locale.ROOT, "%+.10g", v).replaceFirst("\\.?0+(e|$)", "$1");
  }

  private static Map<String, @Nullable Object> json(Plan plan) {
    Map<String, @Nullable Object> m = new LinkedHashMap<>();
    m.put("solver", plan.solver());
    m.put("grid", plan.grid());
    m.put("schedule", plan.schedule());
    m.put("prediction", plan.prediction());
    var steps = new ArrayList<Map<String, @Nullable Object>>();
    for (Plan.Step s : plan.steps()) {
      Map<String, @Nullable Object> one = new LinkedHashMap<>();
      one.put("step", s.number());
      one.put("evaluations", s.evaluations().stream().map(e -> state(e.name(), e.at(), e.of())).toList());
      one.put("state", state(s.name(), s.at(), s.state()));
      steps.add(one);
    }
    m.put("steps", steps);
    return m;
  }

  private static Map<String, @Nullable Object> state(String name, Point at, Map<String, Double> terms) {
    Map<String, @Nullable Object> m = new LinkedHashMap<>();
    m.put("name", name);
    m.put("time", at.time());
    m.put("alpha", at.alpha());
    m.put("sigma", at.sigma());
    m.put("terms", terms);
    return m;
  }
}
