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

  @Nullable Point pointOrNull() throws IOException {
    return in.readBoolean() ? new Point(in.readDouble(), in.readDouble(), in.readDouble()) : null;
  }

  Point point() throws IOException {
    Point p = pointOrNull();
    if (p == null) throw new IOException("a place is missing in the saved run");
    return p;
  }

  Tensor tensor() throws IOException {
    int before = in.readInt();
    if (before != StateWriter.NEW) return read.get(before);
    String name = in.readUTF();
    var dimensions = new int[in.readInt()];
    for (int i = 0; i < dimensions.length; i++) dimensions[i] = in.readInt();
    Shape shape = Shape.of(dimensions);
    var values = new double[Math.multiplyExact(rows, Math.toIntExact(shape.elements()))];
    for (int i = 0; i < values.length; i++) values[i] = in.readDouble();
    Tensor t = place.put(shape, name, values);
    read.add(t);
    return t;
  }

  Evaluation evaluation() throws IOException {
    Point p = point();
    Tensor x = tensor(), raw = tensor();
    Prediction prediction = SavedPrediction.read(in);
    var extras = new HashMap<String, Tensor>();
    for (int k = in.readInt(); k > 0; k--) extras.put(in.readUTF(), tensor());
    return new Evaluation(p, x, raw, prediction, extras);
  }
}
