package org.counterflow.cli.verb;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.cli.terminal.Console;
import org.counterflow.diagnostics.recorded.CaseFile;
import org.counterflow.diagnostics.recorded.CaseRecipe;
import org.counterflow.diagnostics.recorded.RecordedCase;
import org.counterflow.diagnostics.recorded.RecordedProblem;
import org.counterflow.diagnostics.replay.Outcome;
import org.counterflow.diagnostics.replay.Outcome.Verdict;
import org.counterflow.diagnostics.replay.Replayer;
import org.counterflow.formats.internal.json.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code replay}: makes runs again that were recorded from other programs, and says how far the states are apart. */
final class ReplayVerb implements Verb {
  private static final String CASE = "--case";

  @Override
  public CommandSpec spec() {
    CommandSpec spec = Specs.verb("Makes runs again that were recorded from other programs, each from its library, sampler and options, and "
        + "compares every state. problem.json lies beside a file; an index.json or problem.json among the files is passed over. Exit status 1 if "
        + "a run is not as recorded.");
    spec.addPositional(PositionalParamSpec.builder().paramLabel("FILE.json").arity("1..*").index("0..*").required(true).type(String[].class)
        .auxiliaryTypes(String.class).description("Files of recorded runs.").build());
    return spec.addOption(Specs.values(CASE, "ID", "This case alone; may be given several times."));
  }

  @Override
  public int run(ParseResult given, Console console) {
    Set<String> wanted = new LinkedHashSet<>(Arrays.asList(given.matchedOptionValue(CASE, new String[0])));
    var replayer = new Replayer(Catalogue.installed());
    boolean json = given.hasMatchedOption(Specs.JSON);
    var outcomes = new ArrayList<Outcome>();
    var listed = new ArrayList<Map<String, @Nullable Object>>();
    Set<String> found = new LinkedHashSet<>();
    for (String name : given.<String[]>matchedPositionalValue(0, new String[0])) {
      if (CaseFile.isOther(Path.of(name))) continue;
      CaseFile file = CaseFile.read(Path.of(name));
      RecordedProblem problem = file.problem();
      for (RecordedCase c : file.cases()) {
        if (!wanted.isEmpty() && !wanted.contains(c.id())) continue;
        found.add(c.id());
        Outcome o = replayer.replay(c, problem);
        outcomes.add(o);
        if (json) listed.add(json(name, c, o));
        else console.out().print(text(o));
      }
    }
    wanted.removeAll(found);
    if (!wanted.isEmpty()) throw new IllegalArgumentException(CASE + " " + wanted.iterator().next() + ": no file that was given has such a case");
    if (json) console.out().print(Json.pretty(summary(outcomes, listed)));
    else console.out().println(summary(outcomes));
    return outcomes.stream().allMatch(Outcome::passed) ? 0 : 1;
  }

  private static long count(List<Outcome> all, Verdict v) {
    return all.stream().filter(o -> o.verdict() == v).count();
  }

  private static String summary(List<Outcome> all) {
    return count(all, Verdict.WITHIN) + " of " + all.size() + (all.size() == 1 ? " run is" : " runs are") + " within tolerance, "
        + count(all, Verdict.OUTSIDE) + " outside, " + count(all, Verdict.NOT_REPRODUCED) + " not reproduced";
  }

  private static Map<String, @Nullable Object> summary(List<Outcome> all, List<Map<String, @Nullable Object>> listed) {
    Map<String, @Nullable Object> m = new LinkedHashMap<>();
    m.put("cases", listed);
    m.put("count", all.size());
    for (Verdict v : Verdict.values()) m.put(v.toString(), count(all, v));
    return m;
  }

  private static String text(Outcome o) {
    String deviation = Double.isNaN(o.deviation()) ? "" : String.format(Locale.ROOT, "  %.1e (tolerance %.0e)", o.deviation(), o.tolerance());
    return o.id() + "  " + o.verdict() + deviation + (o.recipe() == null ? "" : "  " + o.recipe()) + "\n"
        + (o.reason().isEmpty() ? "" : "    " + o.reason() + "\n");
  }

  private static Map<String, @Nullable Object> json(String file, RecordedCase c, Outcome o) {
    Map<String, @Nullable Object> m = new LinkedHashMap<>();
    m.put("id", o.id());
    m.put("file", file);
    m.put("library", c.library());
    m.put("sampler", c.sampler());
    m.put("verdict", o.verdict().toString());
    m.put("deviation", o.deviation());
    m.put("tolerance", o.tolerance());
    m.put("recipe", o.recipe() == null ? null : json(o.recipe()));
    m.put("reason", o.reason());
    return m;
  }

  private static Map<String, @Nullable Object> json(CaseRecipe r) {
    Map<String, @Nullable Object> m = new LinkedHashMap<>();
    m.put("solver", r.solver());
    m.put("grid", r.grid());
    m.put("steps", r.steps());
    m.put("schedule", r.schedule());
    m.put("prediction", r.prediction());
    m.put("rule", r.rule());
    m.put("network", r.network().name().toLowerCase(Locale.ROOT));
    m.put("denoised", r.denoised());
    m.put("text", r.toString());
    return m;
  }
}
