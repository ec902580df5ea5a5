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
  private static final double EARLIEST = 1e-3;

  private static final Parameter<Double> BETA_MIN = Parameter.number("beta-min", 0.1, 0, 1e6, "beta at time 0").above();
  private static final Parameter<Double> BETA_MAX = Parameter.number("beta-max", 20, 0, 1e6, "beta at time 1, at least beta-min").above();
  private static final Parameter<InitialScale> SCALE = InitialScale.parameter(InitialScale.UNIT);

  /** How it is named and made. */
  public static final Part<VariancePreserving> PART = Part
      .of(VariancePreserving.class, "vp", "variance-preserving in continuous time, beta linear", "arXiv:2011.13456")
      .with(BETA_MIN, VariancePreserving::betaMin).with(BETA_MAX, VariancePreserving::betaMax)
      .with(SCALE, VariancePreserving::initialScale)
      .made(a -> new VariancePreserving(a.get(BETA_MIN), a.get(BETA_MAX), a.get(SCALE)));

  /** Checks the ranges. */
  public VariancePreserving {
    PART.checked(BETA_MIN, betaMin);
    PART.checked(BETA_MAX, betaMax);
    if (betaMax < betaMin) throw new IllegalArgumentException("vp: beta-max must be at least beta-min (" + betaMin + "), was " + betaMax);
  }

  /** That of Song et al., beta from 0.1 to 20. */
  public VariancePreserving() {
    this(BETA_MIN.byDefault(), BETA_MAX.byDefault());
  }

  /** The usual scale of starting normals. */
  public VariancePreserving(double betaMin, double betaMax) {
    this(betaMin, betaMax, SCALE.byDefault());
  }

  @Override
  public Point at(double time) {
    double log = -(0.25 * (betaMax - betaMin) * time + 0.5 * betaMin) * time;
    return new Point(time, StrictMath.exp(log), VpIdentities.sigma(log));
  }

  @Override
  public double timeOfLambda(double lambda) {
    double c = -VpIdentities.logAlpha(lambda), a = 0.25 * (betaMax - betaMin), b = 0.5 * betaMin;
    return 2 * c / (b + StrictMath.sqrt(b * b + 4 * a * c));
  }

  @Override
  public Point rate(double time) {
    Point p = at(time);
    double alpha = -0.5 * (betaMin + (betaMax - betaMin) * time) * p.alpha();
    return new Point(1, alpha, -p.alpha() * alpha / p.sigma());
  }

  @Override
  public Point earliest() {
    return at(EARLIEST);
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
