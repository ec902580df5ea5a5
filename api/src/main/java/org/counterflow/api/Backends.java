package org.counterflow.api;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.counterflow.api.backend.Availability;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.BackendException;
import org.counterflow.api.backend.BackendProvider;
import org.counterflow.api.backend.Options;
import org.counterflow.api.catalogue.Nearest;
import org.counterflow.api.internal.plugin.Plugins;
import org.counterflow.api.score.Network;
import org.counterflow.api.score.NetworkException;
import org.counterflow.api.score.NetworkProvider;
import org.counterflow.api.tensor.Memory;
import org.jspecify.annotations.Nullable;

/**
 * The arithmetic backends and network runtimes that are installed, and the rules by which one is taken: what the caller names, else the
 * system property {@value #PROPERTY}, else the environment variable {@value #VARIABLE}, else the best that works.
 *
 * <p>A backend asked for by name never falls back. The text is {@code id}, {@code id:device}, or one of each kind joined by {@code +}, as in
 * {@code opencl:gpu+onnx}; naming only a network runtime keeps the automatic arithmetic. An object, not a singleton.
 */
public final class Backends {
  /** The system property that names a backend. */
  public static final String PROPERTY = "counterflow.backend";

  /** The environment variable that names a backend. */
  public static final String VARIABLE = "COUNTERFLOW_BACKEND";

  private static final String ARITHMETIC = "arithmetic";
  private static final String NETWORK = "network";
  private static final System.Logger LOG = System.getLogger(Backends.class.getName());
  private static final AtomicBoolean SAID = new AtomicBoolean();

  private final List<BackendProvider> arithmetic;
  private final List<NetworkProvider> networks;
  private final List<Found> broken;

  private Backends(List<BackendProvider> arithmetic, List<NetworkProvider> networks, List<Found> broken) {
    this.arithmetic = arithmetic;
    this.networks = networks;
    this.broken = broken;
  }

  /**
   * An installed provider and what its probe says.
   *
   * @param id what users type
   * @param kind {@code arithmetic} or {@code network}
   * @param rank preference, higher first
   * @param availability devices, or why not and what to do
   */
  public record Found(String id, String kind, int rank, Availability availability) {}

  /**
   * What is asked for: an arithmetic backend, a network runtime, both or neither; each with a device.
   *
   * @param arithmetic {@code id} or {@code id:device}, or null for automatic
   * @param network {@code id} or {@code id:device}, or null for automatic
   */
  public record Choice(@Nullable String arithmetic, @Nullable String network) {}

  /**
   * What {@link ServiceLoader} finds on the path of this module, and in the jars of the folder that the system property
   * {@code counterflow.plugins} or the environment variable {@code COUNTERFLOW_PLUGINS} names. A provider that cannot be used is listed with its
   * reason.
   *
   * @throws IllegalArgumentException if that folder is none
   */
  public static Backends installed() {
    return of(Plugins.services(BackendProvider.class), Plugins.services(NetworkProvider.class));
  }

  /** What these iterators bring, which may throw what those of a service loader throw. */
  static Backends of(Iterator<BackendProvider> arithmetic, Iterator<NetworkProvider> networks) {
    var broken = new ArrayList<Found>();
    Set<String> taken = new HashSet<>();
    List<BackendProvider> a = good(arithmetic, ARITHMETIC, BackendProvider.API, BackendProvider::api, BackendProvider::id, taken, broken);
    List<NetworkProvider> n = good(networks, NETWORK, NetworkProvider.API, NetworkProvider::api, NetworkProvider::id, taken, broken);
    a.sort(Comparator.comparingInt(BackendProvider::rank).reversed());
    n.sort(Comparator.comparingInt(NetworkProvider::rank).reversed());
    return new Backends(a, n, broken);
  }

  private static <T> List<T> good(Iterator<T> all, String kind, int api, ToIntFunction<T> version, Function<T, String> id,
      Set<String> taken, List<Found> broken) {
    var good = new ArrayList<T>();
    while (true) {
      try {
        if (!all.hasNext()) return good;
        T p = all.next();
        int v = version.applyAsInt(p);
        String from = p.getClass().getPackageName();
        if (v != api)
          broken.add(broken(id.apply(p), kind, "it is built for version " + v + " of the interface, this is version " + api,
              "install the release of " + from + " for this version"));
        else if (!taken.add(id.apply(p)))
          broken.add(broken(id.apply(p), kind, "another provider has this id", "remove " + from + " or the other"));
        else good.add(p);
      } catch (ServiceConfigurationError | LinkageError e) {
        Found f = broken("?", kind, "a provider cannot be loaded: " + e.getMessage(), "install what it needs, or remove its jar");
        // A plugin that cannot be opened fails for both kinds.
        if (broken.stream().noneMatch(b -> b.availability().equals(f.availability()))) broken.add(f);
      }
    }
  }

  private static Availability probed(BackendProvider p) {
    return probed(p, p::probe);
  }

  private static Availability probed(NetworkProvider p) {
    return probed(p, p::probe);
  }

  /** A provider's fault is the provider's: it takes nothing else with it. */
  private static Availability probed(Object provider, Supplier<Availability> probe) {
    try {
      return probe.get();
    } catch (RuntimeException | LinkageError e) {
      return new Availability.Unavailable("its probe failed: " + e,
          "report it to the makers of " + provider.getClass().getPackageName() + ", or remove its jar");
    }
  }

  private static Found broken(String id, String kind, String reason, String remedy) {
    return new Found(id, kind, 0, new Availability.Unavailable(reason, remedy));
  }

  /** Every provider, best first, with what its probe says. */
  public List<Found> list() {
    var all = new ArrayList<Found>();
    for (BackendProvider p : arithmetic) all.add(new Found(p.id(), ARITHMETIC, p.rank(), probed(p)));
    for (NetworkProvider p : networks) all.add(new Found(p.id(), NETWORK, p.rank(), probed(p)));
    all.addAll(broken);
    return all;
  }

  /** What is asked for by the caller, else by the system property, else by the environment variable. */
  public Choice choice(@Nullable String argument) {
    String text = argument != null ? argument : System.getProperty(PROPERTY) != null ? System.getProperty(PROPERTY) : System.getenv(VARIABLE);
    if (text == null || text.isBlank() || text.equals("auto")) return new Choice(null, null);
    String a = null, n = null;
    for (String part : text.split("\\+", -1)) {
      String id = id(part);
      if (networks.stream().anyMatch(p -> p.id().equals(id))) {
        if (n != null) throw new IllegalArgumentException("backend \"" + text + "\" names two network runtimes");
        n = part;
      } else {
        if (a != null) throw new IllegalArgumentException("backend \"" + text + "\" names two arithmetic backends");
        provider(id);
        a = part;
      }
    }
    return new Choice(a, n);
  }

  private static String id(String text) {
    int colon = text.indexOf(':');
    return (colon < 0 ? text : text.substring(0, colon)).strip();
  }

  private static Options forDevice(String text, Options o) {
    int colon = text.indexOf(':');
    return colon < 0 ? o : o.device(text.substring(colon + 1).strip());
  }

  private BackendProvider provider(String id) {
    for (BackendProvider p : arithmetic) if (p.id().equals(id)) return p;
    for (Found f : broken) if (f.id().equals(id)) requireUsable(id, f.availability());
    throw new IllegalArgumentException("no backend \"" + id + "\"" + nearest(id) + ". Installed: " + ids());
  }

  private NetworkProvider runtime(String id) {
    for (NetworkProvider p : networks) if (p.id().equals(id)) return p;
    for (Found f : broken) if (f.id().equals(id)) requireUsableRuntime(id, f.availability());
    throw new IllegalArgumentException("no network runtime \"" + id + "\"" + nearest(id) + ". Installed: " + ids());
  }

  private String nearest(String id) {
    return Nearest.hint(id, Stream.concat(arithmetic.stream().map(BackendProvider::id), networks.stream().map(NetworkProvider::id)).toList());
  }

  private String ids() {
    var ids = new StringJoiner(", ");
    for (BackendProvider p : arithmetic) ids.add(p.id() + " (" + ARITHMETIC + ")");
    for (NetworkProvider p : networks) ids.add(p.id() + " (" + NETWORK + ")");
    return ids.toString();
  }

  /**
   * Opens a backend by name.
   *
   * @param text {@code id} or {@code id:device}
   * @throws IllegalArgumentException if there is no such backend
   * @throws BackendException if it is not usable; never another one instead
   */
  public Backend open(String text, Options options) {
    BackendProvider p = provider(id(text));
    requireUsable(p.id(), probed(p));
    return p.open(forDevice(text, options));
  }

  private static void requireUsable(String id, Availability found) {
    if (found instanceof Availability.Unavailable(String reason, String remedy))
      throw new BackendException("backend \"" + id + "\" asked for but not usable: " + reason + ". Remedy: " + remedy
          + ", or use --backend auto");
  }

  private static void requireUsableRuntime(String id, Availability found) {
    if (found instanceof Availability.Unavailable(String reason, String remedy))
      throw new NetworkException("network runtime \"" + id + "\" is not usable: " + reason + ". Remedy: " + remedy);
  }

  /**
   * Opens the best backend that works in a memory, in rank order; logs one line: what was taken, and why not the others. Its level is
   * debug, but a warning the first time that the plain backend is taken because a faster one does not work. One that cannot be opened
   * although its probe found no fault counts as one that does not work.
   *
   * @param memory where the network lives; null for any
   */
  public Backend automatic(@Nullable Memory memory, Options options) {
    var why = new ArrayList<String>();
    Backend taken = null;
    boolean unusable = false, slowest = false;
    for (BackendProvider p : arithmetic) {
      if (memory != null && !p.memory().equals(memory)) why.add(p.id() + ": in other memory");
      else if (taken != null) why.add(p.id() + ": not probed");
      else if (probed(p) instanceof Availability.Unavailable(String reason, String remedy)) {
        why.add(p.id() + ": " + reason + ". Remedy: " + remedy);
        unusable = true;
      } else {
        taken = opened(p, options, why);
        unusable |= taken == null;
        slowest = p.rank() <= 0;
      }
    }
    if (taken == null)
      throw new BackendException("no backend works in memory " + memory + ": " + String.join("; ", why) + ". Remedy: install one");
    boolean worthSaying = slowest && unusable && SAID.compareAndSet(false, true);
    LOG.log(worthSaying ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG, "backend {0}; {1}", taken.id(), String.join("; ", why));
    return taken;
  }

  private static @Nullable Backend opened(BackendProvider p, Options options, List<String> why) {
    try {
      return p.open(options);
    } catch (BackendException e) {
      why.add(p.id() + ": " + e.getMessage());
      return null;
    }
  }

  /** Opens what is asked for, or the best that works. */
  public Backend open(Choice choice, @Nullable Memory memory, Options options) {
    String a = choice.arithmetic();
    return a == null ? automatic(memory, options) : open(a, options);
  }

  /**
   * Opens a network file with the runtime asked for, or the best that reads it.
   *
   * @throws NetworkException if none reads it, or the file is no score network
   */
  public Network open(Path file, @Nullable String runtime, Options options) {
    if (runtime != null) return usable(runtime(id(runtime))).open(file, forDevice(runtime, options));
    Optional<NetworkProvider> reads = networks.stream().filter(p -> p.reads(file)).findFirst();
    return usable(reads.orElseThrow(() -> new NetworkException("no installed runtime reads " + file + ". Installed: "
        + networks.stream().map(NetworkProvider::id).toList() + ". Remedy: give an .onnx file"))).open(file, options);
  }

  private static NetworkProvider usable(NetworkProvider p) {
    requireUsableRuntime(p.id(), probed(p));
    return p;
  }

  /** The best backend for a network, in single precision; the caller closes it. */
  public static Backend select(Network network) {
    Backends all = installed();
    return all.open(all.choice(null), network.memory(), Options.defaults());
  }
}
