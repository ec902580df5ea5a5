package org.counterflow.tck;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Buffer;
import org.counterflow.api.backend.HostMemory;
import org.counterflow.api.backend.ReferenceNoise;
import org.counterflow.api.backend.Term;
import org.counterflow.api.backend.Terms;
import org.counterflow.api.tensor.Precision;

/** Backends with one mistake each, under the contract. */
final class BrokenBackends {
  private BrokenBackends() {}

  /** None: it passes. */
  static class Right extends SmallBackend.Contract {
    Right() {
      super(SmallBackend::new);
    }
  }

  /** Rounds the product before it adds it. */
  static class MultipliesThenAdds extends SmallBackend.Contract {
    MultipliesThenAdds() {
      super(() -> new SmallBackend() {
        @Override
        float add(float c, float x, float sum) {
          float product = c * x;
          return product + sum;
        }
      });
    }
  }

  /** Sums from the first element to the last. */
  static class SumsInAnotherOrder extends SmallBackend.Contract {
    SumsInAnotherOrder() {
      super(() -> new SmallBackend() {
        @Override
        public double[] norm(Buffer a) {
          var all = new double[(int) a.samples()];
          for (int row = 0; row < all.length; row++) {
            float sum = 0;
            for (long i = 0; i < a.elements(); i++) {
              float x = a.segment().getAtIndex(ValueLayout.JAVA_FLOAT, row * a.elements() + i);
              sum = Math.fma(x, x, sum);
            }
            all[row] = Math.sqrt((double) sum / a.elements());
          }
          return all;
        }
      });
    }
  }

  /** Counts rows up from the first seed. */
  static class NoiseByPlaceInTheBatch extends SmallBackend.Contract {
    NoiseByPlaceInTheBatch() {
      super(() -> new SmallBackend() {
        @Override
        float normal(long[] seeds, int row, long stream, long element) {
          return ReferenceNoise.normal(seeds[0] + row, stream, element);
        }
      });
    }
  }

  /** Keeps a second copy of every buffer. */
  static class Leaks extends SmallBackend.Contract {
    Leaks() {
      super(() -> new SmallBackend() {
        private final HostMemory kept = new HostMemory("acme/leak", Precision.F32);
        private final List<Buffer> all = new ArrayList<>();

        @Override
        public Buffer allocate(long samples, long elements) {
          Buffer copy = kept.allocate(samples, elements);
          copy.segment().fill((byte) 1);
          all.add(copy);
          return super.allocate(samples, elements);
        }

        @Override
        public void close() {
          kept.close();
          super.close();
        }
      });
    }
  }

  /** Lets its memory be used after it was closed. */
  static class NeverCloses extends SmallBackend.Contract {
    NeverCloses() {
      super(() -> new SmallBackend() {
        @Override
        public void close() {}
      });
    }
  }

  /** Blends by m (a - b) + b. */
  static class BlendsByTheWrongFormula extends SmallBackend.Contract {
    BlendsByTheWrongFormula() {
      super(() -> new SmallBackend() {
        @Override
        public void blend(Buffer m, Buffer a, Buffer b, Buffer out) {
          Backend own = this;
          try (Buffer d = own.allocate(out.samples(), out.elements())) {
            var one = new double[] {1};
            own.combine(d, new Terms(List.of(new Term.OfBuffer(a, one),
                new Term.OfBuffer(b, new double[] {-1})), new long[0]));
            own.multiply(m, d, d);
            own.combine(out, new Terms(List.of(new Term.OfBuffer(d, one),
                new Term.OfBuffer(b, one)), new long[0]));
          }
        }
      });
    }
  }
}
