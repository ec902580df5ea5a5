package org.counterflow.diagnostics.internal.libraries;

import static org.counterflow.formats.internal.mapping.Texts.part;
import static org.counterflow.formats.internal.mapping.Texts.unless;

import java.util.List;
import java.util.Map;
import org.counterflow.formats.internal.mapping.Keys;
import org.jspecify.annotations.Nullable;

/**
 * The problem's table of betas, for libraries that are handed one.
 *
 * @param betas schedule, ends and entries
 * @param where what messages call the record
 */
record Table(Map<String, Object> betas, String where) {
  /**
   * As text.
   *
   * @param scale of the starting normals, or null for 1
   */
  String text(@Nullable String scale) {
    var k = new Keys(where + ", problem", betas, Map.of());
    double start = k.number("beta_start"), end = k.number("beta_end");
    Object entries = unless(1000, entries());
    return switch (k.word("schedule", "linear", List.of("linear", "scaled_linear"))) {
      case "linear" -> part("linear", "beta-start", unless(1e-4, start), "beta-end", unless(0.02, end), "steps", entries, "initial-scale", scale);
      default -> part("scaled-linear", "beta-start", unless(0.00085, start), "beta-end", unless(0.012, end), "steps", entries, "initial-scale",
          scale);
    };
  }

  int entries() {
    return new Keys(where + ", problem", betas, Map.of()).whole("num_train_timesteps", 2, 1_000_000);
  }
}
