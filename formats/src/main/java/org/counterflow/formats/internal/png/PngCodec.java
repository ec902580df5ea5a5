package org.counterflow.formats.internal.png;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.SequencedMap;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.counterflow.formats.FormatException;
import org.counterflow.formats.internal.files.AtomicFile;
import org.counterflow.formats.internal.files.Faults;

/**
 * Pictures in PNG format: written as 8-bit gray or RGB with texts inside, without {@code java.desktop}. The same picture and texts give
 * the same bytes, on the same version of the JVM's zlib.
 *
 * @see <a href="https://www.w3.org/TR/png-3/">the format</a>
 */
public final class PngCodec {
  /** The compression level that is taken where none is given: 6, zlib's own. */
  public static final int LEVEL = 6;

  private PngCodec() {}

  /**
   * Writes a picture with texts.
   *
   * @param picture gray or RGB
   * @param file to be made or replaced
   * @param texts by keyword, of 1 to 79 Latin-1 characters; a text may be any but with no NUL in it
   * @throws FormatException if it cannot be written
   */
  public static void write(Raster picture, Path file, Map<String, String> texts) {
    write(picture, file, texts, LEVEL);
  }

  /**
   * Writes a picture with texts.
   *
   * @param picture gray or RGB
   * @param file to be made or replaced
   * @param texts by keyword, of 1 to 79 Latin-1 characters; a text may be any but with no NUL in it
   * @param level 0 (stored) to 9 (smallest)
   * @throws FormatException if it cannot be written
   */
  public static void write(Raster picture, Path file, Map<String, String> texts, int level) {
    check(texts, level);
    AtomicFile.write(file, out -> write(picture, out, texts, level));
  }

  /**
   * A picture with texts as the bytes of a file.
   *
   * @param picture gray or RGB
   * @param texts by keyword, as in {@link #write(Raster, Path, Map)}
   * @param level 0 (stored) to 9 (smallest)
   */
  public static byte[] bytes(Raster picture, Map<String, String> texts, int level) {
    check(texts, level);
    var out = new ByteArrayOutputStream();
    try {
      write(picture, out, texts, level);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /**
   * The texts inside any PNG, compressed ones too, by keyword in the order of the file; the first of those with one keyword. Every
   * chunk's checksum is compared, to the end of the file.
   *
   * @param file a PNG of any kind
   * @throws FormatException if it cannot be read, is damaged, or has more than 1000 texts or 16 MiB in one
   */
  public static SequencedMap<String, String> texts(Path file) {
    return read(file, PngReader::texts);
  }

  /**
   * The texts of a file that may be a damaged PNG, or none.
   *
   * @param file of any kind
   * @throws FormatException if it cannot be read at all
   */
  public static PngTexts textsBeforeDamage(Path file) {
    return read(file, PngReader::textsBeforeDamage);
  }

  /**
   * The pixels of an 8-bit picture that is not interlaced: gray, RGB or by a palette; with an alpha channel if all of it is opaque.
   *
   * @param file the picture
   * @throws FormatException if it cannot be read, is damaged, or is of another kind
   */
  public static Raster read(Path file) {
    return read(file, PngReader::picture);
  }

  /** What is made of a stream and its name. */
  private interface Reading<T> {
    T from(InputStream in, String where) throws IOException;
  }

  private static <T> T read(Path file, Reading<T> reading) {
    try (InputStream in = PngReader.open(file)) {
      return reading.from(in, file.toString());
    } catch (EOFException e) {
      throw new FormatException(file.toString(), "is cut off", "copy it again", e);
    } catch (IOException e) {
      throw Faults.reading(file, e);
    }
  }

  private static void check(Map<String, String> texts, int level) {
    if (level < 0 || level > 9) throw new IllegalArgumentException("the compression level must be in 0 to 9, was " + level);
    texts.forEach((key, text) -> {
      if (key.isEmpty() || key.length() > 79 || !latin(key) || key.indexOf('\n') >= 0 || !key.strip().equals(key) || key.contains("  "))
        throw new IllegalArgumentException(
            "\"" + key + "\" is no keyword of a PNG's text: 1 to 79 Latin-1 characters, single spaces inside");
      if (text.indexOf(0) >= 0) throw new IllegalArgumentException("the text \"" + key + "\" has a NUL in it, which ends a text in a PNG");
    });
  }

  private static void write(Raster picture, OutputStream out, Map<String, String> texts, int level) throws IOException {
    out.write(PngChunks.SIGNATURE);
    chunk(out, "IHDR", ByteBuffer.allocate(13).putInt(picture.width()).putInt(picture.height())
        .put((byte) 8).put((byte) (picture.channels() == 1 ? 0 : 2)).array());
    for (Map.Entry<String, String> e : texts.entrySet()) text(out, e.getKey(), e.getValue());
    var deflater = new Deflater(level);
    try (var packed = new DeflaterOutputStream(new DataChunks(out), deflater, 1 << 13)) {
      pixels(picture, packed, level);
    } finally {
      deflater.end();
    }
    chunk(out, "IEND", new byte[0]);
  }

  private static void text(OutputStream out, String key, String text) throws IOException {
    byte[] k = key.getBytes(StandardCharsets.ISO_8859_1);
    var content = new ByteArrayOutputStream();
    content.writeBytes(k);
    content.write(0);
    if (latin(text)) {
      content.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
      chunk(out, "tEXt", content.toByteArray());
    } else {
      content.writeBytes(new byte[4]);  // not compressed, method 0, no language, no translated keyword
      content.writeBytes(utf8(key, text));
      chunk(out, "iTXt", content.toByteArray());
    }
  }

  private static byte[] utf8(String key, String text) {
    try {
      ByteBuffer b = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      var bytes = new byte[b.remaining()];
      b.get(bytes);
      return bytes;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("the text \"" + key + "\" has half a character in it (a lone surrogate)", e);
    }
  }

  /** Printable Latin-1 and line ends: what a tEXt chunk may hold. */
  private static boolean latin(String s) {
    return s.chars().allMatch(c -> c == '\n' || (c >= 32 && c < 127) || (c >= 160 && c < 256));
  }

  private static void pixels(Raster picture, OutputStream out, int level) throws IOException {
    int step = picture.channels(), length = picture.width() * step;
    byte[] bytes = picture.bytes();
    var above = new byte[length];
    byte[] best = new byte[length + 1], tried = new byte[length + 1];
    for (int y = 0; y < picture.height(); y++) {
      int at = y * length;
      byte[] up = y == 0 ? above : bytes;
      int upAt = y == 0 ? 0 : at - length;
      long least = Long.MAX_VALUE;
      // A stored picture gains nothing from a filter.
      for (int kind = 0; kind < (level == 0 ? 1 : PngFilters.COUNT) && least > 0; kind++) {
        long sum = PngFilters.filter(kind, bytes, at, up, upAt, length, step, tried);
        if (sum >= least) continue;
        least = sum;
        byte[] b = best;
        best = tried;
        tried = b;
      }
      out.write(best);
    }
  }

  private static void chunk(OutputStream out, String type, byte[] content) throws IOException {
    chunk(out, type, content, content.length);
  }

  private static void chunk(OutputStream out, String type, byte[] content, int length) throws IOException {
    byte[] t = type.getBytes(StandardCharsets.ISO_8859_1);
    var crc = new CRC32();
    crc.update(t);
    crc.update(content, 0, length);
    out.write(ByteBuffer.allocate(4).putInt(length).array());
    out.write(t);
    out.write(content, 0, length);
    out.write(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }

  /** Cuts the compressed pixels into chunks, so that a large picture is never held twice. */
  private static final class DataChunks extends OutputStream {
    private final OutputStream out;
    private final byte[] held = new byte[1 << 15];
    private int count;

    DataChunks(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] b, int from, int length) throws IOException {
      for (int at = 0; at < length; ) {
        int n = Math.min(length - at, held.length - count);
        System.arraycopy(b, from + at, held, count, n);
        count += n;
        at += n;
        if (count == held.length) emit();
      }
    }

    private void emit() throws IOException {
      chunk(out, "IDAT", held, count);
      count = 0;
    }

    /** The last chunk; the file stays open. */
    @Override
    public void close() throws IOException {
      if (count > 0) emit();
    }
  }
}
