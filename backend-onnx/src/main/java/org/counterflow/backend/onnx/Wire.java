package org.counterflow.backend.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/**
 * Reads the fields of a protobuf message in a file, one after the other. What nobody asks for, tensors of gigabytes at first, is skipped
 * and not read; nothing is read beyond the end of its message, and messages in each other go only so deep.
 */
final class Wire {
  /** What the library of protobuf allows as well. */
  private static final int DEPTH = 100;
  private static final int LONGEST_TEXT = 1 << 16;
  private static final long MOST_FIELDS = (1 << 29) - 1;

  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH = 2;
  private static final int FIXED32 = 5;

  private final Window window;
  private final long end;
  private final int depth;
  /** Where this field's value begins, and behind it the next field. */
  private long at;
  private long next;
  private int field;
  private int kind;

  private Wire(Window window, long from, long end, int depth) {
    this.window = window;
    this.next = from;
    this.end = end;
    this.depth = depth;
  }

  /** The message that a whole file is. */
  static Wire of(FileChannel file) throws IOException {
    return new Wire(new Window(file), 0, file.size(), 0);
  }

  /**
   * Goes to the next field.
   *
   * @return its number, or 0 at the end of the message
   * @throws IOException if this is no message
   */
  int next() throws IOException {
    at = next;
    if (at == end) return 0;
    long tag = varint();
    field = (int) (tag >>> 3);
    kind = (int) (tag & 7);
    if (tag >>> 3 < 1 || tag >>> 3 > MOST_FIELDS) throw malformed();
    long length = switch (kind) {
      case VARINT -> {
        long start = at;
        varint();
        long bytes = at - start;
        at = start;
        yield bytes;
      }
      case FIXED64 -> 8;
      case LENGTH -> varint();
      case FIXED32 -> 4;
      default -> throw malformed();
    };
    if (length < 0 || length > end - at) throw malformed();
    next = at + length;
    return field;
  }

  /** This field's value, a whole number. */
  long number() throws IOException {
    require(VARINT);
    long start = at;
    long value = varint();
    at = start;
    return value;
  }

  /** This field's value, a message. */
  Wire message() throws IOException {
    require(LENGTH);
    if (depth == DEPTH) throw malformed();
    return new Wire(window, at, next, depth + 1);
  }

  /** This field's value, a text. */
  String text() throws IOException {
    require(LENGTH);
    if (next - at > LONGEST_TEXT) throw malformed();
    var bytes = new byte[(int) (next - at)];
    for (int i = 0; i < bytes.length; i++) bytes[i] = window.get(at + i);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private void require(int expected) throws IOException {
    if (kind != expected) throw malformed();
  }

  private long varint() throws IOException {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      if (at == end) throw malformed();
      byte b = window.get(at++);
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) return value;
    }
    throw malformed();
  }

  private IOException malformed() {
    return new IOException("no protobuf message around byte " + at);
  }

  /** A piece of the file. */
  private static final class Window {
    private final FileChannel file;
    private final ByteBuffer bytes = ByteBuffer.allocate(1 << 13).limit(0);
    private long start;

    Window(FileChannel file) {
      this.file = file;
    }

    byte get(long position) throws IOException {
      if (position < start || position >= start + bytes.limit()) {
        bytes.clear();
        if (file.read(bytes, position) < 1) throw new IOException("the file became shorter while it was read");
        bytes.flip();
        start = position;
      }
      return bytes.get((int) (position - start));
    }
  }
}
