package org.counterflow.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The launcher in a tree of its own, where a script has the place of the JVM: it prints {@code LC_ALL}, notes what it was given, and makes
 * an archive where it is asked for one. Another has the place of Maven.
 */
final class Launched {
  static final Path LAUNCHER = Path.of("..", "counterflow");
  private static final String JAVA = """
      #!/bin/sh
      echo "${LC_ALL-unset}"
      echo "$*" >>"${0%/jdk/*}/given"
      for a; do
        case $a in -XX:AOTCacheOutput=* | -XX:ArchiveClassesAtExit=*) echo classes >"${a#*=}" ;; esac
      done
      """;
  private static final String MAVEN = """
      #!/bin/sh
      echo built >>"${0%/bin/*}/builds"
      echo 1 >cli/target/lib/build-id
      """;

  final Path root;
  final Path cache;
  private final Path folder;
  private final Map<String, String> environment = new HashMap<>();

  private Launched(Path folder, String name) throws IOException {
    this.folder = folder;
    root = folder.resolve(name);
    cache = folder.resolve("cache/counterflow/jvm");
    Path lib = Files.createDirectories(root.resolve("cli/target/lib"));
    Files.copy(LAUNCHER, root.resolve("counterflow"));
    Child.write(lib.resolve("build-id"), "1");
    script(folder.resolve("jdk/bin/java"), JAVA);
    script(folder.resolve("jdk/bin/javac"), JAVA);
    script(folder.resolve("bin/mvn"), MAVEN);
    Child.write(folder.resolve("jdk/release"), "JAVA_VERSION=\"25.0.1\"\n");
    environment.put("COUNTERFLOW_JAVA_HOME", folder.resolve("jdk").toString());
    environment.put("XDG_CACHE_HOME", folder.resolve("cache").toString());
    environment.put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
  }

  static Launched in(Path folder, String name) throws IOException {
    return new Launched(folder, name);
  }

  private static void script(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Child.write(file, text);
    if (!file.toFile().setExecutable(true)) throw new IOException(file + " cannot be made executable");
  }

  Launched with(Map<String, String> more) {
    environment.putAll(more);
    return this;
  }

  Process start(String... args) throws IOException {
    var b = new ProcessBuilder("sh", root.resolve("counterflow").toString());
    b.command().addAll(List.of(args));
    b.environment().keySet().removeIf(k -> k.startsWith("COUNTERFLOW") || k.equals("CI"));
    b.environment().putAll(environment);
    b.environment().values().removeIf(String::isEmpty);
    return b.redirectErrorStream(true).start();
  }

  /** What it printed, once it has ended. */
  String run(String... args) throws IOException, InterruptedException {
    Process p = start(args);
    String said = new String(p.getInputStream().readAllBytes()).strip();
    if (!p.waitFor(60, TimeUnit.SECONDS)) throw new AssertionError("still running: " + said);
    return said;
  }

  /** What the JVM was given last, by a start that was no training. */
  String given() throws IOException {
    return Files.readAllLines(folder.resolve("given")).stream().filter(l -> !l.contains("training")).toList().getLast();
  }

  /** How often Maven was called. */
  long builds() throws IOException {
    Path builds = folder.resolve("builds");
    return Files.exists(builds) ? Files.readAllLines(builds).size() : 0;
  }

  /** The folder of this checkout in the cache. */
  Path archives() throws IOException {
    try (var all = Files.list(cache)) {
      return all.findFirst().orElseThrow();
    }
  }

  /** The archive of the light verbs, once it is made. */
  Path archive() throws IOException, InterruptedException {
    for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30); System.nanoTime() < end; Thread.sleep(20)) {
      try (var all = Files.list(archives())) {
        var made = all.filter(p -> p.getFileName().toString().matches("light-\\d+")).toList();
        if (!made.isEmpty() && !Files.exists(archives().resolve("training"))) return made.getFirst();
      }
    }
    throw new AssertionError("no archive: " + Child.files(cache));
  }
}
