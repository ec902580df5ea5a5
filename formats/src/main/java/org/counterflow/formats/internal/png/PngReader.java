package org.counterflow.formats.internal.png;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.counterflow.formats.FormatException;
import org.counterflow.formats.internal.files.Faults;
import org.jspecify.annotations.Nullable;

/** Reads what {@link PngCodec} promises. */
final class PngReader {
  private static final int MOST_TEXT = 1 << 24;
  private static final int MOST_TEXTS = 1000;
  private static final String AGAIN = "copy it again";
  private static final String OPAQUE = "save it without transparency";
  private static final int PALETTE = 3;
  private static final int GRAY_ALPHA = 4;
  private static final int RGB_ALPHA = 6;
  /** Of a pixel, by colour type; 0 for those that there are not. */
  private static final int[] CHANNELS = {1, 0, 3, 1, 2, 0, 4};
  private final PngChunks chunks;
  private final String where;

  private PngReader(InputStream in, String where) throws IOException {
    this.chunks = new PngChunks(in, where);
    this.where = where;
  }

  static SequencedMap<String, String> texts(InputStream in, String where) throws IOException {
    var texts = new LinkedHashMap<String, String>();
    new PngReader(in, where).texts(texts);
    return Collections.unmodifiableSequencedMap(texts);
  }

  static PngTexts textsBeforeDamage(InputStream in, String where) throws IOException {
    var texts = new LinkedHashMap<String, String>();
    try {
      new PngReader(in, where).texts(texts);
      return new PngTexts(texts, null);
    } catch (FormatException e) {
      return new PngTexts(texts, "it " + e.what());
    } catch (EOFException e) {
      return new PngTexts(texts, "it is cut off");
    }
  }

  static Raster picture(InputStream in, String where) throws IOException {
    return new PngReader(in, where).picture();
  }

  static InputStream open(Path file) throws IOException {
    Faults.readable(file);
    return new BufferedInputStream(Files.newInputStream(file), 1 << 15);
  }

  private void texts(SequencedMap<String, String> texts) throws IOException {
    long total = 0;
    chunks.next();
    if (!chunks.type().equals("IHDR")) throw new FormatException(where, "is damaged: it does not begin with its header", AGAIN);
    for (; !chunks.type().equals("IEND"); chunks.next()) {
      switch (chunks.type()) {
        case "tEXt", "zTXt", "iTXt" -> {
          if (texts.size() == MOST_TEXTS) throw new FormatException(where, "has more than " + MOST_TEXTS + " texts", "");
          String type = chunks.type();
          byte[] content = chunks.content(MOST_TEXT);
          int end = zero(content, 0);
          String key = new String(content, 0, end, StandardCharsets.ISO_8859_1);
          String text = switch (type) {
            case "tEXt" -> new String(content, end + 1, content.length - end - 1, StandardCharsets.ISO_8859_1);
            case "zTXt" -> compressed(content, end);
            default -> international(content, end);
          };
          total += text.length();
          if (total > 4L * MOST_TEXT) throw new FormatException(where, "has more than " + 4 * MOST_TEXT + " characters of text", "");
          texts.putIfAbsent(key, text);
        }
        default -> { }
      }
    }
    chunks.content(0);
  }

  private String compressed(byte[] content, int end) {
    if (end + 1 >= content.length || content[end + 1] != 0) throw damagedText();
    return new String(inflate(content, end + 2), StandardCharsets.ISO_8859_1);
  }

  private String international(byte[] content, int end) {
    // Packed or not, and if so by deflate.
    if (end + 2 >= content.length || (content[end + 1] & ~1) != 0 || (content[end + 1] == 1 && content[end + 2] != 0)) throw damagedText();
    int from = zero(content, zero(content, end + 3) + 1) + 1;
    boolean packed = content[end + 1] == 1;
    byte[] text = packed ? inflate(content, from) : Arrays.copyOfRange(content, from, content.length);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
    } catch (CharacterCodingException e) {
      throw new FormatException(where, "has a text that is not UTF-8", AGAIN, e);
    }
  }

  private int zero(byte[] content, int from) {
    for (int i = from; i < content.length; i++) if (content[i] == 0) return i;
    throw damagedText();
  }

  private FormatException damagedText() {
    return new FormatException(where, "has a text that cannot be read", AGAIN);
  }

  private byte[] inflate(byte[] content, int from) {
    var out = new ByteArrayOutputStream();
    var some = new byte[1 << 13];
    var inflater = new Inflater();
    try {
      inflater.setInput(content, from, content.length - from);
      while (!inflater.finished()) {
        int n = inflater.inflate(some);
        if (n == 0 && (inflater.needsInput() || inflater.needsDictionary())) throw damagedText();
        out.write(some, 0, n);
        if (out.size() > MOST_TEXT) throw new FormatException(where, "has a text of more than " + MOST_TEXT + " bytes", "");
      }
      return out.toByteArray();
    } catch (DataFormatException e) {
      throw new FormatException(where, "has a text that cannot be decompressed", AGAIN, e);
    } finally {
      inflater.end();
    }
  }

  private Raster picture() throws IOException {
    chunks.next();
    if (!chunks.type().equals("IHDR") || chunks.length() != 13)
      throw new FormatException(where, "is damaged: it does not begin with its header", AGAIN);
    ByteBuffer header = ByteBuffer.wrap(chunks.content(13));
    int width = header.getInt(), height = header.getInt();
    int depth = header.get(), color = header.get(), compression = header.get(), filter = header.get(), interlace = header.get();
    if (depth != 8 || color < 0 || color >= CHANNELS.length || CHANNELS[color] == 0 || compression != 0 || filter != 0 || interlace != 0)
      throw new FormatException(where,
          "is a kind of PNG that is not read: " + depth + " bits, colour type " + color + ", interlace " + interlace,
          "save it as 8-bit gray or RGB, not interlaced");
    int channels = CHANNELS[color];
    long row = (long) width * channels + 1;
    if (width < 1 || height < 1 || row > (Integer.MAX_VALUE - 8) / height)
      throw new FormatException(where, "has " + width + " x " + height + " pixels, which cannot be read", "");
    long needs = row * height;
    var packed = new ByteArrayOutputStream();
    byte @Nullable [] palette = null;
    for (chunks.next(); !chunks.type().equals("IEND"); chunks.next()) {
      if (chunks.type().equals("IDAT")) packed.writeBytes(chunks.content(Integer.MAX_VALUE - 8 - packed.size()));
      else if (chunks.type().equals("PLTE")) palette = chunks.content(3 * 256);
      else if (chunks.type().equals("tRNS")) throw new FormatException(where, "has transparent pixels", OPAQUE);
      else if (Character.isUpperCase(chunks.type().charAt(0)))
        throw new FormatException(where, "has a chunk " + chunks.type() + " that is not known", "save it as plain PNG");
    }
    chunks.content(0);
    // No byte of deflate gives more than 1032: a header that promises more than the data can hold costs no memory.
    if (needs > 1032L * packed.size() + 1032)
      throw new FormatException(where, "is cut off: " + width + " x " + height + " pixels cannot be in " + packed.size() + " bytes", AGAIN);
    byte[] raw = unpack(packed.toByteArray(), (int) needs);
    byte[] pixels = unfilter(raw, width, height, channels);
    return switch (color) {
      case PALETTE -> new Raster(width, height, 3, colors(pixels, palette));
      case GRAY_ALPHA, RGB_ALPHA -> new Raster(width, height, channels - 1, opaque(pixels, channels));
      default -> new Raster(width, height, channels, pixels);
    };
  }

  private byte[] colors(byte[] pixels, byte @Nullable [] palette) {
    if (palette == null) throw new FormatException(where, "is damaged: it has no palette", AGAIN);
    var colors = new byte[Math.multiplyExact(3, pixels.length)];
    for (int i = 0; i < pixels.length; i++) {
      int at = 3 * (pixels[i] & 0xff);
      if (at + 3 > palette.length) throw new FormatException(where, "is damaged: its palette has no colour " + (pixels[i] & 0xff), AGAIN);
      System.arraycopy(palette, at, colors, 3 * i, 3);
    }
    return colors;
  }

  /** Without the last channel, which has to say that nothing shines through. */
  private byte[] opaque(byte[] pixels, int channels) {
    int n = pixels.length / channels;
    var opaque = new byte[n * (channels - 1)];
    for (int i = 0; i < n; i++) {
      if (pixels[(i + 1) * channels - 1] != -1) throw new FormatException(where, "has transparent pixels", OPAQUE);
      System.arraycopy(pixels, i * channels, opaque, i * (channels - 1), channels - 1);
    }
    return opaque;
  }

  private byte[] unpack(byte[] packed, int needs) {
    var raw = new byte[needs];
    var inflater = new Inflater();
    try {
      inflater.setInput(packed);
      int at = 0;
      while (at < needs) {
        int n = inflater.inflate(raw, at, needs - at);
        if (n == 0) throw new FormatException(where, "is cut off: " + at + " of " + needs + " bytes of pixels", AGAIN);
        at += n;
      }
      // The checksum of the pixels follows the last of them and is compared only when it is read.
      if (inflater.inflate(new byte[1]) != 0 || !inflater.finished())
        throw new FormatException(where, "is damaged: its pixels do not end where they must", AGAIN);
      return raw;
    } catch (DataFormatException e) {
      throw new FormatException(where, "is damaged: its pixels cannot be decompressed", AGAIN, e);
    } finally {
      inflater.end();
    }
  }

  private byte[] unfilter(byte[] raw, int width, int height, int channels) {
    int length = width * channels;
    var pixels = new byte[length * height];
    var above = new byte[length];
    for (int y = 0; y < height; y++) {
      int from = y * (length + 1), kind = raw[from], at = y * length;
      if (kind < 0 || kind >= PngFilters.COUNT) throw new FormatException(where, "is damaged: there is no filter " + kind, AGAIN);
      System.arraycopy(raw, from + 1, pixels, at, length);
      if (y == 0) PngFilters.restore(kind, pixels, at, above, 0, length, channels);
      else PngFilters.restore(kind, pixels, at, pixels, at - length, length, channels);
    }
    return pixels;
  }
}
