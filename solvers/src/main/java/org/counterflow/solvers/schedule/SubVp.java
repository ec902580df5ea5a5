package org.counterflow.solvers.schedule;

import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;

/**
 * The sub-variance-preserving process: alpha of {@code vp}, {@code sigma = 1 - alpha^2}.
 *
 * <p>Times as of {@link VariancePreserving}: from 1e-3 to 1, clean data at 0, none below. Its variance stays below that of {@code vp}.
 *
 * <p>Elsewhere: {@code subVPSDE} of Song et al.
 *
 * @param betaMin beta at time 0, above 0; 0.1 by default
 * @param betaMax beta at time 1, at least betaMin; 20 by default
 * @param initialScale of the starting normals; {@code unit} by default
 * @see <a href="https://arxiv.org/abs/2011.13456">Song et al. 2021</a>, equation 14
 */
public record SubVp(double betaMin, double betaMax, InitialScale initialScale) implements NoiseSchedule {
  private static final Parameter<InitialScale> SCALE = InitialScale.parameter(InitialScale.UNIT);

  /** How it is named and made. */
  public static final Part<SubVp> PART = Part
      .of(SubVp.class, "sub-vp", "alpha of vp, sigma 1 - alpha^2", "arXiv:2011.13456")
      .with(LinearBeta.MIN, SubVp::betaMin).with(LinearBeta.MAX, SubVp::betaMax).with(SCALE, SubVp::initialScale)
      .made(a -> new SubVp(a.get(LinearBeta.MIN), a.get(LinearBeta.MAX), a.get(SCALE)));

  /** Checks the ranges. */
  public SubVp {
    LinearBeta.check(PART, betaMin, betaMax);
  }

  /** That of Song et al., beta from 0.1 to 20. */
  public SubVp() {
    this(LinearBeta.MIN.byDefault(), LinearBeta.MAX.byDefault(), SCALE.byDefault());
  }

  private LinearBeta beta() {
    return new LinearBeta(betaMin, betaMax);
  }

  @Override
  public Point at(double time) {
    double log = beta().logAlpha(time);
    // Before time 0 the formula would go on as if it were data with less than no noise.
    return new Point(time, StrictMath.exp(log), time < 0 ? Double.NaN : -StrictMath.expm1(2 * log));
  }

  /** {@code alpha/(1 - alpha^2) = exp(lambda)}, solved for alpha: a quadratic, {@code log alpha = -asinh(exp(-lambda)/2)}. */
  @Override
  public double timeOfLambda(double lambda) {
    return beta().time(minusLogAlpha(lambda));
  }

  private static double minusLogAlpha(double lambda) {
    // Where exp overflows, asinh(y) = log(2 y) to all digits.
    if (lambda < -40) return -lambda;
    double y = 0.5 * StrictMath.exp(-lambda);
    return StrictMath.log1p(y + y * y / (1 + StrictMath.hypot(1, y)));
  }

  @Override
  public Point rate(double time) {
    double log = beta().logAlpha(time), slope = beta().slope(time), alpha = StrictMath.exp(log);
    return new Point(1, slope * alpha, -2 * slope * alpha * alpha);
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
