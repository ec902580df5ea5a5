package org.counterflow.solvers.schedule;

import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;

/**
 * The straight path: {@code alpha = 1 - s}, {@code sigma = s} with {@code s = shift t / (1 + (shift - 1) t)}.
 *
 * <p>Times from 0.001 to 1; time 1 is pure noise (alpha = 0), time 0 clean data, and others mean nothing. A shift above 1 spends more
 * of the time at high noise, as large images need. Networks are told s, not t: the label {@code unit} is s, {@code step} 1000 s.
 *
 * <p>Elsewhere: {@code FlowMatchEulerDiscreteScheduler} (diffusers), whose dynamic shift is {@code exp(mu)}.
 *
 * @param shift above 0; 1, no shift, by default; 3 in Stable Diffusion 3
 * @param initialScale of the starting normals; {@code unit} by default
 * @see <a href="https://arxiv.org/abs/2209.03003">Liu, Gong, Liu 2022</a>
 * @see <a href="https://arxiv.org/abs/2403.03206">Esser et al. 2024</a>, equation 23, for the shift
 */
public record RectifiedFlow(double shift, InitialScale initialScale) implements NoiseSchedule {
  private static final double EARLIEST = 0.001;

  private static final Parameter<Double> SHIFT = Parameter.number("shift", 1, 0, 1e6,
      "above 1 more of the time is spent at high noise (Stable Diffusion 3: 3)").above();
  private static final Parameter<InitialScale> SCALE = InitialScale.parameter(InitialScale.UNIT);

  /** How it is named and made. */
  public static final Part<RectifiedFlow> PART = Part
      .of(RectifiedFlow.class, "rectified-flow", "the straight path: alpha 1 - t, sigma t", "arXiv:2209.03003")
      .with(SHIFT, RectifiedFlow::shift).with(SCALE, RectifiedFlow::initialScale)
      .made(a -> new RectifiedFlow(a.get(SHIFT), a.get(SCALE)));

  /** Checks the range. */
  public RectifiedFlow {
    PART.checked(SHIFT, shift);
  }

  /** Without a shift. */
  public RectifiedFlow() {
    this(SHIFT.byDefault());
  }

  /** The usual scale of starting normals. */
  public RectifiedFlow(double shift) {
    this(shift, SCALE.byDefault());
  }

  @Override
  public Point at(double time) {
    double scale = 1 + (shift - 1) * time;
    return new Point(time, (1 - time) / scale, shift * time / scale);
  }

  @Override
  public double timeOfLambda(double lambda) {
    return 1 / (1 + shift * StrictMath.exp(lambda));
  }

  // By way of the time, 1 - t would lose the digits of a small alpha.
  @Override
  public Point atLambda(double lambda) {
    if (lambda == Double.POSITIVE_INFINITY) return clean();
    double e = StrictMath.exp(-Math.abs(lambda)), large = 1 / (1 + e), small = e / (1 + e);
    return lambda > 0 ? new Point(timeOfLambda(lambda), large, small) : new Point(timeOfLambda(lambda), small, large);
  }

  @Override
  public Point rate(double time) {
    double scale = 1 + (shift - 1) * time, rate = shift / (scale * scale);
    return new Point(1, -rate, rate);
  }

  /** The noise level {@code sigma / (alpha + sigma)}: s, whatever the shift. */
  @Override
  public double unit(Point p) {
    return p.sigma() / (p.alpha() + p.sigma());
  }

  /** 1000, as diffusers and Stable Diffusion 3 have it. */
  @Override
  public double lastStep() {
    return 1000;
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
