package org.counterflow.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.counterflow.api.Recipe;
import org.counterflow.formats.arrays.Npy;
import org.counterflow.formats.internal.json.Json;
import org.counterflow.formats.internal.png.PngCodec;
import org.counterflow.formats.internal.png.Raster;
import org.counterflow.formats.recipes.Recipes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sample} of the bundled network, as a process. */
class NetworkTest {
  @TempDir
  Path folder;

  private Child.Ended sample(String... args) {
    return Child.in(folder).run(args);
  }

  @Test
  void withoutArgumentsDrawsFortyGarments() {
    Child.Ended e = Child.in(folder).fast().run("sample").good();
    assertEquals(List.of(), e.errors());
    String said = "samples.png: 40 samples, 10 evaluations each\\R[\\d.]+ s, \\d+ evaluations/s, \\d+ % of the time inside the network, "
        + "backend java\\R";
    assertTrue(e.out().matches(said), e.out());
    assertEquals(List.of("samples.png"), Child.files(folder));
    Raster r = PngCodec.read(folder.resolve("samples.png"));
    // Ten columns, one a class, of four rows.
    assertTrue(r.width() > 10 * 84 && r.height() > 4 * 84 && r.width() > r.height(), r::toString);
    Recipe recipe = Recipes.of(folder.resolve("samples.png"));
    assertAll(() -> assertEquals("0-39", recipe.seeds().toString()), () -> assertEquals("fashion-mnist", recipe.find("model")),
        () -> assertEquals("10", recipe.find("steps")), () -> assertEquals("16", recipe.find("micro-batch")),
        () -> assertEquals("dpmpp-2m", recipe.find("solver")), () -> assertEquals("trailing", recipe.find("grid")),
        () -> assertEquals("fashion-mnist.onnx", recipe.find("network.file")),
        () -> assertEquals(64, String.valueOf(recipe.find("network.sha256")).length()));
  }

  @Test
  void jsonHasTheAgreedShape() {
    Map<String, Object> m = sample("sample", "--count", "3", "--steps", "4", "--out", "x.npy", "--json").good().json();
    assertEquals(List.of("x.npy"), m.get("out"));
    assertEquals(4.0, m.get("evaluations"));
    assertEquals(0L, m.get("copies"));
    assertTrue((Double) m.get("seconds") >= (Double) m.get("networkSeconds"), m::toString);
    Recipe printed = Recipes.fromJson(Json.compact(m.get("recipe")), "output");
    assertEquals(Recipes.of(folder.resolve("x.npy")), printed);
    assertEquals(List.of("x.npy", "x.recipe.json"), Child.files(folder));
    org.junit.jupiter.api.Assertions.assertArrayEquals(new int[] {3, 1, 28, 28}, Npy.read(folder.resolve("x.npy")).shape());
  }

  @Test
  void quietIsQuiet() {
    Child.Ended e = sample("sample", "--count", "1", "--steps", "2", "--quiet").good();
    assertAll(() -> assertEquals("", e.out()), () -> assertEquals(List.of(), e.errors()));
  }

  @Test
  void againDrawsTheSamePixels() {
    sample("sample", "--count", "6", "--steps", "4", "--solver", "ancestral(dpmpp-2m):eta=0.5", "--guidance", "2", "--class", "ankle boot",
        "--micro-batch", "4", "--out", "a.png").good();
    Child.Ended e = sample("sample", "--again", "a.png", "--out", "b.png").good();
    assertEquals(List.of(), e.errors());
    assertEquals(PngCodec.read(folder.resolve("a.png")), PngCodec.read(folder.resolve("b.png")));
    assertEquals(Recipes.of(folder.resolve("a.png")), Recipes.of(folder.resolve("b.png")));
    // Other options count more than the recipe, and what they do not name stays.
    sample("sample", "--again", "a.png", "--seeds", "2-3", "--out", "c.npy").good();
    sample("sample", "--again", "a.png", "--out", "d.npy").good();
    assertEquals("9", Recipes.of(folder.resolve("c.npy")).find("class"));
    SameBits.rows(folder.resolve("c.npy"), 0, folder.resolve("d.npy"), 2, 2);
  }

  @Test
  void againFindsTheNetworkBesideTheRecipe() throws Exception {
    Path other = Files.createDirectory(folder.resolve("other"));
    Described.but("title", "Moved", folder.resolve("net.onnx"));
    sample("sample", "--model", "net.onnx", "--count", "1", "--steps", "1", "--out", "a.npy").good();
    for (String file : List.of("a.npy", "a.recipe.json", "net.onnx")) Files.move(folder.resolve(file), other.resolve(file));
    sample("sample", "--again", "other/a.npy", "--out", "b.npy").good();
    SameBits.all(other.resolve("a.npy"), folder.resolve("b.npy"));
    assertEquals("other/net.onnx", Recipes.of(folder.resolve("b.npy")).find("model"));
    Described.but("title", "Another", other.resolve("net.onnx"));
    Child.Ended e = sample("sample", "--again", "other/a.npy", "--out", "c.npy");
    assertAll(() -> assertEquals(1, e.status()), () -> assertTrue(e.err().contains("net.onnx: no such file"), e.err()));
  }

  @Test
  void againWithWhatTheRecipeLeavesOpen() throws Exception {
    sample("sample", "--count", "1", "--steps", "2", "--schedule", "edm", "--out", "a.npy").good();
    Path recipe = folder.resolve("a.recipe.json");
    Files.writeString(recipe, Files.readString(recipe).replaceAll(".*\"model\": .*\\R", "")
        .replaceAll("(\"network.sha256\": \").{4}", "$1beef"));
    Child.Ended e = sample("sample", "--again", "a.npy", "--model", "fashion-mnist", "--out", "b.npy").good();
    // EDM goes beyond the noise of the network's own process at both ends.
    assertEquals(2, e.errors().size(), e.err());
    assertTrue(e.errors().get(0).contains("the network differs"), e.err());
    assertTrue(e.errors().get(1).contains("fashion-mnist.onnx takes the labels 0 to 999"), e.err());
    SameBits.all(folder.resolve("a.npy"), folder.resolve("b.npy"));
  }

  @Test
  void againSaysWhereTheNetworkDiffers() throws Exception {
    sample("sample", "--count", "1", "--steps", "1", "--out", "a.npy").good();
    Path recipe = folder.resolve("a.recipe.json");
    Files.writeString(recipe, Files.readString(recipe).replaceAll("onnxruntime [\\d.]+", "onnxruntime 0.1")
        .replaceAll("(\"network.provider\": \")cpu", "$1cuda")
        .replaceAll("(\"network.sha256\": \").{4}", "$1beef"));
    Child.Ended e = sample("sample", "--again", "a.npy", "--out", "b.npy").good();
    assertEquals(3, e.errors().size(), e.err());
    for (String l : e.errors()) assertTrue(l.startsWith("counterflow: warning: ") && l.contains("differs"), l);
  }

  @Test
  void folderIsResumedWhereItStopped() throws Exception {
    sample("sample", "--seeds", "3,5", "--steps", "2", "--out", "pictures/").good();
    assertEquals(List.of("pictures/3.png", "pictures/5.png"), Child.files(folder));
    assertEquals("28 x 28 gray", PngCodec.read(folder.resolve("pictures/5.png")).toString());
    byte[] three = Files.readAllBytes(folder.resolve("pictures/3.png"));
    Files.delete(folder.resolve("pictures/5.png"));
    Map<String, Object> m = sample("sample", "--seeds", "3-6", "--steps", "2", "--out", "pictures/", "--json").good().json();
    assertAll(() -> assertEquals(3L, m.get("drawn")), () -> assertEquals(4L, m.get("samples")),
        () -> assertEquals(4, ((List<?>) m.get("out")).size()));
    org.junit.jupiter.api.Assertions.assertArrayEquals(three, Files.readAllBytes(folder.resolve("pictures/3.png")));
    // A picture alone can be drawn again.
    sample("sample", "--again", "pictures/6.png", "--out", "again/").good();
    assertEquals(PngCodec.read(folder.resolve("pictures/6.png")), PngCodec.read(folder.resolve("again/6.png")));
    assertTrue(sample("sample", "--seeds", "3-6", "--steps", "2", "--out", "pictures").good().out()
        .contains("all 4 samples are there already"));
    Child.Ended other = sample("sample", "--seeds", "3-6", "--steps", "3", "--out", "pictures");
    assertAll(() -> assertEquals(1, other.status()), () -> assertTrue(other.err().contains("steps was 2, is 3"), other.err()));
  }

  @Test
  void labelsAreRecordedAndChosenWithTheirSeeds() {
    Npy.write(new long[] {7, 7, 1, 10}, folder.resolve("y.npy"), 4);
    sample("sample", "--labels", "y.npy", "--seeds", "10-13", "--steps", "2", "--out", "a.npy").good();
    assertEquals("7,7,1,10", Recipes.of(folder.resolve("a.npy")).find("labels"));
    sample("sample", "--again", "a.npy", "--seeds", "12,11", "--out", "b.npy").good();
    assertEquals("1,7", Recipes.of(folder.resolve("b.npy")).find("labels"));
    SameBits.rows(folder.resolve("b.npy"), 0, folder.resolve("a.npy"), 2, 1);
    SameBits.rows(folder.resolve("b.npy"), 1, folder.resolve("a.npy"), 1, 1);
    Child.Ended e = sample("sample", "--again", "a.npy", "--seeds", "9", "--out", "c.npy");
    assertAll(() -> assertEquals(2, e.status()), () -> assertTrue(e.err().contains("none for 9: give --labels or --class"), e.err()));
  }

  @Test
  void networkRunsAlongAnotherProcess() {
    // Noise-free garments are dark at their rim along any process; a network told of a wrong process gives noise there.
    sample("sample", "--count", "2", "--schedule", "edm:sigma-max=150", "--steps", "20", "--out", "x.npy").good();
    Recipe r = Recipes.of(folder.resolve("x.npy"));
    assertAll(() -> assertEquals("karras", r.find("grid")), () -> assertTrue(String.valueOf(r.find("schedule")).startsWith("edm")));
    double[] x = Npy.read(folder.resolve("x.npy")).values();
    for (int i = 0; i < 28; i++) assertEquals(-1, x[i * 28], 0.15);
  }

  /** What a network says of itself cancels out, whatever the weight; what a worse one says does not. */
  @Test
  void autoguidanceAwayFromASecondNetwork() throws Exception {
    sample("sample", "--count", "2", "--steps", "3", "--out", "a.npy").good();
    sample("sample", "--count", "2", "--steps", "3", "--guide-model", "fashion-mnist", "--guide-weight", "3", "--out", "b.npy").good();
    SameBits.all(folder.resolve("a.npy"), folder.resolve("b.npy"));
    Described.but("prediction", "velocity", folder.resolve("worse.onnx"));
    sample("sample", "--count", "2", "--steps", "3", "--guide-model", "worse.onnx", "--out", "c.npy").good();
    assertFalse(Arrays.equals(Npy.read(folder.resolve("a.npy")).values(), Npy.read(folder.resolve("c.npy")).values()));
    Recipe r = Recipes.of(folder.resolve("c.npy"));
    assertAll(() -> assertEquals("worse.onnx", r.find("guide-model")), () -> assertEquals("2", r.find("autoguidance")),
        () -> assertEquals("velocity", r.find("autoguidance.prediction")), () -> assertTrue(r.find("network2.sha256") != null));
    Child.Ended again = sample("sample", "--again", "c.npy", "--out", "d.npy").good();
    assertEquals(List.of(), again.errors());
    SameBits.all(folder.resolve("c.npy"), folder.resolve("d.npy"));
    Child.Ended e = sample("sample", "--guide-model", "worse.onnx", "--guide-weight", "much", "--out", "e.npy");
    assertTrue(e.err().contains("--guide-weight must be a number from 0 to 1000, was \"much\""), e.err());
  }
}
