package org.counterflow.backend.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.counterflow.api.backend.Options;
import org.counterflow.api.network.NetworkException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  /** Graphs in graphs, deeper than any export; and a length beyond the end of everything. */
  @Test
  void nonsenseThatLooksLikeAModel() throws IOException {
    byte[] attribute = {8, 1};
    for (int i = 0; i < 1000; i++) attribute = wrap(6, wrap(1, wrap(5, attribute)));
    Files.write(file, wrap(7, wrap(1, wrap(5, attribute))));
    assertThrows(IOException.class, () -> Declared.of(file));
    assertRefused("is not an ONNX model, or is damaged or truncated");
    Files.write(file, new byte[] {0x3a, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1, 0, 0});
    assertThrows(IOException.class, () -> Declared.of(file));
    assertRefused("is not an ONNX model, or is damaged or truncated (13 bytes)");
  }

  /** Whatever the bytes are, the reader ends, with what it found or with an IOException. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void damagedBytesEndTheReader(long seed) throws IOException {
    var random = new Random(seed);
    byte[] whole = Files.readAllBytes(Fixture.fashion(folder));
    for (int i = 0; i < 25; i++) {
      byte[] damaged = Arrays.copyOf(whole, 1 + random.nextInt(100_000));
      for (int k = 0; k < 20; k++) damaged[random.nextInt(Math.min(damaged.length, 1 << random.nextInt(1, 17)))] = (byte) random.nextInt();
      Files.write(file, damaged);
      try {
        assertTrue(Declared.of(file).data().size() < 100);
      } catch (IOException e) {
        assertTrue(e.getMessage().contains("no protobuf message around byte"), e.getMessage());
      }
    }
  }

  /** A protobuf field with a message of less than 2^14 bytes. */
  private static byte[] wrap(int field, byte[] message) {
    var out = new ByteArrayOutputStream();
    out.write(field << 3 | 2);
    if (message.length > 127) out.write(message.length & 127 | 128);
    out.write(message.length > 127 ? message.length >> 7 : message.length);
    out.writeBytes(message);
    return out.toByteArray();
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
      assertEquals("cpu", network.identity().get("provider"));
    }
  }
}
