package org.counterflow.backend.opencl.internal;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.function.DoubleUnaryOperator;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.BackendException;
import org.counterflow.api.backend.Buffer;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.backend.Term;
import org.counterflow.api.backend.Terms;
import org.counterflow.api.backend.Tolerance;
import org.counterflow.api.internal.memory.Forgotten;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Precision;
import org.counterflow.backend.opencl.internal.Engine.Use;

/** Arithmetic on an OpenCL device. Arguments are checked here, once; what is below checks nothing. */
final class OpenClBackend implements Backend {
  static final String ID = "opencl";
  static final int COMPILE_AFTER = 3;

  private final OpenClDevice device;
  private final Engine engine;
  private final OpenClMemory memory;
  private final Sums sums;
  private final Maps maps;
  private final Reductions reductions;
  private final Posteriors posteriors;
  private final Conversions conversions;
  private final Forgotten.Note note;
  private boolean closed;

  /** The usual one. */
  OpenClBackend(OpenClDevice device, Precision precision) {
    this(device, precision, COMPILE_AFTER);
  }

  /**
   * Opens it.
   *
   * @param compileAfter how often a shape of a sum is asked for until it gets a kernel of its own
   */
  OpenClBackend(OpenClDevice device, Precision precision, int compileAfter) {
    if (precision == Precision.F64 && !device.fp64())
      throw new BackendException("backend opencl: " + device + " has no double precision. Remedy: use single precision, or another device");
    this.device = device;
    engine = new Engine(new Queue(device), precision);
    memory = new OpenClMemory(engine.queue(), precision, new Memory(ID));
    sums = new Sums(engine, memory, compileAfter);
    maps = new Maps(engine);
    reductions = new Reductions(engine);
    posteriors = new Posteriors(engine);
    conversions = new Conversions(engine);
    note = Forgotten.note(this, "the backend " + ID, freeing(engine, memory, posteriors));
  }

  private static Runnable freeing(Engine engine, OpenClMemory memory, Posteriors posteriors) {
    return () -> {
      memory.abandon();
      posteriors.close();
      engine.close();
    };
  }

  /** For tests that count what travels. */
  Engine engine() {
    return engine;
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Precision precision() {
    return engine.precision();
  }

  @Override
  public Memory memory() {
    return memory.name();
  }

  @Override
  public boolean reaches(Memory where) {
    return where.equals(memory.name()) || where.equals(Memory.HOST) && memory.isHost();
  }

  @Override
  public Buffer allocate(long samples, long elements) {
    return memory.allocate(samples, elements);
  }

  @Override
  public void combine(Buffer out, Terms terms) {
    OpenClBuffer target = own(out);
    var used = new ArrayList<OpenClBuffer>();
    used.add(target);
    for (Term term : terms.list()) {
      int coefficients = term.coefficients().length;
      if (coefficients != 1 && coefficients != target.samples())
        throw new IllegalArgumentException(coefficients + " coefficients for " + target.samples() + " rows; a term has one, or one a row");
      if (term instanceof Term.OfBuffer t) used.add(input(t.input(), target));
      if (term instanceof Term.OfNoise && terms.seeds().length != target.samples())
        throw new IllegalArgumentException(terms.seeds().length + " seeds for " + target.samples() + " rows; noise needs one a row");
    }
    try (var _ = new Use(used.toArray(OpenClBuffer[]::new))) {
      sums.combine(target, terms);
    }
  }

  /** The buffer as an input of something that writes to {@code out}. */
  private OpenClBuffer input(Buffer buffer, OpenClBuffer out) {
    OpenClBuffer in = fitting(buffer, out.samples(), out.elements());
    if (in.overlaps(out))
      throw new IllegalArgumentException("the input shares some rows with the output; it must be the output itself or share none");
    return in;
  }

  private OpenClBuffer fitting(Buffer buffer, long samples, long elements) {
    OpenClBuffer in = own(buffer);
    if (in.elements() != elements || in.samples() != 1 && in.samples() != samples)
      throw new IllegalArgumentException("a " + in + " does not fit " + samples + " rows of " + elements + " elements");
    return in;
  }

  private OpenClBuffer own(Buffer buffer) {
    return memory.own(buffer);
  }

  @Override
  public void upload(MemorySegment from, Buffer to) {
    convert(from, precision(), to);
  }

  @Override
  public void download(Buffer from, MemorySegment to) {
    convert(from, 1, precision(), to);
  }

  @Override
  public void convert(Buffer from, double scale, Precision to, MemorySegment host) {
    OpenClBuffer source = own(from);
    requireSize(host, to, source);
    if (!conversions.knows(to)) {
      Backend.super.convert(from, scale, to, host);
      return;
    }
    try (var _ = new Use(source)) {
      conversions.store(source, scale, to, host);
    }
  }

  @Override
  public void convert(MemorySegment host, Precision from, Buffer to) {
    OpenClBuffer target = own(to);
    requireSize(host, from, target);
    if (!conversions.knows(from)) {
      Backend.super.convert(host, from, to);
      return;
    }
    try (var _ = new Use(target)) {
      conversions.load(host, from, target);
    }
  }

  private static void requireSize(MemorySegment host, Precision precision, OpenClBuffer buffer) {
    long bytes = buffer.count() * precision.bytes();
    if (host.byteSize() != bytes) {
      String values = buffer.samples() + " x " + buffer.elements() + " values of " + precision;
      throw new IllegalArgumentException(host.byteSize() + " bytes of host memory, but " + values + " need " + bytes);
    }
  }

  @Override
  public double[] dot(Buffer a, Buffer b) {
    return reduce("dots", sum -> sum, _ -> {}, a, b);
  }

  @Override
  public double[] mean(Buffer a) {
    long n = a.elements();
    return reduce("totals", sum -> sum / n, _ -> {}, a);
  }

  @Override
  public double[] norm(Buffer a) {
    long n = a.elements();
    return reduce("dots", sum -> Math.sqrt(sum / n), _ -> {}, a, a);
  }

  @Override
  public double[] errorNorm(Buffer e, Buffer x, Buffer y, Tolerance t) {
    long n = e.elements();
    return reduce("errors", sum -> Math.sqrt(sum / n), l -> l.real(t.absolute()).real(t.relative()), e, x, y);
  }

  private double[] reduce(String kernel, DoubleUnaryOperator end, Reductions.More more, Buffer... in) {
    long samples = 1;
    for (Buffer b : in) samples = Math.max(samples, b.samples());
    var inputs = new OpenClBuffer[in.length];
    for (int k = 0; k < in.length; k++) inputs[k] = fitting(in[k], samples, in[0].elements());
    try (var _ = new Use(inputs)) {
      return reductions.sums(kernel, samples, end, more, inputs);
    }
  }

  @Override
  public double[] quantileOfAbs(Buffer a, double q) {
    if (!(q >= 0 && q <= 1)) throw new IllegalArgumentException("a quantile must be in [0, 1], was " + q);
    OpenClBuffer in = own(a);
    if (in.elements() > Integer.MAX_VALUE - 8)
      throw new IllegalArgumentException("rows of " + in.elements() + " elements are too long for a quantile");
    try (var _ = new Use(in)) {
      return reductions.quantiles(in, q);
    }
  }

  @Override
  public long firstNotFinite(Buffer a) {
    OpenClBuffer in = own(a);
    try (var _ = new Use(in)) {
      return reductions.firstNotFinite(in);
    }
  }

  @Override
  public void clamp(Buffer a, double[] bound, Buffer out) {
    OpenClBuffer target = own(out);
    if (bound.length != 1 && bound.length != target.samples())
      throw new IllegalArgumentException(bound.length + " bounds for " + target.samples() + " rows; give one, or one a row");
    var bounds = new double[bound.length];
    for (int r = 0; r < bounds.length; r++) {
      if (!(bound[r] >= 0)) throw new IllegalArgumentException("a bound must be at least 0, was " + bound[r]);
      // A bound of -0 passes the check, and would turn the order of the comparisons round.
      bounds[r] = Math.abs(bound[r]);
    }
    OpenClBuffer in = input(a, target);
    try (var _ = new Use(in, target)) {
      maps.clamp(in, bounds, target);
    }
  }

  @Override
  public void multiply(Buffer a, Buffer b, Buffer out) {
    map("multiply", out, a, b);
  }

  @Override
  public void blend(Buffer m, Buffer a, Buffer b, Buffer out) {
    map("blend", out, m, a, b);
  }

  @Override
  public void exp(Buffer a, Buffer out) {
    map("exponent", out, a);
  }

  private void map(String kernel, Buffer out, Buffer... in) {
    OpenClBuffer target = own(out);
    var inputs = new OpenClBuffer[in.length];
    for (int k = 0; k < in.length; k++) inputs[k] = input(in[k], target);
    try (var _ = new Use(inputs); var _ = new Use(target)) {
      maps.run(kernel, target, inputs);
    }
  }

  @Override
  public void mixturePosterior(Mixture mixture, double alpha, double sigma, Buffer x, Buffer out) {
    OpenClBuffer target = own(out);
    if (target.elements() != mixture.dimensions())
      throw new IllegalArgumentException("rows of " + target.elements() + " elements meet a mixture of dimension " + mixture.dimensions());
    if (!(alpha > 0 && sigma > 0) || Double.isInfinite(alpha) || Double.isInfinite(sigma))
      throw new IllegalArgumentException("alpha and sigma must be finite and above 0, were " + alpha + " and " + sigma);
    OpenClBuffer in = input(x, target);
    try (var _ = new Use(in, target)) {
      posteriors.run(mixture, alpha, sigma, in, target);
    }
  }

  @Override
  public synchronized void close() {
    if (closed) return;
    // Refused where the caller holds a buffer: then nothing is closed.
    memory.close();
    closed = true;
    note.forget();
    posteriors.close();
    engine.close();
  }

  @Override
  public String toString() {
    return "backend " + ID + " in " + precision() + " on " + device;
  }
}
