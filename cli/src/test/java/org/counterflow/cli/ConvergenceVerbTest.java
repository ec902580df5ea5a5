package org.counterflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.counterflow.formats.internal.json.JsonReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code convergence}: what they print, and the exit status. */
class ConvergenceVerbTest {
  @TempDir
  Path folder;

  @Test
  void aTableAndTheSlopeBesideTheClaim() {
    CliOutput t = CliOutput.of("convergence", "--solver", "ddim", "--steps", "32,64,128", "--error", "0.001", "--assert");
    assertEquals(0, t.status(), t.err());
    assertTrue(t.out().contains("      64           64      0.01914\n"), t.out());
    assertTrue(t.out().contains("claimed 1: holds\n"), t.out());
    // 1.2228 / N on the line.
    assertTrue(t.out().matches("(?s).*tv 0\\.001 at n = 12\\d\\d\n"), t.out());
  }

  @Test
  @SuppressWarnings("unchecked")
  void jsonHasTheSame() {
    CliOutput t = CliOutput.of("convergence", "--solver", "accelerated-sde", "--target", "gaussian:dimensions=4", "--metric", "kl", "--schedule", "edm",
        "--grid", "log-snr:from=-3,to=3", "--steps", "40,80", "--json");
    assertEquals(0, t.status(), t.err());
    Map<String, Object> m = JsonReader.object(t.out(), "output");
    assertEquals(List.of("accelerated-sde", "gaussian:dimensions=4", "edm", "log-snr:from=-3,to=3", "kl"),
        List.of(m.get("solver"), m.get("target"), m.get("schedule"), m.get("grid"), m.get("metric")));
    assertEquals(2.0, ((Number) m.get("claim")).doubleValue());
    var rows = (List<Map<String, Object>>) m.get("rows");
    assertEquals(List.of(40.0, 80.0), rows.stream().map(r -> ((Number) r.get("n")).doubleValue()).toList());
    double fall = ((Number) rows.get(0).get("value")).doubleValue() / ((Number) rows.get(1).get("value")).doubleValue();
    assertEquals(Math.log(fall) / Math.log(2), ((Number) m.get("slope")).doubleValue(), 1e-9);
  }

  @Test
  void aReportHasThePlotAndTheClaim() throws IOException {
    Path file = folder.resolve("ddim.html");
    CliOutput t = CliOutput.of("convergence", "--solver", "ddim", "--steps", "16,32,64", "--report", file.toString());
    assertEquals(0, t.status(), t.err());
    String page = Files.readString(file);
    for (String part : List.of("<h1>Convergence of ddim</h1>", "all 1 figures are as they have to be", "order 1", "Steps for an error", "--steps 16,32,64"))
      assertTrue(page.contains(part), part);
  }

  /** One step and two are far from any limit. */
  @Test
  void aClaimThatDoesNotShowEndsWithOne() {
    CliOutput t = CliOutput.of("convergence", "--solver", "exp-rk-6", "--steps", "1,2", "--assert");
    assertEquals(1, t.status());
    assertTrue(t.err().contains("claims order 6 and shows"), t.err());
    assertEquals(0, CliOutput.of("convergence", "--solver", "exp-rk-6", "--steps", "1,2").status());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "convergence | convergence needs --solver ID",
      "convergence --solver ddim --steps 8,x | was \"8,x\"",
      "convergence --solver ddim --error -1 | --error must be a number above 0",
      "convergence --solver ddim --metric w2 | There are tv, kl",
      "convergence --solver ddim --target two-moons | Remedy: mixture",
      "convergence --solver dpm-adaptive-12 | chooses its steps"})
  void wrongUsageIsSaid(String command, String said) {
    CliOutput t = CliOutput.of(command.split(" ", -1));
    assertEquals(2, t.status(), t.err());
    assertTrue(t.err().contains(said), t.err());
  }
}
