package org.counterflow.diagnostics.recorded;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What makes a recorded run again, as texts of the catalogue.
 *
 * @param schedule the run's process
 * @param grid where it stops
 * @param solver what makes the steps
 * @param prediction what the network returns
 * @param rule on the data estimate, or null
 * @param steps updates
 * @param compare what the record lists
 * @param at the steps after which the listed states are; empty for all, from 0
 * @param network what the peer's network is told
 * @param denoised whether one more evaluation gives the data at the end
 */
public record CaseRecipe(String schedule, String grid, String solver, String prediction, @Nullable String rule, int steps, Compare compare,
    List<Integer> at, Asked network, boolean denoised) {
  /** What the states of a record are. */
  public enum Compare {
    /** States after steps; where the record tells nodes, the others are inputs of the model. */
    STATES,
    /** The model's inputs in order, and the result. */
    INPUTS,
    /** The first and the last state alone. */
    ENDS
  }

  /** What the peer's network is told, or what becomes of what it says. */
  public enum Asked {
    /** The place where the state is. */
    PLACE,
    /** The nearest entry of the table. */
    NEAREST,
    /** The entry below. */
    BELOW,
    /** Anything: the peer puts 0 in place of the output. */
    NOTHING
  }

  /** Copies the list. */
  public CaseRecipe {
    at = List.copyOf(at);
  }

  /** A run whose states are compared after each step. */
  public static CaseRecipe of(String schedule, String grid, String solver, String prediction, int steps) {
    return new CaseRecipe(schedule, grid, solver, prediction, null, steps, Compare.STATES, List.of(), Asked.PLACE, false);
  }

  /** The same under a rule, or under none. */
  public CaseRecipe under(@Nullable String rule) {
    return new CaseRecipe(schedule, grid, solver, prediction, rule, steps, compare, at, network, denoised);
  }

  /** The same with another comparison. */
  public CaseRecipe comparing(Compare what) {
    return new CaseRecipe(schedule, grid, solver, prediction, rule, steps, what, at, network, denoised);
  }

  /** The same where states are listed after some steps alone. */
  public CaseRecipe listedAt(List<Integer> steps) {
    return new CaseRecipe(schedule, grid, solver, prediction, rule, this.steps, compare, steps, network, denoised);
  }

  /** The same where the network is asked otherwise. */
  public CaseRecipe asking(Asked what) {
    return new CaseRecipe(schedule, grid, solver, prediction, rule, steps, compare, at, what, denoised);
  }

  /** The same with one more evaluation at the end, or without. */
  public CaseRecipe denoised(boolean last) {
    return new CaseRecipe(schedule, grid, solver, prediction, rule, steps, compare, at, network, last);
  }

  /** {@code SOLVER, 10 steps of GRID along SCHEDULE, epsilon}. */
  @Override
  public String toString() {
    return solver + ", " + steps + (steps == 1 ? " step of " : " steps of ") + grid + " along " + schedule + ", " + prediction
        + (rule == null ? "" : ", under " + rule) + switch (network) {
          case PLACE -> "";
          case NEAREST -> ", network-time=rint";
          case BELOW -> ", network-time=floor";
          case NOTHING -> ", network:output=zero";
        } + (denoised ? ", then the data estimate" : "");
  }
}
