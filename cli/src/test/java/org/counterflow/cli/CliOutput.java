package org.counterflow.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What the command line says in this process. */
record CliOutput(int status, String out, String err) {
  static CliOutput of(String... args) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    int status = Main.run(args, new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8));
    return new CliOutput(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** The one line of an error. */
  String line() {
    List<String> lines = err.lines().toList();
    if (lines.size() != 1) throw new AssertionError("not one line: " + err);
    return lines.getFirst();
  }
}
