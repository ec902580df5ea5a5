package org.counterflow.solvers;

import java.util.function.DoubleUnaryOperator;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.solvers.schedule.BetaTable;
import org.counterflow.solvers.schedule.Edm;
import org.counterflow.solvers.schedule.General;
import org.counterflow.solvers.schedule.RectifiedFlow;
import org.counterflow.solvers.schedule.RescaleZeroSnr;
import org.counterflow.solvers.schedule.SubVp;
import org.counterflow.solvers.schedule.VDiffusion;
import org.counterflow.solvers.schedule.VarianceExploding;
import org.counterflow.solvers.schedule.VariancePreserving;
import org.counterflow.solvers.schedule.VpCosine;

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

  /** The cosine table in continuous time; see {@link VpCosine}. */
  public static VpCosine vpCosine() {
    return new VpCosine();
  }

  /** The sub-variance-preserving process, beta from 0.1 to 20; see {@link SubVp}. */
  public static SubVp subVp() {
    return new SubVp();
  }

  /** Alpha and sigma the cosine and sine of pi t/2; see {@link VDiffusion}. */
  public static VDiffusion vDiffusion() {
    return VDiffusion.inUnits();
  }

  /** Alpha and sigma the cosine and sine of the time; see {@link VDiffusion}. */
  public static VDiffusion trigFlow() {
    return VDiffusion.inAngles();
  }

  /** The process with sigma geometric in time, from 0.01 to 50; see {@link VarianceExploding}. */
  public static VarianceExploding ve() {
    return new VarianceExploding();
  }

  /**
   * A table moved and stretched to end at pure noise; see {@link RescaleZeroSnr}.
   *
   * @param table a variance-preserving table
   */
  public static RescaleZeroSnr rescaleZeroSnr(NoiseSchedule table) {
    return new RescaleZeroSnr(table);
  }

  /**
   * The process of any drift and diffusion coefficient; see {@link General}.
   *
   * @param name what it prints as
   * @param f drift coefficient, of the time
   * @param g diffusion coefficient, of the time
   * @param earliest the time nearest to data, above 0, where clean data are
   * @param latest the time of most noise
   */
  public static NoiseSchedule general(String name, DoubleUnaryOperator f, DoubleUnaryOperator g, double earliest, double latest) {
    return General.of(name, f, g, earliest, latest);
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
