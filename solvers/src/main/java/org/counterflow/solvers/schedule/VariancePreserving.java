package org.counterflow.solvers.schedule;

import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;

/**
 * The variance-preserving process with beta linear in time: {@code log alpha = -(betaMax - betaMin) t^2 / 4 - betaMin t / 2},
 * {@code sigma^2 = 1 - alpha^2}; {@code vp} in the catalogue.
 *
 * <p>Times from 1e-3 to 1; time 0 is clean data, the formula holds for each time above it, and times below mean nothing (sigma is not
 * a number). Elsewhere: the schedule {@code linear} of the official code of DPM-Solver and UniPC, {@code VPSDE} of Song et al.
 *
 * @param betaMin beta at time 0, above 0; 0.1 by default
 * @param betaMax beta at time 1, at least betaMin; 20 by default
 * @param initialScale of the starting normals; {@code unit} by default
 * @see <a href="https://arxiv.org/abs/2011.13456">Song et al. 2021</a>, appendix C
 */
public record VariancePreserving(double betaMin, double betaMax, InitialScale initialScale) implements NoiseSchedule {
  private static final Parameter<InitialScale> SCALE = InitialScale.parameter(InitialScale.UNIT);

  /** How it is named and made. */
  public static final Part<VariancePreserving> PART = Part
      .of(VariancePreserving.class, "vp", "variance-preserving in continuous time, beta linear", "arXiv:2011.13456")
      .with(LinearBeta.MIN, VariancePreserving::betaMin).with(LinearBeta.MAX, VariancePreserving::betaMax)
      .with(SCALE, VariancePreserving::initialScale)
      .made(a -> new VariancePreserving(a.get(LinearBeta.MIN), a.get(LinearBeta.MAX), a.get(SCALE)));

  /** Checks the ranges. */
  public VariancePreserving {
    LinearBeta.check(PART, betaMin, betaMax);
  }

  /** That of Song et al., beta from 0.1 to 20. */
  public VariancePreserving() {
    this(LinearBeta.MIN.byDefault(), LinearBeta.MAX.byDefault());
  }

  /** The usual scale of starting normals. */
  public VariancePreserving(double betaMin, double betaMax) {
    this(betaMin, betaMax, SCALE.byDefault());
  }

  private LinearBeta beta() {
    return new LinearBeta(betaMin, betaMax);
  }

  @Override
  public Point at(double time) {
    double log = beta().logAlpha(time);
    return new Point(time, StrictMath.exp(log), VpIdentities.sigma(log));
  }

  @Override
  public double timeOfLambda(double lambda) {
    return beta().time(-VpIdentities.logAlpha(lambda));
  }

  @Override
  public Point rate(double time) {
    Point p = at(time);
    double alpha = beta().slope(time) * p.alpha();
    return new Point(1, alpha, -p.alpha() * alpha / p.sigma());
  }

  @Override
  public Point earliest() {
    return at(LinearBeta.EARLIEST);
  }

  @Override
  public Point latest() {
    return at(1);
  }

  @Override
  public double initialScale(Point first) {
    return initialScale.at(first);
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
