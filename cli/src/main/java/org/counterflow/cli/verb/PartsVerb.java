package org.counterflow.cli.verb;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.Entry;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.internal.text.Shown;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.solver.Traits;
import org.counterflow.cli.terminal.Console;
import org.counterflow.formats.internal.json.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code solvers}, {@code schedules}, {@code grids}, {@code rules} and {@code targets}: what the catalogue has of a kind. */
final class PartsVerb implements Verb {
  private final String plural;
  private final Kind<?> kind;

  PartsVerb(String plural) {
    this.plural = plural;
    kind = switch (plural) {
      case "solvers" -> Kind.SOLVER;
      case "schedules" -> Kind.SCHEDULE;
      case "grids" -> Kind.GRID;
      case "rules" -> Kind.RULE;
      case "targets" -> Kind.TARGET;
      default -> throw new IllegalArgumentException(plural);
    };
  }

  @Override
  public CommandSpec spec() {
    return Specs.verb("Lists the " + plural + " that are installed, with their parameters. They are named as id:key=value,key=value"
        + (kind.equals(Kind.SOLVER) || kind.equals(Kind.GRID) ? "; those around another take it in brackets first, id(inner):key=value."
            : "."));
  }

  @Override
  public int run(ParseResult given, Console console) {
    Catalogue catalogue = Catalogue.installed();
    for (Catalogue.Unusable u : catalogue.unusable()) console.warn("left out: " + u);
    List<Catalogue.Listed> all = catalogue.list(kind);
    if (given.hasMatchedOption(Specs.JSON)) {
      var list = new ArrayList<Map<String, @Nullable Object>>();
      for (Catalogue.Listed l : all) shown(l, PartsVerb::json, console).ifPresent(list::add);
      console.out().print(Json.pretty(list));
      return 0;
    }
    for (Catalogue.Listed l : all) shown(l, PartsVerb::text, console).ifPresent(console.out()::print);
    return 0;
  }

  /** What is said of a part, which asks its makers' code: one that fails is left out, and hurts no other. */
  private static <T> Optional<T> shown(Catalogue.Listed l, Function<Catalogue.Listed, T> how, Console console) {
    try {
      return Optional.of(how.apply(l));
    } catch (Throwable e) {
      console.warn("left out: " + new Catalogue.Unusable(l.module(), l.entry() + " cannot be described: "
          + (e.getMessage() == null ? e.toString() : e.getMessage()), "report it to the makers of " + l.module() + ", or remove its jar"));
      return Optional.empty();
    }
  }

  private static Map<String, @Nullable Object> json(Catalogue.Listed l) {
    Entry<?> e = l.entry();
    Traits t = e.traits();
    var parameters = new ArrayList<Map<String, @Nullable Object>>();
    for (Parameter<?> p : e.parameters()) parameters.add(json(p));
    Map<String, @Nullable Object> m = new LinkedHashMap<>();
    m.put("id", e.id());
    m.put("kind", e.kind().id());
    m.put("module", l.module());
    m.put("summary", e.summary());
    m.put("paper", e.paper());
    m.put("order", t == null ? null : t.order());
    m.put("evaluations", t == null ? null : t.evaluations());
    m.put("stochastic", t == null ? null : t.stochastic());
    m.put("inner", e.inner());
    m.put("parameters", parameters);
    return m;
  }

  private static Map<String, @Nullable Object> json(Parameter<?> p) {
    Map<String, @Nullable Object> m = new LinkedHashMap<>();
    m.put("name", p.name());
    m.put("default", value(p));
    m.put("min", Double.isFinite(p.min()) ? p.min() : null);
    m.put("max", Double.isFinite(p.max()) ? p.max() : null);
    m.put("range", p.range());
    m.put("type", p.type().name().toLowerCase(java.util.Locale.ROOT));
    m.put("choices", p.choices());
    m.put("summary", p.summary());
    return m;
  }

  /** A number where it is one; null where the value must be given. */
  private static @Nullable Object value(Parameter<?> p) {
    if (p.isRequired()) return null;
    String v = p.defaultText();
    return switch (p.type()) {
      case INTEGER -> Long.valueOf(v);
      case NUMBER -> v.endsWith("inf") ? v : Double.valueOf(v);
      default -> v;
    };
  }

  private static String text(Catalogue.Listed l) {
    Entry<?> e = l.entry();
    var s = new StringBuilder(Shown.value(e.id()) + (e.inner() == 0 ? "" : "(...)"));
    Traits t = e.traits();
    if (t != null) {
      s.append("  order ").append(Parameter.text(t.order())).append(", ").append(t.evaluations())
          .append(t.evaluations() == 1 ? " evaluation" : " evaluations")
          .append(" a step").append(t.stochastic() ? ", stochastic" : "");
    }
    if (!e.paper().isEmpty()) s.append("  ").append(Shown.value(e.paper()));
    s.append("\n    ").append(Shown.message(e.summary())).append('\n');
    for (Parameter<?> p : e.parameters())
      s.append("    ").append(Shown.message(p.name() + "=" + (p.isRequired() ? "..." : p.defaultText()) + range(p) + "  " + p.summary()))
          .append('\n');
    return s.toString();
  }

  private static String range(Parameter<?> p) {
    if (!p.choices().isEmpty()) return " (" + String.join(", ", p.choices()) + ")";
    return p.range().isEmpty() ? "" : " (" + p.range().replaceFirst("^in ", "") + ")";
  }
}
