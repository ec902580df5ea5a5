package org.counterflow.solvers.schedule;

import java.util.List;
import org.counterflow.api.part.Arguments;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;

/**
 * The variance-preserving process at a constant angular speed: {@code alpha = cos(pi t / 2)}, {@code sigma = sin(pi t / 2)}.
 *
 * <p>Times from 0.001 to 1; time 1 is pure noise, alpha exactly 0, time 0 clean data, and others mean nothing. Under the name
 * {@code trig-flow} the time is the angle itself, from 0 to pi/2, as networks of continuous-time consistency models are told it.
 *
 * <p>Elsewhere: the cosine schedule of progressive distillation, {@code IPNDMScheduler} (diffusers); {@code SCMScheduler} (diffusers) for
 * {@code trig-flow}.
 *
 * @see <a href="https://arxiv.org/abs/2202.00512">Salimans, Ho 2022</a>, section 3
 * @see <a href="https://arxiv.org/abs/2410.11081">Lu, Song 2024</a>, section 3.1, for {@code trig-flow}
 */
public final class VDiffusion implements NoiseSchedule {
  private static final double EARLIEST = 0.001, QUARTER = Math.PI / 2;
  private static final Parameter<InitialScale> SCALE = InitialScale.parameter(InitialScale.UNIT);

  private static final Part<VDiffusion> V_DIFFUSION = Part
      .of(VDiffusion.class, "v-diffusion", "variance-preserving: alpha and sigma the cosine and sine of pi t/2", "arXiv:2202.00512")
      .with(SCALE).made(a -> new VDiffusion(a, 1));
  private static final Part<VDiffusion> TRIG_FLOW = Part
      .of(VDiffusion.class, "trig-flow", "variance-preserving: alpha and sigma the cosine and sine of the time", "arXiv:2410.11081")
      .with(SCALE).made(a -> new VDiffusion(a, QUARTER));

  /** How they are named and made. */
  public static final List<Part<VDiffusion>> PARTS = List.of(V_DIFFUSION, TRIG_FLOW);

  private final Arguments arguments;
  private final double last;

  private VDiffusion(Arguments arguments, double last) {
    this.arguments = arguments;
    this.last = last;
  }

  /** Times from 0 to 1. */
  public static VDiffusion inUnits() {
    return new VDiffusion(V_DIFFUSION.arguments(), 1);
  }

  /** Times from 0 to pi/2: {@code trig-flow}. */
  public static VDiffusion inAngles() {
    return new VDiffusion(TRIG_FLOW.arguments(), QUARTER);
  }

  @Override
  public Point at(double time) {
    if (time == last) return new Point(time, 0, 1);
    double angle = time / last * QUARTER;
    return new Point(time, StrictMath.cos(angle), StrictMath.sin(angle));
  }

  @Override
  public double timeOfLambda(double lambda) {
    return last * (StrictMath.atan(StrictMath.exp(-lambda)) / QUARTER);
  }

  // By way of the time, the cosine would lose the digits of a small alpha.
  @Override
  public Point atLambda(double lambda) {
    if (lambda == Double.POSITIVE_INFINITY) return clean();
    double small = StrictMath.exp(-Math.abs(lambda)), large = 1 / StrictMath.sqrt(1 + small * small);
    return lambda > 0 ? new Point(timeOfLambda(lambda), large, small * large) : new Point(timeOfLambda(lambda), small * large, large);
  }

  @Override
  public Point rate(double time) {
    Point p = at(time);
    return new Point(1, -QUARTER / last * p.sigma(), QUARTER / last * p.alpha());
  }

  @Override
  public Point earliest() {
    return at(EARLIEST * last);
  }

  @Override
  public Point latest() {
    return at(last);
  }

  @Override
  public double initialScale(Point first) {
    return arguments.get(SCALE).at(first);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof VDiffusion v && toString().equals(v.toString());
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }

  @Override
  public String toString() {
    return arguments.text();
  }
}
