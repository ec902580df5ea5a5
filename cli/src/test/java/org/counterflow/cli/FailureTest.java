package org.counterflow.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.regex.Pattern;
import org.counterflow.cli.model.BundledModel;
import org.counterflow.cli.model.ModelCard;
import org.counterflow.formats.arrays.Npy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What fails once a network is asked for: one line, a status, and no output. */
class FailureTest {
  @TempDir
  Path folder;

  private void fails(int status, String what, String... args) {
    var all = new java.util.ArrayList<>(List.of("sample", "--out", "out.png"));
    all.addAll(List.of(args));
    Child.Ended e = Child.in(folder).run(all.toArray(String[]::new));
    assertAll(() -> assertEquals(status, e.status(), e.err()), () -> assertEquals(1, e.errors().size(), e.err()),
        () -> assertTrue(e.errors().getFirst().startsWith("counterflow: "), e.err()), () -> assertTrue(e.err().contains(what), e.err()),
        () -> assertFalse(Child.files(folder).stream().anyMatch(f -> f.contains("out")), () -> Child.files(folder).toString()));
  }

  @Test
  void filesThatAreNoModels() throws IOException {
    Child.write(folder.resolve("notes.txt"), "a text");
    Child.write(folder.resolve("notes.onnx"), "a text");
    try (InputStream in = BundledModel.ALL.getFirst().content()) {
      Files.write(folder.resolve("half.onnx"), in.readNBytes(1_000_000));
    }
    fails(1, "notes.txt", "--model", "notes.txt");
    fails(1, "notes.onnx is a text file", "--model", "notes.onnx");
    fails(1, "half.onnx", "--model", "half.onnx");
    fails(1, "none.onnx: no such file", "--model", "none.onnx");
    fails(1, "\".\" is a folder. Remedy: give a FILE.onnx in it", "--model", ".");
  }

  @Test
  void classesAndLabelsOutOfRange() {
    Npy.write(new long[] {3, 11}, folder.resolve("y.npy"), 2);
    fails(2, "has no class \"11\"; it has 0 to 9: T-shirt", "--class", "11");
    fails(2, "; or none (10), which means no class", "--class", "11");
    fails(2, "has no class \"sneeker\"; nearest: sneaker; it has", "--class", "sneeker");
    fails(2, "has label 11 for sample 1, out of range", "--labels", "y.npy");
  }

  @ParameterizedTest
  @CsvSource({"prediction, epsilonn, --prediction", "time, stepp, --time", "schedule, lniear, --schedule", "range, '1,-1', ''",
      "classes, T-shirt, ''", "null-class, 99, ''", "micro-batch, 0, ''", "format, 2, ''"})
  void fileThatDescribesItselfWronglyIsNoWrongUsage(String key, String value, String option) {
    Described.but(key, value, folder.resolve("odd.onnx"));
    String remedy = option.isEmpty() ? "" : ". Remedy: correct the file's metadata, or override it with " + option;
    fails(1, "counterflow." + key, "--model", "odd.onnx");
    fails(1, remedy, "--model", "odd.onnx");
  }

  @ParameterizedTest
  @CsvSource({"prediction, epsilonn, epsilon", "schedule, lniear, linear"})
  void wrongDescriptionIsOverridden(String key, String wrong, String right) {
    Described.but(key, wrong, folder.resolve("odd.onnx"));
    Child.in(folder).run("sample", "--model", "odd.onnx", "--" + key, right, "--count", "1", "--steps", "2", "--out", "a.npy").good();
    Child.in(folder).run("sample", "--count", "1", "--steps", "2", "--out", "b.npy").good();
    SameBits.all(folder.resolve("a.npy"), folder.resolve("b.npy"));
  }

  @Test
  void guidanceNeedsALabelForNoClass() {
    Described.but("null-class", null, folder.resolve("odd.onnx"));
    fails(1, "guidance needs the label that means no class (counterflow.null-class), and odd.onnx names none", "--model", "odd.onnx",
        "--guidance", "2", "--class", "1");
    // Without names for its classes, any label may be given.
    var says = new HashMap<>(ModelCard.of(BundledModel.ALL.getFirst()).says());
    says.keySet().removeAll(List.of("null-class", "classes"));
    Described.as(says, folder.resolve("odd.onnx"));
    Child.in(folder).run("sample", "--model", "odd.onnx", "--guidance", "2", "--class", "1", "--count", "1", "--steps", "2", "--input",
        "class=10", "--out", "a.npy").good();
    Child.in(folder).run("sample", "--guidance", "2", "--class", "1", "--count", "1", "--steps", "2", "--out", "b.npy").good();
    SameBits.all(folder.resolve("a.npy"), folder.resolve("b.npy"));
  }

  @Test
  void guidanceOfNoClassIsForNothing() {
    Child.Ended e = Child.in(folder).run("sample", "--class", "none", "--guidance", "3", "--count", "1", "--steps", "2").good();
    assertEquals(1, e.errors().size(), e.err());
    assertTrue(e.err().contains("counterflow: warning: all samples are of no class"), e.err());
  }

  @Test
  void loggedWarningsAreOneLineOfOurs() {
    Described.but("colour", "gray", folder.resolve("odd.onnx"));
    Child.Ended e = Child.in(folder).run("sample", "--model", "odd.onnx", "--count", "1", "--steps", "1").good();
    assertEquals(List.of("counterflow: warning: odd.onnx: its metadata have keys that this version does not know: \"colour\""),
        e.errors());
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void microBatchLargerThanTheMachine() {
    fails(2, "micro-batch 1000000000: a network call of so many rows needs 9.4 TB, this machine has ", "--micro-batch", "1000000000");
    Described.but("micro-batch", "900000000", folder.resolve("odd.onnx"));
    fails(1, "odd.onnx asks for micro-batch 900000000", "--model", "odd.onnx");
  }

  /** Fewer rows would not help. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void sampleLargerThanTheMachine() throws IOException {
    Files.copy(Path.of("src/test/resources/cases/open_sizes.onnx").toAbsolutePath(), folder.resolve("open.onnx"));
    fails(1, "open.onnx: its input \"x\" float[b, 1, h, w] has more than 2147483647 elements; give smaller sizes of its open dimensions (--dim",
        square(1_000_000));
    var memory = Pattern.compile("MemTotal:\\s+(\\d+) kB").matcher(Files.readString(Path.of("/proc/meminfo")));
    assumeTrue(memory.find() && Long.parseLong(memory.group(1)) < 50_000_000, "43 GB are too much for this machine");
    var args = new ArrayList<>(List.of("sample", "--out", "out.npy"));
    args.addAll(List.of(square(46340)));
    Child.Ended e = Child.in(folder).run(args.toArray(String[]::new));
    assertEquals(2, e.status(), e.err());
    assertTrue(e.errors().getFirst().startsWith("counterflow: one sample of open.onnx, of shape 1x46340x46340, needs 43 GB, this machine has ")
        && e.errors().getFirst().endsWith(": give a smaller --dim"), e.err());
  }

  private static String[] square(int size) {
    return new String[] {"--model", "open.onnx", "--prediction", "data", "--schedule", "linear", "--time", "step", "--precision", "f64", "--dim",
        "h=" + size, "--dim", "w=" + size};
  }

  @Test
  void startsOfAnotherShape() {
    Npy.write(new double[2 * 28 * 28], folder.resolve("flat.npy"), 2, 784);
    fails(2, "flat.npy has shape [2, 784], and samples have the shape 1x28x28: give [n, shape], here [2, 1, 28, 28]", "--x-t", "flat.npy");
  }

  @Test
  void optionsThatTheNetworkDoesNotHave() {
    fails(2, "\"depth\"", "--input", "depth=3");
    fails(2, "\"height\"", "--dim", "height=64");
    fails(1, "cuda", "--backend", "onnx:cuda");
  }

  @Test
  void damagedCacheIsMended() throws IOException {
    Path cache = folder.resolve("cache");
    Child child = Child.in(folder).with("XDG_CACHE_HOME", cache.toString());
    child.run("sample", "--count", "1", "--steps", "1", "--out", "a.npy").good();
    Path model = cache.resolve("counterflow").resolve(Child.files(cache.resolve("counterflow")).stream().filter(f -> f.endsWith(".onnx"))
        .findFirst().orElseThrow());
    byte[] bytes = Files.readAllBytes(model);
    for (byte[] damaged : new byte[][] {new byte[bytes.length], new byte[7], flipped(bytes)}) {
      Files.write(model, damaged);
      child.run("sample", "--count", "1", "--steps", "1", "--out", "b.npy").good();
      org.junit.jupiter.api.Assertions.assertArrayEquals(bytes, Files.readAllBytes(model));
      SameBits.all(folder.resolve("a.npy"), folder.resolve("b.npy"));
    }
  }

  /** Another weight: the runtime takes it, only the hash tells. */
  private static byte[] flipped(byte[] bytes) {
    byte[] b = bytes.clone();
    b[b.length / 2] ^= 1;
    return b;
  }
}
