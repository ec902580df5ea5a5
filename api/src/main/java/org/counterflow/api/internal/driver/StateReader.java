package org.counterflow.api.internal.driver;

import java.io.DataInput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Reads what {@link StateWriter} wrote. */
final class StateReader {
  /** Of names with a tensor each. */
  static final int MOST_NAMED = 1 << 16;
  private static final int MOST_DIMENSIONS = 255;
  private static final int PIECE = 1 << 16;

  private final DataInput in;
  private final int rows;
  private final Place place;
  private final List<Tensor> read = new ArrayList<>();

  /** Puts values into the pool. */
  interface Place {
    Tensor put(Shape shape, String name, double[] values);
  }

  /**
   * A reader.
   *
   * @param in the bytes
   * @param rows samples of each tensor
   * @param place where values go
   */
  StateReader(DataInput in, int rows, Place place) {
    this.in = in;
    this.rows = rows;
    this.place = place;
  }

  /** For the samples of a pool. */
  static StateReader ofBatch(DataInput in, Pool pool) {
    return new StateReader(in, pool.rows(), (shape, name, values) -> {
      int n = Math.toIntExact(shape.elements());
      double[] padded = Arrays.copyOf(values, pool.padded() * n);
      // Padding rows follow the last sample's, as they would have without the pause.
      for (int r = pool.rows(); r < pool.padded(); r++) System.arraycopy(values, (pool.rows() - 1) * n, padded, r * n, n);
      Tensor t = pool.take(shape, name);
      Held.write(pool.backend(), padded, pool.buffer(t));
      return t;
    });
  }

  /** What cannot be, although its checksum fits. */
  static IOException wrong(String what) {
    return new IOException("the saved run holds " + what + ": save it again");
  }

  /** A number of things that follow. */
  static int count(DataInput in, String what, int most) throws IOException {
    int n = in.readInt();
    if (n < 0 || n > most) throw wrong(n + " " + what + ", not 0 to " + most);
    return n;
  }

  @Nullable Point pointOrNull() throws IOException {
    if (!in.readBoolean()) return null;
    var p = new Point(in.readDouble(), in.readDouble(), in.readDouble());
    if (!Contract.isPlace(p)) throw wrong("the point " + p + "; " + Contract.PLACE);
    return p;
  }

  Point point() throws IOException {
    Point p = pointOrNull();
    if (p == null) throw wrong("no point where there is one");
    return p;
  }

  Tensor tensor() throws IOException {
    int before = in.readInt();
    if (before != StateWriter.NEW) {
      if (before < 0 || before >= read.size()) throw wrong("tensor " + before + " again, after " + read.size() + " of them");
      return read.get(before);
    }
    String name = in.readUTF();
    Shape shape = shape();
    Tensor t = place.put(shape, name, values(Math.toIntExact(rows * shape.elements())));
    read.add(t);
    return t;
  }

  private Shape shape() throws IOException {
    var dimensions = new int[count(in, "dimensions of a tensor", MOST_DIMENSIONS)];
    for (int i = 0; i < dimensions.length; i++) dimensions[i] = in.readInt();
    try {
      Shape shape = Shape.of(dimensions);
      Math.toIntExact(Math.multiplyExact(rows, shape.elements()));
      return shape;
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw wrong("a tensor of dimensions " + Arrays.toString(dimensions));
    }
  }

  /** They are there before there is memory for them. */
  private double[] values(int count) throws IOException {
    var values = new double[Math.min(count, PIECE)];
    for (int i = 0; i < count; i++) {
      if (i == values.length) values = Arrays.copyOf(values, (int) Math.min(count, 2L * i));
      values[i] = in.readDouble();
    }
    return values;
  }

  Evaluation evaluation() throws IOException {
    Point p = point();
    Tensor x = tensor(), raw = tensor();
    Prediction prediction = SavedPrediction.read(in);
    var extras = new HashMap<String, Tensor>();
    for (int k = count(in, "outputs", MOST_NAMED); k > 0; k--) extras.put(in.readUTF(), tensor());
    return new Evaluation(p, x, raw, prediction, extras);
  }
}
