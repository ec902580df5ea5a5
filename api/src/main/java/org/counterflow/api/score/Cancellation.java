package org.counterflow.api.score;

import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * A flag that stops a run, also inside a network call: the network leaves a stopper here while it works, and {@link #cancel} runs it.
 * Safe from any thread; one call works at a time, as in a run.
 */
public final class Cancellation {
  private boolean cancelled;
  private @Nullable Runnable stopper;

  /** Not cancelled. */
  public Cancellation() {}

  /** Stops the call in flight, if any, and every later one. */
  public synchronized void cancel() {
    cancelled = true;
    if (stopper != null) stopper.run();
  }

  /** Whether {@link #cancel} was called. */
  public synchronized boolean isCancelled() {
    return cancelled;
  }

  /**
   * To be called by a network as its work begins.
   *
   * @param stop makes the call in flight end soon; runs in the cancelling thread
   * @throws CancellationException if it was cancelled before
   */
  public synchronized void begin(Runnable stop) {
    check();
    stopper = stop;
  }

  /** To be called by a network as its work ends, however it ends. */
  public synchronized void end() {
    stopper = null;
  }

  /**
   * Throws if cancelled.
   *
   * @throws CancellationException if {@link #cancel} was called
   */
  public synchronized void check() {
    if (cancelled) throw new CancellationException("the run was cancelled");
  }
}
