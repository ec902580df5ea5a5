package org.counterflow.api;

import org.jspecify.annotations.Nullable;

/** Whose turn it is: one thread works on a run at a time, until the run is closed; and how long they have worked. */
final class Turn {
  private @Nullable Thread worker;
  private long nanos;
  private long began;
  private boolean closed;

  interface Work<T> {
    T done();
  }

  /**
   * The current thread's turn, until {@link #done}.
   *
   * @param check throws if there is nothing to be done; then it is nobody's turn
   * @throws IllegalStateException if the run is closed, or another thread is at work
   */
  synchronized void take(Runnable check) {
    if (closed) throw new IllegalStateException("the run is closed");
    if (worker != null)
      throw new IllegalStateException(worker == Thread.currentThread() ? "the run is used from inside its own step"
          : "the run is used by the thread " + worker.getName() + " already; one thread works at a time");
    check.run();
    worker = Thread.currentThread();
    began = System.nanoTime();
  }

  /** Does the work of a turn that was taken, and ends it. */
  <T> T done(Work<T> work) {
    try {
      return work.done();
    } finally {
      synchronized (this) {
        nanos += System.nanoTime() - began;
        worker = null;
        notifyAll();
      }
    }
  }

  /** The time of all turns so far. */
  synchronized long nanos() {
    return nanos + (worker == null ? 0 : System.nanoTime() - began);
  }

  synchronized boolean isClosed() {
    return closed;
  }

  /**
   * No more turns.
   *
   * @return whether there were any until now
   * @throws IllegalStateException if it is the current thread's turn: the run stays open then
   */
  synchronized boolean close() {
    if (closed) return false;
    if (worker == Thread.currentThread())
      throw new IllegalStateException("the run is closed from inside its own step: cancel it, and close it when the step has ended");
    closed = true;
    return true;
  }

  /** Waits for the end of the turn at work. */
  synchronized void await() {
    boolean interrupted = false;
    while (worker != null) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) Thread.currentThread().interrupt();
  }
}
