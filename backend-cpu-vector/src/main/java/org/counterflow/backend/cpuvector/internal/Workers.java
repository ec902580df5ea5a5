package org.counterflow.backend.cpuvector.internal;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Some daemon threads that help callers. The caller works as well: a helper that wakes up late, on a busy machine, finds the work done
 * and costs nothing. Callers may be several threads.
 */
final class Workers implements AutoCloseable {
  /** A part of some work: its units {@code from} to {@code to - 1}. */
  interface Part {
    void run(long from, long to, Scratch scratch);
  }

  private static final int SPINS = 2000;

  private final int threads;
  private final ExecutorService helpers;
  private final Supplier<Scratch> newScratch;
  private final Queue<Scratch> idle = new ConcurrentLinkedQueue<>();

  /**
   * Threads start when they are first needed.
   *
   * @param threads that work at the same time for one caller, the caller included; at least 1
   * @param newScratch makes what one thread needs
   */
  Workers(int threads, Supplier<Scratch> newScratch) {
    this.threads = threads;
    this.newScratch = newScratch;
    this.helpers =
        Executors.newFixedThreadPool(Math.max(1, threads - 1), Thread.ofPlatform().daemon().name("counterflow-cpu-vector-", 1).factory());
  }

  int threads() {
    return threads;
  }

  /**
   * Runs all units and returns when they are done. Which thread runs which unit is left to chance.
   *
   * @param units how many, at least 0
   * @param atOnce units of a part, so many that waking a thread pays; at least 1
   * @param part called by several threads at a time
   */
  void run(long units, long atOnce, Part part) {
    if (threads == 1 || units <= atOnce) {
      runHere(0, units, part);
      return;
    }
    var job = new Job(units, atOnce, part);
    for (long n = Math.min(threads, job.parts) - 1; n > 0; n--) {
      try {
        helpers.execute(job);
      } catch (RejectedExecutionException closed) {
        break;
      }
    }
    job.run();
    job.await();
  }

  private void runHere(long from, long to, Part part) {
    Scratch free = idle.poll();
    Scratch scratch = free == null ? newScratch.get() : free;
    try {
      part.run(from, to, scratch);
    } finally {
      idle.add(scratch);
    }
  }

  /** Lets the threads end. Work in progress is finished by its callers. */
  @Override
  public void close() {
    helpers.shutdown();
  }

  private final class Job implements Runnable {
    final long parts;
    private final long units;
    private final long atOnce;
    private final Part part;
    private final Thread caller = Thread.currentThread();
    private final AtomicLong next = new AtomicLong();
    private final AtomicLong done = new AtomicLong();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    Job(long units, long atOnce, Part part) {
      this.units = units;
      this.atOnce = atOnce;
      this.part = part;
      this.parts = Math.ceilDiv(units, atOnce);
    }

    @Override
    public void run() {
      for (long n = next.getAndIncrement(); n < parts; n = next.getAndIncrement()) {
        try {
          if (failures.isEmpty()) runHere(n * atOnce, Math.min(units, (n + 1) * atOnce), part);
        } catch (Throwable failure) { // handed to the caller, who throws it
          failures.add(failure);
        }
        if (done.incrementAndGet() == parts) LockSupport.unpark(caller);
      }
    }

    void await() {
      for (int spins = 0; done.get() < parts; spins++) {
        if (spins < SPINS) Thread.onSpinWait();
        else LockSupport.park(this);
      }
      for (Throwable failure : failures) {
        switch (failure) {
          case RuntimeException e -> throw e;
          case Error e -> throw e;
          default -> throw new IllegalStateException(failure);
        }
      }
    }
  }
}
