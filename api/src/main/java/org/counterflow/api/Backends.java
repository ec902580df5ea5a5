package org.counterflow.api;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.counterflow.api.backend.Availability;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.BackendException;
import org.counterflow.api.backend.BackendProvider;
import org.counterflow.api.backend.Options;
import org.counterflow.api.internal.plain.PlainProvider;
import org.counterflow.api.internal.plugin.Plugins;
import org.counterflow.api.internal.text.Nearest;
import org.counterflow.api.network.Network;
import org.counterflow.api.network.NetworkException;
import org.counterflow.api.network.NetworkProvider;
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

  /** The id of what cannot even be asked for one. */
  static final String UNKNOWN = "?";

  private static final Installed.Kind<BackendProvider> ARITHMETIC = new Installed.Kind<>("arithmetic", BackendProvider.API,
      BackendProvider::api, BackendProvider::id, BackendProvider::rank, BackendProvider::memory, BackendProvider::probe);
  private static final Installed.Kind<NetworkProvider> NETWORK = new Installed.Kind<>("network", NetworkProvider.API, NetworkProvider::api,
      NetworkProvider::id, NetworkProvider::rank, p -> null, NetworkProvider::probe);
  private static final System.Logger LOG = System.getLogger(Backends.class.getName());
  private static final AtomicBoolean SAID = new AtomicBoolean();

  private final List<Installed<BackendProvider>> arithmetic;
  private final List<Installed<NetworkProvider>> networks;
  private final List<Found> broken;

  private Backends(List<Installed<BackendProvider>> arithmetic, List<Installed<NetworkProvider>> networks, List<Found> broken) {
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
   * The plain-Java backend, always, and what {@link ServiceLoader} finds on the path of this module and in the jars of the folder that the
   * system property {@code counterflow.plugins} or the environment variable {@code COUNTERFLOW_PLUGINS} names. A provider that cannot be used
   * is listed with its reason.
   *
   * @throws IllegalArgumentException if that folder is none
   */
  public static Backends installed() {
    // No service: jars that were made one may have lost their lists of services. First, so that nobody else takes its id.
    return of(Plugins.services(BackendProvider.class, List.of(new PlainProvider())), Plugins.services(NetworkProvider.class, List.of()));
  }

  /** What these iterators bring, which may throw what those of a service loader throw. */
  static Backends of(Iterator<BackendProvider> arithmetic, Iterator<NetworkProvider> networks) {
    var broken = new ArrayList<Found>();
    Set<String> taken = new HashSet<>();
    return new Backends(Installed.of(ARITHMETIC, arithmetic, taken, broken), Installed.of(NETWORK, networks, taken, broken), broken);
  }

  /** Every provider, best first, with what its probe says. */
  public List<Found> list() {
    var all = new ArrayList<Found>();
    for (Installed<?> p : arithmetic) all.add(p.found());
    for (Installed<?> p : networks) all.add(p.found());
    all.addAll(broken);
    return all;
  }

  /** Asks one provider's probe and no other, however long that takes. */
  void ask(String id) {
    for (Installed<?> p : arithmetic) if (p.id().equals(id)) p.askUnguarded();
    for (Installed<?> p : networks) if (p.id().equals(id)) p.askUnguarded();
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

  private Installed<BackendProvider> provider(String id) {
    for (Installed<BackendProvider> p : arithmetic) if (p.id().equals(id)) return p;
    for (Found f : broken) if (f.id().equals(id)) requireUsable(id, f.availability());
    throw new IllegalArgumentException("no backend \"" + id + "\"" + others(id));
  }

  private Installed<NetworkProvider> runtime(String id) {
    for (Installed<NetworkProvider> p : networks) if (p.id().equals(id)) return p;
    for (Found f : broken) if (f.id().equals(id)) requireUsableRuntime(id, f.availability());
    throw new IllegalArgumentException("no network runtime \"" + id + "\"" + others(id));
  }

  /** What may have been meant, what there is, and what there might have been. */
  private String others(String id) {
    List<Installed<?>> all = new ArrayList<>(arithmetic);
    all.addAll(networks);
    var text = new StringBuilder(Nearest.hint(id, all.stream().map(Installed::id).toList())).append(". Installed: ");
    text.append(all.stream().map(p -> p.id() + " (" + p.kind().name() + ")").collect(Collectors.joining(", ")));
    for (Found f : broken) {
      if (f.id().equals(UNKNOWN) && f.availability() instanceof Availability.Unavailable(String reason, String remedy))
        text.append(". Found but not usable: ").append(reason).append(". Remedy: ").append(remedy);
    }
    return text.toString();
  }

  /**
   * Opens a backend by name.
   *
   * @param text {@code id} or {@code id:device}
   * @throws IllegalArgumentException if there is no such backend
   * @throws BackendException if it is not usable; never another one instead
   */
  public Backend open(String text, Options options) {
    Installed<BackendProvider> p = provider(id(text));
    requireUsable(p.id(), p.probe());
    Backend opened;
    try {
      opened = p.provider().open(forDevice(text, options));
    } catch (Error e) {
      throw new BackendException("backend \"" + p.id() + "\" asked for but cannot be opened: " + e + ". Remedy: " + p.remedy(), e);
    }
    if (opened == null)
      throw new BackendException("backend \"" + p.id() + "\" asked for but its provider opened nothing (null). Remedy: " + p.remedy());
    return opened;
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
   * @param networks what it has to work beside: a memory is weighed by how many of them take its values without a copy, and of several
   *     the one that the first network prefers counts; none for any memory
   */
  public Backend automatic(List<? extends Network> networks, Options options) {
    Memory memory = memory(networks);
    var why = new ArrayList<String>();
    Backend taken = null;
    boolean unusable = false, slowest = false;
    for (Installed<BackendProvider> p : arithmetic) {
      if (memory != null && !memory.equals(p.memory())) why.add(p.id() + ": in other memory");
      else if (taken != null) why.add(p.id() + ": not probed");
      else if (p.probe() instanceof Availability.Unavailable(String reason, String remedy)) {
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

  /** The memory that most networks take without a copy; null if there are no networks. */
  private @Nullable Memory memory(List<? extends Network> networks) {
    Memory best = null;
    long most = 0;
    Set<Memory> all = new LinkedHashSet<>();
    for (Network n : networks) all.addAll(n.memories());
    for (Memory m : all) {
      long taking = networks.stream().filter(n -> n.memories().contains(m)).count();
      boolean computed = arithmetic.stream().anyMatch(p -> m.equals(p.memory()));
      if (!computed || taking <= most) continue;
      best = m;
      most = taking;
    }
    return networks.isEmpty() || best != null ? best : Memory.HOST;
  }

  private static @Nullable Backend opened(Installed<BackendProvider> p, Options options, List<String> why) {
    try {
      Backend opened = p.provider().open(options);
      if (opened == null) why.add(p.id() + ": its provider opened nothing (null)");
      return opened;
    } catch (Throwable e) {
      why.add(p.id() + ": " + (e instanceof BackendException ? e.getMessage() : e.toString()));
      return null;
    }
  }

  /** Opens what is asked for, or the best that works. */
  public Backend open(Choice choice, List<? extends Network> networks, Options options) {
    String a = choice.arithmetic();
    return a == null ? automatic(networks, options) : open(a, options);
  }

  /**
   * Opens a network file with the runtime asked for, or the best that reads it.
   *
   * @throws NetworkException if none reads it, or the file cannot be read
   */
  public Network open(Path file, @Nullable String runtime, Options options) {
    if (runtime != null) return open(runtime(id(runtime)), file, forDevice(runtime, options));
    for (Installed<NetworkProvider> p : networks) if (reads(p, file)) return open(p, file, options);
    throw new NetworkException("no installed runtime reads " + file + ". Installed: " + networks.stream().map(Installed::id).toList()
        + ". Remedy: give an .onnx file");
  }

  private static boolean reads(Installed<NetworkProvider> p, Path file) {
    try {
      return p.provider().reads(file);
    } catch (Throwable e) {
      LOG.log(System.Logger.Level.WARNING, "network runtime {0} cannot say whether it reads {1}: {2}", p.id(), file, e);
      return false;
    }
  }

  private static Network open(Installed<NetworkProvider> p, Path file, Options options) {
    requireUsableRuntime(p.id(), p.probe());
    Network opened;
    try {
      opened = p.provider().open(file, options);
    } catch (OutOfMemoryError e) {
      throw e; // of the file, which may be large
    } catch (Error e) {
      throw new NetworkException("network runtime \"" + p.id() + "\" cannot open " + file + ": " + e + ". Remedy: " + p.remedy(), e);
    }
    if (opened == null)
      throw new NetworkException("network runtime \"" + p.id() + "\" opened nothing (null) for " + file + ". Remedy: " + p.remedy());
    return opened;
  }

  /** The best backend for a network, in single precision; the caller closes it. */
  public static Backend select(Network network) {
    Backends all = installed();
    return all.open(all.choice(null), List.of(network), Options.defaults());
  }
}
