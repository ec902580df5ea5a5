package org.counterflow.api;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.counterflow.api.backend.Availability;
import org.counterflow.api.internal.plugin.Plugins;
import org.counterflow.api.tensor.Memory;
import org.jspecify.annotations.Nullable;

/**
 * A provider as it was found. What it says of itself is read once, and what it throws is a fault of its own: it takes nothing else with
 * it.
 *
 * @param kind what it provides
 * @param provider itself
 * @param id what users type
 * @param rank preference, higher first
 * @param memory of its buffers; null for a network runtime
 */
record Installed<P>(Kind<P> kind, P provider, String id, int rank, @Nullable Memory memory) {
  private static final String OWN = "org.counterflow.";

  /**
   * What providers are asked.
   *
   * @param name of the kind
   * @param api the version of their interface
   */
  record Kind<P>(String name, int api, ToIntFunction<P> version, Function<P, String> id, ToIntFunction<P> rank,
      Function<P, @Nullable Memory> memory, Function<P, Availability> probe) {}

  /**
   * The providers that can be used, best first.
   *
   * @param all may throw what a service loader's iterator throws
   * @param taken ids, to be added to
   * @param broken those that cannot be used, to be added to
   */
  static <P> List<Installed<P>> of(Kind<P> kind, Iterator<P> all, Set<String> taken, List<Backends.Found> broken) {
    var good = new ArrayList<Installed<P>>();
    while (true) {
      try {
        if (!all.hasNext()) break;
        add(kind, all.next(), good, taken, broken);
      } catch (ServiceConfigurationError | LinkageError e) {
        Backends.Found f = broken(kind, Backends.UNKNOWN, "a provider cannot be loaded: " + e.getMessage(),
            "install what it needs, or remove its jar");
        // A plugin that cannot be opened fails for both kinds.
        if (broken.stream().noneMatch(b -> b.availability().equals(f.availability()))) broken.add(f);
      }
    }
    good.sort(Comparator.comparingInt((Installed<P> p) -> p.rank()).reversed());
    return good;
  }

  private static <P> void add(Kind<P> kind, P p, List<Installed<P>> good, Set<String> taken, List<Backends.Found> broken) {
    String id = Backends.UNKNOWN, from = p.getClass().getPackageName();
    try {
      int version = kind.version().applyAsInt(p);
      id = said("id", kind.id().apply(p));
      if (version != kind.api()) {
        broken.add(broken(kind, id, "it is built for version " + version + " of the interface, this is version " + kind.api(),
            "install the release of " + from + " for this version"));
        return;
      }
      if (Plugins.isExcluded(id)) {
        broken.add(broken(kind, id, "it is excluded by -D" + Plugins.EXCLUDED, "start without that"));
        return;
      }
      if (!from.startsWith(OWN) && id.indexOf('/') < 0) {
        broken.add(broken(kind, id, "its id is reserved: those without a vendor are Counterflow's", "name it VENDOR/" + id));
        return;
      }
      var installed = new Installed<>(kind, p, id, kind.rank().applyAsInt(p), kind.memory().apply(p));
      if (taken.add(id)) good.add(installed);
      else broken.add(broken(kind, id, "another provider has this id", "remove " + from + " or the other"));
    } catch (Throwable e) {
      broken.add(broken(kind, id, "it cannot be asked what it is: " + e, remedy(p)));
    }
  }

  /** What every provider has to say. */
  private static String said(String what, @Nullable String text) {
    if (text == null || text.isBlank()) throw new IllegalArgumentException("its " + what + " is " + (text == null ? "null" : "empty"));
    return text;
  }

  private static Backends.Found broken(Kind<?> kind, String id, String reason, String remedy) {
    return new Backends.Found(id, kind.name(), 0, new Availability.Unavailable(reason, remedy));
  }

  private static String remedy(Object provider) {
    return "report it to the makers of " + provider.getClass().getPackageName() + ", or remove its jar";
  }

  /** Where what it does wrong is put right. */
  String remedy() {
    return remedy(provider);
  }

  Availability probe() {
    try {
      Availability found = ProbeGuard.ask(id, provider.getClass(), () -> kind.probe().apply(provider));
      return found != null ? found : new Availability.Unavailable("its probe gave null", remedy(provider));
    } catch (Throwable e) {
      return new Availability.Unavailable("its probe failed: " + e, remedy(provider));
    }
  }

  /** To see whether it comes back: what it says or throws does not matter. */
  void askUnguarded() {
    try {
      var _ = kind.probe().apply(provider);
    } catch (Throwable e) {
      System.getLogger(Installed.class.getName()).log(System.Logger.Level.DEBUG, "the probe of " + id, e);
    }
  }

  Backends.Found found() {
    return new Backends.Found(id, kind.name(), rank, probe());
  }
}
