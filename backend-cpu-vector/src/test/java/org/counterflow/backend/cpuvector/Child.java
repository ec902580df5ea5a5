package org.counterflow.backend.cpuvector;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** Another JVM like this one, with everything on its class path. */
final class Child {
  private Child() {}

  /** What it printed, on both streams. */
  record Outcome(int exit, List<String> lines) {}

  static Outcome run(Class<?> main, List<String> options) throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", classPath(main), main.getName()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), output.lines().toList());
  }

  /** The folder of the class, which a patched module does not name, and all that this JVM found modules and classes in. */
  private static String classPath(Class<?> main) {
    String name = main.getName().replace('.', '/') + ".class";
    String url = String.valueOf(main.getResource('/' + name));
    var path = new StringJoiner(File.pathSeparator);
    path.add(Path.of(URI.create(url.substring(0, url.length() - name.length()))).toString());
    for (String property : List.of("jdk.module.path", "java.class.path")) {
      String more = System.getProperty(property, "");
      if (!more.isEmpty()) path.add(more);
    }
    return path.toString();
  }
}
