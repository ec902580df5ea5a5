package org.counterflow.cli.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/** Damage under checksums that fit: what comes of them is somebody's intention. */
final class Checksums {
  private static final int SIGNATURE = 8;
  private static final int RUN_HEAD = 8;
  private static final int BLOCK = 1 << 16;

  private Checksums() {}

  /** Changes the content of one chunk of a PNG. */
  static byte[] chunk(byte[] png, Mutations m, List<byte[]> others) {
    var starts = new ArrayList<Integer>();
    var b = ByteBuffer.wrap(png);
    for (int at = SIGNATURE; at + 12 <= png.length; at += 12 + b.getInt(at)) starts.add(at);
    int at = m.one(starts), n = b.getInt(at);
    byte[] content = m.of(Arrays.copyOfRange(png, at + 8, at + 8 + n), others), type = Arrays.copyOfRange(png, at + 4, at + 8);
    var sum = new CRC32();
    sum.update(type);
    sum.update(content);
    var chunk = ByteBuffer.allocate(12 + content.length).putInt(content.length).put(type).put(content).putInt((int) sum.getValue());
    return Mutations.spliced(png, at, at + 12 + n, chunk.array());
  }

  /** Changes what a saved run holds between its magic and its end: mostly behind the texts that say whose it is. */
  static byte[] run(byte[] saved, Mutations m) {
    try {
      byte[] whole = content(saved);
      int from = m.random().nextInt(8) == 0 ? 0 : state(whole);
      byte[] content = Mutations.spliced(whole, from, whole.length, m.of(Arrays.copyOfRange(whole, from, whole.length), List.of(saved)));
      var out = new ByteArrayOutputStream();
      var data = new DataOutputStream(out);
      data.write(saved, 0, RUN_HEAD);
      for (int at = 0; at < content.length; at += BLOCK) block(data, Arrays.copyOfRange(content, at, Math.min(content.length, at + BLOCK)));
      block(data, new byte[0]);
      return out.toByteArray();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static int state(byte[] content) {
    var b = ByteBuffer.wrap(content);
    for (int texts = 2 * b.getInt(); texts > 0; texts--) {
      int n = b.getInt();
      b.position(b.position() + n);
    }
    return b.position();
  }

  private static byte[] content(byte[] saved) {
    var out = new ByteArrayOutputStream();
    var b = ByteBuffer.wrap(saved);
    for (int at = RUN_HEAD, n = b.getInt(at); n > 0; at += 8 + n, n = b.getInt(at)) out.write(saved, at + 4, n);
    return out.toByteArray();
  }

  private static void block(DataOutputStream to, byte[] bytes) throws IOException {
    var sum = new CRC32C();
    sum.update(bytes);
    to.writeInt(bytes.length);
    to.write(bytes);
    to.writeInt((int) sum.getValue());
  }
}
