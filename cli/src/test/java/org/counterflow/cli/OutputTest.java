package org.counterflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Results that do not arrive. */
class OutputTest {
  @TempDir
  Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"solvers --json", "--help", "sample --target mixture --count 9"})
  void lostIsAFailure(String command) throws Exception {
    Path full = Path.of("/dev/full");
    Assumptions.assumeTrue(Files.exists(full), "this system has no /dev/full");
    Path err = folder.resolve("err");
    Process p = Child.in(folder).builder(command.split(" ")).redirectOutput(full.toFile()).redirectError(err.toFile()).start();
    assertEquals(1, p.waitFor());
    List<String> lines = Files.readAllLines(err).stream().filter(l -> !l.startsWith("WARNING: ")).toList();
    assertEquals(1, lines.size(), lines::toString);
    assertTrue(lines.getFirst().startsWith("counterflow: the standard output cannot be written: No space left"), lines::toString);
  }

  /** As when {@code head} has enough. */
  @Test
  void unwantedIsNone() throws Exception {
    Path err = folder.resolve("err");
    Process p = Child.in(folder).builder("solvers", "--json").redirectError(err.toFile()).start();
    p.getInputStream().close();
    assertEquals(0, p.waitFor());
    assertEquals(List.of(), Files.readAllLines(err).stream().filter(l -> !l.startsWith("WARNING: ")).toList());
  }
}
