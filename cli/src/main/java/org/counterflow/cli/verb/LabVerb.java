package org.counterflow.cli.verb;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.cli.terminal.Console;
import org.counterflow.diagnostics.findings.Bar;
import org.counterflow.diagnostics.findings.Findings;
import org.counterflow.diagnostics.findings.Table;
import org.counterflow.diagnostics.lab.Topic;
import org.counterflow.diagnostics.lab.Topics;
import org.counterflow.formats.internal.json.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code lab TOPIC}: the theory's claims, measured. */
final class LabVerb implements Verb {
  private static final String QUICK = "--quick";

  @Override
  public CommandSpec spec() {
    CommandSpec spec = Specs.verb("Measures what the theory claims, and compares each figure with what it has to be. Without a topic it lists "
        + "them. Exit status 1 if a figure is not as it has to be.");
    spec.addPositional(PositionalParamSpec.builder().paramLabel("TOPIC").arity("0..1").index("0").type(String.class)
        .description("What is measured.").build());
    return spec.addOption(Specs.flag(QUICK, "Fewer and smaller runs; what is compared holds for these too."));
  }

  @Override
  public int run(ParseResult given, Console console) {
    var topics = new Topics(Catalogue.installed());
    String name = given.matchedPositionalValue(0, null);
    if (name == null) {
      for (Topic t : topics.all()) console.out().println(t.id() + "  " + t.asks());
      return 0;
    }
    Topic topic = topics.find(name);
    Findings found = topic.measure(given.hasMatchedOption(QUICK) ? Topic.Effort.QUICK : Topic.Effort.WHOLE, progress(console));
    console.out().print(given.hasMatchedOption(Specs.JSON) ? Json.pretty(json(topic, found)) : text(found));
    return found.failed().isEmpty() ? 0 : 1;
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

  private static Map<String, @Nullable Object> json(Topic topic, Findings found) {
    Map<String, @Nullable Object> m = new LinkedHashMap<>();
    m.put("topic", topic.id());
    m.put("report", null);
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
