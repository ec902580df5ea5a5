package org.counterflow.solvers;

import org.counterflow.api.score.OutputRule;
import org.counterflow.solvers.rule.Clip;
import org.counterflow.solvers.rule.Inpaint;
import org.counterflow.solvers.rule.Threshold;

/** Output rules with their usual settings; the types have the others. */
public final class Rules {
  private Rules() {}

  /** The data estimate's elements into [-1, 1]; see {@link Clip}. */
  public static OutputRule clip() {
    return new Clip();
  }

  /**
   * The data estimate's elements into [-bound, bound]; see {@link Clip}.
   *
   * @param bound above 0
   */
  public static OutputRule clip(double bound) {
    return new Clip(bound);
  }

  /** Known data in place of the estimate, where a mask says so; see {@link Inpaint}. */
  public static OutputRule inpaint() {
    return new Inpaint();
  }

  /** Dynamic thresholding at each sample's 0.995 quantile; see {@link Threshold}. */
  public static OutputRule threshold() {
    return new Threshold();
  }
}
