package org.counterflow.backend.opencl.internal;

import java.util.function.Supplier;
import org.counterflow.api.internal.memory.Region;
import org.counterflow.api.tensor.Precision;

/** What every operation needs: the queue, its programs, and the holds that keep buffers while commands on them are given. */
final class Engine implements AutoCloseable {
  private final Queue queue;
  private final Precision precision;
  private final Programs programs;

  Engine(Queue queue, Precision precision) {
    this.queue = queue;
    this.precision = precision;
    programs = new Programs(queue, precision);
  }

  Queue queue() {
    return queue;
  }

  Precision precision() {
    return precision;
  }

  Programs programs() {
    return programs;
  }

  /** A run of a kernel of a program that is made of files. To be used under the lock of the queue. */
  Launch launch(String program, String kernel, String... files) {
    return launch(program, kernel, () -> Sources.of(files));
  }

  /** A run of a kernel. To be used under the lock of the queue. */
  Launch launch(String program, String kernel, Supplier<String> source) {
    return new Launch(queue, precision, programs.kernel(program, kernel, source));
  }

  /** Buffers that nobody frees meanwhile. */
  static final class Use implements AutoCloseable {
    private final OpenClBuffer[] buffers;
    private final Thread[] holders;
    private int held;

    /**
     * Holds buffers.
     *
     * @throws IllegalStateException if one was closed
     */
    Use(OpenClBuffer... buffers) {
      this.buffers = buffers;
      holders = new Thread[buffers.length];
      try {
        for (; held < buffers.length; held++) holders[held] = buffers[held].region().hold();
      } catch (RuntimeException e) {
        close();
        throw e;
      }
    }

    @Override
    public void close() {
      while (held > 0) {
        Region region = buffers[--held].region();
        region.release(holders[held]);
      }
    }
  }

  @Override
  public void close() {
    synchronized (queue) {
      queue.drain();
      programs.close();
    }
    queue.close();
  }
}
