package org.counterflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import org.counterflow.api.Recipe;
import org.counterflow.api.Sampler;
import org.counterflow.api.Seeds;
import org.counterflow.formats.recipes.Recipes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a file brings is shown escaped and cut, wherever it is shown. */
class ShownTest {
  private static final String ESCAPES = "\u001b[31m\u009b2J\u0007\u202e", SHOWN = "\\u001b[31m\\u009b2J\\u0007\\u202e";

  @TempDir
  Path folder;

  private CliOutput again(String key, String value, String... more) throws IOException {
    var settings = new LinkedHashMap<String, String>();
    String[] said = {"target", "two-moons", "solver", "ddim", "grid", "trailing", "steps", "2", "schedule", "linear", "precision", "f32",
        "noise", Sampler.NOISE, "shape", "2", "direction", "sample"};
    for (int i = 0; i < said.length; i += 2) settings.put(said[i], said[i + 1]);
    settings.put(key, value);
    Path recipe = Files.writeString(folder.resolve("r.json"), Recipes.toJson(new Recipe(settings, Seeds.of(1))));
    String[] args = new String[5 + more.length];
    System.arraycopy(new String[] {"sample", "--again", recipe.toString(), "--out", folder.resolve("o.npy").toString()}, 0, args, 0, 5);
    System.arraycopy(more, 0, args, 5, more.length);
    return assertTimeoutPreemptively(Duration.ofSeconds(20), () -> CliOutput.of(args));
  }

  @ParameterizedTest
  @ValueSource(strings = {"target", "solver", "grid", "steps", "schedule", "precision", "noise", "shape", "direction", "model", "guidance",
      "rule", "micro-batch", "class", "range", "backend", "labels", "x-t", "colour", "target.sha256", "network.sha256", "role.state",
      "input.y"})
  void settingsOfRecipes(String key) throws IOException {
    for (String value : new String[] {ESCAPES, ESCAPES.repeat(100_000), " ".repeat(120_000) + "x", "1".repeat(100_000) + "x",
        ".;:".repeat(100_000) + "/", "0,".repeat(50_000), "\n".repeat(100_000)}) {
      CliOutput c = again(key, value);
      String all = c.out() + c.err();
      assertTrue(all.chars().allMatch(k -> k == '\n' || k >= 32 && k < 127), all);
      assertTrue(all.length() < 10_000, () -> all.length() + " characters: " + all.substring(0, 200));
      assertTrue(c.err().lines().allMatch(l -> l.startsWith("counterflow: ")), c.err());
      // A target takes no class, whatever it is called.
      if (value.equals(ESCAPES) && c.status() != 0 && !key.equals("class")) assertTrue(all.contains(SHOWN), all);
    }
  }

  @Test
  void namesOfSettings() throws IOException {
    CliOutput c = again(ESCAPES, "x");
    assertEquals(0, c.status(), c.err());
    assertTrue(c.line().endsWith("leaves out: " + SHOWN), c.err());
  }

  @Test
  void traces() throws IOException {
    CliOutput c = again("solver", ESCAPES, "--stacktrace");
    assertEquals(2, c.status());
    assertTrue(c.err().chars().allMatch(k -> k == '\n' || k == '\t' || k >= 32 && k < 127), c.err());
    assertTrue(c.err().contains("\tat org.counterflow"), c.err());
  }

  /** In the table of a network's ports. */
  @Test
  void whatANetworksFileSays() {
    Described.but("title", ESCAPES + "x".repeat(1_000_000), folder.resolve("odd.onnx"));
    CliOutput c = CliOutput.of("models", "--model", folder.resolve("odd.onnx").toString());
    assertEquals(0, c.status(), c.err());
    assertTrue(c.out().contains("    title: " + SHOWN + "xxx"), c.out().substring(0, 400));
    assertTrue(c.out().length() < 10_000 && c.out().chars().allMatch(k -> k == '\n' || k >= 32 && k < 127));
  }

  @Test
  void labelsThatAreNone() throws IOException {
    CliOutput c = CliOutput.of("sample", "--quiet", "--steps", "1", "--count", "1", "--out", folder.resolve("a.npy").toString());
    assertEquals(0, c.status(), c.err());
    Recipe r = Recipes.beside(folder.resolve("a.npy"));
    var settings = new LinkedHashMap<>(r.settings());
    settings.put("labels", ESCAPES);
    Path edited = Files.writeString(folder.resolve("b.json"), Recipes.toJson(new Recipe(settings, r.seeds())));
    c = CliOutput.of("sample", "--again", edited.toString(), "--out", folder.resolve("b.npy").toString());
    assertEquals(2, c.status());
    assertEquals("counterflow: the recipe has the label \"" + SHOWN + "\", where a whole number must be: give --labels or --class", c.line());
  }
}
