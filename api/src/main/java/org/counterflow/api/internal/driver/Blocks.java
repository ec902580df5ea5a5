package org.counterflow.api.internal.driver;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.CRC32C;

/**
 * Bytes in blocks of {@code length, bytes, CRC-32C of the bytes}, the last of length 0: what is read has been checked before anything is
 * made of it, and reading ends where writing ended, so that more may follow.
 */
public final class Blocks {
  private static final int LONGEST = 1 << 16;

  private Blocks() {}

  /** A stream that writes blocks; closing it ends them and leaves {@code to} open. */
  public static OutputStream to(OutputStream to) {
    return new Writer(to);
  }

  /**
   * A stream that reads blocks.
   *
   * @throws IOException from each method of it, if a block is cut off or was changed
   */
  public static InputStream from(InputStream from) {
    return new Reader(new DataInputStream(from));
  }

  private static int sum(byte[] bytes) {
    var sum = new CRC32C();
    sum.update(bytes, 0, bytes.length);
    return (int) sum.getValue();
  }

  private static final class Writer extends FilterOutputStream {
    private final ByteArrayOutputStream block = new ByteArrayOutputStream(LONGEST);
    private final DataOutputStream blocks;

    Writer(OutputStream to) {
      super(to);
      blocks = new DataOutputStream(to);
    }

    @Override
    public void write(int b) throws IOException {
      block.write(b);
      if (block.size() == LONGEST) end();
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      for (int at = 0; at < count; ) {
        int n = Math.min(count - at, LONGEST - block.size());
        block.write(bytes, from + at, n);
        at += n;
        if (block.size() == LONGEST) end();
      }
    }

    private void end() throws IOException {
      byte[] bytes = block.toByteArray();
      block.reset();
      blocks.writeInt(bytes.length);
      blocks.write(bytes);
      blocks.writeInt(sum(bytes));
    }

    /** Keeps the block that is begun: the same bytes make the same blocks however often this is called. */
    @Override
    public void flush() {}

    @Override
    public void close() throws IOException {
      if (block.size() > 0) end();
      end();
      blocks.flush();
    }
  }

  private static final class Reader extends InputStream {
    private final DataInputStream blocks;
    private byte[] block = {};
    private int at;
    private boolean ended;

    Reader(DataInputStream blocks) {
      this.blocks = blocks;
    }

    /** Whether there is another byte. */
    private boolean more() throws IOException {
      if (ended || at < block.length) return !ended;
      int n = blocks.readInt();
      if (n < 0 || n > LONGEST) throw damaged();
      byte[] bytes = blocks.readNBytes(n);
      if (bytes.length < n) throw new EOFException();
      if (blocks.readInt() != sum(bytes)) throw damaged();
      block = bytes;
      at = 0;
      ended = n == 0;
      return !ended;
    }

    private static IOException damaged() {
      return new IOException("the bytes were changed since they were written: a checksum does not fit");
    }

    @Override
    public int read() throws IOException {
      return more() ? block[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] to, int from, int count) throws IOException {
      if (count == 0) return 0;
      if (!more()) return -1;
      int n = Math.min(count, block.length - at);
      System.arraycopy(block, at, to, from, n);
      at += n;
      return n;
    }
  }
}
