package org.counterflow.cli.terminal;

import java.io.PrintStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One line on the error stream that is written over and over: how much is done, how fast, how long still. Silent without a terminal.
 *
 * <p>It never fills the terminal's last column, beyond which it would begin another line at each call. A JVM cannot ask for the width:
 * the launcher says it in {@code COLUMNS} as it was at the start.
 */
public final class ProgressBar implements AutoCloseable {
  private static final long PAUSE_NANOS = 100_000_000;
  private static final int CELLS = 30;
  /** Fewer say nothing. */
  private static final int FEWEST_CELLS = 5;
  private static final int USUAL_COLUMNS = 80;

  private final @Nullable PrintStream to;
  private final int columns;
  private final long began = System.nanoTime();
  private long shown = began;
  private int width;

  private ProgressBar(@Nullable PrintStream to, int columns) {
    this.to = to;
    this.columns = columns;
  }

  /** A bar on the console's error stream, if a person looks on and it is wanted. */
  public static ProgressBar on(Console console, boolean wanted) {
    return new ProgressBar(wanted && console.isTerminal() ? console.err() : null, columns(System.getenv("COLUMNS")));
  }

  /** A bar on any stream. */
  static ProgressBar on(PrintStream to, int columns) {
    return new ProgressBar(to, columns);
  }

  /** A terminal that does not know its width says 0. */
  static int columns(@Nullable String text) {
    return text != null && text.matches("0*[1-9]\\d{0,4}") ? Integer.parseInt(text) : USUAL_COLUMNS;
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
    String line = line(fraction, evaluations, (now - began) * 1e-9, columns);
    to.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
    to.flush();
    width = line.length();
  }

  static String line(double fraction, double evaluations, double seconds, int columns) {
    double f = Math.clamp(fraction, 0, 1);
    String left = f < 0.01 ? "" : ", " + duration(seconds * (1 - f) / f) + " left";
    String done = String.format(Locale.ROOT, "%3.0f %%", 100 * f);
    String text = done + String.format(Locale.ROOT, "  %.0f evaluations/s%s", evaluations / seconds, left);
    int room = columns - 1, cells = Math.min(CELLS, room - text.length() - "[] ".length());
    if (cells < FEWEST_CELLS) return text.length() <= room ? text : done.length() <= room ? done : "";
    int full = (int) (f * cells);
    return "[" + "#".repeat(full) + " ".repeat(cells - full) + "] " + text;
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
