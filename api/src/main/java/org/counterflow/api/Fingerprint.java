package org.counterflow.api;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.value.Access;
import org.counterflow.api.value.Hold;
import org.counterflow.api.value.Value;

/** SHA-256 of values, equal on every machine: little endian, whatever its own order is. */
final class Fingerprint {
  private static final int PIECE = 1 << 16;

  private Fingerprint() {}

  static String of(long[] values) {
    MessageDigest d = sha256();
    ByteBuffer b = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long v : values) b.putLong(v);
    d.update(b.array());
    return HexFormat.of().formatHex(d.digest());
  }

  /** Of type, dimensions and elements. */
  static String of(Value v) {
    MessageDigest d = sha256();
    d.update(v.toString().getBytes(StandardCharsets.UTF_8));
    ElementType type = v.type();
    long n = v.dimensions().elements();
    ByteBuffer b = ByteBuffer.allocate(PIECE * 8).order(ByteOrder.LITTLE_ENDIAN);
    try (Hold h = v.hold(Memory.HOST, Access.READ)) {
      for (long at = 0; at < n; at += PIECE) {
        b.clear();
        ByteBuffer from = h.segment().asSlice(at * type.bytes(), Math.min(PIECE, n - at) * type.bytes()).asByteBuffer().order(ByteOrder.nativeOrder());
        while (from.hasRemaining()) {
          switch (type.bytes()) {
            case 8 -> b.putLong(from.getLong());
            case 4 -> b.putInt(from.getInt());
            case 2 -> b.putShort(from.getShort());
            default -> b.put(from.get());
          }
        }
        d.update(b.flip());
      }
    }
    return HexFormat.of().formatHex(d.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
