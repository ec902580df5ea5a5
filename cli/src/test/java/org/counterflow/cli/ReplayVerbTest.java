package org.counterflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code replay} and {@code plan}: what they print, and the exit status. */
class ReplayVerbTest {
  private static final Path GOLDEN = Path.of("../solvers/src/test/resources/golden");

  @TempDir
  Path folder;

  private record Ran(int status, String out, String err) {}

  private static Ran run(String... args) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    int status = Main.run(args, new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8));
    return new Ran(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void aRunAsRecordedIsWithin() {
    Ran r = run("replay", GOLDEN.resolve("problem.json").toString(), GOLDEN.resolve("diffusers_ddim.json").toString(), "--case",
        "ddim-leading-N10", "--case", "ddim-leading-eta1-N10");
    assertEquals(0, r.status, r.out + r.err);
    assertTrue(r.out.startsWith("ddim-leading-N10  within  "), r.out);
    assertTrue(r.out.contains("(tolerance 1e-10)  ddim, 10 steps of leading along linear, epsilon\n"), r.out);
    assertTrue(r.out.endsWith("2 of 2 runs are within tolerance, 0 outside, 0 not reproduced\n"), r.out);
  }

  @Test
  void anotherRunIsOutsideAndTheRestGoesOn() throws Exception {
    String text = Files.readString(GOLDEN.resolve("diffusers_ddim.json"));
    Files.copy(GOLDEN.resolve("problem.json"), folder.resolve("problem.json"));
    // An option that makes another run, and one that nobody knows.
    String other = text.replaceFirst("\"step.eta\":\\s*1.0", "\"step.eta\": 0.9")
        .replaceFirst("(\"id\":\\s*\"ddim-leading-N7\".*?\"options\":\\s*\\{)", "$1\"use_magic\": true, ");
    Path file = Files.writeString(folder.resolve("cases.json"), other);
    Ran r = run("replay", file.toString(), "--json", "--case", "ddim-leading-eta1-N10", "--case", "ddim-leading-N7", "--case",
        "ddim-leading-N10");
    assertEquals(1, r.status, r.out + r.err);
    assertTrue(r.out.contains("\"outside\": 1"), r.out);
    assertTrue(r.out.contains("\"not-reproduced\": 1"), r.out);
    assertTrue(r.out.contains("\"within\": 1"), r.out);
    assertTrue(r.out.contains("use_magic"), r.out);
  }

  @Test
  void whatIsMissingIsNamed() {
    Ran none = run("replay", GOLDEN.resolve("diffusers_ddim.json").toString(), "--case", "no-such-case");
    assertEquals(2, none.status);
    assertTrue(none.err.contains("--case no-such-case"), none.err);
    Ran absent = run("replay", folder.resolve("absent.json").toString());
    assertEquals(1, absent.status);
    assertTrue(absent.err.contains("absent.json: there is no such file"), absent.err);
    Ran nothing = run("replay");
    assertEquals(2, nothing.status);
  }

  @Test
  void aPlanShowsStagesByTheStatesBefore() {
    Ran r = run("plan", "--solver", "heun", "--grid", "karras", "--schedule", "edm", "--steps", "2");
    assertEquals(0, r.status, r.err);
    // Euler's prediction from sigma 80 to 0.002, then the mean of both slopes.
    assertTrue(r.out.contains("F0.1 at t 0.00200000 (alpha 1.00000, sigma 0.00200000): +2.5e-05 x0 +0.999975 F0\n"), r.out);
    assertTrue(run("plan", "--solver", "ddim", "--steps", "2", "--json").out.contains("\"name\": \"x2\""));
    assertEquals(2, run("plan").status);
    assertEquals(2, run("plan", "--solver", "ddim", "--steps", "0").status);
  }

  @Test
  void aSchedulerFileSaysWhatOptionsDoNot() throws Exception {
    Path config = Files.writeString(folder.resolve("scheduler_config.json"), """
        {"_class_name": "UniPCMultistepScheduler", "_diffusers_version": "0.30.0", "solver_order": 3, "timestep_spacing": "trailing",
         "skip_prk_steps": true, "lambda_min_clipped": -Infinity}
        """);
    Path out = folder.resolve("x.npy");
    Ran r = run("sample", "--target", "gaussian", "--scheduler", config.toString(), "--steps", "5", "--count", "2", "--out", out.toString());
    assertEquals(0, r.status, r.err);
    assertTrue(r.err.contains("not used: skip_prk_steps"), r.err);
    String recipe = Files.readString(folder.resolve("x.recipe.json"));
    assertTrue(recipe.contains("\"unipc:order=3,lower-order-final=always\""), recipe);
    assertTrue(recipe.contains("\"trailing\""), recipe);
    Ran own = run("sample", "--target", "gaussian", "--scheduler", config.toString(), "--solver", "ddim", "--count", "2", "--steps", "5", "--out",
        folder.resolve("y.npy").toString());
    assertEquals(0, own.status, own.err);
    assertTrue(Files.readString(folder.resolve("y.recipe.json")).contains("\"solver\": \"ddim\""));
    Path wrong = Files.writeString(folder.resolve("wrong.json"), "{\"_class_name\": \"UniPCMultistepScheduler\", \"solver_order\": \"three\"}");
    Ran bad = run("sample", "--target", "gaussian", "--scheduler", wrong.toString());
    assertEquals(1, bad.status);
    assertTrue(bad.err.contains("wrong.json: \"solver_order\" must be a whole number from 1 to 4, was \"three\""), bad.err);
  }
}
