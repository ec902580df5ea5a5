package org.counterflow.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.CatalogueProvider;
import org.counterflow.api.catalogue.Entry;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.catalogue.MixtureTarget;
import org.counterflow.api.part.Parameter;
import org.counterflow.solvers.Parts;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What the parts of every provider keep to: {@code docs/plugins.md}, "A part is declared once ... {@code toString()} is {@code
 * PART.text(this)}: the catalogue text, with every parameter that is not at its default."
 *
 * <p>Each entry is made with its defaults, with each parameter at another value, and with all of them.
 */
public abstract class CatalogueContract {
  private final CatalogueProvider provider;
  private final Catalogue catalogue;

  /**
   * The contract of what a provider brings.
   *
   * @param provider as the service loader makes it
   */
  protected CatalogueContract(CatalogueProvider provider) {
    this.provider = provider;
    catalogue = Catalogue.of(provider instanceof Parts ? List.of(provider) : List.of(new Parts(), provider));
  }

  /**
   * The part that stands in the brackets of an entry.
   *
   * <p>By default one that most wrappers take: {@code heun}, {@code karras}, {@code cosine}.
   */
  protected String inner(Entry<?> e) {
    return e.kind().equals(Kind.SOLVER) ? "heun" : e.kind().equals(Kind.GRID) ? "karras" : e.kind().equals(Kind.SCHEDULE) ? "cosine" : "";
  }

  /**
   * Values of text parameters by name, other than the default; a parameter that is not named here is left at its default, or is an error if
   * it has none.
   */
  protected Map<String, String> texts() {
    return Map.of();
  }

  /** Ids of entries that print as another part, such as a second name. */
  protected Set<String> aliases() {
    return Set.of();
  }

  private List<Entry<?>> entries() {
    return provider.entries();
  }

  private Stream<Parameter<?>> changeable(Entry<?> e) {
    return e.parameters().stream().filter(p -> p.type() != Parameter.Type.TEXT || texts().containsKey(p.name()) || p.isRequired());
  }

  private String other(Entry<?> e, Parameter<?> p) {
    return switch (p.type()) {
      case CHOICE -> p.choices().get(1);
      case NUMBERS -> "0.9/0.5/0.25";
      case TEXT -> {
        String t = texts().get(p.name());
        yield t != null ? t : fail("texts() must have a value for " + p.name() + " of " + e.id() + ", which has no default");
      }
      case INTEGER -> {
        int d = Integer.parseInt(p.defaultText());
        yield Integer.toString(d < p.max() ? d + 1 : d - 1);
      }
      case NUMBER -> number(p);
    };
  }

  private static String number(Parameter<?> p) {
    if (p.isRequired()) return p.max() <= 1 ? "0.5" : "2.5";
    double d = Double.parseDouble(p.defaultText().replace("inf", "Infinity"));
    return Double.isInfinite(d) ? d > 0 ? "12.5" : "-2.5" : Parameter.text(d == 0 ? 0.25 : d * 0.9);
  }

  private String text(Entry<?> e, List<String> assignments) {
    String inside = e.inner() == 0 ? "" : "(" + String.join(",", Collections.nCopies(e.inner(), inner(e))) + ")";
    return e.id() + inside + (assignments.isEmpty() ? "" : ":" + String.join(",", assignments));
  }

  private List<String> required(Entry<?> e, @Nullable Parameter<?> with) {
    return e.parameters().stream().filter(q -> q == with || q.isRequired()).map(q -> q.name() + "=" + other(e, q)).toList();
  }

  @SuppressWarnings("unchecked") // what a kind makes is printed and compared, nothing else
  private Object find(Entry<?> e, String text) {
    try {
      return catalogue.find((Kind<Object>) e.kind(), text);
    } catch (RuntimeException x) {
      return fail("the " + e.kind() + " \"" + text + "\" cannot be made: " + x.getMessage(), x);
    }
  }

  /** Makes a part, and again from its text: equal, with equal text. */
  private Object made(Entry<?> e, String text) {
    Object part = find(e, text), again = find(e, part.toString());
    if (!part.toString().equals(again.toString())) fail(e.kind() + " " + e.id() + ": \"" + text + "\" prints as \"" + part
        + "\", which prints as \"" + again + "\"");
    if (!part.equals(again) && !(part instanceof MixtureTarget)) fail(e.kind() + " \"" + part
        + "\" made twice is not equal: parts are values, with equals and hashCode");
    if (part.equals(again) && part.hashCode() != again.hashCode()) fail(e.kind() + " \"" + part + "\" made twice is equal and has two hash codes");
    return part;
  }

  /** {@code docs/plugins.md}: "{@code api()} returns the constant {@code API} of the interface it was compiled against." */
  @Test
  public void itIsBuiltForThisVersion() {
    assertEquals(CatalogueProvider.API, provider.api(), provider.getClass().getName()
        + ": the version of the interface: return CatalogueProvider.API");
    if (entries().isEmpty()) fail(provider.getClass().getName() + " brings nothing");
    if (!catalogue.unusable().isEmpty()) fail("not usable: " + catalogue.unusable());
  }

  /** {@code docs/plugins.md}: "Ids carry the vendor: {@code acme/two-stage}." */
  @Test
  public void idsAreWellFormedAndTakenOnce() {
    Set<String> seen = new HashSet<>();
    for (Entry<?> e : entries()) {
      if (!e.id().matches("([a-z0-9]+/)?[a-z0-9]+(-[a-z0-9]+)*\\+*")) fail(e.kind() + " \"" + e.id()
          + "\": an id is kebab-case, with the vendor before a slash");
      if (!(provider instanceof Parts) && !e.id().contains("/")) fail(e.kind() + " \"" + e.id() + "\": an id carries its vendor, such as acme/"
          + e.id());
      if (!seen.add(e.kind() + " " + e.id())) fail("two entries are the " + e.kind() + " \"" + e.id() + "\"");
    }
  }

  /** {@code docs/plugins.md}: "a {@code Part} with id, summary, paper, parameters (range and default)". */
  @Test
  public void eachEntryExplainsItself() {
    for (Entry<?> e : entries()) {
      if (e.summary().isBlank()) fail(e.kind() + " " + e.id() + " has no summary");
      if (!e.paper().isEmpty() && !e.paper().matches("arXiv:\\d{4}\\.\\d{4,5}|https?://.+|doi:.+")) fail(e.kind() + " " + e.id() + ": the paper \""
          + e.paper() + "\" is neither arXiv:, doi: nor an address");
      for (Parameter<?> p : e.parameters()) {
        if (p.summary().isBlank()) fail("parameter " + p.name() + " of " + e.id() + " has no summary");
        if (!p.name().matches("[a-z0-9]+(-[a-z0-9]+)*")) fail("parameter \"" + p.name() + "\" of " + e.id() + ": a name is kebab-case");
      }
      if (e.kind().equals(Kind.SOLVER) && e.inner() == 0 && e.traits() == null) fail("solver " + e.id() + " has no traits");
    }
  }

  /** {@link Catalogue}: "Parts are named by {@code id:key=value,key=value}". */
  @Test
  public void aPartPrintsAsTheTextThatMakesIt() {
    for (Entry<?> e : entries()) {
      String text = text(e, required(e, null));
      Object part = made(e, text);
      if (!aliases().contains(e.id()) && !part.toString().equals(text))
        fail(e.kind() + " " + e.id() + " made from \"" + text + "\" prints as \"" + part + "\": toString() is PART.text(this)");
    }
  }

  /** {@code docs/plugins.md}: "with every parameter that is not at its default". */
  @Test
  public void eachParameterChangesItsOwnText() {
    for (Entry<?> e : entries()) {
      String plain = find(e, text(e, required(e, null))).toString();
      changeable(e).forEach(p -> {
        String text = text(e, required(e, p));
        if (!aliases().contains(e.id()) && !p.isRequired() && find(e, text).toString().equals(plain))
          fail(e.kind() + " " + e.id() + ": its parameter " + p.name() + " has no effect on its text; a recipe would not know of it");
        made(e, text);
      });
      List<String> all = changeable(e).filter(p -> !p.isRequired()).map(p -> p.name() + "=" + other(e, p)).toList();
      var given = new ArrayList<>(required(e, null));
      given.addAll(all);
      made(e, text(e, given));
    }
  }

  /** {@code docs/plugins.md}: errors say what is wrong: an unknown parameter, and a value out of range, by name. */
  @Test
  public void wrongArgumentsAreRefusedByName() {
    for (Entry<?> e : entries()) {
      refused(e, text(e, List.of("no-such-parameter=1")), "no-such-parameter");
      for (Parameter<?> p : e.parameters()) {
        if (p.type() == Parameter.Type.CHOICE) refused(e, text(e, but(e, p, "no-such-word")), p.name());
        if (p.type() == Parameter.Type.NUMBER || p.type() == Parameter.Type.INTEGER) refused(e, text(e, but(e, p, "many")), p.name());
        if (p.type() == Parameter.Type.NUMBER && p.max() < 1e300) refused(e, text(e, but(e, p, "1e301")), p.name());
      }
    }
  }

  /** What the entry needs, with this value of one parameter. */
  private List<String> but(Entry<?> e, Parameter<?> p, String value) {
    return e.parameters().stream().filter(q -> q == p || q.isRequired()).map(q -> q.name() + "=" + (q == p ? value : other(e, q))).toList();
  }

  @SuppressWarnings("unchecked") // as in find
  private void refused(Entry<?> e, String text, String name) {
    Object part;
    try {
      part = catalogue.find((Kind<Object>) e.kind(), text);
    } catch (IllegalArgumentException x) {
      if (x.getMessage() == null || !x.getMessage().contains(name)) fail("\"" + text + "\" is refused without naming " + name + ": "
          + x.getMessage());
      return;
    }
    fail("\"" + text + "\" is taken, and makes " + part);
  }
}
