package org.counterflow.solvers;

import org.counterflow.api.score.Guidance;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.solvers.guidance.Apg;
import org.counterflow.solvers.guidance.Autoguided;
import org.counterflow.solvers.guidance.CfgPlusPlus;
import org.counterflow.solvers.guidance.ClassifierFree;

/** Guidance with its usual settings; the types have the others. */
public final class Guidances {
  private Guidances() {}

  /**
   * Classifier-free guidance; see {@link ClassifierFree}.
   *
   * @param weight 1 is none
   */
  public static ClassifierFree classifierFree(double weight) {
    return new ClassifierFree(weight);
  }

  /**
   * Away from a worse score function of the same data; see {@link Autoguided}.
   *
   * @param main what is sampled from
   * @param bad what is guided away from
   * @param weight 1 is none
   */
  public static ScoreFunction auto(ScoreFunction main, ScoreFunction bad, double weight) {
    return new Autoguided(main, bad, weight);
  }

  /**
   * Guidance whose part along the estimate is damped; see {@link Apg}.
   *
   * @param weight 1 is none
   */
  public static Guidance projected(double weight) {
    return new Apg(weight);
  }

  /**
   * The data estimate guided, the noise unconditional; see {@link CfgPlusPlus}.
   *
   * @param weight usually at most 1
   */
  public static Guidance plusPlus(double weight) {
    return new CfgPlusPlus(weight);
  }
}
