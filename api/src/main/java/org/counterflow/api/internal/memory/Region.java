package org.counterflow.api.internal.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Native memory with those who use it. Native code knows nothing of arenas, so whoever hands it an address takes a hold before and gives
 * it back after; {@link #close} waits for them. Safe for use from several threads.
 */
public final class Region implements AutoCloseable {
  private static final long ALIGNMENT = 64;
  /** Of this process, for tests that account for native memory. */
  private static final AtomicLong OPEN = new AtomicLong();
  private static final AtomicLong OPEN_BYTES = new AtomicLong();

  private final String what;
  private final MemorySegment segment;
  private final Runnable free;
  private final List<Thread> holders = new ArrayList<>(2);
  private boolean closing;
  private boolean abandoned;

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
    opened();
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
    opened();
  }

  private void opened() {
    OPEN.incrementAndGet();
    OPEN_BYTES.addAndGet(segment.byteSize());
  }

  private void free() {
    OPEN.decrementAndGet();
    OPEN_BYTES.addAndGet(-segment.byteSize());
    free.run();
  }

  /** How many there are in this process whose memory was not freed yet. */
  static long open() {
    return OPEN.get();
  }

  /** The bytes of those. */
  static long openBytes() {
    return OPEN_BYTES.get();
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
  public void release(Thread holder) {
    boolean last;
    synchronized (this) {
      for (int i = holders.size() - 1; i >= 0; i--) {
        if (holders.get(i) != holder) continue;
        holders.remove(i);
        break;
      }
      last = closing && holders.isEmpty();
      if (last) notifyAll();
      last &= abandoned;
    }
    if (last) free();
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
    try {
      free();
    } finally {
      if (interrupted) Thread.currentThread().interrupt();
    }
  }

  /**
   * For what nobody can reach any more: frees the memory, or leaves that to the last who holds it. Never waits: a hold that was forgotten
   * too would keep the collector's thread for ever.
   */
  public void abandon() {
    synchronized (this) {
      if (closing) return;
      closing = true;
      abandoned = !holders.isEmpty();
      if (abandoned) return;
    }
    free();
  }
}
