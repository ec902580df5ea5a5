package org.counterflow.cli.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.counterflow.api.Backends;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Damaged jars as plugins: none hurts the listing, each brings its part or says why not, and the whole one beside it is always there. */
@Tag("full")
@Isolated("sets a system property")
class PluginsFuzzTest {
  private static final String ID = "fuzz/leap";

  @TempDir
  Path folder;

  @AfterEach
  void forget() {
    System.clearProperty(Catalogue.PLUGINS);
  }

  /** The files of a plugin that brings one solver. */
  private Map<String, byte[]> plugin(String module, String id) throws IOException {
    Path sources = Files.createDirectories(folder.resolve("sources").resolve(module).resolve(module)), classes = folder.resolve("classes-" + module);
    Path info = Files.writeString(sources.resolveSibling("module-info.java"), "module " + module + " { requires org.counterflow.api; "
        + "provides org.counterflow.api.catalogue.CatalogueProvider with " + module + ".P; }");
    Path provider = Files.writeString(sources.resolve("P.java"), "package " + module + "; import java.util.List; "
        + "import org.counterflow.api.catalogue.*; import org.counterflow.api.part.Part; import org.counterflow.api.solver.Solver; "
        + "public final class P implements CatalogueProvider { public int api() { return CatalogueProvider.API; } "
        + "public List<Entry<?>> entries() { return List.of(Entry.of(Kind.SOLVER, Part.of(Solver.class, \"" + id
        + "\", \"A leap.\", \"\").made(a -> s -> s.hold(s.here().data())))); } }");
    String path = location(Catalogue.class) + File.pathSeparator + jspecify();
    assertEquals(0, ToolProvider.findFirst("javac").orElseThrow().run(System.out, System.err, "-d", classes.toString(), "-proc:none",
        "--module-path", path, info.toString(), provider.toString()));
    var files = new TreeMap<String, byte[]>();
    try (Stream<Path> all = Files.walk(classes)) {
      for (Path p : all.filter(Files::isRegularFile).toList())
        files.put(classes.relativize(p).toString().replace(File.separatorChar, '/'), Files.readAllBytes(p));
    }
    files.put("META-INF/services/org.counterflow.api.catalogue.CatalogueProvider", (module + ".P\n").getBytes(StandardCharsets.UTF_8));
    return files;
  }

  private static String location(Class<?> c) {
    return Path.of(URI.create(c.getProtectionDomain().getCodeSource().getLocation().toString())).toString();
  }

  private static String jspecify() {
    return Stream.of((System.getProperty("jdk.module.path", "") + File.pathSeparator + System.getProperty("java.class.path"))
        .split(File.pathSeparator)).filter(p -> p.contains("jspecify")).findFirst().orElseThrow();
  }

  private static byte[] jar(Map<String, byte[]> files) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new JarOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> e : files.entrySet()) {
        out.putNextEntry(new JarEntry(e.getKey()));
        out.write(e.getValue());
      }
    }
    return bytes.toByteArray();
  }

  /** Of one file inside, under the jar's checksum, or of the jar as it is. */
  private static byte[] damaged(Map<String, byte[]> files, int number) throws IOException {
    var m = new Mutations(number);
    List<byte[]> all = List.copyOf(files.values());
    if (number % 2 == 0) return m.of(jar(files), all);
    Map<String, byte[]> some = new TreeMap<>(files);
    String one = m.one(new ArrayList<>(files.keySet()));
    some.put(one, m.of(files.get(one), all));
    return jar(some);
  }

  @Test
  void jars() throws IOException {
    byte[] whole = jar(plugin("whole", "fuzz/whole"));
    Map<String, byte[]> files = plugin("leap", ID);
    long own = Catalogue.installed().list(Kind.SOLVER).size(), backends = Backends.installed().list().size();
    new Fuzz("plugin", List.of()).run(600, number -> {
      // Each in a folder of its own, since folders are looked at once.
      Path here = Files.createDirectories(folder.resolve("plugins-" + number));
      Files.write(here.resolve("whole.jar"), whole);
      Path jar = Files.write(here.resolve("leap.jar"), damaged(files, number));
      System.setProperty(Catalogue.PLUGINS, here.toString());
      Catalogue c = Catalogue.installed();
      List<String> solvers = c.list(Kind.SOLVER).stream().map(l -> l.entry().id()).toList();
      assertTrue(solvers.contains("fuzz/whole") && solvers.contains("ddim"), "others are there: " + solvers);
      assertTrue(Backends.installed().list().size() >= backends);
      boolean brings = solvers.size() == own + 2, says = c.unusable().stream().anyMatch(u -> u.toString().contains(jar.toString())
          || u.module().equals("leap"));
      assertTrue(brings || says, "nothing said of " + jar + ": " + c.unusable());
      return brings ? "brought" : "said";
    });
  }

  @Test
  void whatIsDamagedIsWhole() throws IOException {
    Path here = Files.createDirectories(folder.resolve("plugins"));
    Files.write(here.resolve("leap.jar"), jar(plugin("leap", ID)));
    System.setProperty(Catalogue.PLUGINS, here.toString());
    assertEquals(1, Catalogue.installed().find(Kind.SOLVER, ID).traits().order());
    assertEquals(List.of(), Catalogue.installed().unusable());
  }
}
