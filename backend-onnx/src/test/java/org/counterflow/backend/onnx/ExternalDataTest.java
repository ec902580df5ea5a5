package org.counterflow.backend.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.counterflow.api.network.NetworkException;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Value;
import org.counterflow.api.value.Values;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights in files beside the graph. */
class ExternalDataTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("net.onnx");
  }

  /** y = x + w, w in a file. */
  private static OnnxModel plus(String location) {
    return new OnnxModel().input("x", OnnxModel.FLOAT, 2).output("y", OnnxModel.FLOAT, 2).external("w", location, 0, 2)
        .node("Add", "y", "x", "w");
  }

  private static void write(Path file, float... weights) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, OnnxModel.weights(weights));
  }

  private float[] run(float... x) {
    try (var network = OnnxNetwork.open(file, Fixture.options()); Values out = network.run(Map.of("x", Value.of(Shape.of(x.length), x)))) {
      return out.get("y").toFloats();
    }
  }

  private String hash() {
    try (var network = OnnxNetwork.open(file, Fixture.options())) {
      return network.identity().get("sha256");
    }
  }

  private NetworkException assertRefused(String what) {
    var e = assertThrows(NetworkException.class, () -> OnnxNetwork.open(file, Fixture.options()).close());
    assertTrue(e.getMessage().startsWith(file.toString()) && e.getMessage().contains(what), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
    return e;
  }

  /** The hash of all parts in a row, as {@code cat net.onnx a b | sha256sum} has it. */
  private static String hash(Path... parts) throws Exception {
    var all = new ByteArrayOutputStream();
    for (Path p : parts) all.write(Files.readAllBytes(p));
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(all.toByteArray()));
  }

  @Test
  void weightsBesideTheGraphAreUsedAndHashed() throws Exception {
    plus("net.onnx.data").write(file);
    write(folder.resolve("net.onnx.data"), 10, 20);
    assertArrayEquals(new float[] {11, 22}, run(1, 2));
    assertEquals(hash(file, folder.resolve("net.onnx.data")), hash());
    String before = hash();
    write(folder.resolve("net.onnx.data"), 10, 21);
    assertArrayEquals(new float[] {11, 23}, run(1, 2));
    assertNotEquals(before, hash());
  }

  @Test
  void everyFileThatTheGraphNamesCounts() throws Exception {
    var model = new OnnxModel().input("x", OnnxModel.FLOAT, 2).input("c", OnnxModel.BOOL).output("y", OnnxModel.FLOAT, 2)
        .external("w", "sub/b.bin", 0, 2).external("v", "sub/b.bin", 8, 2).externalNode("u", "c.bin", 2)
        .externalBranch("t", "c", "x", "a.bin", 2).node("Sum", "y", "x", "w", "v", "u", "t");
    model.write(file);
    write(folder.resolve("a.bin"), 1, 1);
    write(folder.resolve("sub/b.bin"), 10, 10, 100, 100);
    write(folder.resolve("c.bin"), 1000, 1000);
    assertEquals(Set.of("a.bin", "c.bin", "sub/b.bin"), Declared.of(file).data());
    try (var network = OnnxNetwork.open(file, Fixture.options());
        Values out = network.run(Map.of("x", Value.of(Shape.of(2), 0f, 0), "c", Value.of(Shape.of(), true)))) {
      assertEquals(1111, out.get("y").toFloats()[0]);
    }
    assertEquals(hash(file, folder.resolve("a.bin"), folder.resolve("c.bin"), folder.resolve("sub/b.bin")), hash());
  }

  @Test
  void withoutWeightsBesideItTheHashIsTheFilesOwn() throws Exception {
    file = Fixture.fashion(folder);
    assertEquals(Set.of(), Declared.of(file).data());
    assertEquals(hash(file), hash());
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    plus("net.onnx.data").write(file);
    assertRefused(" keeps weights in a file of its own, net.onnx.data, which is missing; put it at " + folder.resolve("net.onnx.data"));
    Files.createDirectory(folder.resolve("net.onnx.data"));
    assertRefused(" keeps weights in " + folder.resolve("net.onnx.data") + ", which cannot be read as a file; check it");
  }

  @Test
  void aPointerIsNamed() throws IOException {
    plus("net.onnx.data").write(file);
    Files.writeString(folder.resolve("net.onnx.data"), "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 8\n");
    assertRefused("net.onnx.data, which is a pointer of Git LFS; fetch it with git lfs pull");
  }

  @Test
  void aShortFileIsNamed() throws IOException {
    plus("net.onnx.data").write(file);
    write(folder.resolve("net.onnx.data"), 10);
    assertRefused("copy it again together with the files of its weights (net.onnx.data)");
  }

  /** Whatever lies there, nobody looks: neither the runtime nor the hash. */
  @ParameterizedTest
  @ValueSource(strings = {"../secret", "sub/../../secret", "/secret"})
  void weightsOutsideTheFolderAreRefused(String location) throws IOException {
    file = folder.resolve("inner/net.onnx");
    Files.createDirectory(file.getParent());
    plus(location.startsWith("/") ? folder + location : location).write(file);
    write(folder.resolve("secret"), 10, 20);
    assertEquals(0, ModelFile.of(file).data().size());
    var e = assertRefused("keep the files of its weights in its own folder");
    assertTrue(e.getMessage().contains("is refused by onnxruntime"), e.getMessage());
  }

  /** As download caches store them: a folder of links to files with other names in another folder. */
  @Test
  void linksAreFollowed() throws Exception {
    Path blobs = Files.createDirectory(folder.resolve("blobs"));
    plus("net.onnx.data").write(blobs.resolve("1234"));
    write(blobs.resolve("5678"), 10, 20);
    file = Files.createDirectory(folder.resolve("snapshot")).resolve("net.onnx");
    Files.createSymbolicLink(file, Path.of("../blobs/1234"));
    Files.createSymbolicLink(file.resolveSibling("net.onnx.data"), Path.of("../blobs/5678"));
    assertArrayEquals(new float[] {11, 22}, run(1, 2));
    assertEquals(hash(blobs.resolve("1234"), blobs.resolve("5678")), hash());
    Files.delete(file.resolveSibling("net.onnx.data"));
    assertRefused("which is missing; put it at " + file.resolveSibling("net.onnx.data"));
  }
}
