package org.counterflow.api.internal.driver;

import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Buffer;
import org.counterflow.api.backend.Tolerance;

/** A number of each row. Equal reductions of neighbouring rows are one pass. */
sealed interface Reduction {
  double[] of(Backend backend, Buffer[] in);

  /** Those without a parameter. */
  enum Plain implements Reduction {
    DOT {
      @Override
      public double[] of(Backend backend, Buffer[] in) {
        return backend.dot(in[0], in[1]);
      }
    },
    MEAN {
      @Override
      public double[] of(Backend backend, Buffer[] in) {
        return backend.mean(in[0]);
      }
    },
    NORM {
      @Override
      public double[] of(Backend backend, Buffer[] in) {
        return backend.norm(in[0]);
      }
    }
  }

  /** The norm of a scaled error. */
  record ErrorNorm(Tolerance tolerance) implements Reduction {
    @Override
    public double[] of(Backend backend, Buffer[] in) {
      return backend.errorNorm(in[0], in[1], in[2], tolerance);
    }
  }

  /** A quantile of absolute values. */
  record Quantile(double q) implements Reduction {
    @Override
    public double[] of(Backend backend, Buffer[] in) {
      return backend.quantileOfAbs(in[0], q);
    }
  }
}
