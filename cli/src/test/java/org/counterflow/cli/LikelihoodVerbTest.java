package org.counterflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.counterflow.formats.arrays.Npy;
import org.counterflow.formats.internal.json.JsonReader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code likelihood}: the density of a Gaussian, and what is refused. */
class LikelihoodVerbTest {
  @TempDir
  static Path folder;

  private static final double[] DATA = {0.3, -0.2, 0.1, 0.9, -0.6, 0.05};

  @BeforeAll
  static void write() {
    Npy.write(DATA, folder.resolve("x.npy"), 3, 2);
  }

  private static String at(String name) {
    return folder.resolve(name).toString();
  }

  @Test
  void theDensityOfAGaussian() {
    CliOutput t = CliOutput.of("likelihood", "--target", "gaussian:deviation=0.5", "--data", at("x.npy"), "--trace", "exact", "--solver",
        "rk-4:variable=lambda", "--steps", "40", "--json");
    assertEquals(0, t.status(), t.err());
    Map<String, Object> m = JsonReader.object(t.out(), "output");
    List<?> nats = (List<?>) m.get("nats");
    double sum = 0;
    for (int r = 0; r < 3; r++) {
      double square = DATA[2 * r] * DATA[2 * r] + DATA[2 * r + 1] * DATA[2 * r + 1], exact = -square / 0.5 - Math.log(2 * Math.PI * 0.25);
      // The data have the noise of the last point.
      assertEquals(exact, ((Number) nats.get(r)).doubleValue(), 0.01);
      sum += exact;
    }
    Map<?, ?> bits = (Map<?, ?>) m.get("bitsPerDimension");
    assertEquals(-sum / 3 / (2 * Math.log(2)), ((Number) bits.get("mean")).doubleValue(), 0.01);
    assertTrue(((Number) bits.get("standardError")).doubleValue() > 0);
    // Four stages a step, and five states each: the state, and two neighbours in each of two directions.
    assertEquals(40 * 4 * 5, ((Number) m.get("evaluations")).doubleValue());
  }

  @Test
  void peopleReadATable() {
    CliOutput t = CliOutput.of("likelihood", "--target", "gaussian:deviation=0.5", "--data", at("x.npy"), "--count", "2", "--steps", "4");
    assertEquals(0, t.status(), t.err());
    assertTrue(t.out().contains("2 of ") && t.out().contains("bits a dimension") && t.out().contains("sample"), t.out());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "--target gaussian | likelihood of a target needs --data FILE.npy [n, 2]",
      "--target gaussian --model fashion-mnist | exclude each other",
      "--target gaussian --data X --class 3 | --class belongs to a network",
      "--target mixture --data X | has samples of shape 2, and",
      "--target gaussian --data X --trace half | the trace is exact or hutchinson:probes=N, was \"half\"",
      "--target gaussian --data X --solver ddpm | draws noise: a likelihood follows the probability flow",
      "--target gaussian --data X --grid karras | inside alpha > 0, sigma > 0",
      "--target gaussian --data X --steps 0 | --steps must be a whole number from 1",
      "--target gaussian --data X --range -1,1 | --range is that of --levels",
      "--target gaussian --data X --levels 1 | --levels must be none or a whole number of at least 2"})
  void wrongUsageIsSaid(String options, String said) {
    CliOutput t = CliOutput.of(("likelihood " + options.replace("X", at("x.npy"))).split(" ", -1));
    assertEquals(2, t.status(), t.err());
    assertTrue(t.line().contains(said), t.err());
  }
}
