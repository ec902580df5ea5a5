package org.counterflow.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.ServiceConfigurationError;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.counterflow.api.backend.BackendException;
import org.counterflow.api.internal.text.Nearest;
import org.counterflow.api.internal.text.Shown;
import org.counterflow.api.network.NetworkException;
import org.counterflow.cli.terminal.Interrupt;
import org.counterflow.formats.FormatException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * How a run that failed ends.
 *
 * @param status of the process
 * @param line what users read, as {@link Shown}
 */
record Failure(int status, String line) {
  /** The run was tried and failed. */
  static final int FAILED = 1;
  /** What was asked for makes no sense. */
  static final int USAGE = 2;
  private static final Set<String> BARE = Set.of("/ by zero", "integer overflow", "long overflow", "null");

  /** Shows the line. */
  Failure {
    line = Shown.message(line);
  }

  static Failure of(Throwable e) {
    return switch (e) {
      case Interrupt.Stopped s -> new Failure(s.status(), line(s));
      case CancellationException _ -> new Failure(Interrupt.STATUS, "interrupted");
      case UnmatchedArgumentException u -> new Failure(USAGE, unmatched(u));
      case ParameterException p -> new Failure(USAGE, line(p) + ". See " + verb(p) + " --help");
      // What the JVM and the JDK say of numbers tells neither what they are of nor what to do.
      case NumberFormatException n -> fault(n);
      case ArithmeticException a when BARE.contains(String.valueOf(a.getMessage())) -> fault(a);
      case InvalidPathException i -> new Failure(USAGE, "\"" + Shown.value(i.getInput()) + "\" is no path: " + i.getReason());
      // A file that cannot be read or written is no wrong usage, although it is an illegal argument of a method.
      case FormatException _, NetworkException _, BackendException _, ArithmeticException _,
          IllegalStateException _ -> new Failure(FAILED, line(e));
      case IllegalArgumentException _ -> new Failure(USAGE, line(e));
      case UncheckedIOException u -> of(u.getCause() == null ? u : u.getCause());
      case NoSuchFileException n -> new Failure(FAILED, n.getFile() + ": there is no such file or folder. Remedy: correct the path");
      case AccessDeniedException a ->
          new Failure(FAILED, a.getFile() + ": access is denied. Remedy: change its permissions, or choose another");
      case IOException _ -> new Failure(FAILED, line(e));
      case OutOfMemoryError _ -> new Failure(FAILED, "not enough memory (" + line(e)
          + "). Remedy: draw fewer samples at a time, or give the JVM more with -Xmx");
      case ServiceConfigurationError _ -> new Failure(FAILED, "a part cannot be loaded: " + line(e)
          + ". Remedy: install what it needs, or remove its jar");
      default -> fault(e);
    };
  }

  private static Failure fault(Throwable e) {
    return new Failure(FAILED, e.getClass().getSimpleName() + ": " + line(e) + ". Remedy: this is a fault of " + whose(e)
        + "; report it with --stacktrace");
  }

  private static String unmatched(UnmatchedArgumentException e) {
    String what = e.getUnmatched().getFirst(), option = what.substring(0, (what + "=").indexOf('='));
    Set<String> options = e.getCommandLine().getCommandSpec().optionsMap().keySet();
    String wrong = !what.startsWith("-") ? "unexpected argument \"" + what + "\""
        : options.contains(option) ? "option " + option + " stands behind --, where none counts: leave out the --"
        : option.equals(Main.PLUGINS) ? option + " stands before the verb: counterflow " + option + " DIR VERB"
        : "unknown option " + what + Nearest.hint(option, options);
    return wrong + ". See " + verb(e) + " --help";
  }

  /** Who threw it, or called the JDK so that it did. */
  private static String whose(Throwable e) {
    for (StackTraceElement at : e.getStackTrace()) {
      String c = at.getClassName();
      if (c.startsWith("java.") || c.startsWith("jdk.") || c.startsWith("sun.")) continue;
      return c.startsWith("org.counterflow.") || c.indexOf('.') < 0 ? "Counterflow" : c.substring(0, c.lastIndexOf('.'));
    }
    return "Counterflow";
  }

  private static String verb(ParameterException e) {
    return e.getCommandLine().getCommandName();
  }

  private static String line(Throwable e) {
    String m = e.getMessage();
    return m == null || m.isBlank() ? e.getClass().getSimpleName() : m.strip();
  }
}
