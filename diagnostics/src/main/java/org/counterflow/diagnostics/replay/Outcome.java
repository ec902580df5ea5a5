package org.counterflow.diagnostics.replay;

import org.counterflow.diagnostics.recorded.CaseRecipe;
import org.jspecify.annotations.Nullable;

/**
 * How a recorded run came out.
 *
 * @param id of the case
 * @param verdict on it
 * @param recipe what it was run with, or null where there is none
 * @param deviation the greatest difference of a state, relative to the greater of 1 and the recorded value; NaN where nothing was compared
 * @param tolerance the record's
 * @param reason what is wrong or missing; empty where all is well
 */
public record Outcome(String id, Verdict verdict, @Nullable CaseRecipe recipe, double deviation, double tolerance, String reason) {
  /** What can be said of a run. */
  public enum Verdict {
    /** All states are within the record's tolerance, and evaluations are where and as many as they were. */
    WITHIN,
    /** Something is not. */
    OUTSIDE,
    /** It could not be run: a part or an option is not known, or the run failed. */
    NOT_REPRODUCED;

    /** In lower case, with hyphens. */
    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }

  /** Whether it is as recorded. */
  public boolean passed() {
    return verdict == Verdict.WITHIN;
  }
}
