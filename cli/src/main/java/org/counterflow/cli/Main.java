package org.counterflow.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.internal.text.Shown;
import org.counterflow.cli.terminal.Console;
import org.counterflow.cli.terminal.Output;
import org.counterflow.cli.terminal.Version;
import org.counterflow.cli.verb.Verb;
import org.counterflow.cli.verb.Verbs;
import picocli.CommandLine;

/**
 * The command line. Nothing but the class of the verb that is asked for is loaded.
 *
 * <p>Exit status: 0, 1 for a failed run, 2 for wrong usage, 130 when interrupted, 143 when asked to terminate.
 */
public final class Main {
  /** The environment variable that asks for stack traces, as {@code --stacktrace} does. */
  static final String STACKTRACE = "COUNTERFLOW_STACKTRACE";

  /** Names a folder of plugins. */
  static final String PLUGINS = "--plugins";

  private Main() {}

  /** Runs and ends the process. */
  public static void main(String[] args) {
    System.exit(run(args, new Console(Output.standard(), System.err, true)));
  }

  /**
   * Runs in this process.
   *
   * @param args a verb and its options
   * @param out where results go
   * @param err where errors, warnings and progress go
   * @return the exit status
   */
  public static int run(String[] args, PrintStream out, PrintStream err) {
    return run(args, new Console(out, err, false));
  }

  private static int run(String[] args, Console console) {
    List<String> rest = Arrays.stream(args).filter(a -> !a.equals("--stacktrace")).toList();
    String variable = System.getenv(STACKTRACE);
    boolean trace = rest.size() < args.length || (variable != null && !variable.isBlank());
    try {
      return delivered(withPlugins(rest, console), console);
    } catch (Exception | Error e) {
      // Whatever ends a run ends it with one line and a status; a trace is for those who ask.
      Failure failure = Failure.of(e);
      console.err().println("counterflow: " + failure.line());
      if (trace) console.err().print(trace(e));
      return failure.status();
    } finally {
      console.out().flush();
      console.err().flush();
    }
  }

  /** Messages in a trace come from where those of errors do. */
  private static String trace(Throwable e) {
    var trace = new StringWriter();
    e.printStackTrace(new PrintWriter(trace));
    return trace.toString().lines().map(l -> (l.startsWith("\t") ? "\t" : "") + Shown.message(l.strip()) + System.lineSeparator())
        .collect(Collectors.joining());
  }

  /** Output that did not arrive is a failure too. */
  private static int delivered(int status, Console console) {
    String fault = Output.fault(console.out());
    if (status != 0 || fault == null) return status;
    console.err().println("counterflow: the standard output cannot be written: " + fault + ". Remedy: make room, or send it elsewhere");
    return Failure.FAILED;
  }

  /** {@code --plugins DIR} before the verb names a folder of plugins, for this run. */
  private static int withPlugins(List<String> args, Console console) throws Exception {
    String first = args.isEmpty() ? "" : args.getFirst();
    if (!first.equals(PLUGINS) && !first.startsWith(PLUGINS + "=")) return dispatch(args, console);
    int used = first.equals(PLUGINS) ? 2 : 1;
    String folder = used == 1 ? first.substring(PLUGINS.length() + 1) : args.size() > 1 ? args.get(1) : "";
    if (folder.isEmpty()) throw new IllegalArgumentException(PLUGINS + " needs a folder: " + PLUGINS + " DIR VERB");
    String before = System.setProperty(Catalogue.PLUGINS, folder);
    try {
      return dispatch(args.subList(used, args.size()), console);
    } finally {
      if (before == null) System.clearProperty(Catalogue.PLUGINS);
      else System.setProperty(Catalogue.PLUGINS, before);
    }
  }

  private static int dispatch(List<String> args, Console console) throws Exception {
    String first = args.isEmpty() ? "--help" : args.getFirst();
    switch (first) {
      case "--help", "-h", "help" -> {
        if (first.equals("help") && args.size() > 1) return verb(args.get(1), List.of("--help"), console);
        console.out().print(Verbs.help());
        return 0;
      }
      case "--version", "-V" -> {
        console.out().println("counterflow " + Version.text());
        return 0;
      }
      default -> {
        if (first.startsWith("-")) throw new IllegalArgumentException("unknown option " + first
            + " before the verb. See counterflow --help");
        return verb(first, args.subList(1, args.size()), console);
      }
    }
  }

  private static int verb(String name, List<String> args, Console console) throws Exception {
    Verb verb = Verbs.find(name);
    var line = new CommandLine(verb.spec().name("counterflow " + name));
    CommandLine.ParseResult parsed = line.parseArgs(args.toArray(String[]::new));
    if (parsed.isUsageHelpRequested()) {
      line.usage(console.out());
      return 0;
    }
    return verb.run(parsed, console);
  }
}
