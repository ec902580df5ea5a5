package org.counterflow.diagnostics.internal.libraries;

import static org.counterflow.formats.internal.mapping.Texts.around;
import static org.counterflow.formats.internal.mapping.Texts.part;
import static org.counterflow.formats.internal.mapping.Texts.unless;

import java.util.List;
import org.counterflow.formats.internal.mapping.Keys;
import org.jspecify.annotations.Nullable;

/** What the official codes of DPM-Solver and UniPC share: processes, spacings, models. */
final class Official {
  private final Keys k;
  private final Table table;
  private final boolean discrete;

  Official(Keys k, Table table) {
    this.k = k;
    this.table = table;
    discrete = k.word("schedule", "linear", List.of("linear", "discrete")).equals("discrete");
  }

  String schedule() {
    double min = k.number("continuous_beta_0", 0.1), max = k.number("continuous_beta_1", 20);
    return discrete ? table.text(null) : part("vp", "beta-min", unless(0.1, min), "beta-max", unless(20.0, max));
  }

  String prediction() {
    return switch (k.word("model_type", "noise", List.of("noise", "x_start", "v", "score"))) {
      case "x_start" -> "data";
      case "v" -> "velocity";
      case "score" -> "score";
      default -> "epsilon";
    };
  }

  boolean uniformInLambda() {
    return skip().equals("logSNR");
  }

  private String skip() {
    return k.word("skip_type", "time_uniform", List.of("logSNR", "time_uniform", "time_quadratic"));
  }

  /** The two ends of an adaptive run. */
  String adaptive() {
    skip();
    return between("log-snr");
  }

  /** The spacing of the nodes, between the ends of the process or those that are given. */
  String grid() {
    return between(switch (skip()) {
      case "logSNR" -> "log-snr";
      case "time_uniform" -> "time-uniform";
      default -> "time-quadratic";
    });
  }

  private String between(String grid) {
    Object from = time("t_start"), to = time("t_end");
    return from == null && to == null ? grid : around("within", grid, "from", from, "to", to);
  }

  /** A time in (0, 1] as the schedule has it: entry i of a table of T is at (i + 1) / T. */
  private @Nullable Object time(String key) {
    if (!k.has(key)) return null;
    double t = k.number(key, 0, 1e-9, 1);
    return discrete ? t * table.entries() - 1 : t;
  }
}
