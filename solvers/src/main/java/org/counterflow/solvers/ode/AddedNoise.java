package org.counterflow.solvers.ode;

import java.util.function.Function;
import org.counterflow.api.part.Arguments;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.tensor.Expr;

/**
 * Ancestral noise in a step from p to q: a solver steps to less noise than asked for, and fresh noise makes up the difference. With {@code s =
 * sigma/alpha}:
 * <pre>s_up = eta s(q) sqrt(1 - s(q)^2/s(p)^2),   s_down = sqrt(s(q)^2 - s_up^2)
 * x' = alpha(q)/alpha(d) x(d) + alpha(q) s_up scale z,   d the point of s_down</pre>
 * With {@code floor=sigma-min} s_down is at least that of the schedule's earliest point, and s_up what is left.
 *
 * @param eta share of the ancestral noise, in [0, 1]; 0 by default, none
 * @param scale factor on the noise, in [0, 2]; 1 by default
 * @param floor how far down the solver goes; {@code none} by default
 */
public record AddedNoise(double eta, double scale, Floor floor) {
  /** How far down a solver goes before noise is added. */
  public enum Floor {
    /** As far as eta says. */
    NONE,
    /** Not below the schedule's earliest point. */
    SIGMA_MIN
  }

  /** The factor on the noise. */
  public static final Parameter<Double> SCALE = Parameter.number("s-noise", 1, 0, 2, "factor on the added noise (k-diffusion's s_noise)");
  /** How far down. */
  public static final Parameter<Floor> FLOOR = Parameter.choice("floor", Floor.NONE,
      "how far down the inner solver goes: sigma-min, not below the schedule's earliest point, as k-diffusion's dpm_fast and dpm_adaptive");
  private static final Parameter<Double> ETA = Parameter.number("eta", 0, 0, 1, "share of the ancestral noise; 0 is deterministic");

  /** None. */
  public static final AddedNoise NONE = new AddedNoise(ETA.byDefault(), SCALE.byDefault(), FLOOR.byDefault());

  /**
   * Where a step goes before noise is added.
   *
   * @param point d
   * @param up s_up
   */
  public record Descent(Point point, double up) {}

  /** Checks the ranges. */
  public AddedNoise {
    ETA.checked(eta);
    SCALE.checked(scale);
  }

  /** The part with these parameters besides. */
  static <T> Part<T> of(Part<T> part, Function<? super T, AddedNoise> noise) {
    return part.with(ETA, t -> noise.apply(t).eta).with(SCALE, t -> noise.apply(t).scale).with(FLOOR, t -> noise.apply(t).floor);
  }

  static AddedNoise of(Arguments a) {
    return new AddedNoise(a.get(ETA), a.get(SCALE), a.get(FLOOR));
  }

  /** {@code s_up} of a step, by the share eta of its ancestral noise. */
  public static double up(Point p, Point q, double eta) {
    double to = q.ratio(), fall = to / p.ratio();
    return eta * to * StrictMath.sqrt(1 - fall * fall);
  }

  /** Where a step to q goes that so much noise is added to; to q itself if there is none, or no room for it. */
  public static Descent descent(NoiseSchedule schedule, Point q, double up, Floor floor) {
    double to = q.ratio(), left = up;
    double least = floor == Floor.SIGMA_MIN ? schedule.earliest().ratio() : 0, below = (to - up) * (to + up);
    if (below < least * least) {
      below = least * least;
      left = StrictMath.sqrt(Math.max(0, (to - least) * (to + least)));
    }
    return left == 0 ? new Descent(q, 0) : new Descent(schedule.atLambda(-0.5 * StrictMath.log(below)), left);
  }

  /** Where a step from p to q goes before the noise. */
  Descent descent(NoiseSchedule schedule, Point p, Point q) {
    return eta == 0 ? new Descent(q, 0) : descent(schedule, q, up(p, q, eta), floor);
  }

  /** A state at the descent's point on the scale of q. */
  static Expr at(Point q, Expr x, Descent d) {
    return d.up == 0 ? x : x.times(q.alpha() / d.point.alpha());
  }
}
