package org.counterflow.solvers;

import org.counterflow.solvers.schedule.BetaTable;
import org.counterflow.solvers.schedule.Edm;
import org.counterflow.solvers.schedule.RectifiedFlow;
import org.counterflow.solvers.schedule.VariancePreserving;

/** Noise schedules. */
public final class Schedules {
  private Schedules() {}

  /**
   * DDPM's table, betas in equal steps; see {@link BetaTable#linear}.
   *
   * @param betaStart first beta, usually 1e-4
   * @param betaEnd last beta, usually 0.02
   * @param steps entries, usually 1000
   */
  public static BetaTable linear(double betaStart, double betaEnd, int steps) {
    return BetaTable.linear(betaStart, betaEnd, steps);
  }

  /**
   * Latent diffusion's table, roots of betas in equal steps; see {@link BetaTable#scaledLinear}.
   *
   * @param betaStart first beta, usually 0.00085
   * @param betaEnd last beta, usually 0.012
   * @param steps entries, usually 1000
   */
  public static BetaTable scaledLinear(double betaStart, double betaEnd, int steps) {
    return BetaTable.scaledLinear(betaStart, betaEnd, steps);
  }

  /**
   * The cosine table; see {@link BetaTable#cosine}.
   *
   * @param steps entries, usually 1000
   */
  public static BetaTable cosine(int steps) {
    return BetaTable.cosine(steps);
  }

  /**
   * The learning rates of the theory; see {@link BetaTable#liTwoPhase}.
   *
   * @param c0 usually 2
   * @param c1 usually 6
   * @param steps entries
   */
  public static BetaTable liTwoPhase(double c0, double c1, int steps) {
    return BetaTable.liTwoPhase(c0, c1, steps);
  }

  /**
   * A table of any betas; see {@link BetaTable#ofBetas}.
   *
   * @param values each above 0 and below 1
   */
  public static BetaTable betas(double... values) {
    return BetaTable.ofBetas(values);
  }

  /** The variance-preserving process in continuous time, beta from 0.1 to 20. */
  public static VariancePreserving vp() {
    return new VariancePreserving();
  }

  /**
   * The variance-preserving process in continuous time; see {@link VariancePreserving}.
   *
   * @param betaMin beta at time 0
   * @param betaMax beta at time 1
   */
  public static VariancePreserving vp(double betaMin, double betaMax) {
    return new VariancePreserving(betaMin, betaMax);
  }

  /** EDM's process, sigma from 0.002 to 80. */
  public static Edm edm() {
    return new Edm();
  }

  /**
   * EDM's process; see {@link Edm}.
   *
   * @param sigmaMin sigma of the earliest point
   * @param sigmaMax sigma of the latest point
   */
  public static Edm edm(double sigmaMin, double sigmaMax) {
    return new Edm(sigmaMin, sigmaMax);
  }

  /** The straight path. */
  public static RectifiedFlow rectifiedFlow() {
    return new RectifiedFlow();
  }

  /**
   * The straight path with shifted times; see {@link RectifiedFlow}.
   *
   * @param shift above 0; 1 is none
   */
  public static RectifiedFlow rectifiedFlow(double shift) {
    return new RectifiedFlow(shift);
  }
}
