package org.counterflow.cli.terminal;

import java.io.PrintStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One line on the error stream that is written over and over: how much is done, how fast, how long still. Silent without a terminal. */
public final class ProgressBar implements AutoCloseable {
  private static final long PAUSE_NANOS = 100_000_000;
  private static final int CELLS = 30;

  private final @Nullable PrintStream to;
  private final long began = System.nanoTime();
  private long shown = began;
  private int width;

  private ProgressBar(@Nullable PrintStream to) {
    this.to = to;
  }

  /** A bar on the console's error stream, if a person looks on and it is wanted. */
  public static ProgressBar on(Console console, boolean wanted) {
    return new ProgressBar(wanted && console.isTerminal() ? console.err() : null);
  }

  /** A bar on any stream. */
  static ProgressBar on(PrintStream to) {
    return new ProgressBar(to);
  }

  /** Whether anything is shown. */
  public boolean isShown() {
    return to != null;
  }

  /**
   * Shows where it stands, at most ten times a second.
   *
   * @param fraction done, 0 to 1
   * @param evaluations made so far, of all samples together
   */
  public void show(double fraction, double evaluations) {
    long now = System.nanoTime();
    if (to == null || now - shown < PAUSE_NANOS) return;
    shown = now;
    String line = line(fraction, evaluations, (now - began) * 1e-9);
    to.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
    to.flush();
    width = line.length();
  }

  static String line(double fraction, double evaluations, double seconds) {
    double f = Math.clamp(fraction, 0, 1);
    int full = (int) (f * CELLS);
    String left = f < 0.01 ? "" : ", " + duration(seconds * (1 - f) / f) + " left";
    return String.format(Locale.ROOT, "[%s%s] %3.0f %%  %.0f evaluations/s%s", "#".repeat(full), " ".repeat(CELLS - full), 100 * f,
        evaluations / seconds, left);
  }

  private static String duration(double seconds) {
    long s = (long) Math.ceil(seconds);
    return s < 60 ? s + " s" : s < 3600 ? s / 60 + " min " + s % 60 + " s" : s / 3600 + " h " + s % 3600 / 60 + " min";
  }

  /** Wipes the line. */
  @Override
  public void close() {
    if (to == null || width == 0) return;
    to.print("\r" + " ".repeat(width) + "\r");
    to.flush();
    width = 0;
  }
}
