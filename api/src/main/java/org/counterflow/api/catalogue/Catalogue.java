package org.counterflow.api.catalogue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.counterflow.api.score.Network;
import org.counterflow.api.score.ScoreFunction;

/**
 * The parts that are installed. An object, not a singleton: make one where you need one.
 *
 * <p>Parts are named by {@code id:key=value,key=value}; a part around others takes them in brackets first:
 * {@code churn(heun):s-churn=40}.
 */
public final class Catalogue {
  private final List<Listed> listed;

  private Catalogue(List<Listed> listed) {
    this.listed = listed;
  }

  /**
   * An entry and where it is from.
   *
   * @param entry the entry
   * @param module the module, or the jar's class path name, that brought it
   */
  public record Listed(Entry<?> entry, String module) {}

  /**
   * What {@link ServiceLoader} finds for this class's loader.
   *
   * @throws IllegalStateException if a provider was built for another version of {@link CatalogueProvider}, or an id is taken twice
   */
  public static Catalogue installed() {
    var providers = new ArrayList<CatalogueProvider>();
    ServiceLoader.load(CatalogueProvider.class, Catalogue.class.getClassLoader()).forEach(providers::add);
    return of(providers);
  }

  /** What these providers bring. */
  public static Catalogue of(Collection<? extends CatalogueProvider> providers) {
    var listed = new ArrayList<Listed>();
    Map<String, String> taken = new HashMap<>();
    for (CatalogueProvider p : providers) {
      Module m = p.getClass().getModule();
      String from = m.isNamed() ? m.getName() : p.getClass().getPackageName();
      if (p.api() != CatalogueProvider.API)
        throw new IllegalStateException("the parts of " + from + " are built for version " + p.api() + " of the catalogue, this is version "
            + CatalogueProvider.API + ": update " + from);
      for (Entry<?> e : p.entries()) {
        String other = taken.put(e.kind().id() + " " + e.id(), from);
        if (other != null)
          throw new IllegalStateException(e.kind() + " \"" + e.id() + "\" is brought by both " + other + " and " + from + ": remove one");
        listed.add(new Listed(e, from));
      }
    }
    return new Catalogue(List.copyOf(listed));
  }

  /** All entries of a kind, Counterflow's in their own order. */
  public List<Listed> list(Kind<?> kind) {
    return listed.stream().filter(l -> l.entry().kind().equals(kind)).toList();
  }

  /**
   * The part that a text names.
   *
   * @throws IllegalArgumentException if it cannot be read, nothing has its id, or an argument is unknown or out of range
   */
  public <T> T find(Kind<T> kind, String text) {
    return make(kind, PartText.read(text));
  }

  /**
   * The score function of a network, from what its file says of itself.
   *
   * @param network the network; stays the caller's to close
   * @param overrides texts for {@code prediction}, {@code schedule} and {@code time} that count more than the file's
   * @throws IllegalArgumentException if one of the three is neither given nor in the file, or cannot be read
   */
  public ScoreFunction score(Network network, Map<String, String> overrides) {
    return ScoreFunction.of(network, described(Kind.PREDICTION, "prediction", network, overrides),
        described(Kind.TIME, "time", network, overrides), described(Kind.SCHEDULE, "schedule", network, overrides));
  }

  private <T> T described(Kind<T> kind, String key, Network network, Map<String, String> overrides) {
    String given = overrides.get(key), said = network.signature().says(key);
    String file = network.signature().identity().getOrDefault("file", "the model");
    if (given != null) return find(kind, given);
    if (said == null)
      throw new IllegalArgumentException(file + " does not say its " + key + "; give it (--" + key + " on the command line), one of "
          + list(kind).stream().map(l -> l.entry().id()).collect(Collectors.joining(", ")));
    try {
      return find(kind, said);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the metadata counterflow." + key + " of " + file + " is \"" + said + "\": " + e.getMessage(), e);
    }
  }

  private <T> T make(Kind<T> kind, PartText text) {
    Entry<?> entry = list(kind).stream().map(Listed::entry).filter(e -> e.id().equals(text.id())).findFirst()
        .orElseThrow(() -> new IllegalArgumentException(unknown(kind, text.id())));
    if (text.inner().size() != entry.inner())
      throw new IllegalArgumentException(kind + " \"" + entry.id() + "\" takes " + (entry.inner() == 0 ? "nothing in brackets"
          : entry.inner() + " " + kind + (entry.inner() == 1 ? "" : "s") + " in brackets") + ", was \"" + text.whole() + "\"");
    var inner = new ArrayList<T>();
    for (PartText t : text.inner()) inner.add(make(kind, t));
    return kind.type().cast(entry.factory().apply(Arguments.of(entry, inner, text.values(entry.parameters()))));
  }

  private String unknown(Kind<?> kind, String id) {
    List<Listed> all = list(kind);
    if (all.isEmpty()) return "no " + kind + " \"" + id + "\": no module that has any is installed (org.counterflow.solvers has)";
    String nearest = all.stream().map(l -> l.entry().id()).min(Comparator.comparingInt((String s) -> distance(id, s))).orElseThrow();
    String installed = all.stream().collect(Collectors.groupingBy(Listed::module, LinkedHashMap::new,
        Collectors.mapping(l -> l.entry().id(), Collectors.joining(", ")))).entrySet().stream()
        .map(e -> e.getValue() + " (" + e.getKey() + ")").collect(Collectors.joining("; "));
    return "no " + kind + " \"" + id + "\"; nearest: " + nearest + ". Installed: " + installed;
  }

  /** Levenshtein's distance. */
  private static int distance(String a, String b) {
    var row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) row[j] = j;
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int above = row[j];
        row[j] = Math.min(Math.min(row[j], row[j - 1]) + 1, diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1));
        diagonal = above;
      }
    }
    return row[b.length()];
  }
}
