package org.counterflow.api;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.BackendException;
import org.counterflow.api.backend.Buffer;
import org.counterflow.api.backend.Term;
import org.counterflow.api.backend.Terms;
import org.counterflow.api.backend.Tolerance;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.value.Access;
import org.counterflow.api.value.Hold;

/**
 * The plain backend with eyes: which buffers are open, how often it is asked, and failures on request. Everything else is the defaults, or
 * the plain backend's own. In another memory than the host's its buffers are a device's: nobody sees their values but by a copy, and each
 * copy is counted.
 */
final class WatchedBackend implements Backend {
  final Set<Buffer> open = Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
  int allocations;
  int combines;
  int uploads;
  int downloads;
  /** Elements that were downloaded. */
  long downloaded;
  /** Holds in host memory of what lies on a device. */
  int copies;
  /** Allocations until one fails; negative for never. */
  int failingAllocation = -1;
  /** Sums until one fails; negative for never. */
  int failingCombine = -1;
  boolean closed;
  private final Backend plain;
  private final Memory memory;
  private final boolean ownKernels;

  WatchedBackend(Precision p) {
    this(p, Memory.HOST);
  }

  WatchedBackend(Precision p, Memory memory) {
    this(p, memory, false);
  }

  private WatchedBackend(Precision p, Memory memory, boolean ownKernels) {
    plain = Worlds.java(p);
    this.memory = memory;
    this.ownKernels = ownKernels;
  }

  /** One that brings nothing to the host in order to compute, as the backend of a real device. */
  static WatchedBackend device(Precision p, Memory memory) {
    return new WatchedBackend(p, memory, true);
  }

  private final class Seen implements Buffer {
    final Buffer plain;
    final boolean view;

    Seen(Buffer plain, boolean view) {
      this.plain = plain;
      this.view = view;
    }

    @Override
    public long samples() {
      return plain.samples();
    }

    @Override
    public long elements() {
      return plain.elements();
    }

    @Override
    public Buffer rows(long from, long count) {
      return new Seen(plain.rows(from, count), true);
    }

    @Override
    public MemorySegment segment() {
      if (!memory.equals(Memory.HOST)) throw new UnsupportedOperationException("the values are in " + memory);
      return plain.segment();
    }

    @Override
    public Hold hold(Memory where, Access access) {
      if (memory.equals(Memory.HOST)) return plain.hold(where, access);
      Hold own = plain.hold(Memory.HOST, access);
      if (where.equals(memory)) return Hold.of(memory, new SegmentOf(own.segment()), own::close);
      copies++;
      Arena arena = Arena.ofShared();
      MemorySegment copy = arena.allocate(own.segment().byteSize(), 64);
      if (access.reads()) copy.copyFrom(own.segment());
      return Hold.ofCopy(copy, () -> {
        if (access.writes()) own.segment().copyFrom(copy);
        arena.close();
        own.close();
      });
    }

    @Override
    public void close() {
      if (view) return;
      open.remove(this);
      plain.close();
    }
  }

  @Override
  public String id() {
    return "watched";
  }

  @Override
  public Precision precision() {
    return plain.precision();
  }

  @Override
  public Memory memory() {
    return memory;
  }

  @Override
  public synchronized Buffer allocate(long samples, long elements) {
    if (failingAllocation-- == 0) throw new BackendException("no memory left");
    allocations++;
    var b = new Seen(plain.allocate(samples, elements), false);
    open.add(b);
    return b;
  }

  @Override
  public synchronized void combine(Buffer out, Terms terms) {
    if (failingCombine-- == 0) throw new BackendException("the sum failed");
    combines++;
    plain.combine(of(out), new Terms(terms.list().stream().map(WatchedBackend::of).toList(), terms.seeds()));
  }

  private static Term of(Term t) {
    return t instanceof Term.OfBuffer b ? new Term.OfBuffer(of(b.input()), b.coefficients()) : t;
  }

  private static Buffer of(Buffer b) {
    return ((Seen) b).plain;
  }

  @Override
  public synchronized void upload(MemorySegment from, Buffer to) {
    uploads++;
    plain.upload(from, of(to));
  }

  @Override
  public synchronized void download(Buffer from, MemorySegment to) {
    downloads++;
    downloaded += from.samples() * from.elements();
    plain.download(of(from), to);
  }

  @Override
  public double[] dot(Buffer a, Buffer b) {
    return ownKernels ? plain.dot(of(a), of(b)) : Backend.super.dot(a, b);
  }

  @Override
  public double[] mean(Buffer a) {
    return ownKernels ? plain.mean(of(a)) : Backend.super.mean(a);
  }

  @Override
  public double[] norm(Buffer a) {
    return ownKernels ? plain.norm(of(a)) : Backend.super.norm(a);
  }

  @Override
  public double[] errorNorm(Buffer e, Buffer x, Buffer y, Tolerance t) {
    return ownKernels ? plain.errorNorm(of(e), of(x), of(y), t) : Backend.super.errorNorm(e, x, y, t);
  }

  @Override
  public double[] quantileOfAbs(Buffer a, double q) {
    return ownKernels ? plain.quantileOfAbs(of(a), q) : Backend.super.quantileOfAbs(a, q);
  }

  @Override
  public long firstNotFinite(Buffer a) {
    return ownKernels ? plain.firstNotFinite(of(a)) : Backend.super.firstNotFinite(a);
  }

  @Override
  public void clamp(Buffer a, double[] bound, Buffer out) {
    if (ownKernels) plain.clamp(of(a), bound, of(out));
    else Backend.super.clamp(a, bound, out);
  }

  @Override
  public void close() {
    closed = true;
    plain.close();
  }
}
