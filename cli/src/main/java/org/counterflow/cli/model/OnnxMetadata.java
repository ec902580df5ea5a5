package org.counterflow.cli.model;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The texts that an ONNX file carries ({@code ModelProto.metadata_props}), read without a network runtime: {@code models} must answer
 * where none is installed.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">the encoding</a>
 */
final class OnnxMetadata {
  private static final String PREFIX = "counterflow.";
  private static final int METADATA = 14;
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  private OnnxMetadata() {}

  /** What a file says of itself, by key without the prefix {@code counterflow.}. */
  static Map<String, String> read(InputStream in) throws IOException {
    Map<String, String> texts = new LinkedHashMap<>();
    for (int first = in.read(); first >= 0; first = in.read()) {
      long tag = varint(in, first);
      if (tag == (METADATA << 3 | BYTES)) entry(in.readNBytes((int) varint(in, next(in))), texts);
      else skip(in, (int) tag & 7);
    }
    return texts;
  }

  private static void entry(byte[] bytes, Map<String, String> texts) throws IOException {
    var in = new java.io.ByteArrayInputStream(bytes);
    String[] pair = {"", ""};
    for (int first = in.read(); first >= 0; first = in.read()) {
      long tag = varint(in, first);
      int field = (int) (tag >>> 3);
      if ((tag & 7) != BYTES || field < 1 || field > 2) throw new IOException("metadata that are no pair of texts");
      pair[field - 1] = new String(in.readNBytes((int) varint(in, next(in))), StandardCharsets.UTF_8);
    }
    if (pair[0].startsWith(PREFIX)) texts.put(pair[0].substring(PREFIX.length()), pair[1]);
  }

  private static void skip(InputStream in, int wire) throws IOException {
    switch (wire) {
      case VARINT -> varint(in, next(in));
      case FIXED64 -> in.skipNBytes(8);
      case BYTES -> in.skipNBytes(varint(in, next(in)));
      case FIXED32 -> in.skipNBytes(4);
      default -> throw new IOException("no ONNX file: wire type " + wire);
    }
  }

  private static long varint(InputStream in, int first) throws IOException {
    long v = first & 127;
    for (int b = first, shift = 7; b > 127; shift += 7) {
      b = next(in);
      v |= (long) (b & 127) << shift;
    }
    return v;
  }

  private static int next(InputStream in) throws IOException {
    int b = in.read();
    if (b < 0) throw new EOFException("the file is cut off");
    return b;
  }
}
