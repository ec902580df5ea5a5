package org.counterflow.solvers.schedule;

import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;

/**
 * The variance-exploding process with sigma geometric in time: {@code alpha = 1}, {@code sigma = sigma-min (sigma-max/sigma-min)^t};
 * {@code ve} in the catalogue.
 *
 * <p>Times from 0 to 1. Clean data lie at no finite time of the formula; time -0.001 stands for it: from 0 to there sigma falls linearly to 0. Equal steps in time are equal steps in lambda. Starting normals are multiplied by the sigma of the first point.
 *
 * <p>Elsewhere: {@code VESDE} of Song et al., {@code ScoreSdeVeScheduler} (diffusers), whose networks are told sigma.
 *
 * @param sigmaMin sigma at time 0, above 0; 0.01 by default
 * @param sigmaMax sigma at time 1, above sigmaMin; 50 by default; 1348 for large pictures
 * @param initialScale of the starting normals; {@code sigma} by default
 * @see <a href="https://arxiv.org/abs/2011.13456">Song et al. 2021</a>, appendix C
 */
public record VarianceExploding(double sigmaMin, double sigmaMax, InitialScale initialScale) implements NoiseSchedule {
  private static final double CLEAN = -0.001;

  private static final Parameter<Double> SIGMA_MIN = Parameter.number("sigma-min", 0.01, 0, 1e6, "sigma at time 0").above();
  private static final Parameter<Double> SIGMA_MAX = Parameter.number("sigma-max", 50, 0, 1e6, "sigma at time 1, above sigma-min").above();
  private static final Parameter<InitialScale> SCALE = InitialScale.parameter(InitialScale.SIGMA);

  /** How it is named and made. */
  public static final Part<VarianceExploding> PART = Part
      .of(VarianceExploding.class, "ve", "variance-exploding: alpha 1, sigma geometric in time", "arXiv:2011.13456")
      .with(SIGMA_MIN, VarianceExploding::sigmaMin).with(SIGMA_MAX, VarianceExploding::sigmaMax).with(SCALE, VarianceExploding::initialScale)
      .made(a -> new VarianceExploding(a.get(SIGMA_MIN), a.get(SIGMA_MAX), a.get(SCALE)));

  /** Checks the ranges. */
  public VarianceExploding {
    PART.checked(SIGMA_MIN, sigmaMin);
    PART.checked(SIGMA_MAX, sigmaMax);
    if (sigmaMax <= sigmaMin)
      throw new IllegalArgumentException("ve: sigma-max must be above sigma-min (" + sigmaMin + "), was " + sigmaMax);
  }

  /** That of Song et al. for small pictures, sigma from 0.01 to 50. */
  public VarianceExploding() {
    this(SIGMA_MIN.byDefault(), SIGMA_MAX.byDefault(), SCALE.byDefault());
  }

  private double logRange() {
    return StrictMath.log(sigmaMax / sigmaMin);
  }

  @Override
  public Point at(double time) {
    return new Point(time, 1, time < 0 ? (1 - time / CLEAN) * sigmaMin : time == 1 ? sigmaMax : sigmaMin * StrictMath.exp(time * logRange()));
  }

  @Override
  public double timeOfLambda(double lambda) {
    double log = -lambda - StrictMath.log(sigmaMin);
    return log < 0 ? -CLEAN * StrictMath.expm1(log) : log / logRange();
  }

  @Override
  public Point atLambda(double lambda) {
    return lambda == Double.POSITIVE_INFINITY ? clean() : new Point(timeOfLambda(lambda), 1, StrictMath.exp(-lambda));
  }

  @Override
  public Point rate(double time) {
    return new Point(1, 0, time < 0 ? -sigmaMin / CLEAN : at(time).sigma() * logRange());
  }

  /** Throws: networks of this process are told sigma or its logarithm. */
  @Override
  public double unit(Point p) {
    throw new IllegalArgumentException(this + " has no steps: its networks take the time sigma or log-sigma");
  }

  @Override
  public Point clean() {
    return new Point(CLEAN, 1, 0);
  }

  @Override
  public Point earliest() {
    return at(0);
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
