package org.counterflow.api.catalogue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.counterflow.api.internal.plugin.Plugins;
import org.counterflow.api.internal.text.Nearest;
import org.counterflow.api.network.NetworkException;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeLabel;
import org.counterflow.api.score.Description;
import org.counterflow.api.score.OutputRule;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.score.ScoreNetwork;

/**
 * The parts that are installed. An object, not a singleton: make one where you need one.
 *
 * <p>Parts are named by {@code id:key=value,key=value}; a part around others takes them in brackets first:
 * {@code churn(heun):s-churn=40}.
 */
public final class Catalogue {
  private static final System.Logger LOG = System.getLogger("org.counterflow.api.catalogue");

  /** The system property that names a folder of plugins, for parts, backends and network runtimes alike. */
  public static final String PLUGINS = Plugins.PROPERTY;

  /** Ids of a module that a message lists. */
  private static final int MOST_LISTED = 20;

  private static final List<Kind<?>> DESCRIBED = List.of(Kind.PREDICTION, Kind.SCHEDULE, Kind.TIME);
  private static final Pattern RULES = Pattern.compile(" \\+ ");
  private static final String OWN = "org.counterflow.";
  /** Parts in each other's brackets: nobody needs more than three, and one that asks its inner part twice costs 2 to the power of this. */
  private static final int DEEPEST = 16;
  /** Each is called by the one after it. */
  private static final int MOST_RULES = 100;
  private static final TimeLabel UNTOLD = (own, schedule) -> 0;

  private final List<Listed> listed;
  private final List<Unusable> unusable;

  private Catalogue(List<Listed> listed, List<Unusable> unusable) {
    this.listed = List.copyOf(listed);
    this.unusable = List.copyOf(unusable);
  }

  /**
   * An entry and where it is from.
   *
   * @param entry the entry
   * @param module the module, or on the class path the package, that brought it
   */
  public record Listed(Entry<?> entry, String module) {}

  /**
   * What was found but is not in the catalogue.
   *
   * @param module the module, or on the class path the package; {@code ?} where not even that is known
   * @param reason why not
   * @param remedy what to do
   */
  public record Unusable(String module, String reason, String remedy) {
    @Override
    public String toString() {
      return (module.equals("?") ? "" : module + ": ") + reason + ". Remedy: " + remedy;
    }
  }

  /**
   * What {@link ServiceLoader} finds on the path of this module, and in the jars of the folder that the system property
   * {@code counterflow.plugins} or the environment variable {@code COUNTERFLOW_PLUGINS} names. A provider that cannot be used is in
   * {@link #unusable}, the others work.
   *
   * @throws IllegalArgumentException if that folder is none
   */
  public static Catalogue installed() {
    return of(Plugins.services(CatalogueProvider.class, List.of()));
  }

  /** What these providers bring, under the same rules. */
  public static Catalogue of(Collection<? extends CatalogueProvider> providers) {
    return of(providers.iterator());
  }

  /** What this iterator brings, which may throw what that of a service loader throws. */
  static Catalogue of(Iterator<? extends CatalogueProvider> all) {
    var unusable = new ArrayList<Unusable>();
    var providers = new ArrayList<CatalogueProvider>();
    while (true) {
      try {
        if (!all.hasNext()) break;
        providers.add(all.next());
      } catch (ServiceConfigurationError | LinkageError e) {
        unusable.add(
            new Unusable("?", "a provider of parts cannot be loaded: " + e.getMessage(), "install what it needs, or remove its jar"));
      }
    }
    // Of two parts of one id the first counts, and nobody takes Counterflow's.
    providers.sort(Comparator.comparing(p -> !from(p).startsWith(OWN)));
    var listed = new ArrayList<Listed>();
    Map<String, String> taken = new HashMap<>();
    for (CatalogueProvider p : providers) add(p, listed, taken, unusable);
    return new Catalogue(listed, unusable);
  }

  private static void add(CatalogueProvider p, List<Listed> listed, Map<String, String> taken, List<Unusable> unusable) {
    String from = from(p);
    try {
      if (p.api() != CatalogueProvider.API) {
        unusable.add(new Unusable(from, "its parts are built for version " + p.api() + " of the catalogue, this is version "
            + CatalogueProvider.API, "install the release of " + from + " for this version"));
        return;
      }
      List<Entry<?>> entries = p.entries();
      if (entries == null) throw new IllegalArgumentException("its list of them is null");
      for (Entry<?> e : entries) {
        if (e == null) throw new IllegalArgumentException("one of them is null");
        String name = e.kind().id() + " " + e.id(), other = taken.get(name);
        if (other != null) {
          unusable.add(new Unusable(from, e.kind() + " \"" + e.id() + "\" is brought by " + other + " already", "remove one of the two"));
        } else if (!from.startsWith(OWN) && e.id().indexOf('/') < 0) {
          unusable.add(new Unusable(from, e.kind() + " \"" + e.id() + "\" has a reserved id: those without a vendor are Counterflow's",
              "name it VENDOR/" + e.id()));
        } else {
          taken.put(name, from);
          listed.add(new Listed(e, from));
        }
      }
    } catch (Throwable e) {
      unusable.add(new Unusable(from, "its parts cannot be listed: " + e, "report it to the makers of " + from + ", or remove its jar"));
    }
  }

  private static String from(CatalogueProvider p) {
    Module m = p.getClass().getModule();
    return m.isNamed() ? m.getName() : p.getClass().getPackageName();
  }

  /** What was found but cannot be used, each with its reason. */
  public List<Unusable> unusable() {
    return unusable;
  }

  /** All entries of a kind, Counterflow's in their own order. */
  public List<Listed> list(Kind<?> kind) {
    return listed.stream().filter(l -> l.entry().kind().equals(kind)).toList();
  }

  /**
   * The part that a text names.
   *
   * @throws IllegalArgumentException if it cannot be read, nothing has its id, an argument is unknown or out of range, or more than 16 parts
   *     stand in each other's brackets
   */
  public <T> T find(Kind<T> kind, String text) {
    return make(kind, PartText.read(text), 1);
  }

  /**
   * The rules that a text names, in the order in which they are applied: one, or several with {@code " + "} between them, as recipes have
   * them.
   *
   * @throws IllegalArgumentException as {@link #find}, or if they are more than 100
   */
  public List<OutputRule> rules(String text) {
    String[] each = RULES.split(text);
    if (each.length > MOST_RULES)
      throw new IllegalArgumentException(each.length + " rules are more than " + MOST_RULES + ": leave some of them out");
    return Arrays.stream(each).map(one -> find(Kind.RULE, one)).toList();
  }

  /**
   * The score function of a network, from what its file says of itself.
   *
   * @param network the network; stays the caller's to close
   * @param overrides texts for {@code prediction}, {@code schedule} and {@code time} that count more than the file's; what contradicts the
   *     file is said as a warning
   * @throws IllegalArgumentException if one of the three is neither given nor in the file, or what is given cannot be read
   * @throws NetworkException if what the file says cannot be read
   */
  public ScoreFunction score(ScoreNetwork network, Map<String, String> overrides) {
    overrides.forEach((key, text) -> {
      Kind<?> kind = DESCRIBED.stream().filter(k -> k.id().equals(key)).findFirst().orElseThrow(
          () -> new IllegalArgumentException("a score function is made of " + DESCRIBED + ", not of \"" + key + "\""));
      // What the caller got wrong is said before what the file lacks.
      find(kind, text);
    });
    Description about = network.description();
    String file = network.name();
    var texts = new HashMap<>(overrides);
    for (Kind<?> k : DESCRIBED) {
      String says = about.says(k.id());
      if (says == null) continue;
      String given = texts.putIfAbsent(k.id(), says);
      if (given != null && !same(k, given, says))
        LOG.log(System.Logger.Level.WARNING, "{0} says {1} {2}; {3} is taken, as it was asked for", file, k, says, given);
    }
    // What no input takes need not be told.
    boolean timed = network.roles().time() != null;
    List<Kind<?>> missing = DESCRIBED.stream().filter(k -> !texts.containsKey(k.id()) && (timed || k != Kind.TIME)).toList();
    if (!missing.isEmpty()) throw new IllegalArgumentException(missing(file, missing));
    Prediction prediction = described(Kind.PREDICTION, file, texts, overrides);
    NoiseSchedule own = described(Kind.SCHEDULE, file, texts, overrides);
    TimeLabel label = timed ? described(Kind.TIME, file, texts, overrides) : UNTOLD;
    try {
      label.range(own);
    } catch (IllegalArgumentException e) {
      if (overrides.containsKey(Kind.TIME.id()) || overrides.containsKey(Kind.SCHEDULE.id())) throw e;
      throw new NetworkException(file + ": its metadata say counterflow.time=\"" + label + "\" of counterflow.schedule=\"" + own + "\": "
          + e.getMessage() + ". Remedy: correct the file's metadata, or override it with --time", e);
    }
    return ScoreFunction.of(network, prediction, label, own);
  }

  /** Whether two texts name the same part. */
  private boolean same(Kind<?> kind, String a, String b) {
    try {
      return find(kind, a).toString().equals(find(kind, b).toString());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private String missing(String file, List<Kind<?>> kinds) {
    return file + " does not say its " + kinds.stream().map(Kind::id).collect(Collectors.joining(" and ")) + "; give "
        + kinds.stream().map(k -> "--" + k.id() + " (" + list(k).stream().map(l -> l.entry().id()).collect(Collectors.joining(", ")) + ")")
            .collect(Collectors.joining(", "));
  }

  private <T> T described(Kind<T> kind, String file, Map<String, String> texts, Map<String, String> overrides) {
    String text = Objects.requireNonNull(texts.get(kind.id()));
    if (overrides.containsKey(kind.id())) return find(kind, text);
    try {
      return find(kind, text);
    } catch (IllegalArgumentException e) {
      throw new NetworkException(file + ": its metadata say counterflow." + kind + "=\"" + text + "\": " + e.getMessage()
          + ". Remedy: correct the file's metadata, or override it with --" + kind, e);
    }
  }

  private <T> T make(Kind<T> kind, PartText text, int depth) {
    if (depth > DEEPEST)
      throw new IllegalArgumentException("a " + kind + " stands in the brackets of more than " + (DEEPEST - 1)
          + " others, at \"" + text.id() + "\": leave some of them out");
    Entry<T> entry = entry(kind, text.id());
    List<PartText> parts = text.inner(entry.inner());
    if (parts.size() != entry.inner())
      throw new IllegalArgumentException(kind + " \"" + entry.id() + "\" takes " + (entry.inner() == 0 ? "nothing in brackets"
          : entry.inner() + " " + kind + (entry.inner() == 1 ? "" : "s") + " in brackets") + ", was \"" + text.whole() + "\"");
    var inner = new ArrayList<T>();
    for (PartText t : parts) inner.add(make(kind, t, depth + 1));
    return entry.make(inner, text.values(entry.parameters()));
  }

  @SuppressWarnings("unchecked") // an entry of an equal kind makes what that kind says
  private <T> Entry<T> entry(Kind<T> kind, String id) {
    for (Listed l : list(kind)) if (l.entry().id().equals(id)) return (Entry<T>) l.entry();
    throw new IllegalArgumentException(unknown(kind, id));
  }

  /** A message is one line that a person reads. */
  private static String some(List<String> ids) {
    int more = ids.size() - MOST_LISTED;
    return String.join(", ", more <= 0 ? ids : ids.subList(0, MOST_LISTED)) + (more <= 0 ? "" : " and " + more + " more");
  }

  private String unknown(Kind<?> kind, String id) {
    List<Listed> all = list(kind);
    String left = unusable.isEmpty() ? ""
        : ". Found but not usable: " + unusable.stream().map(Unusable::toString).collect(Collectors.joining("; "));
    if (all.isEmpty())
      return "no " + kind + " \"" + id + "\": no installed module brings a " + kind
          + " (Counterflow's parts are in org.counterflow.solvers)" + left;
    String nearest = Nearest.hint(id, all.stream().map(l -> l.entry().id()).toList());
    String installed = all.stream().collect(Collectors.groupingBy(Listed::module, LinkedHashMap::new,
        Collectors.mapping(l -> l.entry().id(), Collectors.toList()))).entrySet().stream()
        .map(e -> some(e.getValue()) + " (" + e.getKey() + ")").collect(Collectors.joining("; "));
    return "no " + kind + " \"" + id + "\"" + nearest + ". Installed: " + installed + left;
  }
}
