package org.counterflow.backend.opencl.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.tensor.Precision;
import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_kernel;
import org.jocl.cl_mem;

/**
 * One run of a kernel: its arguments in order, then how many work items. Small tables are copied to the device for it, and given back by
 * closing, as soon as the command is given. To be used under the lock of the queue.
 */
final class Launch implements AutoCloseable {
  /** Work items of a group, as {@code real.cl} has it. */
  static final int GROUP = 64;

  private final Queue queue;
  private final Precision precision;
  private final cl_kernel kernel;
  private final List<cl_mem> tables = new ArrayList<>();
  private int next;

  Launch(Queue queue, Precision precision, cl_kernel kernel) {
    this.queue = queue;
    this.precision = precision;
    this.kernel = kernel;
  }

  private Launch set(long size, Pointer value) {
    queue.check("clSetKernelArg", CL.clSetKernelArg(kernel, next++, size, value));
    return this;
  }

  Launch memory(cl_mem m) {
    return set(Sizeof.cl_mem, Pointer.to(m));
  }

  Launch number(long v) {
    return set(Long.BYTES, Pointer.to(new long[] {v}));
  }

  Launch number(int v) {
    return set(Integer.BYTES, Pointer.to(new int[] {v}));
  }

  /** A value, rounded once. */
  Launch real(double v) {
    return precision == Precision.F32 ? set(Float.BYTES, Pointer.to(new float[] {(float) v})) : set(Double.BYTES, Pointer.to(new double[] {v}));
  }

  /** Values, as the rows of an input: one row counts for every row. */
  Launch rows(OpenClBuffer b) {
    return memory(b.memory()).number(b.at()).number(b.samples() == 1 ? 0 : b.elements());
  }

  /** A table of values, each rounded once. */
  Launch reals(double... v) {
    try (Arena arena = Arena.ofConfined()) {
      return table(reals(arena, precision, v));
    }
  }

  /** Values in the backend's precision. */
  static MemorySegment reals(Arena arena, Precision precision, double[] v) {
    if (precision == Precision.F64) return arena.allocateFrom(ValueLayout.JAVA_DOUBLE, v);
    MemorySegment s = arena.allocate(ValueLayout.JAVA_FLOAT, v.length);
    for (int i = 0; i < v.length; i++) s.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) v[i]);
    return s;
  }

  Launch longs(long... v) {
    try (Arena arena = Arena.ofConfined()) {
      return table(arena.allocateFrom(ValueLayout.JAVA_LONG, v));
    }
  }

  Launch ints(int... v) {
    try (Arena arena = Arena.ofConfined()) {
      return table(arena.allocateFrom(ValueLayout.JAVA_INT, v));
    }
  }

  private Launch table(MemorySegment values) {
    cl_mem m = queue.copyOf(values);
    tables.add(m);
    return memory(m);
  }

  /** Runs at least so many work items. */
  void items(long count) {
    groups(Math.ceilDiv(count, (long) GROUP));
  }

  /** Runs so many groups. */
  void groups(long count) {
    queue.check("clEnqueueNDRangeKernel",
        CL.clEnqueueNDRangeKernel(queue.handle(), kernel, 1, null, new long[] {count * GROUP}, new long[] {GROUP}, 0, null, null));
  }

  /** The driver keeps what the command needs until that has run. */
  @Override
  public void close() {
    tables.forEach(Queue::release);
  }
}
