package org.counterflow.formats.internal.png;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import org.counterflow.formats.Damage;
import org.counterflow.formats.FormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PngCodecTest {
  private static final Map<String, String> TEXTS = texts();
  @TempDir Path folder;

  private static Map<String, String> texts() {
    var texts = new LinkedHashMap<String, String>();
    texts.put("Software", "Counterflow");
    texts.put("counterflow", "{\"format\":1,\"seeds\":\"0-63,100\"}\nsecond line");
    texts.put("Latin", "d\u00e9j\u00e0 vu");
    texts.put("All", "\u03b5-prediction \u4e2d\u6587 \ud83c\udfa8 \t tab");
    texts.put("Empty", "");
    return texts;
  }

  /** Smooth with some noise, so that each filter is the best for some row. */
  private static Raster picture(int w, int h, int channels, long seed) {
    var r = new Random(seed);
    var b = new byte[w * h * channels];
    for (int i = 0; i < b.length; i++) {
      int x = i / channels % w, y = i / channels / w;
      b[i] = (byte) (switch (y / 4 % 4) {
        case 0 -> 3 * x;
        case 1 -> 5 * y + x;
        case 2 -> r.nextInt(256);
        default -> 128 + 100 * Math.sin(x * 0.3 + y * 0.2);
      } + r.nextInt(3));
    }
    return Raster.of(w, h, channels, b);
  }

  @ParameterizedTest
  @CsvSource({"1,1,1", "1,1,3", "28,28,1", "32,32,3", "1,50,3", "50,1,1", "301,67,3", "640,400,1"})
  void everyLevelIsReadBackHereAndByTheJdk(int w, int h, int channels) throws Exception {
    Raster p = picture(w, h, channels, w);
    for (int level : new int[] {0, 1, 6, 9}) {
      Path file = folder.resolve(level + ".png");
      PngCodec.write(p, file, TEXTS, level);
      assertEquals(p, PngCodec.read(file));
      assertEquals(TEXTS, PngCodec.texts(file));
      assertEquals(List.copyOf(TEXTS.keySet()), List.copyOf(PngCodec.texts(file).keySet()), "in their order");
      assertEquals(p, Desktop.open(file).pixels());
      assertEquals(TEXTS, Desktop.open(file).texts());
      assertArrayEquals(PngCodec.bytes(p, TEXTS, level), Files.readAllBytes(file));
    }
  }

  /** Those that the JDK makes of a palette (13), and of opaque pixels with an alpha channel (6). */
  @ParameterizedTest
  @ValueSource(ints = {6, 13})
  void otherKindsAreRead(int type) throws Exception {
    int w = 7, h = 5;
    var argb = new int[w * h];
    var rgb = new byte[3 * w * h];
    for (int i = 0; i < argb.length; i++) {
      int r = 0x33 * (i % 6), g = 0x33 * (i / 6 % 6), b = 0x33 * (i * i % 6);
      argb[i] = 0xff << 24 | r << 16 | g << 8 | b;
      rgb[3 * i] = (byte) r;
      rgb[3 * i + 1] = (byte) g;
      rgb[3 * i + 2] = (byte) b;
    }
    Path file = folder.resolve("a.png");
    Desktop.write(w, h, type, argb, file);
    assertEquals(Raster.of(w, h, 3, rgb), PngCodec.read(file));
  }

  @Test
  void whatShinesThroughIsRefused() throws Exception {
    Path file = folder.resolve("a.png");
    Desktop.write(2, 1, 6, new int[] {0xff102030, 0x80102030}, file);
    assertEquals(file + ": has transparent pixels. Remedy: save it without transparency",
        assertThrows(FormatException.class, () -> PngCodec.read(file)).getMessage());
  }

  @Test
  void pixelsAsNumbersChannelByChannel() {
    Raster r = Raster.of(2, 1, 3, new byte[] {0, 51, (byte) 255, (byte) 204, 0, 102});
    assertArrayEquals(new double[] {-1, 0.6, -0.6, -1, 1, -0.2}, r.values(-1, 1), 1e-15);
  }

  @Test
  void filtersMakeASmoothPictureSmaller() throws Exception {
    var b = new byte[3 * 256 * 256];
    for (int i = 0; i < b.length; i++) b[i] = (byte) (128 + 90 * Math.sin(i / 3 % 256 * 0.05) * Math.cos(i / 3 / 256 * 0.04 + i % 3));
    int plain = packed(b).length, filtered = PngCodec.bytes(Raster.of(256, 256, 3, b), Map.of(), 6).length;
    assertTrue(filtered < 0.6 * plain, filtered + " of " + plain);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " a", "a ", "a  b", "a\nb", "\u4e2d",
      "0123456789012345678901234567890123456789012345678901234567890123456789012345678x"})
  void keywordsThatPngDoesNotAllowAreRefused(String key) {
    assertThrows(IllegalArgumentException.class, () -> PngCodec.bytes(picture(1, 1, 1, 0), Map.of(key, "text"), 6));
  }

  @Test
  void aTextWithNulIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> PngCodec.bytes(picture(1, 1, 1, 0), Map.of("key", "a\0b"), 6));
  }

  @Test
  void compressedTextsOfOthersAreReadAndTheFirstOfEqualKeywordsCounts() throws Exception {
    byte[] good = PngCodec.bytes(picture(4, 4, 1, 0), Map.of("a", "first"), 6);
    Path file = folder.resolve("a.png");
    Files.write(file, with(good, chunk("zTXt", join("z\0\0", packed("zipped \u00e9".getBytes(StandardCharsets.ISO_8859_1)))),
        chunk("iTXt", join("i\0\1\0de\0Schl\0", packed("\u03b5 packed".getBytes(StandardCharsets.UTF_8)))),
        chunk("tEXt", join("a\0second", new byte[0]))));
    assertEquals(Map.of("a", "first", "z", "zipped \u00e9", "i", "\u03b5 packed"), PngCodec.texts(file));
    assertEquals(picture(4, 4, 1, 0), PngCodec.read(file), "texts do not disturb the pixels");
  }

  @Test
  @Timeout(60)
  void aTextThatUnpacksToMoreThanTheLimitIsRefused() throws Exception {
    byte[] bomb = packed(new byte[40 << 20]);
    Path file = Files.write(folder.resolve("a.png"),
        with(PngCodec.bytes(picture(4, 4, 1, 0), Map.of(), 6), chunk("zTXt", join("z\0\0", bomb))));
    assertTrue(assertThrows(FormatException.class, () -> PngCodec.texts(file)).getMessage().contains("more than 16777216 bytes"));
  }

  @Test
  void aHeaderThatPromisesMorePixelsThanThereCanBeCostsNoMemory() throws Exception {
    byte[] b = PngCodec.bytes(picture(4, 4, 1, 0), Map.of(), 6);
    for (int[] size : new int[][] {{40_000, 50_000}, {Integer.MAX_VALUE, Integer.MAX_VALUE}, {-1, 4}, {0, 4}, {4, 5}, {4, 3}}) {
      ByteBuffer.wrap(b).putInt(16, size[0]).putInt(20, size[1]);
      Path file = Files.write(folder.resolve("a.png"), checked(b));
      assertThrows(FormatException.class, () -> PngCodec.read(file), Arrays.toString(size));
      assertEquals(Map.of(), PngCodec.texts(file));
    }
  }

  @Test
  void otherKindsOfPngAreRefusedWithTheirKind() throws Exception {
    byte[] b = PngCodec.bytes(picture(4, 4, 1, 0), Map.of(), 6);
    b[25] = 5;
    Path file = Files.write(folder.resolve("a.png"), checked(b));
    String message = assertThrows(FormatException.class, () -> PngCodec.read(file)).getMessage();
    assertTrue(message.contains("colour type 5") && message.contains("Remedy"), message);
  }

  @Test
  void everyChangedBitIsNoticed() throws Exception {
    byte[] good = PngCodec.bytes(picture(5, 3, 3, 0), Map.of("counterflow", "{}"), 6);
    Path file = folder.resolve("a.png");
    for (int i = 0; i < good.length; i++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] b = good.clone();
        b[i] ^= (byte) (1 << bit);
        Files.write(file, b);
        // A changed length may end just where it must, but then the checksum of the chunk that follows is wrong.
        assertThrows(FormatException.class, () -> PngCodec.read(file), "byte " + i);
        assertThrows(FormatException.class, () -> PngCodec.texts(file), "byte " + i);
      }
    }
    for (int length = 0; length < good.length; length++) {
      Files.write(file, Arrays.copyOf(good, length));
      assertThrows(FormatException.class, () -> PngCodec.read(file));
      assertThrows(FormatException.class, () -> PngCodec.texts(file));
    }
  }

  @Test
  @Timeout(60)
  void damagedChunksWithRightChecksumsAreRefusedOrRead() throws Exception {
    byte[] good = with(PngCodec.bytes(picture(9, 7, 3, 0), TEXTS, 6),
        chunk("zTXt", join("z\0\0", packed("zipped".getBytes(StandardCharsets.ISO_8859_1)))));
    Path file = folder.resolve("a.png");
    int refused = 0;
    for (int seed = 0; seed < 3000; seed++) {
      Files.write(file, checked(Damage.of(good, seed)));
      try {
        PngCodec.texts(file);
        PngCodec.read(file);
      } catch (FormatException e) {
        refused++;
        assertFalse(e.getMessage().isBlank());
      }
    }
    assertTrue(refused > 1500, "most damage is noticed: " + refused);
  }

  @Test
  void whatIsNoPngIsNamed() throws Exception {
    Path file = Files.writeString(folder.resolve("a.png"), "GIF89a");
    assertEquals(file + ": is no PNG", assertThrows(FormatException.class, () -> PngCodec.read(file)).getMessage());
    assertThrows(FormatException.class, () -> PngCodec.texts(folder));
    assertThrows(FormatException.class, () -> PngCodec.texts(folder.resolve("no.png")));
  }

  private static byte[] packed(byte[] b) throws Exception {
    var out = new ByteArrayOutputStream();
    try (var z = new DeflaterOutputStream(out)) {
      z.write(b);
    }
    return out.toByteArray();
  }

  private static byte[] join(String head, byte[] tail) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
    out.writeBytes(tail);
    return out.toByteArray();
  }

  private static byte[] chunk(String type, byte[] content) {
    byte[] t = type.getBytes(StandardCharsets.ISO_8859_1);
    byte[] b = ByteBuffer.allocate(12 + content.length).putInt(content.length).put(t).put(content).array();
    var crc = new CRC32();
    crc.update(b, 4, b.length - 8);
    ByteBuffer.wrap(b).putInt(b.length - 4, (int) crc.getValue());
    return b;
  }

  /** With more chunks before the last. */
  private static byte[] with(byte[] png, byte[]... chunks) {
    var out = new ByteArrayOutputStream();
    out.write(png, 0, png.length - 12);
    for (byte[] c : chunks) out.writeBytes(c);
    out.write(png, png.length - 12, 12);
    return out.toByteArray();
  }

  /** With the checksum of each chunk set right, as far as there are chunks. */
  private static byte[] checked(byte[] b) {
    var crc = new CRC32();
    ByteBuffer buffer = ByteBuffer.wrap(b);
    for (int at = 8; at + 12 <= b.length; ) {
      int length = buffer.getInt(at);
      if (length < 0 || length > b.length - at - 12) break;
      crc.reset();
      crc.update(b, at + 4, length + 4);
      buffer.putInt(at + 8 + length, (int) crc.getValue());
      at += length + 12;
    }
    return b;
  }
}
