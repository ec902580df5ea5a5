package org.counterflow.backend.cpuvector.internal;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Buffer;
import org.counterflow.api.backend.HostMemory;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.backend.Term;
import org.counterflow.api.backend.Terms;
import org.counterflow.api.backend.Tolerance;
import org.counterflow.api.internal.arithmetic.PosteriorCoefficients;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Precision;

/** Vector arithmetic on off-heap memory, by some threads. Arguments are checked here, once; what is below checks nothing. */
public final class CpuVectorBackend implements Backend {
  /** The id of the backend. */
  public static final String ID = "cpu-vector";

  private final Precision precision;
  private final HostMemory memory;
  private final Kernels kernels;
  private final Workers workers;
  private final Rows rows;
  private final Map<Mixture, Posterior> posteriors = Collections.synchronizedMap(new WeakHashMap<>());
  private boolean closed;

  /**
   * Opens it.
   *
   * @param precision F32 or F64
   * @param threads that work at the same time for one caller, the caller included; at least 1
   */
  public CpuVectorBackend(Precision precision, int threads) {
    this.precision = precision;
    memory = new HostMemory(ID, precision);
    kernels = precision == Precision.F32 ? new Kernels32() : new Kernels64();
    workers = new Workers(threads, () -> new Scratch(memory, kernels));
    rows = new Rows(kernels, workers);
  }

  /** Bits of the vectors it computes with. */
  public static int vectorBits() {
    return Width.SHAPE.vectorBitSize();
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Precision precision() {
    return precision;
  }

  @Override
  public Memory memory() {
    return Memory.HOST;
  }

  @Override
  public Buffer allocate(long samples, long elements) {
    return memory.allocate(samples, elements);
  }

  @Override
  public void combine(Buffer out, Terms terms) {
    Buffer target = own(out);
    for (Term term : terms.list()) check(target, term, terms.seeds());
    new Combine(kernels, target.segment(), target.samples(), target.elements(), terms).run(workers);
  }

  private void check(Buffer out, Term term, long[] seeds) {
    int coefficients = term.coefficients().length;
    if (coefficients != 1 && coefficients != out.samples())
      throw new IllegalArgumentException(coefficients + " coefficients for " + out.samples() + " rows; a term has one, or one a row");
    if (term instanceof Term.OfBuffer t) input(t.input(), out);
    if (term instanceof Term.OfNoise && seeds.length != out.samples())
      throw new IllegalArgumentException(seeds.length + " seeds for " + out.samples() + " rows; noise needs one a row");
  }

  /** The buffer as an input of something that writes to {@code out}. */
  private Buffer input(Buffer buffer, Buffer out) {
    Buffer in = fitting(buffer, out.samples(), out.elements());
    if (in.segment().asOverlappingSlice(out.segment()).filter(s -> s.byteSize() != out.segment().byteSize()).isPresent())
      throw new IllegalArgumentException("the input shares some rows with the output; it must be the output itself or share none");
    return in;
  }

  private Buffer fitting(Buffer buffer, long samples, long elements) {
    Buffer in = own(buffer);
    if (in.elements() != elements || in.samples() != 1 && in.samples() != samples)
      throw new IllegalArgumentException("a " + in + " does not fit " + samples + " rows of " + elements + " elements");
    return in;
  }

  private Buffer own(Buffer buffer) {
    return memory.own(buffer);
  }

  @Override
  public void upload(MemorySegment from, Buffer to) {
    convert(from, precision, to);
  }

  @Override
  public void download(Buffer from, MemorySegment to) {
    convert(from, 1, precision, to);
  }

  @Override
  public void convert(Buffer from, double scale, Precision to, MemorySegment host) {
    Buffer source = own(from);
    requireSize(host, to, source);
    Conversions.store(source.segment(), precision, scale, to, host, source.samples() * source.elements());
  }

  @Override
  public void convert(MemorySegment host, Precision from, Buffer to) {
    Buffer target = own(to);
    requireSize(host, from, target);
    Conversions.load(host, from, target.segment(), precision, target.samples() * target.elements());
  }

  private static void requireSize(MemorySegment host, Precision precision, Buffer buffer) {
    long bytes = buffer.samples() * buffer.elements() * precision.bytes();
    if (host.byteSize() != bytes) {
      String values = buffer.samples() + " x " + buffer.elements() + " values of " + precision;
      throw new IllegalArgumentException(host.byteSize() + " bytes of host memory, but " + values + " need " + bytes);
    }
  }

  @Override
  public double[] dot(Buffer a, Buffer b) {
    return reduce((sums, in, _) -> sums.addProducts(in[0], in[1]), sum -> sum, a, b);
  }

  @Override
  public double[] mean(Buffer a) {
    long n = a.elements();
    return reduce((sums, in, _) -> sums.addValues(in[0]), sum -> sum / n, a);
  }

  @Override
  public double[] norm(Buffer a) {
    long n = a.elements();
    return reduce((sums, in, _) -> sums.addProducts(in[0], in[0]), sum -> Math.sqrt(sum / n), a);
  }

  @Override
  public double[] errorNorm(Buffer e, Buffer x, Buffer y, Tolerance t) {
    long n = e.elements();
    return reduce(
        (sums, in, scratch) -> {
          MemorySegment scaled = scratch.block.asSlice(0, in[0].byteSize());
          kernels.scaledError(in[0], in[1], in[2], t.absolute(), t.relative(), scaled);
          sums.addProducts(scaled, scaled);
        },
        sum -> Math.sqrt(sum / n),
        e,
        x,
        y);
  }

  private double[] reduce(Rows.Reduction reduction, Rows.End end, Buffer... in) {
    long samples = 1;
    for (Buffer b : in) samples = Math.max(samples, b.samples());
    var inputs = new Buffer[in.length];
    for (int k = 0; k < in.length; k++) inputs[k] = fitting(in[k], samples, in[0].elements());
    return rows.reduce(reduction, end, inputs);
  }

  @Override
  public double[] quantileOfAbs(Buffer a, double q) {
    if (!(q >= 0 && q <= 1)) throw new IllegalArgumentException("a quantile must be in [0, 1], was " + q);
    Buffer in = own(a);
    if (in.elements() > Integer.MAX_VALUE - 8)
      throw new IllegalArgumentException("rows of " + in.elements() + " elements are too long for a quantile");
    long bytes = in.elements() * precision.bytes();
    var results = new double[Math.toIntExact(in.samples())];
    MemorySegment values = in.segment();
    // Selection costs several passes: a thread pays for a few thousand elements.
    workers.run(
        results.length,
        Math.max(1, Rows.AT_ONCE / 8 / in.elements()),
        (from, to, _) -> {
          for (long row = from; row < to; row++) results[(int) row] = kernels.quantileOfAbs(values.asSlice(row * bytes, bytes), q);
        });
    return results;
  }

  @Override
  public long firstNotFinite(Buffer a) {
    Buffer in = own(a);
    MemorySegment values = in.segment();
    var first = new First();
    Ranges.forEach(
        workers,
        1,
        in.samples() * in.elements(),
        Rows.AT_ONCE,
        (_, from, to, _) -> {
          if (!first.mayBeFrom(from)) return;
          long bad = kernels.firstNotFinite(values.asSlice(from * precision.bytes(), (to - from) * precision.bytes()));
          if (bad >= 0) first.found(from + bad);
        });
    return first.get() < 0 ? -1 : first.get() / in.elements();
  }

  @Override
  public void clamp(Buffer a, double[] bound, Buffer out) {
    Buffer target = own(out);
    if (bound.length != 1 && bound.length != target.samples())
      throw new IllegalArgumentException(bound.length + " bounds for " + target.samples() + " rows; give one, or one a row");
    for (double b : bound) if (!(b >= 0)) throw new IllegalArgumentException("a bound must be at least 0, was " + b);
    boolean byRow = bound.length > 1;
    // A bound of -0 passes the check, and would turn the order of the comparisons round.
    map(target, byRow, (row, in, to) -> kernels.clamp(in[0], Math.abs(bound[byRow ? (int) row : 0]), to), a);
  }

  @Override
  public void multiply(Buffer a, Buffer b, Buffer out) {
    map(own(out), false, (_, in, to) -> kernels.multiply(in[0], in[1], to), a, b);
  }

  @Override
  public void blend(Buffer m, Buffer a, Buffer b, Buffer out) {
    map(own(out), false, (_, in, to) -> kernels.blend(in[0], in[1], in[2], to), m, a, b);
  }

  @Override
  public void exp(Buffer a, Buffer out) {
    map(own(out), false, (_, in, to) -> kernels.exp(in[0], to), a);
  }

  private void map(Buffer out, boolean byRow, Rows.Map map, Buffer... in) {
    var inputs = new Buffer[in.length];
    for (int k = 0; k < in.length; k++) inputs[k] = input(in[k], out);
    rows.map(out, byRow, map, inputs);
  }

  @Override
  public void mixturePosterior(Mixture mixture, double alpha, double sigma, Buffer x, Buffer out) {
    Buffer target = own(out);
    int dimensions = mixture.dimensions();
    if (target.elements() != dimensions)
      throw new IllegalArgumentException("rows of " + target.elements() + " elements meet a mixture of dimension " + dimensions);
    if (!(alpha > 0 && sigma > 0) || Double.isInfinite(alpha) || Double.isInfinite(sigma))
      throw new IllegalArgumentException("alpha and sigma must be finite and above 0, were " + alpha + " and " + sigma);
    Buffer in = input(x, target);
    if (isTooLarge(mixture.components() + 63L, dimensions + 3L)) {
      Backend.super.mixturePosterior(mixture, alpha, sigma, x, out);
      return;
    }
    var deviations = new double[mixture.isData() ? 0 : mixture.components()];
    Arrays.setAll(deviations, mixture::deviation);
    var weights = new double[deviations.length];
    Arrays.setAll(weights, mixture::weight);
    var c = PosteriorCoefficients.of(alpha, sigma, mixture.components(), dimensions, deviations, weights);
    boolean oneRow = in.samples() < target.samples();
    posteriors.computeIfAbsent(mixture, kernels::posterior).run(c, in.segment(), oneRow, target.segment(), target.samples(), workers);
  }

  /** Whether packed means, or what is computed for one group of samples, would not fit into an array. */
  private static boolean isTooLarge(long components, long dimensions) {
    return Math.max(components * dimensions, Math.max(components, dimensions) * 64) > Integer.MAX_VALUE;
  }

  @Override
  public void close() {
    if (closed) return;
    // Refused where the caller holds a buffer: then nothing is closed.
    memory.close();
    closed = true;
    workers.close();
    posteriors.clear();
  }

  @Override
  public String toString() {
    return "backend " + ID + " in " + precision + ", " + vectorBits() + "-bit vectors, threads: " + workers.threads();
  }
}
