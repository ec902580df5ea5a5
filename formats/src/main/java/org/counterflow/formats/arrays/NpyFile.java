package org.counterflow.formats.arrays;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.counterflow.api.tensor.Shape;
import org.counterflow.formats.FormatException;
import org.counterflow.formats.internal.files.Faults;

/**
 * An {@code .npy} file open for reading in parts, in any of the types of {@link NpyType}, little or big endian, C or Fortran order, versions
 * 1 to 3. The file's length is compared with its header before anything is read, so a damaged header costs no memory.
 *
 * <p>Not safe for use from two threads.
 */
public final class NpyFile implements Closeable {
  private static final long EXACT = 1L << 53;
  private final Path path;
  private final String where;
  private final SeekableByteChannel channel;
  private final NpyHeader header;
  private final long start;
  private final ByteBuffer chunk = ByteBuffer.allocate(1 << 16);

  private NpyFile(Path path, SeekableByteChannel channel) throws IOException {
    this.path = path;
    this.where = path.toString();
    this.channel = channel;
    byte[] prefix = bytes(NpyHeader.PREFIX);
    int lengthBytes = NpyHeader.lengthBytes(where, prefix);
    long length = 0;
    byte[] l = bytes(lengthBytes);
    for (int i = 0; i < lengthBytes; i++) length |= (l[i] & 0xffL) << 8 * i;
    if (length > NpyHeader.LONGEST)
      throw new FormatException(where,
          "says that its header has " + length + " bytes; an array of numbers needs fewer than " + NpyHeader.LONGEST,
          "write it with numpy.save");
    this.header = NpyHeader.parse(where, bytes((int) length));
    this.start = NpyHeader.PREFIX + lengthBytes + length;
    long has = channel.size() - start, needs = header.elements() * header.type().bytes();
    if (has < needs)
      throw new FormatException(where,
          "is cut off: shape " + Arrays.toString(header.shape()) + " needs " + needs + " bytes, it has " + has,
          "write it or copy it again");
    if (has > needs)
      throw new FormatException(where, "goes on for " + (has - needs) + " bytes after its array", "save one array a file");
    chunk.order(header.order());
  }

  /**
   * Opens a file and reads its header.
   *
   * @param file an array of numbers
   * @throws FormatException if it cannot be read
   */
  public static NpyFile open(Path file) {
    Faults.readable(file);
    SeekableByteChannel channel;
    try {
      channel = Files.newByteChannel(file);
    } catch (IOException e) {
      throw Faults.reading(file, e);
    }
    boolean opened = false;
    try {
      var f = new NpyFile(file, channel);
      opened = true;
      return f;
    } catch (IOException e) {
      throw Faults.reading(file, e);
    } finally {
      if (!opened) closeQuietly(channel);
    }
  }

  /** The file. */
  public Path path() {
    return path;
  }

  /** How its elements are stored. */
  public NpyType type() {
    return header.type();
  }

  /** The array's shape; empty for a single number. */
  public int[] shape() {
    return header.shape().clone();
  }

  /** The product of the shape. */
  public long elements() {
    return header.elements();
  }

  /** The first dimension; 1 for a single number. */
  public int rows() {
    return header.shape().length == 0 ? 1 : header.shape()[0];
  }

  /** Elements of a row. */
  public long rowElements() {
    int[] shape = header.shape();
    return shape.length == 0 ? 1 : NpyHeader.elements(where, Arrays.copyOfRange(shape, 1, shape.length));
  }

  /**
   * The shape of a row, for an array of samples.
   *
   * @throws FormatException if there is no row, or a row is empty
   */
  public Shape sample() {
    return NpyArray.sample(where, header.shape());
  }

  /**
   * Some rows as doubles, row-major.
   *
   * @param from the first row
   * @param count how many
   * @throws FormatException if a 64-bit integer is no double, the rows do not fit the heap, or the file cannot be read
   * @throws IndexOutOfBoundsException if there are no such rows
   */
  public double[] doubles(int from, int count) {
    var all = new double[heap(from, count, Double.BYTES)];
    var some = new double[header.byColumns() ? most() : 0];
    read(from, count, all.length, (at, step, n) -> {
      if (type() == NpyType.INT64) {
        for (int i = 0; i < n; i++) all[at + i * step] = exact(chunk.getLong(), at + i * step);
      } else if (step == 1) {
        type().get(chunk, all, at, n);
      } else {
        type().get(chunk, some, 0, n);
        for (int i = 0; i < n; i++) all[at + i * step] = some[i];
      }
    });
    return all;
  }

  /**
   * Some rows in single precision, rounded where they have more.
   *
   * @param from the first row
   * @param count how many
   * @throws FormatException if the rows do not fit the heap, or the file cannot be read
   * @throws IndexOutOfBoundsException if there are no such rows
   */
  public float[] floats(int from, int count) {
    var all = new float[heap(from, count, Float.BYTES)];
    var some = new double[most()];
    read(from, count, all.length, (at, step, n) -> {
      type().get(chunk, some, 0, n);
      for (int i = 0; i < n; i++) all[at + i * step] = (float) some[i];
    });
    return all;
  }

  /**
   * Some rows as whole numbers.
   *
   * @param from the first row
   * @param count how many
   * @throws FormatException if an element is not whole, the rows do not fit the heap, or the file cannot be read
   * @throws IndexOutOfBoundsException if there are no such rows
   */
  public long[] longs(int from, int count) {
    var all = new long[heap(from, count, Long.BYTES)];
    var some = new double[type().isInteger() ? 0 : most()];
    read(from, count, all.length, (at, step, n) -> {
      if (type().isInteger()) {
        for (int i = 0; i < n; i++) all[at + i * step] = type().whole(chunk);
      } else {
        type().get(chunk, some, 0, n);
        for (int i = 0; i < n; i++) all[at + i * step] = NpyArray.whole(where, some[i], at + i * step);
      }
    });
    return all;
  }

  private double exact(long v, long element) {
    if (v > EXACT || v < -EXACT) throw new FormatException(where, "has " + v + " at element " + element + ", which no double holds exactly",
        "keep whole numbers below 2^53");
    return v;
  }

  /** The number of elements, if an array of them can be had. */
  private int heap(int from, int count, int bytes) {
    if (from < 0 || count < 0 || from > rows() - count)
      throw new IndexOutOfBoundsException("rows " + from + " to " + (from + (long) count - 1) + " of " + where + ", which has " + rows());
    long n = rows() == 0 ? 0 : header.elements() / rows() * count, room = Runtime.getRuntime().maxMemory() / 10 * 9;
    if (n > Integer.MAX_VALUE - 8 || n * bytes > room)
      throw new FormatException(where, n + " numbers do not fit: they need " + (n * bytes >> 20) + " MiB, the program has " + (room >> 20)
          + " MiB, and an array at most 2147483639 elements", "take fewer rows at a time, or start the JVM with a larger -Xmx");
    return (int) n;
  }

  /** Elements of a chunk. */
  private int most() {
    return chunk.capacity() / type().bytes();
  }

  /** Called with the elements {@code at}, {@code at + step} and so on, {@code n} in all, in the chunk. */
  private interface Sink {
    void take(int at, int step, int n);
  }

  private void read(int fromRow, int rows, int n, Sink sink) {
    try {
      if (n > 0 && header.byColumns()) readColumns(fromRow, rows, sink);
      else if (n > 0) readRows(fromRow, n, sink);
    } catch (IOException e) {
      throw Faults.reading(path, e);
    }
  }

  private void readRows(int fromRow, int n, Sink sink) throws IOException {
    channel.position(start + rowElements() * fromRow * type().bytes());
    for (int at = 0; at < n; ) {
      int some = Math.min(most(), n - at);
      take(some);
      sink.take(at, 1, some);
      at += some;
    }
  }

  /** The first index moves fastest: what is one row elsewhere is an element of each column. */
  private void readColumns(int fromRow, int rows, Sink sink) throws IOException {
    int columns = (int) rowElements(), all = rows();
    channel.position(start + (long) fromRow * type().bytes());
    chunk.limit(0);
    for (int c = 0; c < columns; c++) {
      if (rows < all) channel.position(start + ((long) c * all + fromRow) * type().bytes());
      for (int r = 0; r < rows; ) {
        // Of the whole array, columns follow each other without a gap.
        if (!chunk.hasRemaining()) take((int) Math.min(most(), (rows < all ? 1L : columns - c) * rows - r));
        int some = Math.min(chunk.remaining() / type().bytes(), rows - r);
        sink.take(place(c) + r * columns, columns, some);
        r += some;
      }
    }
  }

  /** Where a column stands in a row. */
  private int place(int column) {
    int[] shape = header.shape();
    int place = 0, stride = (int) rowElements();
    for (int k = 1, rest = column; k < shape.length; k++) {
      stride /= shape[k];
      place += rest % shape[k] * stride;
      rest /= shape[k];
    }
    return place;
  }

  private void take(int elements) throws IOException {
    fill(chunk.clear().limit(elements * type().bytes()));
    chunk.flip();
  }

  private byte[] bytes(int n) throws IOException {
    if (n > channel.size()) throw new EOFException();
    ByteBuffer b = ByteBuffer.allocate(n);
    fill(b);
    return b.array();
  }

  private void fill(ByteBuffer b) throws IOException {
    while (b.hasRemaining()) if (channel.read(b) < 0) throw new EOFException();
  }

  /** Closes the file; idempotent. */
  @Override
  public void close() {
    closeQuietly(channel);
  }

  private static void closeQuietly(SeekableByteChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // Opened for reading: nothing is lost.
    }
  }
}
