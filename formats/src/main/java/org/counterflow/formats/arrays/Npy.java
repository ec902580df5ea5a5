package org.counterflow.formats.arrays;

import java.nio.file.Path;
import java.util.Arrays;
import org.counterflow.api.Samples;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Value;
import org.counterflow.formats.FormatException;
import org.counterflow.formats.recipes.Recipes;

/**
 * Arrays in NumPy's {@code .npy} format, whole. {@link NpyFile} and {@link NpyWriter} go by parts.
 *
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">the format</a>
 */
public final class Npy {
  private Npy() {}

  /**
   * Reads an array.
   *
   * @param file of any type in {@link NpyType}
   * @throws FormatException if it cannot be read, does not fit the heap, or has a 64-bit integer that no double holds
   */
  public static NpyArray read(Path file) {
    try (var f = NpyFile.open(file)) {
      return new NpyArray(file.toString(), f.shape(), f.doubles(0, f.rows()));
    }
  }

  /**
   * Reads an array as a value of its own type, for a network's input: float16, float32, float64, int32, int64 and bool as they are, all
   * other integers as int64.
   *
   * @param file of any type in {@link NpyType}
   * @throws FormatException if it cannot be read, is empty, or does not fit the heap
   */
  public static Value value(Path file) {
    try (var f = NpyFile.open(file)) {
      if (f.elements() == 0) throw new FormatException(file.toString(), "is empty: its shape is " + Arrays.toString(f.shape()), "");
      Shape shape = Shape.of(f.shape());
      int n = f.rows();
      return switch (f.type()) {
        case FLOAT64 -> Value.of(shape, f.doubles(0, n));
        case FLOAT32 -> Value.of(shape, f.floats(0, n));
        case FLOAT16 -> Value.of(shape, f.floats(0, n)).to(ElementType.FLOAT16);
        case INT32 -> Value.of(shape, f.longs(0, n)).to(ElementType.INT32);
        case BOOL -> Value.of(shape, f.longs(0, n)).to(ElementType.BOOL);
        default -> Value.of(shape, f.longs(0, n));
      };
    }
  }

  /**
   * Writes what a run drew, as computed: float32 or float64, [count, shape], and its recipe beside it ({@link Recipes#fileBeside}).
   *
   * @param samples stay the caller's to close
   * @param file to be made or replaced
   * @throws FormatException if one of the two cannot be written
   */
  public static void write(Samples samples, Path file) {
    try (var w = open(file, samples, samples.count())) {
      w.write(samples.values());
      w.commit(samples.recipe());
    }
  }

  /**
   * Begins a file of samples that are drawn in parts, to which the values of each are written in turn. The recipe of them all is the
   * caller's to write beside it.
   *
   * @param file to be made or replaced
   * @param first the first part; stays the caller's to write and to close
   * @param count samples of all parts together
   * @throws FormatException if it cannot be made
   */
  public static NpyWriter open(Path file, Samples first, int count) {
    Shape s = first.shape();
    var shape = new int[s.rank() + 1];
    shape[0] = count;
    for (int i = 0; i < s.rank(); i++) shape[i + 1] = s.dimension(i);
    return NpyWriter.open(file, first.precision() == Precision.F64 ? NpyType.FLOAT64 : NpyType.FLOAT32, shape);
  }

  /**
   * Writes an array as float64.
   *
   * @param array its values and shape
   * @param file to be made or replaced
   * @throws FormatException if it cannot be written
   */
  public static void write(NpyArray array, Path file) {
    write(array.values(), file, array.shape());
  }

  /**
   * Writes float64.
   *
   * @param values row-major
   * @param file to be made or replaced
   * @param shape of the whole array; none for a single number
   * @throws FormatException if it cannot be written
   */
  public static void write(double[] values, Path file, int... shape) {
    try (var w = NpyWriter.open(file, NpyType.FLOAT64, shape)) {
      w.write(values);
      w.commit();
    }
  }

  /**
   * Writes float32.
   *
   * @param values row-major
   * @param file to be made or replaced
   * @param shape of the whole array; none for a single number
   * @throws FormatException if it cannot be written
   */
  public static void write(float[] values, Path file, int... shape) {
    try (var w = NpyWriter.open(file, NpyType.FLOAT32, shape)) {
      w.write(values);
      w.commit();
    }
  }

  /**
   * Writes int64.
   *
   * @param values row-major
   * @param file to be made or replaced
   * @param shape of the whole array; none for a single number
   * @throws FormatException if it cannot be written
   */
  public static void write(long[] values, Path file, int... shape) {
    try (var w = NpyWriter.open(file, NpyType.INT64, shape)) {
      w.write(values);
      w.commit();
    }
  }
}
