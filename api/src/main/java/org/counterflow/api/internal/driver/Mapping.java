package org.counterflow.api.internal.driver;

import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Buffer;

/** Values of values, element by element. */
enum Mapping {
  /** Into [-bound, bound], a bound a row. */
  CLAMP("c") {
    @Override
    void apply(Backend backend, Buffer[] in, double[] bound, Buffer out) {
      backend.clamp(in[0], bound, out);
    }
  },
  /** The product. */
  MULTIPLY("m") {
    @Override
    void apply(Backend backend, Buffer[] in, double[] none, Buffer out) {
      backend.multiply(in[0], in[1], out);
    }
  },
  /** The exponential. */
  EXP("e") {
    @Override
    void apply(Backend backend, Buffer[] in, double[] none, Buffer out) {
      backend.exp(in[0], out);
    }
  },
  /** A mask between two. */
  BLEND("b") {
    @Override
    void apply(Backend backend, Buffer[] in, double[] none, Buffer out) {
      backend.blend(in[0], in[1], in[2], out);
    }
  };

  /** What results are called. */
  final String letter;

  Mapping(String letter) {
    this.letter = letter;
  }

  abstract void apply(Backend backend, Buffer[] in, double[] parameter, Buffer out);
}
