package org.counterflow.backend.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.counterflow.api.backend.Options;
import org.counterflow.api.score.NetworkException;
import org.counterflow.api.tensor.Precision;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileErrorsTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("net.onnx");
  }

  private void assertRefused(String what) {
    var e = assertThrows(NetworkException.class, () -> OnnxNetwork.open(file, Fixture.options()).close());
    assertTrue(e.getMessage().startsWith(file.toString()) && e.getMessage().contains(what), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
    assertTrue(e.getMessage().contains("; "), "what is wrong, then the remedy: " + e.getMessage());
  }

  private void assertRefused(OnnxModel model, String what) {
    model.write(file);
    assertRefused(what);
  }

  private static OnnxModel neg() {
    return new OnnxModel().input("sample", OnnxModel.FLOAT, "batch", 3).output("out", OnnxModel.FLOAT, "batch", 3)
        .node("Neg", "out", "sample");
  }

  @Test
  void missing() {
    assertRefused("no such file; check the path");
  }

  @Test
  void directory() throws IOException {
    Files.createDirectory(file);
    assertRefused("is a directory; name the .onnx file in it");
  }

  @Test
  void empty() throws IOException {
    Files.createFile(file);
    assertRefused("is empty; copy or export it again");
  }

  @Test
  void text() throws IOException {
    Files.writeString(file, "<html>\n<body>404</body>\n</html>\n");
    assertRefused("is a text file, not an ONNX model; export the network to ONNX");
  }

  @Test
  void pointer() throws IOException {
    Files.writeString(file, "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3082205\n");
    assertRefused("is a pointer of Git LFS, not the model; fetch it with git lfs pull");
  }

  @ParameterizedTest
  @CsvSource({"100", "100000", "3082204"})
  void truncated(int length) throws IOException {
    Files.write(file, Arrays.copyOf(Files.readAllBytes(Fixture.fashion(folder)), length));
    assertRefused("is not an ONNX model, or is damaged or truncated (" + length + " bytes); copy or export it again");
  }

  @Test
  void anotherBinary() throws IOException {
    Files.write(file, new byte[] {'P', 'K', 3, 4, 0, 0, 0, 0, 1, 2});
    assertRefused("is not an ONNX model, or is damaged or truncated (10 bytes)");
  }

  @Test
  void opsetOrFormatOfTheFuture() {
    assertRefused(neg().opset(99), "needs more than onnxruntime 1.28.0 knows: ");
    assertRefused(neg().ir(99), "export it with a lower opset (17 will do), or use a newer runtime");
  }

  @Test
  void unknownOperator() {
    assertRefused(new OnnxModel().input("sample", OnnxModel.FLOAT, "batch", 3).output("out", OnnxModel.FLOAT, "batch", 3)
        .node("Frobnicate", "out", "sample"),
        "needs more than onnxruntime 1.28.0 knows: ");
  }

  @Test
  void brokenGraph() {
    assertRefused(new OnnxModel().input("sample", OnnxModel.FLOAT, "batch", 3).output("out", OnnxModel.FLOAT, "batch", 3)
        .node("Neg", "out", "nothing"),
        "is refused by onnxruntime 1.28.0: ");
  }

  @Test
  void operatorWithoutAKernelForTheType() {
    assertRefused(new OnnxModel().input("sample", OnnxModel.BFLOAT16, "batch", 3).output("out", OnnxModel.BFLOAT16, "batch", 3)
        .node("Neg", "out", "sample"),
        "uses an operator that onnxruntime 1.28.0 does not have for its types");
  }

  @Test
  void noState() {
    assertRefused(new OnnxModel().input("x", OnnxModel.FLOAT, "batch").output("out", OnnxModel.FLOAT, "batch").node("Neg", "out", "x"),
        "is not a score network: none of its inputs [\"x\" float[batch]] is a floating-point state [batch, ...]; export it with an "
        + "input \"sample\"");
    assertRefused(new OnnxModel().input("sample", OnnxModel.FLOAT, "batch").output("out", OnnxModel.FLOAT, "batch")
        .node("Neg", "out", "sample"),
        "its state \"sample\" float[batch] has no dimension beside the batch");
    assertRefused(new OnnxModel().input("sample", OnnxModel.INT64, "batch", 2).output("out", OnnxModel.INT64, "batch", 2)
        .node("Neg", "out", "sample"),
        "its state \"sample\" int64[batch, 2] is not of type float16, float or double");
  }

  @Test
  void timeOfAWrongShapeOrType() {
    assertRefused(neg().input("timestep", OnnxModel.FLOAT, "batch", 256),
        "its time \"timestep\" float[batch, 256] is not one number a row; export it as [batch] or [batch, 1]");
    assertRefused(neg().input("timestep", OnnxModel.UINT8, "batch"), "its time \"timestep\" uint8[batch] is not one number a row");
  }

  @Test
  void inputOfAWrongType() {
    assertRefused(neg().input("prompt", OnnxModel.UINT8, "batch", 77),
        "its input \"prompt\" uint8[batch, 77] has a type that is not supported; export it as");
  }

  @Test
  void twoClasses() {
    assertRefused(neg().input("class_labels", OnnxModel.INT64, "batch").input("class", OnnxModel.INT64, "batch"),
        "it has two inputs for the class");
  }

  @Test
  void stateWithoutElements() {
    assertRefused(new OnnxModel().input("sample", OnnxModel.FLOAT, "batch", 0).output("out", OnnxModel.FLOAT, "batch", 0)
        .node("Neg", "out", "sample"),
        "its input \"sample\" float[batch, 0] has no elements; export it with dimensions of at least 1");
  }

  @Test
  void batchesThatDisagree() {
    assertRefused(neg().input("timestep", OnnxModel.FLOAT, 2).input("w", OnnxModel.FLOAT, 3),
        "disagree about the batch, their first dimension; export it with a dynamic batch");
  }

  @Test
  void noOutputOfTheStatesShape() {
    assertRefused(new OnnxModel().input("images", OnnxModel.FLOAT, "batch", 1, 4).output("logits", OnnxModel.FLOAT, "batch", 4)
        .node("Flatten", "logits", "images"),
        "none of its outputs [\"logits\" float[batch, 4]] has the state's shape 1x4 or twice its first dimension; export the network's "
        + "estimate as an output of the state's shape");
  }

  @Test
  void executionProviderThatIsNotThere() {
    neg().write(file);
    var e = assertThrows(NetworkException.class, () -> OnnxNetwork.open(file, Options.defaults().device("cuda")));
    assertEquals("onnxruntime 1.28.0 has no execution provider \"cuda\" here; it has cpu. Remedy: put the jar onnxruntime_gpu in the "
        + "place of onnxruntime, or use onnx:cpu", e.getMessage());
    e = assertThrows(NetworkException.class, () -> OnnxNetwork.open(file, Options.defaults().device("abacus:3")));
    assertTrue(e.getMessage().contains("no execution provider \"abacus\" here; it has cpu"), e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> OnnxNetwork.open(file, Options.defaults().device("cuda:x")));
  }

  @ParameterizedTest
  @CsvSource({"cpu", "CPU", "CPUExecutionProvider", "''"})
  void theCpuHasSeveralNames(String device) {
    neg().write(file);
    try (var network = OnnxNetwork.open(file, Options.defaults().device(device))) {
      assertEquals("cpu", network.signature().identity().get("provider"));
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "sample|1|onnx has no option \"sample\"; it has input.NAME, dim.NAME, split and spinning",
      "input.|1|onnx has no option \"input.\"",
      "input.w|high|input.w must be a finite number, was \"high\"",
      "input.w|NaN|input.w must be a finite number",
      "input.w|1|has no input \"w\" to fill; it has [] beside the state and the time",
      "dim.height|0|dim.height must be a whole number of at least 1, was \"0\"",
      "dim.height|28|the model has no dimension \"height\"; it has [batch]",
      "split|' '|split must name the second half of the output",
      "spinning|yes|spinning must be 0 or 1, was yes",
  })
  void optionsThatAreNone(String key, String value, String message) {
    neg().write(file);
    var options = new Options(Precision.F32, 1, "", Map.of(key, value));
    var e = assertThrows(IllegalArgumentException.class, () -> OnnxNetwork.open(file, options));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }
}
