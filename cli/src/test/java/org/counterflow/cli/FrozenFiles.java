package org.counterflow.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The resources {@code frozen/}, and how they are written anew; see their README. */
final class FrozenFiles {
  private static final String PROPERTY = "counterflow.frozen";

  private FrozenFiles() {}

  /** Whether this run is to write what it would check: {@code states}, {@code runs} or {@code recipes}. */
  static boolean writing(String what) {
    return what.equals(System.getProperty(PROPERTY));
  }

  /** Where the sources are: Maven says where the module is. */
  static Path source(String name) {
    String module = System.getProperty("basedir");
    if (module == null) throw new AssertionError("frozen files are written by Maven alone, which sets basedir");
    return Path.of(module, "src", "test", "resources", "frozen", name);
  }

  /** Writes a source. */
  static void write(String name, byte[] content) throws IOException {
    Files.write(source(name), content);
  }

  /** Writes a source. */
  static void write(String name, String text) throws IOException {
    write(name, text.getBytes(StandardCharsets.UTF_8));
  }

  /** The content of a resource; while they are written, of its source. */
  static byte[] read(String name) throws IOException {
    if (System.getProperty(PROPERTY) != null) return Files.readAllBytes(source(name));
    try (InputStream in = FrozenFiles.class.getResourceAsStream("/frozen/" + name)) {
      if (in == null) throw new AssertionError("no resource frozen/" + name);
      return in.readAllBytes();
    }
  }

  /** Keys and values with a tab between them, a pair a line. */
  static Map<String, String> table(String name) throws IOException {
    var table = new LinkedHashMap<String, String>();
    for (String line : new String(read(name), StandardCharsets.UTF_8).lines().toList()) {
      String[] pair = line.split("\t");
      if (pair.length != 2 || table.put(pair[0], pair[1]) != null) throw new AssertionError("frozen/" + name + ": " + line);
    }
    return table;
  }
}
