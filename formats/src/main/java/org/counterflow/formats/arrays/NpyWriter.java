package org.counterflow.formats.arrays;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.counterflow.api.Recipe;
import org.counterflow.formats.FormatException;
import org.counterflow.formats.internal.files.AtomicFile;
import org.counterflow.formats.internal.files.Faults;
import org.counterflow.formats.internal.files.Sha256;
import org.counterflow.formats.internal.json.Json;
import org.counterflow.formats.recipes.Recipes;

/**
 * Writes an {@code .npy} file of known shape in parts: version 1, little endian, C order, the header padded to a multiple of 64 bytes.
 * The file appears when it is committed, alone or with the recipe beside it; closing without it leaves nothing.
 */
public final class NpyWriter implements Closeable {
  private static final ValueLayout.OfInt INTS = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONGS = ValueLayout.JAVA_LONG_UNALIGNED;
  private final Path path;
  private final NpyType type;
  private final int[] shape;
  private final long elements;
  private final AtomicFile file;
  private final Sha256 hash = new Sha256();
  private final ByteBuffer chunk = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
  private long written;

  private NpyWriter(Path path, NpyType type, int[] shape, long elements, AtomicFile file) {
    this.path = path;
    this.type = type;
    this.shape = shape;
    this.elements = elements;
    this.file = file;
  }

  /**
   * Begins a file.
   *
   * @param file to be made or replaced
   * @param type {@code FLOAT32}, {@code FLOAT64} or {@code INT64}
   * @param shape of the whole array, each dimension at least 0; none for a single number
   * @throws FormatException if the file cannot be made
   */
  public static NpyWriter open(Path file, NpyType type, int... shape) {
    if (type != NpyType.FLOAT32 && type != NpyType.FLOAT64 && type != NpyType.INT64)
      throw new IllegalArgumentException("arrays are written as FLOAT32, FLOAT64 or INT64, not as " + type);
    if (shape.length > 64) throw new IllegalArgumentException("an array has at most 64 dimensions, was " + shape.length);
    for (int d : shape) if (d < 0)
      throw new IllegalArgumentException("a dimension must be at least 0, was " + d + " in " + Arrays.toString(shape));
    long elements = NpyHeader.elements(file.toString(), shape);
    AtomicFile out = AtomicFile.at(file);
    var w = new NpyWriter(file, type, shape.clone(), elements, out);
    try {
      byte[] header = NpyHeader.bytes(type, shape);
      out.stream().write(header);
      w.hash.add(header, 0, header.length);
    } catch (IOException e) {
      out.close();
      throw Faults.writing(file, e);
    }
    return w;
  }

  /**
   * The next values of a {@code FLOAT64} or, rounded, a {@code FLOAT32} file.
   *
   * @param values as many as there are, row-major
   * @throws FormatException if they cannot be written
   */
  public void write(double... values) {
    begin(values.length, type != NpyType.INT64, "doubles");
    int most = chunk.capacity() / type.bytes();
    for (int at = 0; at < values.length; at += most) {
      int n = Math.min(most, values.length - at);
      chunk.clear();
      if (type == NpyType.FLOAT64) chunk.asDoubleBuffer().put(values, at, n);
      else for (int i = 0; i < n; i++) chunk.putFloat(i * Float.BYTES, (float) values[at + i]);
      flush(n);
    }
  }

  /**
   * The next values of a {@code FLOAT32} or {@code FLOAT64} file.
   *
   * @param values as many as there are, row-major
   * @throws FormatException if they cannot be written
   */
  public void write(float... values) {
    begin(values.length, type != NpyType.INT64, "floats");
    int most = chunk.capacity() / type.bytes();
    for (int at = 0; at < values.length; at += most) {
      int n = Math.min(most, values.length - at);
      chunk.clear();
      if (type == NpyType.FLOAT32) chunk.asFloatBuffer().put(values, at, n);
      else for (int i = 0; i < n; i++) chunk.putDouble(i * Double.BYTES, values[at + i]);
      flush(n);
    }
  }

  /**
   * The next values of an {@code INT64} file.
   *
   * @param values as many as there are, row-major
   * @throws FormatException if they cannot be written
   */
  public void write(long... values) {
    begin(values.length, type == NpyType.INT64, "longs");
    int most = chunk.capacity() / Long.BYTES;
    for (int at = 0; at < values.length; at += most) {
      int n = Math.min(most, values.length - at);
      chunk.clear().asLongBuffer().put(values, at, n);
      flush(n);
    }
  }

  /**
   * The next values as they lie in memory: in the file's type and this machine's byte order.
   *
   * @param values whole elements
   * @throws FormatException if they cannot be written
   */
  public void write(MemorySegment values) {
    long n = values.byteSize() / type.bytes();
    if (n * type.bytes() != values.byteSize())
      throw new IllegalArgumentException(values.byteSize() + " bytes are no whole number of " + type + " elements");
    begin(n, true, "values");
    MemorySegment to = MemorySegment.ofBuffer(chunk.clear());
    int most = chunk.capacity() / type.bytes();
    for (long at = 0; at < n; at += most) {
      int some = (int) Math.min(most, n - at);
      if (type.bytes() == 4) MemorySegment.copy(values, INTS, at * 4, to, INTS.withOrder(ByteOrder.LITTLE_ENDIAN), 0, some);
      else MemorySegment.copy(values, LONGS, at * 8, to, LONGS.withOrder(ByteOrder.LITTLE_ENDIAN), 0, some);
      flush(some);
    }
  }

  private void begin(long n, boolean fits, String what) {
    if (!fits) throw new IllegalArgumentException(what + " do not go into " + path + ", which is made as " + type);
    if (n > elements - written) throw new IllegalArgumentException(
        path + " takes " + elements + " values (shape " + Arrays.toString(shape) + "); " + written + " are written, " + n
            + " more do not fit");
    written += n;
  }

  private void flush(int n) {
    try {
      file.stream().write(chunk.array(), 0, n * type.bytes());
      hash.add(chunk.array(), 0, n * type.bytes());
    } catch (IOException e) {
      close();
      throw Faults.writing(path, e);
    }
  }

  /**
   * Gives the file its name.
   *
   * @throws IllegalStateException if values are missing; nothing is left then
   * @throws FormatException if it cannot be written
   */
  public void commit() {
    requireWhole();
    file.commit();
  }

  /**
   * Gives the file its name, and writes the recipe of what is in it beside it ({@link Recipes#fileBeside}). Both are on the disk before
   * either has its name, so that a full disk leaves what was there before. The recipe comes first and holds the array's hash: should the
   * program end between the two, {@link Recipes#beside} refuses the old array.
   *
   * @param recipe of the whole array
   * @throws IllegalStateException if values are missing; nothing is left then
   * @throws FormatException if one of the two cannot be written
   */
  public void commit(Recipe recipe) {
    requireWhole();
    Path to = Recipes.fileBeside(path);
    try (file; var beside = AtomicFile.at(to)) {
      beside.stream().write(Json.pretty(Recipes.toMap(recipe, hash.text())).getBytes(StandardCharsets.UTF_8));
      AtomicFile.commit(beside, file);
    } catch (IOException e) {
      throw Faults.writing(to, e);
    }
  }

  private void requireWhole() {
    if (written == elements) return;
    close();
    throw new IllegalStateException(path + ": " + written + " of " + elements + " values written, shape " + Arrays.toString(shape));
  }

  /** Gives up, unless it was committed. Idempotent. */
  @Override
  public void close() {
    file.close();
  }
}
