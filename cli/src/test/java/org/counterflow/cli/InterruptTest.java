package org.counterflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.counterflow.formats.internal.png.PngCodec;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ctrl-C in the middle: status 130 soon, 143 if asked to terminate, nothing half written. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no kill")
class InterruptTest {
  @TempDir
  Path folder;

  /** A run of minutes, stopped once it has used so much of the processor: 2 s are in the middle, less is while the network is opened. */
  @ParameterizedTest
  @CsvSource({"INT, out.png, 2000", "TERM, out.npy, 2000", "INT, pictures/, 2000", "INT, out.npy, 500", "INT, out.npy, 800"})
  void endsSoonAndLeavesNothing(String signal, String out, long after) throws Exception {
    // What runs in the background of a shell ignores Ctrl-C, and so do its children.
    String sent = signal.equals("INT") && ignoresInterrupts() ? "TERM" : signal;
    Process p = Child.in(folder).builder("sample", "--count", "9000", "--out", out).redirectErrorStream(true)
        .redirectOutput(folder.resolve("said").toFile()).start();
    try {
      while (p.isAlive() && p.info().totalCpuDuration().orElseThrow().toMillis() < after) Thread.sleep(10);
      assertTrue(p.isAlive(), this::said);
      new ProcessBuilder("kill", "-" + sent, Long.toString(p.pid())).inheritIO().start().waitFor();
      assertTrue(p.waitFor(5, TimeUnit.SECONDS), "still there");
      assertEquals(sent.equals("TERM") ? 143 : 130, p.exitValue(), this::said);
      // Before our handler is there, the JVM ends without a word.
      String last = "counterflow: " + (sent.equals("TERM") ? "terminated" : "interrupted") + "\n";
      if (after == 2000) assertTrue(said().endsWith(last), this::said);
      assertFalse(said().contains("Exception"), this::said);
    } finally {
      p.destroyForcibly().waitFor();
    }
    for (String file : Child.files(folder)) {
      if (file.equals("said")) continue;
      // A folder keeps what is complete.
      assertTrue(file.matches("pictures/\\d+\\.png"), file);
      PngCodec.read(folder.resolve(file));
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
