package org.counterflow.api.network;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * A flag that stops a run, also inside network calls: whoever works leaves a way to stop the work, and {@link #cancel} takes each. Safe
 * from any thread, for any number of calls at a time.
 */
public final class Cancellation {
  private final List<Registration> registered = new ArrayList<>(1);
  private volatile boolean cancelled;

  /** Not cancelled. */
  public Cancellation() {}

  /** One way to stop a piece of work, until it is closed. */
  public final class Registration implements AutoCloseable {
    private @Nullable Runnable stop;

    private Registration(Runnable stop) {
      this.stop = stop;
    }

    private synchronized void run() {
      Runnable r = stop;
      stop = null;
      if (r != null) r.run();
    }

    /** The work has ended. Returns when a stop that is on its way has ended too: what it stops may be gone afterwards. Idempotent. */
    @Override
    public void close() {
      synchronized (registered) {
        registered.remove(this);
      }
      synchronized (this) {
        stop = null;
      }
    }
  }

  /** Stops the work in flight, if any, and all later. Idempotent. */
  public void cancel() {
    List<Registration> all;
    synchronized (registered) {
      cancelled = true;
      all = List.copyOf(registered);
    }
    RuntimeException failed = null;
    for (Registration r : all) {
      try {
        r.run();
      } catch (RuntimeException e) {
        if (failed == null) failed = e;
        else failed.addSuppressed(e);
      }
    }
    if (failed != null) throw failed;
  }

  /** Whether {@link #cancel} was called. */
  public boolean isCancelled() {
    return cancelled;
  }

  /**
   * To be called as work begins.
   *
   * @param stop makes the work end soon; runs in the cancelling thread, and must not wait
   * @return to be closed as the work ends, however it ends
   * @throws CancellationException if it was cancelled before
   */
  public Registration onCancel(Runnable stop) {
    var r = new Registration(stop);
    synchronized (registered) {
      check();
      registered.add(r);
    }
    return r;
  }

  /**
   * Throws if cancelled.
   *
   * @throws CancellationException if {@link #cancel} was called
   */
  public void check() {
    if (cancelled) throw new CancellationException("the run was cancelled");
  }
}
