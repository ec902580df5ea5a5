package org.counterflow.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.counterflow.api.Backends;
import org.counterflow.api.Recipe;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Options;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Value;
import org.counterflow.cli.model.BundledModel;
import org.counterflow.formats.arrays.Npy;
import org.counterflow.formats.internal.png.PngCodec;
import org.counterflow.formats.internal.png.Raster;
import org.counterflow.formats.recipes.Recipes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Image to image, inpainting, encoding: the files, the bits of the library, and the recipes. */
class FromDataTest {
  private static final int N = 28 * 28;
  @TempDir Path folder;

  /** A bright square, a dark one on bright ground, and a mask of the lower half. */
  @BeforeEach
  void pictures() throws Exception {
    Files.createDirectory(folder.resolve("pics"));
    picture("pics/2.png", (x, y) -> x > 7 && x < 20 && y > 7 && y < 20 ? 230 : 10);
    picture("pics/10.png", (x, y) -> x > 7 && x < 20 && y > 7 && y < 20 ? 0 : 255);
    picture("mask.png", (x, y) -> y < 14 ? 0 : 255);
  }

  private interface Gray {
    int at(int x, int y);
  }

  private void picture(String name, Gray gray) {
    var pixels = new byte[N];
    for (int i = 0; i < N; i++) pixels[i] = (byte) gray.at(i % 28, i / 28);
    PngCodec.write(Raster.of(28, 28, 1, pixels), folder.resolve(name), Map.of());
  }

  private String at(String name) {
    return folder.resolve(name).toString();
  }

  private static CliOutput good(String... args) {
    CliOutput o = CliOutput.of(args);
    assertEquals(0, o.status(), o.err());
    return o;
  }

  private static double[] values(Path npy) {
    return Npy.read(npy).values();
  }

  private double[] known(String name) {
    return PngCodec.read(folder.resolve(name)).values(-1, 1);
  }

  @Test
  void imageToImageIsTheLibrarys() throws Exception {
    good("sample", "--quiet", "--init", at("pics/2.png"), "--strength", "0.3", "--count", "3", "--out", at("a.npy"));
    Path file = folder.resolve("network.onnx");
    try (var in = BundledModel.ALL.getFirst().content()) {
      Files.copy(in, file);
    }
    Backends backends = Backends.installed();
    double[] expected;
    try (var network = backends.open(file, null, Options.defaults());
        Samples s = Sampler.of(ScoreFunction.of(network)).from(Value.of(Shape.of(1, 1, 28, 28), known("pics/2.png"))).strength(0.3)
            .sample(Seeds.range(0, 3), Conditions.classes(10))) {
      assertEquals(3, s.report().evaluations());
      expected = s.toDoubles();
    }
    assertArrayEquals(expected, values(folder.resolve("a.npy")));
    Recipe r = Recipes.of(folder.resolve("a.npy"));
    assertEquals("0.3", r.find("strength"));
    assertEquals("none", r.find("class"), "what a picture shows does not follow from a seed");
    assertTrue(String.valueOf(r.find("init.sha256")).matches("[0-9a-f]{64}"));
    assertNull(r.find("start.sha256"));
  }

  @Test
  void aFolderHasARowASampleInTheOrderOfItsNumbers() {
    good("sample", "--quiet", "--init", at("pics"), "--strength", "0.1", "--out", at("a.npy"));
    assertEquals(2, Npy.read(folder.resolve("a.npy")).rows());
    good("sample", "--quiet", "--init", at("pics/10.png"), "--strength", "0.1", "--seeds", "1", "--out", at("b.npy"));
    SameBits.rows(folder.resolve("a.npy"), 1, folder.resolve("b.npy"), 0, 1);
  }

  @Test
  void theRecipeDrawsThemAgainAndEachAlone() throws Exception {
    good("sample", "--quiet", "--init", at("pics"), "--mask", at("mask.png"), "--rule", "clip", "--steps", "4", "--out", at("a.npy"));
    CliOutput again = good("sample", "--quiet", "--again", at("a.npy"), "--out", at("b.npy"));
    assertEquals("", again.err());
    SameBits.all(folder.resolve("a.npy"), folder.resolve("b.npy"));
    assertEquals(Recipes.of(folder.resolve("a.npy")).settings(), Recipes.of(folder.resolve("b.npy")).settings());
    assertEquals("clip + inpaint", Recipes.of(folder.resolve("a.npy")).find("rule"));
    good("sample", "--quiet", "--again", at("a.npy"), "--seeds", "1", "--out", at("c.npy"));
    SameBits.rows(folder.resolve("a.npy"), 1, folder.resolve("c.npy"), 0, 1);
    picture("pics/2.png", (x, y) -> 0);
    CliOutput changed = good("sample", "--quiet", "--again", at("a.npy"), "--out", at("d.npy"));
    assertTrue(changed.line().contains("pics is not what the recipe was made with"), changed.err());
  }

  @ParameterizedTest
  @CsvSource({"dpmpp-2m,1", "unipc,1", "heun,0.5", "euler-a,1", "ddpm,1"})
  void whatIsKnownStaysToTheBit(String solver, String strength) {
    good("sample", "--quiet", "--init", at("pics"), "--mask", at("mask.png"), "--strength", strength, "--solver", solver, "--steps", "6",
        "--out", at("a.npy"));
    double[] drawn = values(folder.resolve("a.npy"));
    for (int k = 0; k < 2; k++) {
      double[] known = known(k == 0 ? "pics/2.png" : "pics/10.png");
      int changed = 0;
      for (int i = 0; i < N; i++) {
        if (i < N / 2) assertEquals((float) known[i], drawn[k * N + i], "pixel " + i);
        else if (Math.abs(drawn[k * N + i] - known[i]) > 1e-3) changed++;
      }
      assertTrue(changed > N / 4, "drawn anew: " + changed);
    }
  }

  @Test
  void whatIsEncodedComesBack() {
    good("encode", "--quiet", "--init", at("pics"), "--solver", "heun", "--steps", "30", "--out", at("states.npy"));
    assertEquals("encode", Recipes.of(folder.resolve("states.npy")).find("direction"));
    good("sample", "--quiet", "--states", at("states.npy"), "--out", at("back.npy"));
    Recipe r = Recipes.of(folder.resolve("back.npy"));
    assertEquals("decode", r.find("direction"));
    assertEquals("30", r.find("steps"));
    double[] back = values(folder.resolve("back.npy"));
    double sum = 0;
    for (int k = 0; k < 2; k++) {
      double[] known = known(k == 0 ? "pics/2.png" : "pics/10.png");
      for (int i = 0; i < N; i++) sum += (back[k * N + i] - known[i]) * (back[k * N + i] - known[i]);
    }
    double rms = Math.sqrt(sum / (2 * N));
    assertTrue(rms < 0.15, "squares that the network never saw come back within " + rms);
    good("sample", "--quiet", "--again", at("back.npy"), "--out", at("again.npy"));
    SameBits.all(folder.resolve("back.npy"), folder.resolve("again.npy"));
    good("encode", "--quiet", "--again", at("states.npy"), "--out", at("twice.npy"));
    SameBits.all(folder.resolve("states.npy"), folder.resolve("twice.npy"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "sample --strength 0.4                         | --strength belongs to data that a run begins from",
      "sample --mask mask.png                        | --mask belongs to data that a run begins from",
      "sample --rule inpaint                         | needs a known picture and a mask: give --init and --mask",
      "sample --init pics --strength 0               | --strength must be a number above 0 and at most 1, was \"0\"",
      "sample --init pics --count 5                  | pics has 2 rows for 5 samples: give a row a sample, or --count 2",
      "sample --init pics --x-t a.npy                | exclude each other",
      "sample --init mask.jpg                        | mask.jpg is not there: give an .npy, a .png, or a folder of .png",
      "sample --init empty                           | has no .png in it",
      "sample --init wide.png                        | wide.png is 56 x 28, and samples are 28 x 28",
      "sample --init color.png                       | color.png has colours, and samples of shape 1x28x28 have one channel: save it as gray",
      "sample --init pics --mask color.png           | color.png has colours, and a mask is gray",
      "sample --init bad.npy                         | bad.npy has NaN among its values",
      "sample --init flat.npy                        | flat.npy has shape [1, 784], and samples have the shape 1x28x28: give [n, shape]",
      "sample --init pics --mask two.npy             | whose element 0 is 2.0: give 1 where data is drawn",
      "sample --init pics/2.png --target two-moons   | is a picture, and samples have the shape 2: give an .npy",
      "sample --states flat.npy                      | flat.recipe.json",
      "sample --again states.npy                     | goes from data to noise (direction encode): give --states",
      "encode                                        | encode needs data: give --init",
      "encode --init pics --out a.png                | cannot hold states, which are no pictures: give a file in .npy",
      "encode --init pics --solver euler-a           | --solver ancestral(ddim) adds noise and so runs from noise to data only",
      "encode --init pics --count 2                  | --count"})
  void wrongUsageIsOneLine(String args, String words) throws Exception {
    Files.createDirectory(folder.resolve("empty"));
    PngCodec.write(Raster.of(56, 28, 1, new byte[2 * N]), folder.resolve("wide.png"), Map.of());
    var pixels = new byte[3 * N];
    pixels[0] = 1;
    PngCodec.write(Raster.of(28, 28, 3, pixels), folder.resolve("color.png"), Map.of());
    Npy.write(new double[] {Double.NaN}, folder.resolve("bad.npy"), 1, 1);
    Npy.write(new double[N], folder.resolve("flat.npy"), 1, N);
    Npy.write(new double[] {2}, folder.resolve("two.npy"), 1);
    if (args.contains("states.npy")) good("encode", "--quiet", "--init", at("pics"), "--steps", "1", "--out", at("states.npy"));
    String[] given = args.strip().split(" ");
    for (int i = 0; i < given.length; i++) if (Files.exists(folder.resolve(given[i])) || given[i].contains(".jpg")) given[i] = at(given[i]);
    CliOutput o = CliOutput.of(given);
    assertTrue(o.status() == 1 || o.status() == 2, "status " + o.status());
    assertTrue(o.line().contains(words), o.err());
  }
}
