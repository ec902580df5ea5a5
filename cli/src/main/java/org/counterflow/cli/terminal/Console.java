package org.counterflow.cli.terminal;

import java.io.PrintStream;
import org.counterflow.api.internal.text.Shown;

/**
 * Where a verb runs.
 *
 * @param out results
 * @param err errors, warnings and progress
 * @param ownsProcess whether the process is ours, so that signals may be caught and a terminal be written to
 */
public record Console(PrintStream out, PrintStream err, boolean ownsProcess) {
  /** One line of warning, as {@link Shown}. */
  public void warn(String text) {
    err.println("counterflow: warning: " + Shown.message(text));
  }

  /**
   * Shows what other modules log as warnings, in a process of our own. To be called where logging has been started anyway: elsewhere it
   * would cost part of the start.
   */
  public void showLoggedWarnings() {
    if (ownsProcess && ModuleLayer.boot().findModule("java.logging").isPresent()) Warnings.showOn(this);
  }

  /** Whether a person looks on at a terminal that can write over a line. Asked late: the answer costs some milliseconds. */
  public boolean isTerminal() {
    if (!ownsProcess || "dumb".equals(System.getenv("TERM"))) return false;
    java.io.Console c = System.console();
    return c != null && c.isTerminal();
  }
}
