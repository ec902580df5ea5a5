package org.counterflow.cli.terminal;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Warnings that other modules of Counterflow log, as the command line words its own. Loaded only where {@code java.logging} is. */
final class Warnings extends Handler {
  /** Held here, or it would be forgotten and its handlers with it. */
  private static final Logger OURS = Logger.getLogger("org.counterflow");

  private final Console console;

  private Warnings(Console console) {
    this.console = console;
    setLevel(Level.WARNING);
    setFormatter(new SimpleFormatter());
  }

  /** From now on. Whoever configures logging gets what is configured. */
  static void showOn(Console console) {
    if (System.getProperty("java.util.logging.config.file") != null || System.getProperty("java.util.logging.config.class") != null) return;
    OURS.setUseParentHandlers(false);
    OURS.addHandler(new Warnings(console));
  }

  @Override
  public void publish(LogRecord record) {
    if (isLoggable(record)) console.warn(getFormatter().formatMessage(record).strip());
  }

  @Override
  public void flush() {
    // Each line is written at once.
  }

  @Override
  public void close() {
    // The stream is the console's.
  }
}
