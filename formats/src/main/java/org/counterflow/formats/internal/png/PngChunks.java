package org.counterflow.formats.internal.png;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.counterflow.formats.FormatException;

/** The chunks of a PNG, one after the other, each with its checksum verified. */
final class PngChunks {
  static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private final InputStream in;
  private final String where;
  private final byte[] some = new byte[1 << 13];
  private int length;
  private String type = "";
  private boolean taken = true;
  private final CRC32 crc = new CRC32();

  PngChunks(InputStream in, String where) throws IOException {
    this.in = in;
    this.where = where;
    byte[] s = in.readNBytes(SIGNATURE.length);
    if (!Arrays.equals(s, SIGNATURE)) throw new FormatException(where, "is no PNG", "");
  }

  /** Goes to the next chunk, past what is left of this one. */
  void next() throws IOException {
    if (!taken) skip();
    length = number();
    byte[] t = exactly(4);
    type = new String(t, StandardCharsets.ISO_8859_1);
    if (length < 0 || !type.matches("[A-Za-z]{4}"))
      throw new FormatException(where, "is damaged: no chunk where one must be", "copy it again");
    crc.reset();
    crc.update(t);
    taken = false;
  }

  String type() {
    return type;
  }

  int length() {
    return length;
  }

  /** All of the chunk, which must not be longer than {@code most}. */
  byte[] content(int most) throws IOException {
    if (length > most) throw new FormatException(where,
        "has a chunk " + type + " of " + length + " bytes; at most " + most + " are read", "");
    byte[] b = exactly(length);
    crc.update(b);
    check();
    return b;
  }

  /** Reads past the chunk; its checksum counts all the same. */
  private void skip() throws IOException {
    for (int left = length; left > 0; ) {
      int n = in.read(some, 0, Math.min(left, some.length));
      if (n < 0) throw new EOFException();
      crc.update(some, 0, n);
      left -= n;
    }
    check();
  }

  private void check() throws IOException {
    taken = true;
    if (number() != (int) crc.getValue())
      throw new FormatException(where, "is damaged: chunk " + type + " has a wrong checksum", "copy it again");
  }

  private int number() throws IOException {
    byte[] b = exactly(4);
    return b[0] << 24 | (b[1] & 0xff) << 16 | (b[2] & 0xff) << 8 | b[3] & 0xff;
  }

  /** Grows with what is there, not with what a damaged length promises. */
  private byte[] exactly(int n) throws IOException {
    byte[] b = in.readNBytes(n);
    if (b.length < n) throw new EOFException();
    return b;
  }
}
