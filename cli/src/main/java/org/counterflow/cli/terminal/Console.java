package org.counterflow.cli.terminal;

import java.io.PrintStream;

/**
 * Where a verb runs.
 *
 * @param out results
 * @param err errors, warnings and progress
 * @param ownsProcess whether the process is ours, so that signals may be caught and a terminal be written to
 */
public record Console(PrintStream out, PrintStream err, boolean ownsProcess) {
  /** One line of warning. */
  public void warn(String text) {
    err.println("counterflow: warning: " + text);
  }

  /** Whether a person looks on, so that progress is worth showing. Asked late: the answer costs some milliseconds. */
  public boolean isTerminal() {
    if (!ownsProcess || "dumb".equals(System.getenv("TERM"))) return false;
    java.io.Console c = System.console();
    return c != null && c.isTerminal();
  }
}
