package org.counterflow.api.internal.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Native memory with those who use it. Native code knows nothing of arenas, so whoever hands it an address takes a hold before and gives
 * it back after; {@link #close} waits for them. Safe for use from several threads.
 */
public final class Region implements AutoCloseable {
  private static final long ALIGNMENT = 64;

  private final String what;
  private final MemorySegment segment;
  private final Runnable free;
  private final List<Thread> holders = new ArrayList<>(2);
  private boolean closing;

  /**
   * Zeros.
   *
   * @param what names the owner in messages
   * @param bytes how many
   * @throws OutOfMemoryError if there is not enough memory
   */
  public Region(String what, long bytes) {
    Arena arena = Arena.ofShared();
    try {
      segment = arena.allocate(bytes, ALIGNMENT);
    } catch (RuntimeException | Error e) {
      arena.close();
      throw e;
    }
    this.what = what;
    free = arena::close;
  }

  /**
   * Memory that somebody else made.
   *
   * @param what names the owner in messages
   * @param free run once, when the region was closed and nobody holds it
   */
  public Region(String what, MemorySegment segment, Runnable free) {
    this.what = what;
    this.segment = segment;
    this.free = free;
  }

  /** The memory. Java code gets an error where it was freed; native code needs a hold. */
  public MemorySegment segment() {
    return segment;
  }

  /** Whether it was not closed yet. */
  public synchronized boolean isOpen() {
    return !closing;
  }

  /**
   * Keeps the memory until {@link #release}.
   *
   * @return who holds it: the argument of release
   * @throws IllegalStateException if it was closed
   */
  public synchronized Thread hold() {
    if (closing) throw new IllegalStateException(what + " is used after it was closed");
    Thread t = Thread.currentThread();
    holders.add(t);
    return t;
  }

  /** Ends a hold; from any thread. */
  public synchronized void release(Thread holder) {
    for (int i = holders.size() - 1; i >= 0; i--) {
      if (holders.get(i) != holder) continue;
      holders.remove(i);
      break;
    }
    if (closing && holders.isEmpty()) notifyAll();
  }

  /** Whether the current thread is among those who hold it. */
  public synchronized boolean isMine() {
    Thread t = Thread.currentThread();
    for (Thread h : holders) if (h == t) return true;
    return false;
  }

  /**
   * Waits for those who hold it, and frees the memory. Idempotent.
   *
   * @throws IllegalStateException if the current thread holds it and would wait for itself; it stays open then
   */
  @Override
  public void close() {
    boolean interrupted = false;
    synchronized (this) {
      if (closing) return;
      if (isMine()) throw new IllegalStateException(what + " is closed by a call that uses it; close it when the call has returned");
      closing = true;
      while (!holders.isEmpty()) {
        try {
          wait();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    free.run();
    if (interrupted) Thread.currentThread().interrupt();
  }
}
