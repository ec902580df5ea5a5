package org.counterflow.api.internal.plugin;

import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The services that are installed: on the path of this class, and in the folder that {@link #PROPERTY} or {@link #VARIABLE} names. There a
 * jar is a plugin, and so is a folder of jars, one with what it needs.
 *
 * <p>Each plugin is a layer of its own, so that none can hurt another, and two may bring modules of one name. Where this class is on the
 * class path, a plugin is a class loader.
 */
public final class Plugins {
  /** The system property that names the folder. */
  public static final String PROPERTY = "counterflow.plugins";

  /** The environment variable that names the folder. */
  public static final String VARIABLE = "COUNTERFLOW_PLUGINS";

  /**
   * The system property that leaves providers out: names of their classes, separated by commas, which are then not made; the ids of backends
   * and network runtimes, which are then not asked for devices.
   */
  public static final String EXCLUDED = "counterflow.exclude";

  /** By name: the packages of these are above this one. */
  private static final List<String> SERVICES = List.of("org.counterflow.api.catalogue.CatalogueProvider",
      "org.counterflow.api.backend.BackendProvider", "org.counterflow.api.network.NetworkProvider");

  /** Loaded once: a class loaded twice would be two classes. */
  private static final Map<Path, List<Plugin>> LOADED = new ConcurrentHashMap<>();

  private Plugins() {}

  /** One of the folder: where its services are, or why they are not. */
  private sealed interface Plugin {
    record Layer(Path path, ModuleLayer modules) implements Plugin {}

    record Loader(Path path, ClassLoader classes) implements Plugin {}

    record Broken(Path path, Throwable why) implements Plugin {}
  }

  /**
   * The providers of a service. Like a service loader's iterator it may throw {@link ServiceConfigurationError} for one of them and go on
   * to the next.
   *
   * @param own those that need not be found, before all others
   * @throws IllegalArgumentException if the folder is none
   */
  public static <S> Iterator<S> services(Class<S> type, List<S> own) {
    var all = new ArrayList<Iterator<S>>();
    all.add(own.iterator());
    var wanted = new Wanted<S>(ServiceLoader.load(type, Plugins.class.getClassLoader()), () -> {});
    all.add(new Iterator<>() {
      @Override
      public boolean hasNext() {
        return wanted.hasNext();
      }

      @Override
      public S next() {
        return wanted.next().get();
      }
    });
    for (Plugin p : installed()) {
      switch (p) {
        case Plugin.Layer(Path path, ModuleLayer modules) -> all.add(new Own<>(path, ServiceLoader.load(modules, type), provided(modules, type)));
        case Plugin.Loader(Path path, ClassLoader classes) -> all.add(new Own<>(path, ServiceLoader.load(type, classes), Integer.MAX_VALUE));
        case Plugin.Broken(Path path, Throwable why) -> all.add(failing(wrong(path, why)));
      }
    }
    return new Chain<>(all.iterator());
  }

  /** Whether a class or an id is among those that are left out. */
  public static boolean isExcluded(String name) {
    return Arrays.asList(System.getProperty(EXCLUDED, "").split("[,\\s]+")).contains(name);
  }

  private static int provided(ModuleLayer modules, Class<?> type) {
    int n = 0;
    for (Module m : modules.modules()) {
      ModuleDescriptor d = m.getDescriptor();
      for (ModuleDescriptor.Provides p : d.provides()) if (p.service().equals(type.getName())) n += p.providers().size();
    }
    return n;
  }

  private static List<Plugin> installed() {
    String named = System.getProperty(PROPERTY) != null ? System.getProperty(PROPERTY) : System.getenv(VARIABLE);
    return named == null || named.isEmpty() ? List.of() : LOADED.computeIfAbsent(Path.of(named).toAbsolutePath().normalize(), Plugins::load);
  }

  private static List<Plugin> load(Path folder) {
    if (!Files.isDirectory(folder))
      throw new IllegalArgumentException("the plugins' folder " + folder + " is no folder: name one that holds jars, or none");
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, p -> Files.isDirectory(p) || isJar(p))) {
      entries.forEach(found::add);
    } catch (IOException | DirectoryIteratorException e) {
      throw new IllegalArgumentException("the plugins' folder " + folder + " cannot be read: " + e.getMessage(), e);
    }
    Collections.sort(found);
    return found.stream().map(Plugins::plugin).toList();
  }

  private static boolean isJar(Path p) {
    return p.toString().endsWith(".jar");
  }

  private static Plugin plugin(Path path) {
    try {
      ServiceFiles.check(path);
      return Plugins.class.getModule().isNamed() ? new Plugin.Layer(path, layer(path)) : new Plugin.Loader(path, loader(path));
    } catch (IOException | RuntimeException | Error e) {
      return new Plugin.Broken(path, e);
    }
  }

  private static ModuleLayer layer(Path path) {
    ModuleLayer host = Plugins.class.getModule().getLayer();
    ModuleFinder finder = ModuleFinder.of(path);
    var roots = new TreeSet<String>();
    boolean provides = false;
    for (ModuleReference m : finder.findAll()) {
      roots.add(m.descriptor().name());
      for (ModuleDescriptor.Provides p : m.descriptor().provides()) provides |= SERVICES.contains(p.service());
    }
    if (!provides) throw new IllegalArgumentException("no module in it provides a service of Counterflow: " + String.join(", ", SERVICES));
    // What a plugin packs with itself of ours is not what it would be found by.
    roots.removeIf(name -> host.findModule(name).isPresent());
    Configuration modules = host.configuration().resolve(ModuleFinder.of(), finder, roots);
    return host.defineModulesWithOneLoader(modules, Plugins.class.getClassLoader());
  }

  private static ClassLoader loader(Path path) throws IOException {
    var jars = new ArrayList<URL>();
    if (!Files.isDirectory(path)) jars.add(url(path));
    else try (DirectoryStream<Path> entries = Files.newDirectoryStream(path, "*.jar")) {
      for (Path p : entries) jars.add(url(p));
    }
    var loader = new Jars("plugin " + path.getFileName(), jars.toArray(URL[]::new));
    for (String service : SERVICES) if (loader.findResource("META-INF/services/" + service) != null) return loader;
    loader.close();
    throw new IllegalArgumentException("it has no META-INF/services of Counterflow, by which plugins are found where Counterflow is on the "
        + "class path: " + String.join(", ", SERVICES));
  }

  private static URL url(Path path) throws MalformedURLException {
    return path.toUri().toURL();
  }

  private static <S> Iterator<S> failing(ServiceConfigurationError e) {
    Iterator<ServiceConfigurationError> once = List.of(e).iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return once.hasNext();
      }

      @Override
      public S next() {
        throw once.next();
      }
    };
  }

  private static ServiceConfigurationError wrong(Path path, Throwable e) {
    return new ServiceConfigurationError(path + ": " + reasons(e), e);
  }

  private static String reasons(Throwable t) {
    var text = new StringBuilder();
    for (Throwable c = t; c != null; c = c.getCause()) {
      if (c.getMessage() == null || text.indexOf(c.getMessage()) < 0)
        text.append(text.isEmpty() ? "" : ": ").append(c.getMessage() == null ? c.getClass().getSimpleName() : c.getMessage());
    }
    return text.toString();
  }

  /** Jars whose services are their own: those of the host are found where the host is. */
  private static final class Jars extends URLClassLoader {
    Jars(String name, URL[] jars) {
      super(name, jars, Plugins.class.getClassLoader());
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      return name.startsWith("META-INF/services/") ? findResources(name) : super.getResources(name);
    }
  }

  /** Providers whose classes nobody excludes. */
  private static final class Wanted<S> implements Iterator<ServiceLoader.Provider<S>> {
    private final Iterator<ServiceLoader.Provider<S>> all;
    private final Runnable skipped;
    private ServiceLoader.@Nullable Provider<S> next;

    Wanted(ServiceLoader<S> all, Runnable skipped) {
      this.all = all.stream().iterator();
      this.skipped = skipped;
    }

    @Override
    public boolean hasNext() {
      while (next == null && all.hasNext()) {
        ServiceLoader.Provider<S> p = all.next();
        if (isExcluded(p.type().getName())) skipped.run();
        else next = p;
      }
      return next != null;
    }

    @Override
    public ServiceLoader.Provider<S> next() {
      if (!hasNext() || next == null) throw new NoSuchElementException();
      ServiceLoader.Provider<S> p = next;
      next = null;
      return p;
    }
  }

  /** What a plugin itself provides, with its name on what goes wrong. A layer's service loader goes on to its parents, which are the host. */
  private static final class Own<S> implements Iterator<S> {

    private final Path path;
    private final Iterator<ServiceLoader.Provider<S>> all;
    private int left;

    Own(Path path, ServiceLoader<S> all, int most) {
      this.path = path;
      this.all = new Wanted<>(all, () -> left--);
      left = most;
    }

    @Override
    public boolean hasNext() {
      try {
        return left > 0 && all.hasNext();
      } catch (ServiceConfigurationError | LinkageError e) {
        left--;
        throw wrong(path, e);
      } catch (RuntimeException | Error e) {
        left = 0; // which a service loader may not get over
        throw wrong(path, e);
      }
    }

    @Override
    public S next() {
      if (left <= 0) throw new NoSuchElementException();
      left--;
      try {
        return all.next().get();
      } catch (RuntimeException | Error e) {
        throw wrong(path, e);
      }
    }
  }

  /** One iterator after the other. */
  private static final class Chain<S> implements Iterator<S> {
    private final Iterator<Iterator<S>> all;
    private Iterator<S> at = Collections.emptyIterator();

    Chain(Iterator<Iterator<S>> all) {
      this.all = all;
    }

    @Override
    public boolean hasNext() {
      try {
        while (!at.hasNext() && all.hasNext()) at = all.next();
        return at.hasNext();
      } catch (ServiceConfigurationError | LinkageError e) {
        throw e;
      } catch (RuntimeException | Error e) {
        at = Collections.emptyIterator(); // which a service loader may not get over
        throw new ServiceConfigurationError("the list of what is installed cannot be read: " + e, e);
      }
    }

    @Override
    public S next() {
      if (!hasNext()) throw new NoSuchElementException();
      return at.next();
    }
  }
}
