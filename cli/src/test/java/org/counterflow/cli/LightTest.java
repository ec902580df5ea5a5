package org.counterflow.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verbs that compute nothing run without the jars that compute. */
class LightTest {
  @TempDir
  Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"--help", "--version", "sample --help", "solvers --json", "schedules", "grids", "targets", "models --json"})
  void runsWithoutBackends(String command) throws Exception {
    ProcessBuilder b = Child.in(folder).builder(command.split(" "));
    b.command().replaceAll(a -> a.contains(File.pathSeparator) ? light(a) : a);
    Process p = b.redirectErrorStream(true).start();
    String said = new String(p.getInputStream().readAllBytes());
    assertAll(() -> assertEquals(0, p.waitFor(), said), () -> assertFalse(said.contains("incubator"), said));
  }

  private static String light(String modulePath) {
    return Arrays.stream(modulePath.split(File.pathSeparator)).filter(e -> !e.matches(".*(backend-|onnxruntime).*"))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
