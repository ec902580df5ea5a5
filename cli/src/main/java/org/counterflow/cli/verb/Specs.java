package org.counterflow.cli.verb;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * Options as the verbs have them. Values stay texts: the messages of our own parsers say more than a type conversion. Lines are broken
 * here, at blanks alone: picocli breaks a line within file names and ids too.
 */
final class Specs {
  private static final int WIDTH = 100;
  /** Of an option's description, right of the longest option's name. */
  private static final int DESCRIPTION = 70;
  static final String JSON = "--json";
  static final String REPORT = "--report";

  private Specs() {}

  /** A verb with {@code --help} and {@code --json}. */
  static CommandSpec verb(String description) {
    CommandSpec spec = CommandSpec.create();
    spec.usageMessage().description(lines(description, WIDTH - 1)).width(WIDTH).sortOptions(false).abbreviateSynopsis(true);
    spec.addOption(OptionSpec.builder(JSON).description("Print JSON for machines.").build());
    return spec.addOption(OptionSpec.builder("--help", "-h").usageHelp(true).description("Show this help.").build());
  }

  static OptionSpec value(String name, String label, String description) {
    return OptionSpec.builder(name).paramLabel(label).arity("1").type(String.class).description(lines(description, DESCRIPTION)).build();
  }

  static OptionSpec values(String name, String label, String description) {
    return OptionSpec.builder(name).paramLabel(label).arity("1").type(String[].class).auxiliaryTypes(String.class)
        .description(lines(description, DESCRIPTION)).build();
  }

  static OptionSpec flag(String name, String description) {
    return OptionSpec.builder(name).description(lines(description, DESCRIPTION)).build();
  }

  /** With what verbs take that write a report. */
  static CommandSpec report(CommandSpec spec) {
    return spec.addOption(value(REPORT, "FILE.html", "Writes what was found as one page, with plots."))
        .addOption(flag(SampleOptions.FORCE, "Write over a file that is no report."));
  }

  /** What was typed, as a shell takes it. */
  static String command(String verb, ParseResult given) {
    List<String> all = given.originalArgs();
    return "./counterflow " + verb + " " + all.stream().skip(!all.isEmpty() && all.getFirst().equals(verb) ? 1 : 0)
        .map(a -> a.matches("[\\w@%+=:,./-]+") ? a : "'" + a.replace("'", "'\\''") + "'").collect(Collectors.joining(" "));
  }

  private static String[] lines(String text, int width) {
    var lines = new ArrayList<String>();
    var line = new StringBuilder();
    for (String word : text.split(" ")) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines.toArray(String[]::new);
  }
}
