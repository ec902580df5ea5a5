package org.counterflow.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h", "help"})
  void helpListsVerbs(String ask) {
    CliOutput t = CliOutput.of(ask);
    assertEquals(0, t.status());
    for (String verb : new String[] {"sample", "solvers", "schedules", "grids", "models", "targets", "plan", "convergence", "lab", "replay", "backends"})
      assertTrue(t.out().contains("\n  " + verb + " "), () -> verb + " in " + t.out());
  }

  @Test
  void nothingAskedIsHelp() {
    assertEquals(CliOutput.of("--help"), CliOutput.of());
  }

  @ParameterizedTest
  @ValueSource(strings = {"sample", "solvers", "schedules", "grids", "models", "targets", "plan", "convergence", "lab", "replay", "backends"})
  void everyVerbHasHelp(String verb) {
    CliOutput t = CliOutput.of(verb, "--help");
    assertEquals(0, t.status());
    assertEquals("", t.err());
    assertTrue(t.out().startsWith("Usage: counterflow " + verb + " [OPTIONS]"), t.out());
    assertTrue(t.out().contains("--json"), t.out());
    assertEquals(t, CliOutput.of("help", verb));
  }

  @Test
  void helpOfSampleNamesEveryOption() {
    String help = CliOutput.of("sample", "--help").out();
    for (String option : new String[] {"--model", "--target", "--again", "--solver", "--grid", "--steps", "--guidance", "--rule",
        "--schedule",
        "--count", "--seeds", "--class", "--labels", "--x-t", "--backend", "--threads", "--micro-batch", "--precision", "--out",
        "--prediction", "--time", "--range", "--input", "--dim"})
      assertTrue(help.contains(option + "="), () -> option);
  }

  @Test
  void helpFitsATerminal() {
    CliOutput.of("sample", "--help").out().lines().forEach(l -> assertTrue(l.length() <= 100, l));
    CliOutput.of("--help").out().lines().forEach(l -> assertTrue(l.length() <= 100, l));
  }

  @Test
  void aFolderOfPluginsStandsBeforeTheVerb(@TempDir Path folder) {
    CliOutput all = CliOutput.of("solvers");
    assertEquals(all, CliOutput.of("--plugins", folder.toString(), "solvers"), "an empty folder adds nothing");
    assertEquals(all, CliOutput.of("--plugins=" + folder, "solvers"));
    assertEquals(new CliOutput(2, "", "counterflow: the plugins' folder " + folder.resolve("none") + " is no folder: name one that "
        + "holds jars, or none\n"), CliOutput.of("--plugins", folder.resolve("none").toString(), "solvers"));
    assertEquals(all, CliOutput.of("solvers"), "forgotten after the run");
    for (String[] none : new String[][] {{"--plugins"}, {"--plugins="}, {"--plugins=", "solvers"}})
      assertEquals(new CliOutput(2, "", "counterflow: --plugins needs a folder: --plugins DIR VERB\n"), CliOutput.of(none));
    CliOutput behind = CliOutput.of("solvers", "--plugins", folder.toString());
    assertEquals(2, behind.status());
    assertTrue(behind.err().contains("--plugins stands before the verb: counterflow --plugins DIR VERB"), behind.err());
  }

  @Test
  void aBadPluginIsAWarning(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("bad.jar"), "no jar");
    CliOutput t = CliOutput.of("--plugins", folder.toString(), "grids", "--json");
    assertEquals(new CliOutput(0, CliOutput.of("grids", "--json").out(), t.err()), t);
    assertTrue(t.err().startsWith("counterflow: warning: left out: a provider of parts cannot be loaded: "
        + folder.resolve("bad.jar")), t.err());
  }

  /** What lists parts asks their makers' code, of all of them. */
  @ParameterizedTest
  @ValueSource(strings = {"a -> { throw new Error(\"out of order\"); }", "a -> { throw new StackOverflowError(\"out of order\"); }",
      "a -> new Solver() { public Traits traits() { throw new OutOfMemoryError(\"out of order\"); } public Expr step(Step s) { return s.x(); } }"})
  void aPluginWhoseSolverCannotBeMadeIsAWarning(String factory, @TempDir Path folder) throws IOException {
    Path source = folder.resolve("P.java"), jar = Files.createDirectory(folder.resolve("plugins")).resolve("bad.jar");
    Files.writeString(source, "package acme; import java.util.List; import org.counterflow.api.catalogue.*; import org.counterflow.api.part.Part; "
        + "import org.counterflow.api.solver.*; import org.counterflow.api.tensor.Expr; public final class P implements CatalogueProvider { "
        + "public int api() { return API; } public List<Entry<?>> entries() { return List.of(Entry.of(Kind.SOLVER, Part.of(Solver.class, "
        + "\"acme/bad\", \"A leap.\", \"\").made(" + factory + "))); } }");
    assertEquals(0, ToolProvider.findFirst("javac").orElseThrow().run(System.out, System.err, "-proc:none", "-d", folder.toString(), "-cp",
        Child.modulePath(), source.toString()));
    try (var out = new JarOutputStream(Files.newOutputStream(jar)); Stream<Path> classes = Files.list(folder.resolve("acme"))) {
      for (Path c : classes.toList()) {
        out.putNextEntry(new JarEntry("acme/" + c.getFileName()));
        Files.copy(c, out);
      }
      out.putNextEntry(new JarEntry("META-INF/services/org.counterflow.api.catalogue.CatalogueProvider"));
      out.write("acme.P\n".getBytes(StandardCharsets.UTF_8));
    }
    for (String[] verb : new String[][] {{"solvers"}, {"solvers", "--json"}}) {
      CliOutput t = CliOutput.of(Stream.concat(Stream.of("--plugins", jar.getParent().toString()), Arrays.stream(verb)).toArray(String[]::new));
      assertEquals(new CliOutput(0, CliOutput.of(verb).out(), t.err()), t);
      assertTrue(t.err().startsWith("counterflow: warning: left out: bad: solver acme/bad cannot be described: ")
          && t.err().contains("out of order") && t.err().contains("Remedy") && t.err().lines().count() == 1, t.err());
    }
  }

  @Test
  void helpBreaksLinesBetweenWords() {
    for (String name : new String[] {"samples.png; four", "edm:sigma-data=0.5", "log-sigma:a=0,b=0.25", "has no ending"})
      assertTrue(CliOutput.of("sample", "--help").out().replaceAll("\\s*\\R {29}", " ").contains(name), name);
    assertTrue(CliOutput.of("grids", "--help").out().contains("id:key=value,key=value"));
  }

  @Test
  void versionIsOneLine() {
    CliOutput t = CliOutput.of("--version");
    assertEquals(0, t.status());
    assertTrue(t.out().strip().matches("counterflow \\S+"), t.out());
  }

  @Test
  void traceIsForThoseWhoAsk() {
    assertFalse(CliOutput.of("sample", "--steps", "0").err().contains("\tat "));
    CliOutput t = CliOutput.of("sample", "--steps", "0", "--stacktrace");
    assertAll(() -> assertEquals(2, t.status()), () -> assertTrue(t.err().contains("\tat "), t.err()));
  }
}
