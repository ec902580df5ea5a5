package org.counterflow.solvers.schedule;

import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;

/**
 * The variance-exploding process of EDM: {@code alpha = 1}, {@code sigma = t}.
 *
 * <p>Time is sigma; time 0 is clean data, and each sigma above 0 has its point. Starting normals are multiplied by the sigma of the
 * first point.
 *
 * @param sigmaMin sigma of the earliest point, above 0; 0.002 by default
 * @param sigmaMax sigma of the latest point, above sigmaMin; 80 by default
 * @param initialScale of the starting normals; {@code sigma} by default, {@code total} in diffusers' EDM schedulers
 * @see <a href="https://arxiv.org/abs/2206.00364">Karras et al. 2022</a>, table 1
 */
public record Edm(double sigmaMin, double sigmaMax, InitialScale initialScale) implements NoiseSchedule {
  private static final Parameter<Double> SIGMA_MIN = Parameter.number("sigma-min", 0.002, 0, 1e6, "sigma of the earliest point").above();
  private static final Parameter<Double> SIGMA_MAX = Parameter.number("sigma-max", 80, 0, 1e6,
      "sigma of the latest point, above sigma-min").above();
  private static final Parameter<InitialScale> SCALE = InitialScale.parameter(InitialScale.SIGMA);

  /** How it is named and made. */
  public static final Part<Edm> PART = Part.of(Edm.class, "edm", "variance-exploding: alpha 1, sigma the time", "arXiv:2206.00364")
      .with(SIGMA_MIN, Edm::sigmaMin).with(SIGMA_MAX, Edm::sigmaMax).with(SCALE, Edm::initialScale)
      .made(a -> new Edm(a.get(SIGMA_MIN), a.get(SIGMA_MAX), a.get(SCALE)));

  /** Checks the ranges. */
  public Edm {
    PART.checked(SIGMA_MIN, sigmaMin);
    PART.checked(SIGMA_MAX, sigmaMax);
    if (sigmaMax <= sigmaMin)
      throw new IllegalArgumentException("edm: sigma-max must be above sigma-min (" + sigmaMin + "), was " + sigmaMax);
  }

  /** EDM's own, from 0.002 to 80. */
  public Edm() {
    this(SIGMA_MIN.byDefault(), SIGMA_MAX.byDefault());
  }

  /** The usual scale of starting normals. */
  public Edm(double sigmaMin, double sigmaMax) {
    this(sigmaMin, sigmaMax, SCALE.byDefault());
  }

  @Override
  public Point at(double time) {
    return new Point(time, 1, time);
  }

  @Override
  public double timeOfLambda(double lambda) {
    return StrictMath.exp(-lambda);
  }

  @Override
  public Point rate(double time) {
    return new Point(1, 0, 1);
  }

  /** Throws: networks of this process are told sigma or its logarithm. */
  @Override
  public double unit(Point p) {
    throw new IllegalArgumentException(
        this + " has neither steps nor a time in 0 to 1: its networks take the time sigma or log-sigma (EDM's own is log-sigma)");
  }

  @Override
  public Point earliest() {
    return at(sigmaMin);
  }

  @Override
  public Point latest() {
    return at(sigmaMax);
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
