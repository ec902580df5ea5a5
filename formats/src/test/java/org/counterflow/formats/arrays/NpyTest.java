package org.counterflow.formats.arrays;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Access;
import org.counterflow.api.value.Hold;
import org.counterflow.api.value.Value;
import org.counterflow.formats.Damage;
import org.counterflow.formats.FormatException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyTest {
  @TempDir Path folder;

  private static Stream<Path> written(String prefix) throws IOException, URISyntaxException {
    Path one = Path.of(NpyTest.class.getResource("npy/bad-two.npy").toURI());
    try (var files = Files.list(one.getParent())) {
      return files.filter(f -> f.getFileName().toString().startsWith(prefix)).sorted().toList().stream();
    }
  }

  static Stream<Path> goodFiles() throws IOException, URISyntaxException {
    return written("good-");
  }

  static Stream<Path> badFiles() throws IOException, URISyntaxException {
    return written("bad-");
  }

  @ParameterizedTest
  @MethodSource("goodFiles")
  void readsWhatNumpyWrites(Path file) {
    String[] name = file.getFileName().toString().split("-");
    int[] shape = name[3].equals("scalar") ? new int[0] : Arrays.stream(name[3].split("x")).mapToInt(Integer::parseInt).toArray();
    int n = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    var expected = new double[n];
    for (int i = 0; i < n; i++) {
      int v = 7 * i % 11;
      expected[i] = switch (name[1].charAt(0)) {
        case 'b' -> v % 2;
        case 'u' -> v;
        case 'f' -> (v - 3) / 4.0;
        default -> v - 3;
      };
    }
    NpyArray a = Npy.read(file);
    assertArrayEquals(shape, a.shape());
    assertArrayEquals(expected, a.values());
    if (n > 0) {
      Value v = Npy.value(file);
      assertEquals(Shape.of(shape), v.dimensions());
      assertArrayEquals(expected, v.toDoubles());
      assertEquals(switch (name[1]) {
        case "b1" -> ElementType.BOOL;
        case "f2" -> ElementType.FLOAT16;
        case "f4" -> ElementType.FLOAT;
        case "f8" -> ElementType.DOUBLE;
        case "i4" -> ElementType.INT32;
        default -> ElementType.INT64;
      }, v.type());
    } else {
      assertTrue(assertThrows(FormatException.class, () -> Npy.value(file)).getMessage().contains("is empty: its shape is"));
    }
    try (var f = NpyFile.open(file)) {
      assertEquals(name[1], f.type().code());
      assertArrayEquals(a.floats(), f.floats(0, f.rows()));
      if (f.type().isInteger()) assertArrayEquals(a.longs(), f.longs(0, f.rows()));
      if (f.rows() > 1) {
        int row = (int) f.rowElements();
        assertArrayEquals(Arrays.copyOfRange(expected, row, 2 * row), f.doubles(1, 1), "a row by itself");
        assertArrayEquals(Arrays.copyOfRange(expected, row, f.rows() * row), f.doubles(1, f.rows() - 1), "all but the first");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("badFiles")
  void refusesWhatIsNoPlainArrayInOneSentence(Path file) {
    var e = assertThrows(FormatException.class, () -> Npy.read(file));
    assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
    assertFalse(e.remedy().isEmpty(), "it says what to do: " + e.getMessage());
    assertFalse(e.getMessage().contains("\n"));
  }

  @Test
  void saysWhatIsWrongWithEachForeignArray() throws Exception {
    for (var pair : List.of(List.of("archive", ".npz"), List.of("object", "Python objects"),
        List.of("records", "named fields"), List.of("complex", "\"<c8\""), List.of("two", "goes on for 144 bytes"),
        List.of("inexact", "9007199254740993"))) {
      Path file = badFiles().filter(f -> f.endsWith("bad-" + pair.getFirst() + ".npy")).findFirst().orElseThrow();
      String message = assertThrows(FormatException.class, () -> Npy.read(file)).getMessage();
      assertTrue(message.contains(pair.getLast()), message);
    }
  }

  @ParameterizedTest
  @CsvSource({"''", "1", "7", "0x4", "2x3", "40x1x28x28", "3x1x2x1x2x1x2", "20011"})
  void whatIsWrittenIsReadBackBitForBit(String dimensions) {
    int[] shape = dimensions.isEmpty() ? new int[0] : Arrays.stream(dimensions.split("x")).mapToInt(Integer::parseInt).toArray();
    int n = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    var r = new Random(n);
    double[] d = r.doubles(n, -1e3, 1e3).toArray();
    if (n > 3) System.arraycopy(new double[] {Double.NaN, Double.POSITIVE_INFINITY, -0.0}, 0, d, 0, 3);
    var f = new float[n];
    for (int i = 0; i < n; i++) f[i] = (float) d[i];
    long[] l = r.longs(n, -(1L << 53), 1L << 53).toArray();
    Path file = folder.resolve("a.npy");

    Npy.write(d, file, shape);
    assertArrayEquals(shape, Npy.read(file).shape());
    assertArrayEquals(d, Npy.read(file).values());
    Npy.write(f, file, shape);
    assertArrayEquals(f, Npy.read(file).floats());
    Npy.write(l, file, shape);
    assertArrayEquals(l, Npy.read(file).longs());
    Npy.write(NpyArray.of(d, shape), file);
    assertArrayEquals(d, Npy.read(file).values());
  }

  @Test
  void writesTheHeaderThatNumpyWrites() throws Exception {
    for (String name : List.of("good-f4-le-2x3-v1.npy", "good-f8-le-2x3-v1.npy", "good-i8-le-2x3-v1.npy", "good-f4-le-scalar-v1.npy",
        "good-f4-le-0x3-v1.npy")) {
      Path numpy = goodFiles().filter(f -> f.endsWith(name)).findFirst().orElseThrow(), file = folder.resolve(name);
      NpyArray a = Npy.read(numpy);
      if (name.contains("i8")) Npy.write(a.longs(), file, a.shape());
      else if (name.contains("f8")) Npy.write(a.values(), file, a.shape());
      else Npy.write(a.floats(), file, a.shape());
      assertArrayEquals(Files.readAllBytes(numpy), Files.readAllBytes(file), name);
    }
  }

  @Test
  void valuesStartAtAMultipleOf64() {
    for (int rank = 0; rank <= 64; rank++) {
      var shape = new int[rank];
      Arrays.fill(shape, Integer.MAX_VALUE);
      byte[] h = NpyHeader.bytes(NpyType.FLOAT64, shape);
      assertEquals(0, h.length % 64);
      assertEquals('\n', h[h.length - 1]);
    }
  }

  @Test
  void partsAndMemoryGiveTheSameFileAsTheWhole() throws Exception {
    Path whole = folder.resolve("whole.npy"), parts = folder.resolve("parts.npy"), memory = folder.resolve("memory.npy");
    float[] values = new float[40_000];
    for (int i = 0; i < values.length; i++) values[i] = i / 3f;
    Npy.write(values, whole, 100, 400);
    try (var w = NpyWriter.open(parts, NpyType.FLOAT32, 100, 400)) {
      for (int i = 0; i < 100; i++) w.write(Arrays.copyOfRange(values, 400 * i, 400 * i + 400));
      w.commit();
    }
    try (var arena = Arena.ofConfined(); var w = NpyWriter.open(memory, NpyType.FLOAT32, 100, 400)) {
      MemorySegment s = arena.allocateFrom(ValueLayout.JAVA_FLOAT, values).asReadOnly();
      w.write(s.asSlice(0, 400));
      w.write(s.asSlice(400));
      w.commit();
    }
    assertArrayEquals(Files.readAllBytes(whole), Files.readAllBytes(parts));
    assertArrayEquals(Files.readAllBytes(whole), Files.readAllBytes(memory));
  }

  @Test
  void floatsGoIntoFloat64AndDoublesIntoFloat32() {
    Path file = folder.resolve("a.npy");
    for (NpyType type : List.of(NpyType.FLOAT32, NpyType.FLOAT64)) {
      try (var w = NpyWriter.open(file, type, 4)) {
        w.write(0.1f, 2f);
        w.write(0.1, -3.0);
        w.commit();
      }
      double tenth = type == NpyType.FLOAT32 ? 0.1f : 0.1;
      assertArrayEquals(new double[] {0.1f, 2, tenth, -3}, Npy.read(file).values());
    }
  }

  @Test
  void aWriterRefusesTooManyTooFewAndTheWrongKind() throws Exception {
    Path file = folder.resolve("a.npy");
    var more = assertThrows(IllegalArgumentException.class, () -> Npy.write(new double[7], file, 2, 3));
    assertTrue(more.getMessage().contains("takes 6 values (shape [2, 3]); 0 are written, 7 more do not fit"), more.getMessage());
    var fewer = assertThrows(IllegalStateException.class, () -> Npy.write(new double[5], file, 2, 3));
    assertTrue(fewer.getMessage().contains("5 of 6 values written"), fewer.getMessage());
    assertThrows(IllegalArgumentException.class, () -> NpyWriter.open(file, NpyType.INT8, 3));
    assertThrows(IllegalArgumentException.class, () -> NpyWriter.open(file, NpyType.FLOAT32, -1));
    try (var w = NpyWriter.open(file, NpyType.INT64, 3)) {
      assertThrows(IllegalArgumentException.class, () -> w.write(1.0));
    }
    try (var files = Files.list(folder)) {
      assertEquals(0, files.count(), "nothing is left");
    }
  }

  @Test
  void sampleShapeIsTheRestOfTheArrays() {
    assertEquals(Shape.of(1, 28, 28), NpyArray.of(new double[784], 1, 1, 28, 28).sample());
    assertEquals(Shape.of(), NpyArray.of(new double[5], 5).sample());
    assertThrows(FormatException.class, () -> NpyArray.of(new double[1]).sample());
    assertThrows(FormatException.class, () -> NpyArray.of(new double[0], 0, 3).sample());
  }

  @Test
  void fractionsAreNoLabels() {
    var e = assertThrows(FormatException.class, () -> NpyArray.of(new double[] {1, 2.5}, 2).longs());
    assertTrue(e.getMessage().contains("2.5 at element 1"), e.getMessage());
    assertThrows(FormatException.class, () -> NpyArray.of(new double[] {Double.NaN}, 1).longs());
    assertThrows(FormatException.class, () -> NpyArray.of(new double[] {0x1p63}, 1).longs());
    assertArrayEquals(new long[] {Long.MIN_VALUE}, NpyArray.of(new double[] {-0x1p63}, 1).longs());
  }

  @Test
  void longsReadWhatNoDoubleHolds() throws Exception {
    try (var f = NpyFile.open(badFiles().filter(p -> p.endsWith("bad-inexact.npy")).findFirst().orElseThrow())) {
      assertArrayEquals(new long[] {1, (1L << 53) + 1}, f.longs(0, 2));
      try (Hold h = Npy.value(f.path()).hold(Memory.HOST, Access.READ)) {
        assertEquals((1L << 53) + 1, h.segment().getAtIndex(ValueLayout.JAVA_LONG, 1));
      }
    }
  }

  @Test
  @Timeout(60)
  void anArrayLargerThanTheHeapIsReadByRowsAndRefusedAsAWhole() throws Exception {
    Path file = folder.resolve("large.npy");
    int rows = 1 << 29;
    Files.write(file, NpyHeader.bytes(NpyType.FLOAT64, new int[] {rows, 8}));
    try (var f = new RandomAccessFile(file.toFile(), "rw")) {
      f.setLength(Files.size(file) + 64L * rows);
      f.seek(f.length() - 8);
      f.write(new byte[] {0, 0, 0, 0, 0, 0, (byte) 0xf0, 0x3f});
    } catch (IOException e) {
      Assumptions.abort("no sparse file of 32 GiB can be made here: " + e.getMessage());
    }
    var e = assertThrows(FormatException.class, () -> Npy.read(file));
    assertTrue(e.getMessage().contains("4294967296 numbers do not fit") && e.remedy().contains("-Xmx"), e.getMessage());
    try (var f = NpyFile.open(file)) {
      assertArrayEquals(new double[] {0, 0, 0, 0, 0, 0, 0, 1}, f.doubles(rows - 1, 1));
      assertThrows(IndexOutOfBoundsException.class, () -> f.doubles(rows - 1, 2));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{}", "{'descr': '<f4'}", "[1]", "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)}{",
      "{'descr': '<f4', 'fortran_order': Maybe, 'shape': (2, 3), }", "{'descr': '<f4', 'fortran_order': False, 'shape': (6), }",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (-2, 3), }", "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), 'x': '1'}",
      "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }",
      "{'descr': '', 'fortran_order': False, 'shape': (2, 3), }",
      "{'descr': '=f4', 'fortran_order': False, 'shape': (2, 3), }", "{'descr': '|f4', 'fortran_order': False, 'shape': (2, 3), }",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3, 99999999999), }",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2147483647, 2147483647, 2147483647), }",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2,, 3), }", "{'descr': '<f4 'fortran_order': False, 'shape': (2, 3), }"})
  void malformedHeadersAreRefused(String header) throws Exception {
    Path path = withHeader(header);
    assertThrows(FormatException.class, () -> Npy.read(path));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{'shape':(2,3),'fortran_order':False,'descr':'<f4'}",
      "{\"descr\": \"<f4\", \"fortran_order\": False, \"shape\": (2L, 3L)}",
      "  {'descr': '<f4', 'fortran_order': False,\n 'shape': ( 2 , 3 , ) , }  \n",
      "{'descr': '<f4', 'fortran_order': True, 'shape': (1, 6)}"})
  void headersOfOtherWritersAreRead(String header) throws Exception {
    assertEquals(6, Npy.read(withHeader(header)).values().length);
  }

  /** A file with room for six floats. */
  private Path withHeader(String header) throws IOException {
    byte[] prefix = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length(), 0};
    byte[] file = Arrays.copyOf(prefix, prefix.length + header.length() + 24);
    System.arraycopy(header.getBytes(StandardCharsets.ISO_8859_1), 0, file, prefix.length, header.length());
    return Files.write(folder.resolve("a.npy"), file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"good-f4-le-2x3-v1.npy", "good-i8-be-4-v3.npy", "good-f4-le-3x1x2-v2.npy", "good-u1-le-2x3-v1.npy"})
  @Timeout(60)
  void damagedFilesAreRefusedOrRead(String name) throws Exception {
    byte[] good = Files.readAllBytes(goodFiles().filter(f -> f.endsWith(name)).findFirst().orElseThrow());
    Path file = folder.resolve("a.npy");
    for (int seed = 0; seed < 1500; seed++) {
      Files.write(file, Damage.of(good, seed));
      try {
        Npy.read(file);
      } catch (FormatException e) {
        assertFalse(e.getMessage().isBlank());
      }
    }
    for (int length = 0; length < good.length; length++) {
      Files.write(file, Arrays.copyOf(good, length));
      assertThrows(FormatException.class, () -> Npy.read(file), "cut off after " + length);
    }
  }

  @Test
  void aMissingFileAndAFolderAreNamed() {
    assertEquals(folder.resolve("no.npy") + ": there is no such file. Remedy: correct the path",
        assertThrows(FormatException.class, () -> Npy.read(folder.resolve("no.npy"))).getMessage());
    assertTrue(assertThrows(FormatException.class, () -> Npy.read(folder)).getMessage().contains("is a folder"));
  }
}
