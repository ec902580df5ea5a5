package org.counterflow.formats.schedulers;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a scheduler is made of, as texts of the catalogue.
 *
 * @param schedule the process that the network was trained on, and that the run goes along
 * @param grid where the run stops
 * @param solver what makes the steps
 * @param prediction what the network's output means
 * @param time what the network is told as its time
 * @param rule on the data estimate, or null
 * @param steps updates: what was asked for, or as many as a list in the configuration has
 * @param unused keys of the configuration that change nothing here, in order
 */
public record SchedulerParts(String schedule, String grid, String solver, String prediction, String time, @Nullable String rule, int steps,
    List<String> unused) {
  /** Copies the list. */
  public SchedulerParts {
    unused = List.copyOf(unused);
  }
}
