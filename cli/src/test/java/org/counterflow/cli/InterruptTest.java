package org.counterflow.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.counterflow.formats.Png;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ctrl-C in the middle: status 130 soon, nothing half written. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no kill")
class InterruptTest {
  @TempDir
  Path folder;

  @ParameterizedTest
  @CsvSource({"INT, out.png, 4000", "TERM, out.npy, 4000", "INT, pictures/, 4000", "INT, out.npy, 900", "INT, out.npy, 1300"})
  void endsSoonAndLeavesNothing(String signal, String out, long after) throws Exception {
    // What runs in the background of a shell ignores Ctrl-C, and so do its children.
    String sent = signal.equals("INT") && ignoresInterrupts() ? "TERM" : signal;
    ProcessBuilder builder = Child.in(folder).builder("sample", "--count", "100000", "--out", out);
    Process p = builder.redirectErrorStream(true).redirectOutput(folder.resolve("said").toFile()).start();
    try {
      assertFalse(p.waitFor(after, TimeUnit.MILLISECONDS), () -> said());
      new ProcessBuilder("kill", "-" + sent, Long.toString(p.pid())).inheritIO().start().waitFor();
      long began = System.nanoTime();
      assertTrue(p.waitFor(5, TimeUnit.SECONDS), "still there");
      double seconds = (System.nanoTime() - began) * 1e-9;
      assertAll(() -> assertEquals(sent.equals("INT") || after >= 4000 ? 130 : 143, p.exitValue(), () -> said()),
          () -> assertTrue(seconds < 5, () -> seconds + " s"), () -> assertFalse(said().contains("Exception"), this::said));
    } finally {
      p.destroyForcibly().waitFor();
    }
    for (String file : Child.files(folder)) {
      if (file.equals("said")) continue;
      // A folder keeps what is complete.
      assertTrue(file.matches("pictures/\\d+\\.png"), file);
      Png.read(folder.resolve(file));
    }
  }

  private static boolean ignoresInterrupts() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) return false;
    List<String> lines = Files.readAllLines(status);
    return lines.stream().filter(l -> l.startsWith("SigIgn:")).anyMatch(l -> (Long.parseUnsignedLong(l.substring(7).strip(), 16) & 2) != 0);
  }

  private String said() {
    return new String(Child.bytes(folder.resolve("said")));
  }
}
