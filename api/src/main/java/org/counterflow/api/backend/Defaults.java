package org.counterflow.api.backend;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.counterflow.api.internal.arithmetic.Elementwise;
import org.counterflow.api.internal.arithmetic.Exponential;
import org.counterflow.api.internal.arithmetic.Half;
import org.counterflow.api.internal.arithmetic.PosteriorCoefficients;
import org.counterflow.api.internal.arithmetic.PosteriorMean;
import org.counterflow.api.internal.arithmetic.Quantile;
import org.counterflow.api.internal.arithmetic.Reductions;
import org.counterflow.api.tensor.Precision;

/**
 * The default methods of {@link Backend}: download some rows, compute with the specified scalar arithmetic, upload. Correct for every
 * backend and slow for most; the yardstick for what replaces them.
 */
final class Defaults {
  private static final long ELEMENTS_AT_ONCE = 1 << 20;

  private Defaults() {}

  static void convert(Backend backend, Buffer from, double scale, Precision precision, MemorySegment to) {
    requireSize(to, precision, from);
    boolean single = backend.precision() == Precision.F32;
    try (var staging = new Staging(backend, from.samples(), from.elements())) {
      for (long row = 0; row < from.samples(); row += staging.rows) {
        int rows = staging.rowsFrom(row, from.samples());
        int count = staging.load(from, row, rows);
        MemorySegment target = to.asSlice(row * from.elements() * precision.bytes());
        if (single) {
          float s = (float) scale;
          for (int i = 0; i < count; i++) set(target, precision, i, s * staging.segment.getAtIndex(JAVA_FLOAT_UNALIGNED, i));
        } else {
          for (int i = 0; i < count; i++) set(target, precision, i, scale * staging.segment.getAtIndex(JAVA_DOUBLE_UNALIGNED, i));
        }
      }
    }
  }

  static void convert(Backend backend, MemorySegment from, Precision precision, Buffer to) {
    requireSize(from, precision, to);
    boolean single = backend.precision() == Precision.F32;
    try (var staging = new Staging(backend, to.samples(), to.elements())) {
      for (long row = 0; row < to.samples(); row += staging.rows) {
        int rows = staging.rowsFrom(row, to.samples());
        int count = staging.count(rows);
        MemorySegment source = from.asSlice(row * to.elements() * precision.bytes());
        if (single) for (int i = 0; i < count; i++) staging.segment.setAtIndex(JAVA_FLOAT_UNALIGNED, i, (float) get(source, precision, i));
        else for (int i = 0; i < count; i++) staging.segment.setAtIndex(JAVA_DOUBLE_UNALIGNED, i, get(source, precision, i));
        staging.store(to, row, rows);
      }
    }
  }

  static double[] dot(Backend backend, Buffer a, Buffer b) {
    return reduce(
        backend,
        (in, from, count) -> {
          var sums = new float[Reductions.LANES];
          Reductions.addProducts(in[0], from, in[1], from, count, 0, sums);
          return Reductions.fold(sums);
        },
        (in, from, count) -> {
          var sums = new double[Reductions.LANES];
          Reductions.addProducts(in[0], from, in[1], from, count, 0, sums);
          return Reductions.fold(sums);
        },
        a, b);
  }

  static double[] mean(Backend backend, Buffer a) {
    return reduce(
        backend,
        (in, from, count) -> {
          var sums = new float[Reductions.LANES];
          Reductions.addValues(in[0], from, count, 0, sums);
          return Reductions.fold(sums) / count;
        },
        (in, from, count) -> {
          var sums = new double[Reductions.LANES];
          Reductions.addValues(in[0], from, count, 0, sums);
          return Reductions.fold(sums) / count;
        },
        a);
  }

  static double[] norm(Backend backend, Buffer a) {
    return reduce(backend, Defaults::rootMeanSquare, Defaults::rootMeanSquare, a);
  }

  static double[] errorNorm(Backend backend, Buffer e, Buffer x, Buffer y, Tolerance t) {
    float absolute = (float) t.absolute();
    float relative = (float) t.relative();
    return reduce(
        backend,
        (in, from, count) -> {
          for (int i = from; i < from + count; i++) in[0][i] = Reductions.scaledError(in[0][i], in[1][i], in[2][i], absolute, relative);
          return rootMeanSquare(in, from, count);
        },
        (in, from, count) -> {
          for (int i = from; i < from + count; i++)
            in[0][i] = Reductions.scaledError(in[0][i], in[1][i], in[2][i], t.absolute(), t.relative());
          return rootMeanSquare(in, from, count);
        },
        e, x, y);
  }

  private static double rootMeanSquare(float[][] in, int from, int count) {
    var sums = new float[Reductions.LANES];
    Reductions.addSquares(in[0], from, count, 0, sums);
    return Math.sqrt(Reductions.fold(sums) / count);
  }

  private static double rootMeanSquare(double[][] in, int from, int count) {
    var sums = new double[Reductions.LANES];
    Reductions.addSquares(in[0], from, count, 0, sums);
    return Math.sqrt(Reductions.fold(sums) / count);
  }

  static double[] quantileOfAbs(Backend backend, Buffer a, double q) {
    if (!(q >= 0 && q <= 1)) throw new IllegalArgumentException("a quantile must be in [0, 1], was " + q);
    return reduce(
        backend, (in, from, count) -> Quantile.ofAbs(in[0], from, count, q), (in, from, count) -> Quantile.ofAbs(in[0], from, count, q), a);
  }

  static long firstNotFinite(Backend backend, Buffer a) {
    double[] bad =
        reduce(
            backend,
            (in, from, count) -> {
              for (int i = from; i < from + count; i++) if (!Float.isFinite(in[0][i])) return 1;
              return 0;
            },
            (in, from, count) -> {
              for (int i = from; i < from + count; i++) if (!Double.isFinite(in[0][i])) return 1;
              return 0;
            },
            a);
    for (int row = 0; row < bad.length; row++) if (bad[row] != 0) return row;
    return -1;
  }

  static void clamp(Backend backend, Buffer a, double[] bound, Buffer out) {
    if (bound.length != 1 && bound.length != out.samples())
      throw new IllegalArgumentException(bound.length + " bounds for " + out.samples() + " rows; give one, or one a row");
    for (double b : bound) if (!(b >= 0)) throw new IllegalArgumentException("a bound must be at least 0, was " + b);
    int elements = requireArray(a.elements());
    map(
        backend,
        out,
        (in, row, count) -> {
          for (int at = 0; at < count; at += elements, row++) {
            float b = (float) Math.abs(bound[bound.length == 1 ? 0 : row]);
            for (int i = at; i < at + elements; i++) in[0][i] = Elementwise.clamp(in[0][i], b);
          }
        },
        (in, row, count) -> {
          for (int at = 0; at < count; at += elements, row++) {
            double b = Math.abs(bound[bound.length == 1 ? 0 : row]);
            for (int i = at; i < at + elements; i++) in[0][i] = Elementwise.clamp(in[0][i], b);
          }
        },
        a);
  }

  static void multiply(Backend backend, Buffer a, Buffer b, Buffer out) {
    map(
        backend,
        out,
        (in, row, count) -> {
          for (int i = 0; i < count; i++) in[0][i] *= in[1][i];
        },
        (in, row, count) -> {
          for (int i = 0; i < count; i++) in[0][i] *= in[1][i];
        },
        a, b);
  }

  static void blend(Backend backend, Buffer m, Buffer a, Buffer b, Buffer out) {
    map(
        backend,
        out,
        (in, row, count) -> {
          for (int i = 0; i < count; i++) in[0][i] = Elementwise.blend(in[0][i], in[1][i], in[2][i]);
        },
        (in, row, count) -> {
          for (int i = 0; i < count; i++) in[0][i] = Elementwise.blend(in[0][i], in[1][i], in[2][i]);
        },
        m, a, b);
  }

  static void exp(Backend backend, Buffer a, Buffer out) {
    map(
        backend,
        out,
        (in, row, count) -> {
          for (int i = 0; i < count; i++) in[0][i] = Exponential.exp32(in[0][i]);
        },
        (in, row, count) -> {
          for (int i = 0; i < count; i++) in[0][i] = Exponential.exp64(in[0][i]);
        },
        a);
  }

  static void mixturePosterior(Backend backend, Mixture mixture, double alpha, double sigma, Buffer x, Buffer out) {
    if (x.elements() != mixture.dimensions())
      throw new IllegalArgumentException("rows of " + x.elements() + " elements meet a mixture of dimension " + mixture.dimensions());
    if (!(alpha > 0 && sigma > 0) || Double.isInfinite(alpha) || Double.isInfinite(sigma))
      throw new IllegalArgumentException("alpha and sigma must be finite and above 0, were " + alpha + " and " + sigma);
    int components = mixture.components();
    var deviations = new double[mixture.isData() ? 0 : components];
    Arrays.setAll(deviations, mixture::deviation);
    var weights = new double[deviations.length];
    Arrays.setAll(weights, mixture::weight);
    int d = mixture.dimensions();
    var c = PosteriorCoefficients.of(alpha, sigma, components, d, deviations, weights);
    double[] means = mixture.means();
    float[] rounded = backend.precision() == Precision.F32 ? PosteriorCoefficients.rounded(means) : new float[0];
    map(
        backend,
        out,
        (in, row, count) -> PosteriorMean.compute(c, rounded, d, in[0], in[0], count / d),
        (in, row, count) -> PosteriorMean.compute(c, means, d, in[0], in[0], count / d),
        x);
  }

  /** A function of one row: elements {@code from} to {@code from + count - 1} of each input. May write to its inputs. */
  private interface FloatReduction {
    double of(float[][] in, int from, int count);
  }

  /** As {@link FloatReduction}. */
  private interface DoubleReduction {
    double of(double[][] in, int from, int count);
  }

  /** Replaces the first {@code count} elements of the first input: whole rows, of which the first is {@code row} of the buffer. */
  private interface FloatMap {
    void apply(float[][] in, int row, int count);
  }

  /** As {@link FloatMap}. */
  private interface DoubleMap {
    void apply(double[][] in, int row, int count);
  }

  private static double[] reduce(Backend backend, FloatReduction f32, DoubleReduction f64, Buffer... in) {
    long samples = 1;
    for (Buffer b : in) samples = Math.max(samples, b.samples());
    var results = new double[Math.toIntExact(samples)];
    int elements = requireShapes(samples, in[0].elements(), in);
    try (var staging = new Staging(backend, samples, elements)) {
      for (int row = 0; row < samples; row += staging.rows) {
        int rows = staging.rowsFrom(row, samples);
        if (backend.precision() == Precision.F32) {
          float[][] values = staging.floats(in, row, rows);
          for (int r = 0; r < rows; r++) results[row + r] = f32.of(values, r * elements, elements);
        } else {
          double[][] values = staging.doubles(in, row, rows);
          for (int r = 0; r < rows; r++) results[row + r] = f64.of(values, r * elements, elements);
        }
      }
    }
    return results;
  }

  private static void map(Backend backend, Buffer out, FloatMap f32, DoubleMap f64, Buffer... in) {
    int samples = Math.toIntExact(out.samples());
    int elements = requireShapes(samples, out.elements(), in);
    try (var staging = new Staging(backend, samples, elements)) {
      for (int row = 0; row < samples; row += staging.rows) {
        int rows = staging.rowsFrom(row, samples);
        if (backend.precision() == Precision.F32) {
          float[][] values = staging.floats(in, row, rows);
          f32.apply(values, row, staging.count(rows));
          MemorySegment.copy(values[0], 0, staging.segment, JAVA_FLOAT_UNALIGNED, 0, staging.count(rows));
        } else {
          double[][] values = staging.doubles(in, row, rows);
          f64.apply(values, row, staging.count(rows));
          MemorySegment.copy(values[0], 0, staging.segment, JAVA_DOUBLE_UNALIGNED, 0, staging.count(rows));
        }
        staging.store(out, row, rows);
      }
    }
  }

  private static int requireShapes(long samples, long elements, Buffer... in) {
    for (Buffer b : in) {
      if (b.elements() != elements || b.samples() != 1 && b.samples() != samples)
        throw new IllegalArgumentException(
            "a buffer of " + b.samples() + " x " + b.elements() + " does not fit " + samples + " rows of " + elements + " elements");
    }
    return requireArray(elements);
  }

  private static int requireArray(long elements) {
    if (elements > Integer.MAX_VALUE / Double.BYTES)
      throw new IllegalArgumentException("rows of " + elements + " elements are too long for a default of Backend");
    return (int) elements;
  }

  private static void requireSize(MemorySegment host, Precision precision, Buffer buffer) {
    long bytes = buffer.samples() * buffer.elements() * precision.bytes();
    if (host.byteSize() != bytes) {
      String values = buffer.samples() + " x " + buffer.elements() + " values of " + precision;
      throw new IllegalArgumentException(host.byteSize() + " bytes of host memory, but " + values + " need " + bytes);
    }
  }

  private static double get(MemorySegment from, Precision precision, long i) {
    return switch (precision) {
      case F16 -> Half.toFloat(from.getAtIndex(JAVA_SHORT_UNALIGNED, i));
      case F32 -> from.getAtIndex(JAVA_FLOAT_UNALIGNED, i);
      case F64 -> from.getAtIndex(JAVA_DOUBLE_UNALIGNED, i);
    };
  }

  /** A single precision value arrives here widened, which is exact: every rounding below is the only one. */
  private static void set(MemorySegment to, Precision precision, long i, double value) {
    switch (precision) {
      case F16 -> to.setAtIndex(JAVA_SHORT_UNALIGNED, i, Half.of(value));
      case F32 -> to.setAtIndex(JAVA_FLOAT_UNALIGNED, i, (float) value);
      case F64 -> to.setAtIndex(JAVA_DOUBLE_UNALIGNED, i, value);
    }
  }

  /** Host memory for some rows. Its arena is shared because a backend may copy with threads of its own. */
  private static final class Staging implements AutoCloseable {
    final int rows;
    final MemorySegment segment;
    private final Arena arena = Arena.ofShared();
    private final Backend backend;
    private final int elements;

    Staging(Backend backend, long samples, long elements) {
      this.backend = backend;
      this.elements = requireArray(elements);
      this.rows = (int) Math.min(samples, Math.max(1, ELEMENTS_AT_ONCE / elements));
      this.segment = arena.allocate(rows * elements * backend.precision().bytes(), 64);
    }

    /** How many rows to take from {@code row} on. */
    int rowsFrom(long row, long samples) {
      return (int) Math.min(rows, samples - row);
    }

    int count(int rows) {
      return rows * elements;
    }

    int load(Buffer from, long row, int rows) {
      backend.download(from.rows(row, rows), part(rows));
      return count(rows);
    }

    void store(Buffer to, long row, int rows) {
      backend.upload(part(rows), to.rows(row, rows));
    }

    private MemorySegment part(int rows) {
      return segment.asSlice(0, (long) count(rows) * backend.precision().bytes());
    }

    /** Some rows of each buffer; the row of a buffer of one sample as often as it counts. */
    float[][] floats(Buffer[] in, long row, int rows) {
      var values = new float[in.length][count(rows)];
      for (int k = 0; k < in.length; k++) {
        boolean one = in[k].samples() == 1;
        int count = load(in[k], one ? 0 : row, one ? 1 : rows);
        MemorySegment.copy(segment, JAVA_FLOAT_UNALIGNED, 0, values[k], 0, count);
        if (one) for (int r = 1; r < rows; r++) System.arraycopy(values[k], 0, values[k], r * elements, elements);
      }
      return values;
    }

    /** As {@link #floats}. */
    double[][] doubles(Buffer[] in, long row, int rows) {
      var values = new double[in.length][count(rows)];
      for (int k = 0; k < in.length; k++) {
        boolean one = in[k].samples() == 1;
        int count = load(in[k], one ? 0 : row, one ? 1 : rows);
        MemorySegment.copy(segment, JAVA_DOUBLE_UNALIGNED, 0, values[k], 0, count);
        if (one) for (int r = 1; r < rows; r++) System.arraycopy(values[k], 0, values[k], r * elements, elements);
      }
      return values;
    }

    @Override
    public void close() {
      arena.close();
    }
  }
}
