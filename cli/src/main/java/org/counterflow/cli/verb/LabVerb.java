package org.counterflow.cli.verb;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.cli.laboratory.GivenMaterial;
import org.counterflow.cli.laboratory.ReportFile;
import org.counterflow.cli.terminal.Console;
import org.counterflow.diagnostics.findings.Bar;
import org.counterflow.diagnostics.findings.Findings;
import org.counterflow.diagnostics.findings.Table;
import org.counterflow.diagnostics.lab.Topics;
import org.counterflow.diagnostics.topic.Topic;
import org.counterflow.formats.internal.json.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code lab TOPIC}: the theory's claims, measured. */
final class LabVerb implements Verb {
  /** Every topic, in one report. */
  private static final String ALL = "all";
  private static final String QUICK = "--quick";
  private static final String MODEL = "--model";
  private static final String DATA = "--data";
  private static final String SOLVER = "--solver";
  private static final String STEPS = "--steps";
  /** What says of a network what its file does not; refused where a topic studies none. */
  private static final List<String> MEANING = List.of("prediction", "schedule", "time");
  private static final List<String> PORTS = List.of("--role", "--input", "--dim");

  @Override
  public CommandSpec spec() {
    CommandSpec spec = Specs.verb("Measures what the theory claims, and compares each figure with what it has to be. Without a topic it lists "
        + "them. Exit status 1 if a figure is not as it has to be.");
    spec.addPositional(PositionalParamSpec.builder().paramLabel("TOPIC").arity("0..1").index("0").type(String.class)
        .description("What is measured; all for everything.").build());
    spec.addOption(Specs.flag(QUICK, "Fewer and smaller runs; what is compared holds for these too."));
    Specs.report(spec);
    spec.addOption(Specs.values(MODEL, "ID|FILE.onnx", "For topics about networks: a bundled one (see models) or a file; several for "
        + "regularity. Default: fashion-mnist, and for regularity all that are bundled."));
    spec.addOption(Specs.value(DATA, "FILE.npy", "[n, shape], data of the network's kind. Default: 256 test images of Fashion-MNIST."));
    spec.addOption(Specs.value(SOLVER, "ID", "For topics that study one solver (see solvers)."));
    spec.addOption(Specs.value(STEPS, "N", "Its number of steps."));
    for (String key : MEANING) spec.addOption(Specs.value("--" + key, "ID", "Of a network whose file does not say it, as in sample."));
    return SampleOptions.said(spec);
  }

  @Override
  public int run(ParseResult given, Console console) {
    Catalogue catalogue = Catalogue.installed();
    String name = given.matchedPositionalValue(0, null);
    if (name == null) {
      for (Topic t : new Topics(catalogue).all()) console.out().println(t.id() + "  " + t.asks());
      console.out().println(ALL + "  Everything, a chapter each.");
      return 0;
    }
    String page = SampleOptions.text(given, Specs.REPORT);
    try (GivenMaterial material = material(given, catalogue)) {
      var topics = new Topics(catalogue, material);
      List<Topic> chosen = name.equals(ALL) ? topics.all() : List.of(topics.find(name));
      check(name, chosen, given);
      Topic.Effort effort = given.hasMatchedOption(QUICK) ? Topic.Effort.QUICK : Topic.Effort.WHOLE;
      try (ReportFile report = page == null ? null : ReportFile.open(page, given.hasMatchedOption(SampleOptions.FORCE))) {
        var found = new ArrayList<Findings>();
        for (Topic t : chosen) found.add(chosen.size() == 1 ? t.measure(effort, progress(console)) : kept(t, effort, console));
        console.showLoggedWarnings();
        if (report != null) report.write(found, Specs.command("lab", given));
        console.out().print(given.hasMatchedOption(Specs.JSON) ? json(chosen, found, page) : found.stream().map(LabVerb::text)
            .collect(Collectors.joining("\n")));
        return found.stream().allMatch(f -> f.failed().isEmpty()) ? 0 : 1;
      }
    }
  }

  /** Of many topics, one that cannot be measured costs no other. */
  private static Findings kept(Topic topic, Topic.Effort effort, Console console) {
    try {
      return topic.measure(effort, progress(console));
    } catch (RuntimeException e) {
      String why = e.getMessage() == null ? e.toString() : e.getMessage();
      console.err().println("counterflow: lab " + topic.id() + ": " + why);
      return new Findings(topic.id(), List.of("Not measured: " + why), List.of(Bar.atLeast(topic.id() + ", measured", 0, 1)), List.of(), List.of(),
          List.of());
    }
  }

  private static GivenMaterial material(ParseResult given, Catalogue catalogue) {
    Map<String, String> said = new HashMap<>(SampleOptions.said(given));
    for (String key : MEANING) {
      String value = SampleOptions.text(given, "--" + key);
      if (value != null) said.put(key, value);
    }
    String data = SampleOptions.text(given, DATA), steps = SampleOptions.text(given, STEPS);
    if (steps != null && !steps.matches("[1-9]\\d{0,5}"))
      throw new IllegalArgumentException(STEPS + " must be a whole number from 1 to 999999, was \"" + steps + "\"");
    return new GivenMaterial(catalogue, List.of(given.matchedOptionValue(MODEL, new String[0])), data == null ? null : Path.of(data), said,
        SampleOptions.text(given, SOLVER), steps == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(steps)));
  }

  /** What no topic looks at is refused, not passed over. */
  private static void check(String name, List<Topic> topics, ParseResult given) {
    Set<Topic.Choice> choices = topics.stream().flatMap(t -> t.choices().stream()).collect(Collectors.toSet());
    boolean several = choices.contains(Topic.Choice.MODELS), one = several || choices.contains(Topic.Choice.MODEL);
    refuse(name, given, MODEL, one);
    int models = given.matchedOptionValue(MODEL, new String[0]).length;
    if (models > 1 && !several)
      throw new IllegalArgumentException("lab " + name + " studies one network, and " + MODEL + " is given " + models + " times: give it once");
    refuse(name, given, DATA, choices.contains(Topic.Choice.DATA));
    refuse(name, given, SOLVER, choices.contains(Topic.Choice.SOLVER));
    refuse(name, given, STEPS, choices.contains(Topic.Choice.STEPS));
    for (String key : MEANING) refuse(name, given, "--" + key, one);
    for (String option : PORTS) refuse(name, given, option, one);
  }

  private static void refuse(String name, ParseResult given, String option, boolean taken) {
    if (!taken && given.hasMatchedOption(option))
      throw new IllegalArgumentException("lab " + name + " takes no " + option + ": leave it out");
  }

  private static Topic.Progress progress(Console console) {
    if (!console.isTerminal()) return what -> {};
    return what -> console.err().println("  " + what);
  }

  private static String text(Findings found) {
    var s = new StringBuilder(found.title() + "\n");
    for (Table t : found.tables()) s.append('\n').append(t.title()).append('\n').append(text(t));
    s.append('\n');
    for (Bar b : found.failed()) s.append("NOT MET  ").append(b).append('\n');
    int failed = found.failed().size();
    return s.append(found.bars().size() - failed).append(" of ").append(found.bars().size()).append(" figures are as they have to be\n").toString();
  }

  /** Columns two blanks apart, the first on the left and all others on the right. */
  private static String text(Table t) {
    var all = new ArrayList<List<String>>(List.of(t.columns()));
    all.addAll(t.rows());
    var widths = new int[t.columns().size()];
    for (List<String> row : all) for (int i = 0; i < widths.length; i++) widths[i] = Math.max(widths[i], row.get(i).length());
    var s = new StringBuilder();
    for (List<String> row : all) {
      var line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String blanks = " ".repeat(widths[i] - row.get(i).length());
        line.append(i == 0 ? "  " + row.get(i) + blanks : "  " + blanks + row.get(i));
      }
      s.append(line.toString().stripTrailing()).append('\n');
    }
    return s.toString();
  }

  private static String json(List<Topic> topics, List<Findings> found, @Nullable String report) {
    var all = new ArrayList<Map<String, @Nullable Object>>();
    for (int i = 0; i < topics.size(); i++) all.add(json(topics.get(i), found.get(i), report));
    return Json.pretty(all.size() == 1 ? all.getFirst() : all);
  }

  private static Map<String, @Nullable Object> json(Topic topic, Findings found, @Nullable String report) {
    Map<String, @Nullable Object> m = new LinkedHashMap<>();
    m.put("topic", topic.id());
    m.put("report", report);
    m.put("passed", found.bars().size() - found.failed().size());
    m.put("failed", found.failed().size());
    m.put("results", found.bars().stream().map(LabVerb::json).collect(Collectors.toList()));
    return m;
  }

  private static Map<String, @Nullable Object> json(Bar b) {
    Map<String, @Nullable Object> m = new LinkedHashMap<>();
    m.put("name", b.name());
    m.put("value", b.value());
    m.put("low", Double.isFinite(b.low()) ? b.low() : null);
    m.put("high", Double.isFinite(b.high()) ? b.high() : null);
    m.put("verdict", b.met() ? "pass" : "fail");
    return m;
  }
}
