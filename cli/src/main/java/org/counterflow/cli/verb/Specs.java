package org.counterflow.cli.verb;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Options as the verbs have them. Values stay texts: the messages of our own parsers say more than a type conversion. */
final class Specs {
  static final String JSON = "--json";

  private Specs() {}

  /** A verb with {@code --help} and {@code --json}. */
  static CommandSpec verb(String description) {
    CommandSpec spec = CommandSpec.create();
    spec.usageMessage().description(description).width(100).sortOptions(false).abbreviateSynopsis(true);
    spec.addOption(OptionSpec.builder(JSON).description("Print JSON for machines.").build());
    return spec.addOption(OptionSpec.builder("--help", "-h").usageHelp(true).description("Show this help.").build());
  }

  static OptionSpec value(String name, String label, String description) {
    return OptionSpec.builder(name).paramLabel(label).arity("1").type(String.class).description(description).build();
  }

  /** An option that works and is not shown. */
  static OptionSpec hidden(String name, String label) {
    return OptionSpec.builder(name).paramLabel(label).arity("1").type(String.class).hidden(true).build();
  }

  static OptionSpec values(String name, String label, String description) {
    return OptionSpec.builder(name).paramLabel(label).arity("1").type(String[].class).auxiliaryTypes(String.class).description(description)
        .build();
  }

  static OptionSpec flag(String name, String description) {
    return OptionSpec.builder(name).description(description).build();
  }
}
