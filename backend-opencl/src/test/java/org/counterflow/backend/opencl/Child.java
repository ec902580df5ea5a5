package org.counterflow.backend.opencl;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Another JVM like this one, with everything on its class path and an environment of its own. */
public final class Child {
  private final Map<String, String> environment = new HashMap<>();
  private final List<String> options = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
  private Predicate<String> wanted = _ -> true;

  /** As this JVM, but for what is said next. */
  public Child() {}

  /** What it printed, on both streams. */
  public record Outcome(int exit, String output) {}

  /** With a variable of the environment. */
  public Child with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** With flags of the JVM. */
  public Child flags(String... more) {
    options.addAll(List.of(more));
    return this;
  }

  /** Without the parts of the class path that a text is in. */
  public Child without(String part) {
    wanted = wanted.and(p -> !p.contains(part));
    return this;
  }

  /** Runs a class's main method to its end. */
  public Outcome run(Class<?> main, String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", classPath(main, wanted), main.getName()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), output);
  }

  /** The folder of the class, which a patched module does not name, and all that this JVM found modules and classes in. */
  private static String classPath(Class<?> main, Predicate<String> wanted) {
    String name = main.getName().replace('.', '/') + ".class";
    String url = String.valueOf(main.getResource('/' + name));
    String folder = Path.of(URI.create(url.substring(0, url.length() - name.length()))).toString();
    Stream<String> rest = Stream.of("jdk.module.path", "java.class.path")
        .flatMap(p -> Arrays.stream(System.getProperty(p, "").split(Pattern.quote(File.pathSeparator))));
    return Stream.concat(Stream.of(folder), rest).filter(p -> !p.isEmpty() && wanted.test(p)).collect(Collectors.joining(File.pathSeparator));
  }

  /** The files below a folder. */
  public static List<String> files(Path folder) throws IOException {
    if (!Files.exists(folder)) return List.of();
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).map(f -> folder.relativize(f).toString()).toList();
    }
  }
}
