package org.counterflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.counterflow.api.Recipe;
import org.counterflow.formats.recipes.Recipes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Recipes that do not say everything, and grids that do not lead from noise to data: nothing is taken in silence. */
class IncompleteTest {
  @TempDir
  Path folder;
  private Recipe whole;

  @BeforeEach
  void draw() {
    CliOutput c = CliOutput.of("sample", "--quiet", "--target", "two-moons", "--count", "2", "--steps", "3", "--out",
        folder.resolve("moons.npy").toString());
    assertEquals(0, c.status(), c.err());
    whole = Recipes.beside(folder.resolve("moons.npy"));
  }

  private CliOutput again(String without, String... args) throws IOException {
    var settings = new LinkedHashMap<>(whole.settings());
    for (String key : without.split(" ")) settings.remove(key);
    Path recipe = Files.writeString(folder.resolve("some.json"), Recipes.toJson(new Recipe(settings, whole.seeds())));
    var all = new ArrayList<>(List.of("sample", "--quiet", "--again", recipe.toString(), "--out", folder.resolve("again.npy").toString()));
    all.addAll(List.of(args));
    return CliOutput.of(all.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource({"solver, solver, dpmpp-2m", "grid, grid, trailing", "steps, steps, 3", "precision, precision, f32", "schedule, schedule, vp"})
  void whatDecidesIsSaidOrRefused(String key, String option, String value) throws IOException {
    CliOutput c = again(key);
    assertEquals(2, c.status(), c.err());
    assertEquals("counterflow: the recipe does not say " + key + ", and what its samples were drawn with cannot be known: give --" + option,
        c.line());
    String said = whole.find(key);
    c = again(key, "--" + option, said == null ? value : said);
    assertEquals("", c.err());
    SameBits.all(folder.resolve("moons.npy"), folder.resolve("again.npy"));
  }

  @Test
  void allThatIsMissingIsNamedAtOnce() throws IOException {
    assertTrue(again("solver steps").line().endsWith("give --solver, --steps"));
  }

  @Test
  void noiseIsThisVersionsAndItIsSaid() throws IOException {
    CliOutput c = again("noise");
    assertEquals(0, c.status(), c.err());
    assertTrue(c.line().startsWith("counterflow: warning: the recipe does not say its noise, so samples may differ: this version draws "),
        c.err());
  }

  @Test
  void aWholeRecipeIsFollowedWithoutAWord() throws IOException {
    assertEquals(new CliOutput(0, "", ""), again("nothing"));
    SameBits.all(folder.resolve("moons.npy"), folder.resolve("again.npy"));
  }

  private CliOutput grid(String grid, String steps, String... more) {
    var all = new ArrayList<>(List.of("sample", "--quiet", "--target", "two-moons", "--count", "2", "--grid", grid, "--steps", steps, "--out",
        folder.resolve("grid.npy").toString()));
    all.addAll(List.of(more));
    CliOutput c = CliOutput.of(all.toArray(String[]::new));
    assertEquals(0, c.status(), c.err());
    return c;
  }

  @ParameterizedTest
  @CsvSource({"leading, 1, linear", "explicit:times=0.5/0.001, 1, edm", "explicit:times=200/100/-1, 2, linear"})
  void aGridThatBeginsAtDataIsSaid(String grid, String steps, String schedule) {
    String line = grid(grid, steps, "--schedule", schedule).line();
    assertTrue(line.startsWith("counterflow: warning: the grid " + grid + " with steps " + steps + " begins at time "), line);
    assertTrue(line.endsWith("so that samples stay near the noise that they begin with: give more --steps, or another --grid"), line);
  }

  @Test
  void aGridThatEndsAtNoiseIsSaid() {
    String line = grid("final(trailing):at=none", "3", "--schedule", "linear").line();
    assertTrue(line.contains(" ends at time 249.0 with sigma/alpha ") && line.endsWith("so that samples keep noise: give a --grid that ends "
        + "at clean data"), line);
  }

  @ParameterizedTest
  @ValueSource(strings = {"leading", "trailing", "linspace", "log-snr", "final(trailing):at=sigma-min"})
  void othersAreTakenWithoutAWord(String grid) {
    for (String schedule : List.of("linear", "scaled-linear", "cosine", "vp", "edm", "rectified-flow")) {
      // Some grids need lambda at an end to be finite.
      if (!schedule.equals("rectified-flow") || !grid.equals("log-snr")) assertEquals("", grid(grid, "4", "--schedule", schedule).err(), schedule);
    }
  }
}
