package org.counterflow.api.internal.driver;

import org.counterflow.api.backend.Buffer;
import org.counterflow.api.tensor.Tensor;

/**
 * Some rows of a tensor's values: one sample's, or one question's of several.
 *
 * @param whole whose memory it is
 * @param from the first row
 * @param rows how many, padding included
 * @param batch samples among them
 */
record Part(Held whole, int from, int rows, int batch) implements Tensor.Storage {
  /** One row. */
  static Part row(Held whole, int row) {
    return new Part(whole, row, 1, 1);
  }

  Buffer buffer() {
    return whole.buffer().rows(from, rows);
  }

  @Override
  public double[] toDoubles() {
    return whole.read(whole.buffer().rows(from, batch));
  }
}
