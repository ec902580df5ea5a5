package org.counterflow.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Value;
import org.counterflow.formats.arrays.Npy;
import org.counterflow.formats.pictures.Png;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing is written over that a run reads, or that somebody else keeps where it writes. */
class OverwritingTest {
  private static final Path NETWORK = Path.of("src/test/resources/cases/needs_clipping.onnx");

  @TempDir
  Path folder;
  private Path data;

  @BeforeEach
  void data() {
    data = folder.resolve("data.npy");
    Npy.write(new double[] {-1, 0, 0.5, 1, 1, 0}, data, 3, 2);
  }

  private CliOutput sample(Path out, Object... args) {
    var all = new ArrayList<>(List.of("sample", "--quiet", "--steps", "2", "--out", out.toString()));
    for (Object a : args) all.add(a.toString());
    return CliOutput.of(all.toArray(String[]::new));
  }

  private static void good(CliOutput c) {
    assertEquals(0, c.status(), c.err());
  }

  /** Refused, naming the file and the option; every file is as it was. */
  private void refused(Path out, String option, Object... args) throws IOException {
    List<String> before = Child.files(folder);
    var bytes = new ArrayList<byte[]>();
    for (String f : before) bytes.add(Files.readAllBytes(folder.resolve(f)));
    CliOutput c = sample(out, args);
    assertEquals(2, c.status(), c.err());
    assertTrue(c.line().contains(" is what " + option + " reads, and would be written over: give another --out, or replace it by --force"),
        c.err());
    assertEquals(before, Child.files(folder));
    for (int i = 0; i < before.size(); i++) assertArrayEquals(bytes.get(i), Files.readAllBytes(folder.resolve(before.get(i))), before.get(i));
  }

  @Test
  void aDataSetByAnyOfItsNames() throws IOException {
    String target = "data:" + data;
    refused(data, "--target " + target, "--target", target);
    refused(folder.resolve("../" + folder.getFileName() + "/./data.npy"), "--target " + target, "--target", target);
    Path link = folder.resolve("link.npy"), hard = folder.resolve("hard.npy");
    try {
      Files.createSymbolicLink(link, data);
      Files.createLink(hard, data);
    } catch (IOException | UnsupportedOperationException e) {
      Assumptions.abort("no links here");
    }
    refused(link, "--target " + target, "--target", target);
    refused(hard, "--target " + target, "--target", target);
    refused(data, "--target data:" + link, "--target", "data:" + link);
    good(sample(folder.resolve("other.npy"), "--target", target, "--count", 2));
  }

  @Test
  void startsLabelsAndValues() throws IOException {
    refused(data, "--x-t", "--target", "two-moons", "--x-t", data);
    refused(data, "--labels", "--labels", data);
    refused(data, "--input y", "--input", "y=" + data);
  }

  @Test
  void dataThatSamplesBeginFrom() throws IOException {
    Path pictures = Files.createDirectory(folder.resolve("pictures")), picture = pictures.resolve("9.png"), mask = folder.resolve("mask.png");
    for (Path p : List.of(picture, mask)) Png.write(Value.of(Shape.of(1, 28, 28), new float[28 * 28]), p);
    refused(picture, "--init", "--init", picture);
    refused(picture, "--init", "--init", pictures);
    refused(mask, "--mask", "--init", pictures, "--mask", mask);
    Path states = folder.resolve("states.npy");
    CliOutput c = CliOutput.of("encode", "--quiet", "--steps", "2", "--init", data.toString(), "--target", "two-moons", "--out",
        states.toString());
    assertEquals(0, c.status(), c.err());
    refused(states, "--states", "--states", states);
    refused(folder.resolve("states.npy"), "--states", "--states", folder.resolve("./states.npy"));
    c = CliOutput.of("encode", "--quiet", "--steps", "2", "--init", data.toString(), "--target", "two-moons", "--out", data.toString());
    assertEquals(2, c.status());
    assertTrue(c.line().contains("data.npy is what --init reads"), c.err());
  }

  @Test
  void aNetworkUnderAnotherName() throws IOException {
    Path network = Files.copy(NETWORK, folder.resolve("network.onnx")), link = folder.resolve("picture.png");
    Files.createSymbolicLink(link, network);
    refused(link, "--model", "--model", network);
  }

  @Test
  void aPictureWhoseRecipeIsFollowed() throws IOException {
    Path picture = folder.resolve("moons.png");
    good(sample(picture, "--target", "two-moons", "--count", 3));
    refused(picture, "--again", "--again", picture, "--count", 1);
    good(sample(picture, "--again", picture, "--count", 1, "--force"));
  }

  @Test
  void anArrayOrItsRecipe() throws IOException {
    Path array = folder.resolve("moons.npy"), recipe = folder.resolve("moons.recipe.json");
    good(sample(array, "--target", "two-moons", "--count", 3));
    refused(array, "--again", "--again", array);
    refused(array, "--again", "--again", recipe);
    good(sample(folder.resolve("again.npy"), "--again", array));
    SameBits.all(array, folder.resolve("again.npy"));
    // The recipe's data set is read too.
    good(sample(folder.resolve("members.npy"), "--target", "data:" + data, "--count", 1));
    refused(data, "--target data:" + data, "--again", folder.resolve("members.npy"));
  }

  @Test
  void aForeignRecipe() throws IOException {
    Path array = folder.resolve("soup.npy"), foreign = Files.writeString(folder.resolve("soup.recipe.json"), "{\"salt\": 1}");
    CliOutput c = sample(array, "--target", "two-moons", "--count", 3);
    assertEquals(2, c.status(), c.err());
    assertTrue(c.line().contains(foreign + " is not a recipe that belongs to " + array + ", and would be written over: give another --out, "
        + "or replace it by --force"), c.err());
    assertFalse(Files.exists(array));
    assertEquals("{\"salt\": 1}", Files.readString(foreign));
    good(sample(array, "--target", "two-moons", "--count", 3, "--force"));
    good(sample(array, "--target", "two-moons", "--count", 2));
  }

  @Test
  void foreignFilesOfAFolder() throws IOException {
    Path pictures = Files.createDirectory(folder.resolve("pictures")), foreign = Files.writeString(pictures.resolve("1.png"), "a text");
    CliOutput c = CliOutput.of("sample", "--quiet", "--steps", "1", "--count", "2", "--out", pictures.toString());
    assertEquals(1, c.status(), c.err());
    assertTrue(c.line().contains("1.png: is not known to be a picture of this run: it is no PNG. Remedy: choose another folder, or remove it"),
        c.err());
    assertEquals("a text", Files.readString(foreign));
    assertEquals(List.of("1.png"), Child.files(pictures));
  }
}
