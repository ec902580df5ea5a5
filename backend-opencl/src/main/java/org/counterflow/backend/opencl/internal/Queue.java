package org.counterflow.backend.opencl.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.cl_command_queue;
import org.jocl.cl_context;
import org.jocl.cl_context_properties;
import org.jocl.cl_device_id;
import org.jocl.cl_mem;
import org.jspecify.annotations.Nullable;

/**
 * A context with one in-order queue. Whoever gives several commands that belong together, or sets the arguments of a kernel, does it in a
 * {@code synchronized} block on the queue; what only waits for values does not keep others from giving commands.
 */
final class Queue implements AutoCloseable {
  /** Bytes that one call transfers: a buffer of Java has less than 2^31. */
  private static final long AT_ONCE = 1 << 30;

  private final OpenClDevice device;
  private final cl_context context;
  private final cl_command_queue queue;
  private final LongAdder bytesRead = new LongAdder();
  private final LongAdder bytesWritten = new LongAdder();

  Queue(OpenClDevice device) {
    this.device = device;
    var properties = new cl_context_properties();
    properties.addProperty(CL.CL_CONTEXT_PLATFORM, device.platform());
    var code = new int[1];
    context = CL.clCreateContext(properties, 1, new cl_device_id[] {device.id()}, null, null, code);
    check("clCreateContext", code[0]);
    queue = created(device, context);
  }

  @SuppressWarnings("deprecation") // what took its place needs OpenCL 2.0
  private static cl_command_queue created(OpenClDevice device, cl_context context) {
    var code = new int[1];
    cl_command_queue queue = CL.clCreateCommandQueue(context, device.id(), 0, code);
    if (code[0] == CL.CL_SUCCESS) return queue;
    CL.clReleaseContext(context);
    throw Status.fault(device, "clCreateCommandQueue", code[0]);
  }

  OpenClDevice device() {
    return device;
  }

  cl_context context() {
    return context;
  }

  cl_command_queue handle() {
    return queue;
  }

  void check(String call, int code) {
    Status.check(device, call, code);
  }

  /** Memory of the device, not cleared. */
  cl_mem allocate(long bytes) {
    return created(CL.CL_MEM_READ_WRITE, bytes, null);
  }

  /** Memory of the device with a copy of what is given, which nothing waits for. */
  cl_mem copyOf(MemorySegment values) {
    bytesWritten.add(values.byteSize());
    return created(CL.CL_MEM_READ_WRITE | CL.CL_MEM_COPY_HOST_PTR, values.byteSize(), Pointer.to(values.asByteBuffer()));
  }

  /** The host's memory as the device's; aligned to a page, and there until the queue is done with it. */
  cl_mem over(MemorySegment pages) {
    return created(CL.CL_MEM_READ_WRITE | CL.CL_MEM_USE_HOST_PTR, pages.byteSize(), pointer(pages));
  }

  /** The address alone counts here, so a part of a segment that is too long for a buffer of Java will do. */
  private static Pointer pointer(MemorySegment s) {
    return Pointer.to(s.asSlice(0, Math.min(s.byteSize(), AT_ONCE)).asByteBuffer());
  }

  private cl_mem created(long flags, long bytes, @Nullable Pointer host) {
    var code = new int[1];
    cl_mem memory = CL.clCreateBuffer(context, flags, bytes, host, code);
    check("clCreateBuffer of " + bytes + " bytes", code[0]);
    return memory;
  }

  void zero(cl_mem memory, long bytes) {
    check("clEnqueueFillBuffer", CL.clEnqueueFillBuffer(queue, memory, Pointer.to(new byte[1]), 1, 0, bytes, 0, null, null));
  }

  /** Copies to host memory, and returns when that is done. */
  void read(cl_mem memory, long from, MemorySegment to) {
    bytesRead.add(to.byteSize());
    if (!to.isNative()) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment staged = arena.allocate(to.byteSize(), Long.BYTES);
        transfer(staged, (at, buffer) -> CL.clEnqueueReadBuffer(queue, memory, true, from + at, buffer.capacity(), Pointer.to(buffer), 0, null, null),
            "clEnqueueReadBuffer");
        to.copyFrom(staged);
      }
      return;
    }
    transfer(to, (at, buffer) -> CL.clEnqueueReadBuffer(queue, memory, true, from + at, buffer.capacity(), Pointer.to(buffer), 0, null, null),
        "clEnqueueReadBuffer");
  }

  /** Copies from host memory, and returns when that is done. */
  void write(MemorySegment from, cl_mem memory, long to) {
    bytesWritten.add(from.byteSize());
    if (!from.isNative()) {
      try (Arena arena = Arena.ofConfined()) {
        write(arena.allocate(from.byteSize(), Long.BYTES).copyFrom(from), memory, to);
        bytesWritten.add(-from.byteSize());
      }
      return;
    }
    transfer(from, (at, buffer) -> CL.clEnqueueWriteBuffer(queue, memory, true, to + at, buffer.capacity(), Pointer.to(buffer), 0, null, null),
        "clEnqueueWriteBuffer");
  }

  private interface Piece {
    int move(long at, ByteBuffer buffer);
  }

  private void transfer(MemorySegment all, Piece piece, String call) {
    for (long at = 0; at < all.byteSize(); at += AT_ONCE)
      check(call, piece.move(at, all.asSlice(at, Math.min(AT_ONCE, all.byteSize() - at)).asByteBuffer()));
  }

  /** Makes a range visible to the host, where the memory is over host memory; to be given back by {@link #unmap}. */
  List<ByteBuffer> map(cl_mem memory, long from, long bytes, long flags) {
    var mapped = new ArrayList<ByteBuffer>();
    for (long at = 0; at < bytes; at += AT_ONCE) {
      var code = new int[1];
      ByteBuffer b = CL.clEnqueueMapBuffer(queue, memory, true, flags, from + at, Math.min(AT_ONCE, bytes - at), 0, null, null, code);
      if (code[0] != CL.CL_SUCCESS || b == null) {
        unmap(memory, mapped);
        throw Status.fault(device, "clEnqueueMapBuffer", code[0]);
      }
      mapped.add(b);
    }
    return mapped;
  }

  void unmap(cl_mem memory, List<ByteBuffer> mapped) {
    int fault = CL.CL_SUCCESS;
    for (ByteBuffer b : mapped) {
      int code = CL.clEnqueueUnmapMemObject(queue, memory, b, 0, null, null);
      if (code != CL.CL_SUCCESS) fault = code;
    }
    check("clEnqueueUnmapMemObject", fault);
  }

  /** Waits for all commands. */
  void finish() {
    check("clFinish", CL.clFinish(queue));
  }

  /** Waits for all commands, if only to free memory: of a queue that failed there are none, and whoever waited for values was told. */
  void drain() {
    CL.clFinish(queue);
  }

  /** Gives memory back, once no command needs it. */
  static void release(@Nullable cl_mem memory) {
    if (memory != null) CL.clReleaseMemObject(memory);
  }

  /** Bytes copied to host memory so far. */
  long bytesRead() {
    return bytesRead.sum();
  }

  /** Bytes copied from host memory so far. */
  long bytesWritten() {
    return bytesWritten.sum();
  }

  @Override
  public void close() {
    drain();
    CL.clReleaseCommandQueue(queue);
    CL.clReleaseContext(context);
  }
}
