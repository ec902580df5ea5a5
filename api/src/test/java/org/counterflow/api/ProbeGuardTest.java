package org.counterflow.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.counterflow.api.backend.Availability;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.BackendProvider;
import org.counterflow.api.backend.Options;
import org.counterflow.api.tensor.Memory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Probes that end the process, or never end: each start is a process of its own. */
class ProbeGuardTest {
  @TempDir
  Path folder;

  /** A provider of which only the probe matters. */
  abstract static class Bad implements BackendProvider {
    @Override
    public int api() {
      return API;
    }

    @Override
    public String id() {
      return "acme/bad";
    }

    @Override
    public int rank() {
      return 10;
    }

    @Override
    public Memory memory() {
      return Memory.HOST;
    }

    @Override
    public Backend open(Options options) {
      throw new UnsupportedOperationException();
    }
  }

  /** Its probe ends the process. */
  public static final class Ending extends Bad {
    /** For the service loader. */
    public Ending() {
      System.out.println("made");
    }

    @Override
    public Availability probe() {
      Runtime.getRuntime().halt(7);
      throw new AssertionError();
    }
  }

  /** Its probe never comes back. */
  public static final class Hanging extends Bad {
    /** For the service loader. */
    public Hanging() {}

    @Override
    public Availability probe() {
      while (true) Thread.onSpinWait();
    }
  }

  /** Prints what is said of the provider. */
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) {
      Backends.installed().list().stream().filter(f -> f.id().equals("acme/bad")).forEach(f -> System.out.println(f.availability()));
    }
  }

  private record Outcome(int exit, String output) {}

  private Outcome run(Class<? extends Bad> provider, String... flags) throws IOException, InterruptedException {
    Path services = Files.createDirectories(folder.resolve("classes/META-INF/services"));
    Files.writeString(services.resolve(BackendProvider.class.getName()), provider.getName());
    var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1", "-cp",
        String.join(File.pathSeparator, home(Backends.class), home(ProbeGuardTest.class), folder.resolve("classes").toString()),
        "-Dcounterflow.cache=" + folder.resolve("cache"), "-Dcounterflow.probe.seconds=1"));
    command.addAll(List.of(flags));
    command.add(Program.class.getName());
    Process p = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(p.waitFor(), output);
  }

  private static String home(Class<?> c) {
    String name = c.getName().replace('.', '/') + ".class", url = String.valueOf(ProbeGuardTest.class.getClassLoader().getResource(name));
    return Path.of(URI.create(url.substring(0, url.length() - name.length()))).toString();
  }

  private List<String> kept() throws IOException {
    try (Stream<Path> all = Files.list(folder.resolve("cache/probes"))) {
      return all.map(f -> f.getFileName().toString().replaceAll("-[0-9a-f]+$", "")).toList();
    }
  }

  @Test
  void whatEndsTheProcessIsAskedInAnotherAndThenLeftOut() throws Exception {
    assertEquals(7, run(Ending.class).exit());
    assertEquals(List.of("probing-acme_bad"), kept());
    for (int i = 0; i < 2; i++) {
      Outcome found = run(Ending.class);
      assertEquals(0, found.exit(), found.output());
      assertTrue(found.output().contains("Unavailable[reason=its probe ended the JVM with code 7, remedy=delete "), found.output());
      assertEquals(List.of("unsafe-acme_bad"), kept());
    }
  }

  @Test
  void whatDoesNotComeBackIsReported() throws Exception {
    for (int i = 0; i < 2; i++) {
      Outcome found = run(Hanging.class);
      assertEquals(0, found.exit(), found.output());
      assertTrue(found.output().contains("Unavailable[reason=its probe did not come back within 1 s, remedy="), found.output());
      assertEquals(List.of(i == 0 ? "probing-acme_bad" : "unsafe-acme_bad"), kept());
    }
  }

  @Test
  void anExcludedOneIsNotEvenMade() throws Exception {
    Outcome none = run(Ending.class, "-Dcounterflow.exclude=acme/other," + Ending.class.getName());
    assertEquals(0, none.exit(), none.output());
    assertFalse(none.output().contains("made"), none.output());
    Outcome named = run(Ending.class, "-Dcounterflow.exclude=acme/bad");
    assertEquals(0, named.exit(), named.output());
    assertTrue(named.output().contains("Unavailable[reason=it is excluded by -Dcounterflow.exclude"), named.output());
  }
}
