package org.counterflow.solvers.schedule;

import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;

/**
 * The cosine table in continuous time: {@code alpha = cos(a(t)) / cos(a(0))} with {@code a(t) = pi/2 (t + s)/(1 + s)},
 * {@code sigma^2 = 1 - alpha^2}.
 *
 * <p>Times from 0.001 to 0.9946, where the table's bound on beta would set in, though the formula holds up to 1; time 0 is clean data.
 *
 * <p>Elsewhere: {@code schedule="cosine"} of the official code of DPM-Solver, with the same end.
 *
 * @param offset s, at least 0; 0.008 by default
 * @param initialScale of the starting normals; {@code unit} by default
 * @see <a href="https://arxiv.org/abs/2102.09672">Nichol, Dhariwal 2021</a>, equation 17
 */
public record VpCosine(double offset, InitialScale initialScale) implements NoiseSchedule {
  private static final double EARLIEST = 0.001, LATEST = 0.9946;

  private static final Parameter<Double> OFFSET = Parameter.number("offset", 0.008, 0, 1, "keeps the noise of the first steps from vanishing");
  private static final Parameter<InitialScale> SCALE = InitialScale.parameter(InitialScale.UNIT);

  /** How it is named and made. */
  public static final Part<VpCosine> PART = Part
      .of(VpCosine.class, "vp-cosine", "variance-preserving in continuous time, alpha a quarter of a cosine", "arXiv:2102.09672")
      .with(OFFSET, VpCosine::offset).with(SCALE, VpCosine::initialScale).made(a -> new VpCosine(a.get(OFFSET), a.get(SCALE)));

  /** Checks the range. */
  public VpCosine {
    PART.checked(OFFSET, offset);
  }

  /** An offset of 0.008. */
  public VpCosine() {
    this(OFFSET.byDefault(), SCALE.byDefault());
  }

  private double angle(double time) {
    return Math.PI / 2 * (time + offset) / (1 + offset);
  }

  /** {@code 1 - alpha^2} by the product of two sines: no difference of numbers near 1. */
  @Override
  public Point at(double time) {
    double a = angle(time), first = angle(0), scale = StrictMath.cos(first);
    double sigma = StrictMath.sqrt(StrictMath.sin(a - first) * StrictMath.sin(a + first)) / scale;
    return new Point(time, StrictMath.cos(a) / scale, sigma);
  }

  @Override
  public double timeOfLambda(double lambda) {
    // cos a = alpha cos f and sin^2 a = sin^2 f + sigma^2 cos^2 f; a - f by its sine and cosine, lest a small time be lost.
    double f = angle(0), sin = StrictMath.sin(f), cos = StrictMath.cos(f);
    double cosine = StrictMath.exp(VpIdentities.logAlpha(lambda)) * cos, noise = StrictMath.exp(VpIdentities.logAlpha(-lambda)) * cos;
    double sine = StrictMath.hypot(sin, noise);
    double difference = StrictMath.atan2(noise * noise / (sine * cos + cosine * sin), cosine * cos + sine * sin);
    return difference / (Math.PI / 2) * (1 + offset);
  }

  @Override
  public Point atLambda(double lambda) {
    if (lambda == Double.POSITIVE_INFINITY) return clean();
    return new Point(timeOfLambda(lambda), StrictMath.exp(VpIdentities.logAlpha(lambda)), StrictMath.exp(VpIdentities.logAlpha(-lambda)));
  }

  @Override
  public Point rate(double time) {
    Point p = at(time);
    double alpha = -Math.PI / 2 / (1 + offset) * StrictMath.sin(angle(time)) / StrictMath.cos(angle(0));
    return new Point(1, alpha, -p.alpha() * alpha / p.sigma());
  }

  @Override
  public Point earliest() {
    return at(EARLIEST);
  }

  @Override
  public Point latest() {
    return at(LATEST);
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
