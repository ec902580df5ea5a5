package org.counterflow.api.internal.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.counterflow.api.Backends;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Plugins of every sort, good and bad, in one folder: each good one is there, and each bad one says why it is not. */
@Isolated("sets a system property")
class PluginsTest {
  private static final String SERVICE = "META-INF/services/org.counterflow.api.catalogue.CatalogueProvider";

  @TempDir
  Path work;

  @AfterEach
  void forget() {
    System.clearProperty(Plugins.PROPERTY);
  }

  private static String module(String name, String rest) {
    return "module " + name + " { requires org.counterflow.api; " + rest + " }";
  }

  /** A provider of one solver, whose class says {@code body} before it is made. */
  private static String provider(String pack, String id, String body) {
    return "package " + pack + "; import java.util.List; import org.counterflow.api.catalogue.*; import org.counterflow.api.part.Part; "
        + "import org.counterflow.api.solver.Solver; "
        + "public final class P implements CatalogueProvider { " + body + " public int api() { return CatalogueProvider.API; } "
        + "public List<Entry<?>> entries() { return List.of(Entry.of(Kind.SOLVER, Part.of(Solver.class, \"" + id
        + "\", \"A leap.\", \"\").made(a -> s -> s.hold(s.here().data())))); } }";
  }

  /** Compiles sources by their paths into a jar, with further entries as they are. */
  private void jar(Path jar, Map<String, String> sources, Map<String, String> entries, Path... modulePath) {
    try {
      Path folder = Files.createTempDirectory(work, "sources"), classes = Files.createTempDirectory(work, "classes");
      var path = new StringBuilder(location(Catalogue.class)).append(File.pathSeparator).append(jspecify());
      for (Path p : modulePath) path.append(File.pathSeparator).append(p);
      var arguments = new ArrayList<>(List.of("-d", classes.toString(), "-proc:none",
          sources.containsKey("module-info.java") ? "--module-path" : "--class-path", path.toString()));
      for (Map.Entry<String, String> e : sources.entrySet()) {
        Path file = folder.resolve(e.getKey());
        Files.createDirectories(file.getParent());
        Files.writeString(file, e.getValue());
        arguments.add(file.toString());
      }
      assertEquals(0, ToolProvider.findFirst("javac").orElseThrow().run(System.out, System.err, arguments.toArray(String[]::new)));
      Files.createDirectories(jar.getParent());
      try (var out = new JarOutputStream(Files.newOutputStream(jar)); Stream<Path> all = Files.walk(classes)) {
        for (Path p : all.filter(Files::isRegularFile).toList()) {
          out.putNextEntry(new JarEntry(classes.relativize(p).toString().replace('\\', '/')));
          Files.copy(p, out);
        }
        for (Map.Entry<String, String> e : entries.entrySet()) {
          out.putNextEntry(new JarEntry(e.getKey()));
          out.write(e.getValue().getBytes(StandardCharsets.UTF_8));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String location(Class<?> c) {
    return Path.of(URI.create(c.getProtectionDomain().getCodeSource().getLocation().toString())).toString();
  }

  private static String jspecify() {
    return Stream.of((System.getProperty("jdk.module.path", "") + File.pathSeparator + System.getProperty("java.class.path"))
        .split(File.pathSeparator)).filter(p -> p.contains("jspecify")).findFirst().orElseThrow();
  }

  private Path folder() {
    return work.resolve("plugins");
  }

  private void good(String jar, String module, String id) {
    jar(folder().resolve(jar), Map.of("module-info.java",
        module(module, "provides org.counterflow.api.catalogue.CatalogueProvider with " + module + ".P;"),
        module.replace('.', '/') + "/P.java", provider(module, id, "")), Map.of());
  }

  private static Catalogue installed(Path folder) {
    System.setProperty(Plugins.PROPERTY, folder.toString());
    return Catalogue.installed();
  }

  private static List<String> solvers(Catalogue c) {
    return c.list(Kind.SOLVER).stream().map(l -> l.entry().id() + " of " + l.module()).toList();
  }

  @Test
  void aJarWithAModuleIsAPlugin() {
    good("leap.jar", "acme.leap", "acme/leap");
    Catalogue c = installed(folder());
    assertEquals(List.of("acme/leap of acme.leap"), solvers(c));
    assertEquals(1, c.find(Kind.SOLVER, "acme/leap").traits().order());
    assertEquals(List.of(), c.unusable());
    assertEquals("java", Backends.installed().list().getFirst().id(), "a plugin of parts brings no backend");
    assertEquals(1, Backends.installed().list().size());
  }

  @Test
  void aJarWithAServicesFileIsOneToo() {
    jar(folder().resolve("plain-leap-1.0.jar"), Map.of("acme/P.java", provider("acme", "acme/plain", "")), Map.of(SERVICE, "acme.P\n"));
    assertEquals(List.of("acme/plain of plain.leap"), solvers(installed(folder())));
  }

  @Test
  void aFolderOfJarsIsOnePluginWithWhatItNeeds() {
    Path helper = folder().resolve("wide/helper.jar");
    jar(helper, Map.of("module-info.java", "module acme.helper { exports acme.helper; }", "acme/helper/H.java",
        "package acme.helper; public final class H { public static final String ID = new String(\"acme/wide\"); }"), Map.of());
    jar(folder().resolve("wide/wide.jar"), Map.of("module-info.java",
        module("acme.wide", "requires acme.helper; provides org.counterflow.api.catalogue.CatalogueProvider with acme.wide.P;"),
        "acme/wide/P.java", provider("acme.wide", "acme/wide", "static { if (acme.helper.H.ID.isEmpty()) throw new Error(); }")), Map.of(),
        helper);
    assertEquals(List.of("acme/wide of acme.wide"), solvers(installed(folder())));
  }

  @Test
  void twoPluginsMayBringModulesOfOneName() {
    good("a.jar", "acme.leap", "acme/first");
    good("b.jar", "acme.leap", "acme/second");
    assertEquals(List.of("acme/first of acme.leap", "acme/second of acme.leap"), solvers(installed(folder())));
  }

  @Test
  void aBadOneSaysWhyAndHurtsNoOther() throws IOException {
    good("a-good.jar", "acme.good", "acme/good");
    Files.writeString(folder().resolve("b-text.jar"), "no jar at all");
    Path helper = work.resolve("elsewhere/helper.jar");
    jar(helper, Map.of("module-info.java", "module acme.helper { }"), Map.of());
    jar(folder().resolve("c-lacking.jar"), Map.of("module-info.java",
        module("acme.lacking", "requires acme.helper; provides org.counterflow.api.catalogue.CatalogueProvider with acme.lacking.P;"),
        "acme/lacking/P.java", provider("acme.lacking", "acme/lacking", "")), Map.of(), helper);
    jar(folder().resolve("d-throwing.jar"), Map.of("module-info.java",
        module("acme.throwing", "provides org.counterflow.api.catalogue.CatalogueProvider with acme.throwing.P;"), "acme/throwing/P.java",
        provider("acme.throwing", "acme/throwing", "public P() { throw new IllegalStateException(\"no licence\"); }")), Map.of());
    jar(folder().resolve("e-named.jar"), Map.of("acme/P.java", provider("acme", "acme/named", "")), Map.of(SERVICE, "acme.Nobody\n"));
    Files.createDirectory(folder().resolve("f-empty"));
    good("g-good.jar", "acme.last", "acme/last");

    Catalogue c = installed(folder());
    assertEquals(List.of("acme/good of acme.good", "acme/last of acme.last"), solvers(c));
    var why = c.unusable().stream().map(Catalogue.Unusable::reason).toList();
    assertEquals(5, why.size(), why.toString());
    says(why.get(0), "b-text.jar");
    says(why.get(1), "c-lacking.jar", "acme.helper");
    says(why.get(2), "d-throwing.jar", "acme.throwing.P", "no licence");
    says(why.get(3), "e-named.jar", "acme.Nobody");
    says(why.get(4), "f-empty", "provides a service of Counterflow");
    assertEquals(3, Backends.installed().list().stream().filter(f -> f.id().equals("?")).count(), "what cannot be opened, once each");
    says(String.valueOf(assertThrows(IllegalArgumentException.class, () -> c.find(Kind.SOLVER, "acme/lacking")).getMessage()),
        "c-lacking.jar", "acme.helper");
  }

  @Test
  void anIdWithoutAVendorIsReservedAndOneThatIsTakenStaysWithTheFirst() {
    good("a.jar", "acme.first", "acme/leap");
    good("b.jar", "acme.second", "acme/leap");
    good("c.jar", "acme.third", "leap");
    good("d.jar", "acme.last", "acme/last");
    Catalogue c = installed(folder());
    assertEquals(List.of("acme/leap of acme.first", "acme/last of acme.last"), solvers(c));
    assertEquals(List.of("acme.second: solver \"acme/leap\" is brought by acme.first already. Remedy: remove one of the two",
        "acme.third: solver \"leap\" has a reserved id: those without a vendor are Counterflow's. Remedy: name it VENDOR/leap"),
        c.unusable().stream().map(Catalogue.Unusable::toString).toList());
  }

  private static void says(String text, String... parts) {
    for (String p : parts) assertTrue(text.contains(p), text + " should say " + p);
  }

  /** As a program that has Counterflow on its class path. */
  @Test
  void onTheClassPathTheServicesFileCounts() throws Exception {
    good("module.jar", "acme.leap", "acme/leap");
    jar(folder().resolve("services.jar"), Map.of("acme/P.java", provider("acme", "acme/plain", "")), Map.of(SERVICE, "acme.P\n"));
    Path program = Files.writeString(work.resolve("Program.java"), """
        import org.counterflow.api.catalogue.*;
        class Program {
          public static void main(String[] a) {
            Catalogue c = Catalogue.installed();
            for (var l : c.list(Kind.SOLVER)) System.out.println(l.entry().id());
            for (var u : c.unusable()) System.out.println(u);
          }
        }
        """);
    // Of the host's own path, and therefore no plugin's fault.
    Path dangling = Files.createDirectories(work.resolve("host")).resolve(SERVICE);
    Files.createDirectories(dangling.getParent());
    Files.writeString(dangling, "nowhere.Missing\n");
    Process p = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
        location(Catalogue.class) + File.pathSeparator + work.resolve("host"),
        "-Dcounterflow.plugins=" + folder(), program.toString()).redirectErrorStream(true).start();
    String said = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, p.waitFor(), said);
    List<String> lines = said.lines().filter(l -> !l.contains("warning")).toList();
    assertEquals("acme/plain", lines.getFirst(), said);
    says(lines.getLast(), "module.jar", "META-INF/services");
    List<String> missing = lines.stream().filter(l -> l.contains("nowhere.Missing")).toList();
    assertEquals(1, missing.size(), said);
    assertEquals(-1, missing.getFirst().indexOf("plugins"), missing.getFirst());
  }

  @Test
  void aFolderThatIsNoneIsRefused() throws IOException {
    Path file = Files.writeString(work.resolve("file"), "");
    for (Path none : List.of(file, work.resolve("nowhere"))) {
      var e = assertThrows(IllegalArgumentException.class, () -> installed(none));
      says(String.valueOf(e.getMessage()), none.toString(), "is no folder");
    }
    System.setProperty(Plugins.PROPERTY, "");
    assertEquals(List.of(), solvers(Catalogue.installed()));
  }

  /** A provider of parts, whose {@code entries} do what they are told. */
  private static String doing(String pack, String entries) {
    return "package " + pack + "; import java.util.List; import org.counterflow.api.catalogue.*; import org.counterflow.api.part.Part; "
        + "import org.counterflow.api.solver.Solver; public final class P implements CatalogueProvider { "
        + "public int api() { return CatalogueProvider.API; } public List<Entry<?>> entries() { " + entries + " } }";
  }

  private void acting(String name, String entries) {
    jar(folder().resolve(name + ".jar"), Map.of("module-info.java",
        module("acme." + name, "provides org.counterflow.api.catalogue.CatalogueProvider with acme." + name + ".P;"),
        "acme/" + name + "/P.java", doing("acme." + name, entries)), Map.of());
  }

  @Test
  void whatThrowsAnErrorOrGivesNullSaysSoAndHurtsNoOther() {
    good("a.jar", "acme.good", "acme/good");
    acting("b", "throw new Error(\"no entries today\");");
    acting("c", "throw new StackOverflowError(\"too deep\");");
    acting("d", "throw new OutOfMemoryError(\"too much\");");
    acting("e", "return null;");
    acting("f", "return java.util.Arrays.asList((Entry<?>) null);");
    acting("g", "return List.of(Entry.of(Kind.SOLVER, Part.of(Solver.class, null, \"A leap.\", \"\").made(a -> s -> s.hold(s.here().data()))));");
    Catalogue c = installed(folder());
    assertEquals(List.of("acme/good of acme.good"), solvers(c));
    var why = c.unusable().stream().map(Catalogue.Unusable::toString).toList();
    assertEquals(6, why.size(), why.toString());
    says(why.get(0), "acme.b: ", "no entries today", "Remedy");
    says(why.get(1), "acme.c: ", "too deep");
    says(why.get(2), "acme.d: ", "too much");
    says(why.get(3), "acme.e: ", "its list of them is null");
    says(why.get(4), "acme.f: ", "one of them is null");
    says(why.get(5), "acme.g: ", "\"null\" is no id");
  }

  @Test
  void aFactoryThatThrowsAnErrorOrGivesNullIsNamed() {
    acting("b", "return List.of(Entry.of(Kind.SOLVER, Part.of(Solver.class, \"acme/error\", \"A leap.\", \"\")"
        + ".made(a -> { throw new Error(\"out of order\"); })), "
        + "Entry.of(Kind.SOLVER, Part.of(Solver.class, \"acme/null\", \"A leap.\", \"\").made(a -> null)));");
    Catalogue c = installed(folder());
    says(String.valueOf(assertThrows(IllegalStateException.class, () -> c.find(Kind.SOLVER, "acme/error")).getMessage()),
        "solver acme/error cannot be made", "out of order", "Remedy");
    says(String.valueOf(assertThrows(IllegalStateException.class, () -> c.find(Kind.SOLVER, "acme/null")).getMessage()),
        "solver acme/null cannot be made", "null");
  }

  /** The JDK would read it into memory whole. */
  @Test
  void aListOfServicesThatIsNoneIsNotRead() {
    good("a.jar", "acme.good", "acme/good");
    jar(folder().resolve("b.jar"), Map.of("acme/P.java", provider("acme", "acme/plain", "")),
        Map.of(SERVICE, "acme.P\n" + "#".repeat(1 << 20)));
    jar(folder().resolve("c/in-a-folder.jar"), Map.of("acme/P.java", provider("acme", "acme/plain", "")),
        Map.of("META-INF/services/some.Other", "x".repeat(2 << 20)));
    Catalogue c = installed(folder());
    assertEquals(List.of("acme/good of acme.good"), solvers(c));
    var why = c.unusable().stream().map(Catalogue.Unusable::reason).toList();
    assertEquals(2, why.size(), why.toString());
    says(why.get(0), "b.jar", SERVICE + " has more than 1048576 bytes");
    says(why.get(1), "META-INF/services/some.Other has more than 1048576 bytes");
  }

  @Test
  void aPluginMayBringARuntimeForNetworksAlone() {
    jar(folder().resolve("net.jar"), Map.of("module-info.java",
        module("acme.net", "provides org.counterflow.api.network.NetworkProvider with acme.net.N;"), "acme/net/N.java",
        "package acme.net; import java.nio.file.Path; import org.counterflow.api.backend.*; import org.counterflow.api.network.*; "
            + "public final class N implements NetworkProvider { public int api() { return API; } public String id() { return \"acme/net\"; } "
            + "public int rank() { return 1; } public Availability probe() { return new Availability.Unavailable(\"none\", \"buy\"); } "
            + "public boolean reads(Path file) { return false; } public Network open(Path file, Options o) { throw new NetworkException(\"no\"); } }"),
        Map.of());
    System.setProperty(Plugins.PROPERTY, folder().toString());
    assertEquals(List.of("java", "acme/net"), Backends.installed().list().stream().map(Backends.Found::id).toList());
  }
}
