package org.counterflow.api.internal.driver;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.counterflow.api.network.Cancellation;

/**
 * Ends work that its thread cannot end itself, inside a network call: looks every few milliseconds whether the thread was interrupted, or
 * its time is over. One daemon thread for the process, which ends when nothing is at work.
 */
public final class Watchdog implements AutoCloseable {
  private static final long EVERY_MILLIS = 10;
  private static final ScheduledThreadPoolExecutor CLOCK = clock();

  private final Thread worker = Thread.currentThread();
  private final Cancellation cancellation;
  private final long deadline;
  private final ScheduledFuture<?> looking;
  private volatile boolean late;
  private volatile boolean interrupted;

  private static ScheduledThreadPoolExecutor clock() {
    var e = new ScheduledThreadPoolExecutor(1, r -> {
      var t = new Thread(r, "counterflow-watchdog");
      t.setDaemon(true);
      return t;
    });
    e.setRemoveOnCancelPolicy(true);
    e.setKeepAliveTime(1, TimeUnit.SECONDS);
    e.allowCoreThreadTimeOut(true);
    return e;
  }

  /**
   * Watches the current thread until it is closed.
   *
   * @param deadline as {@link System#nanoTime} counts; {@link Long#MAX_VALUE} for none
   */
  public Watchdog(Cancellation cancellation, long deadline) {
    this.cancellation = cancellation;
    this.deadline = deadline;
    look();
    looking = CLOCK.scheduleWithFixedDelay(this::look, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void look() {
    if (cancellation.isCancelled()) return;
    interrupted = worker.isInterrupted();
    late = deadline != Long.MAX_VALUE && System.nanoTime() - deadline > 0;
    if (interrupted || late) cancellation.cancel();
  }

  /** Whether the time is over. */
  public boolean isLate() {
    return late;
  }

  /** Whether the thread was interrupted. */
  public boolean wasInterrupted() {
    return interrupted;
  }

  /** Looks no more. */
  @Override
  public void close() {
    looking.cancel(false);
  }
}
