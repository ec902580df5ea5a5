package org.counterflow.cli.verb;

import org.counterflow.cli.terminal.Console;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** One verb of the command line. */
public interface Verb {
  /** Its options; made without reflection, which would cost as much again as all the rest of a start. */
  CommandSpec spec();

  /**
   * Does it.
   *
   * @return the exit status
   * @throws Exception what becomes one line on the error stream
   */
  int run(ParseResult given, Console console) throws Exception;
}
