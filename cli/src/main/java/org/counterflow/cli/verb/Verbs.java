package org.counterflow.cli.verb;

import java.util.List;
import org.counterflow.api.internal.text.Nearest;

/** The verbs by name. Only the class of the one that is asked for is loaded. */
public final class Verbs {
  private static final List<String[]> SUMMARIES = List.of(
      new String[] {"sample", "draws samples of a network or of a target with a known answer"},
      new String[] {"encode", "goes from data to noise, and sample back from there"},
      new String[] {"solvers", "lists the solvers that are installed, with their parameters"},
      new String[] {"schedules", "lists the noise schedules"},
      new String[] {"grids", "lists the time grids"},
      new String[] {"rules", "lists the rules on a network's output"},
      new String[] {"models", "lists the bundled networks"},
      new String[] {"targets", "lists the targets with a known answer"},
      new String[] {"plan", "prints the coefficients of each step of a run"},
      new String[] {"convergence", "measures the order of a solver"},
      new String[] {"lab", "measures what the theory claims"},
      new String[] {"likelihood", "says how likely data are under a network or a target"},
      new String[] {"replay", "makes runs again that were recorded from other programs"},
      new String[] {"backends", "lists backends and network runtimes, and why one is not usable"});

  private Verbs() {}

  /**
   * The verb of a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Verb find(String name) {
    return switch (name) {
      case "sample" -> new SampleVerb(false);
      case "encode" -> new SampleVerb(true);
      case "solvers", "schedules", "grids", "rules", "targets" -> new PartsVerb(name);
      case "models" -> new ModelsVerb();
      case "plan" -> new PlanVerb();
      case "convergence" -> new ConvergenceVerb();
      case "lab" -> new LabVerb();
      case "likelihood" -> new LikelihoodVerb();
      case "replay" -> new ReplayVerb();
      case "backends" -> new BackendsVerb();
      default -> {
        List<String> names = SUMMARIES.stream().map(s -> s[0]).toList();
        throw new IllegalArgumentException("no verb \"" + name + "\"" + Nearest.hint(name, names) + ". Verbs: " + String.join(", ", names)
            + ". See counterflow --help");
      }
    };
  }

  /** What {@code counterflow --help} shows. */
  public static String help() {
    var text = new StringBuilder("""
        Counterflow draws samples from score-based diffusion models.

        Usage: counterflow [--plugins DIR] VERB [OPTION...]

        Verbs:
        """);
    for (String[] s : SUMMARIES) text.append("  ").append(s[0]).append(" ".repeat(13 - s[0].length())).append(s[1]).append('\n');
    return text.append("""

        counterflow sample draws 40 samples of the bundled network into samples.png.
        counterflow VERB --help shows the options of a verb; with --json a verb prints JSON.
        Solvers, grids and other parts take parameters as id:key=value,key=value.

        Options:
          --help, -h     shows this help
          --version, -V  shows the version
          --plugins DIR  adds the plugins in a folder (also COUNTERFLOW_PLUGINS=DIR)
          --stacktrace   shows where an error comes from (also COUNTERFLOW_STACKTRACE=1)
        """).toString();
  }
}
