package org.counterflow.cli;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.counterflow.formats.internal.json.JsonReader;

/**
 * The command line as users start it: a process of its own, on the module path of this one. C1 alone and plain arithmetic, unless a test
 * says otherwise: they start fastest, and bits do not depend on them.
 */
final class Child {
  private static final Path CACHE = cache();
  private static final Set<String> NOT_OURS = Set.of("junit", "opentest4j", "apiguardian", "surefire", "jacoco", "maven", "org.jacoco");

  private final Path folder;
  private final List<String> flags = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
  private final Map<String, String> environment = new LinkedHashMap<>();

  /** How a process ended. */
  record Ended(int status, String out, String err) {
    /** The error stream without what the JVM itself says there. */
    List<String> errors() {
      return err.lines().filter(l -> !l.isBlank() && !l.startsWith("WARNING: ")).toList();
    }

    /** The output as JSON. */
    Map<String, Object> json() {
      return JsonReader.object(out, "output");
    }

    Ended good() {
      if (status != 0) throw new AssertionError("exit " + status + ": " + err);
      return this;
    }
  }

  private Child(Path folder) {
    this.folder = folder;
    environment.put("XDG_CACHE_HOME", CACHE.toString());
    environment.put("COUNTERFLOW_BACKEND", "java");
  }

  static Child in(Path folder) {
    return new Child(folder);
  }

  /** The same on any backend that works, with all compilers. */
  Child fast() {
    flags.clear();
    return with("COUNTERFLOW_BACKEND", "");
  }

  Child flag(String... more) {
    flags.addAll(List.of(more));
    return this;
  }

  /** An environment variable; an empty one is unset. */
  Child with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  Ended run(String... args) {
    try {
      Path out = Files.createTempFile("child", ".out"), err = Files.createTempFile("child", ".err");
      try {
        Process p = builder(args).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        if (!p.waitFor(120, TimeUnit.SECONDS)) {
          p.destroyForcibly();
          throw new AssertionError("still running after 120 s: " + Arrays.toString(args));
        }
        return new Ended(p.exitValue(), Files.readString(out), Files.readString(err));
      } finally {
        Files.delete(out);
        Files.delete(err);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  ProcessBuilder builder(String... args) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("--enable-native-access=com.microsoft.onnxruntime,org.counterflow.backend.onnx", "-p", modulePath(), "-m",
        "org.counterflow.cli/org.counterflow.cli.Main"));
    command.addAll(List.of(args));
    var builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().keySet().removeIf(k -> k.startsWith("COUNTERFLOW") || k.equals("JAVA_TOOL_OPTIONS"));
    environment.forEach((k, v) -> {
      if (v.isEmpty()) builder.environment().remove(k);
      else builder.environment().put(k, v);
    });
    return builder;
  }

  /** Everything of this process that is a module, wherever the test runner put it. */
  static String modulePath() {
    var path = new LinkedHashSet<String>();
    for (String property : List.of("jdk.module.path", "java.class.path")) {
      for (String entry : System.getProperty(property, "").split(File.pathSeparator)) {
        Path p = Path.of(entry);
        String name = String.valueOf(p.getFileName());
        boolean ours = NOT_OURS.stream().noneMatch(name::startsWith);
        if (!entry.isEmpty() && (Files.exists(p.resolve("module-info.class"))
            || (ours && name.endsWith(".jar")))) path.add(p.toAbsolutePath().toString());
        if (property.equals("jdk.module.path") && Files.isDirectory(p)
            && !Files.exists(p.resolve("module-info.class"))) path.add(p.toAbsolutePath().toString());
      }
    }
    return String.join(File.pathSeparator, path);
  }

  /** One cache for all children of this process, so that libraries are unpacked once. */
  private static Path cache() {
    try {
      Path folder = Files.createTempDirectory("counterflow-test");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path p : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(p);
    } catch (IOException e) {
      // A temporary folder stays.
    }
  }

  /** The names of all files below a folder. */
  static List<String> files(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(p -> !Files.isDirectory(p)).map(p -> folder.relativize(p).toString()).sorted().collect(Collectors.toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A test resource as a file: tests may run from a jar. */
  static Path resource(Path into, String name) {
    try (var in = Child.class.getResourceAsStream("/reference/" + name)) {
      if (in == null) throw new AssertionError("no resource " + name);
      Path file = into.resolve(name);
      Files.copy(in, file);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void write(Path file, String text) {
    try {
      Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
