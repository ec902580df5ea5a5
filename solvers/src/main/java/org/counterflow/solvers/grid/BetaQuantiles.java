package org.counterflow.solvers.grid;

import java.util.List;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.solvers.math.Quantile;

/**
 * N nodes at quantiles of a beta distribution, dense at both ends, then clean data: {@code beta}.
 *
 * <p>With q the quantile function of Beta(a, b), for i = 0 .. N-1, of sigma/alpha or of the level
 * <pre>s_i = to + q(1 - i/(N-1)) (from - to)</pre>
 * between the schedule's ends; of time, as the paper has it, {@code q(1 - i/N)} of the way from the earliest to the latest, not rounded to
 * entries.
 *
 * <p>Elsewhere: {@code use_beta_sigmas} (diffusers) of sigma/alpha; {@code beta} and, with a = 0.5, b = 0.7, {@code beta57} of time (ComfyUI, which
 * rounds and leaves out what it then has twice).
 *
 * @param a above 0; 0.6 by default
 * @param b above 0; 0.6 by default
 * @param of what is spaced; {@code ratio} by default
 * @see <a href="https://arxiv.org/abs/2407.12173">Lee et al. 2024</a>
 */
public record BetaQuantiles(double a, double b, Of of) implements TimeGrid {
  /** What is spaced. */
  public enum Of {
    /** {@code sigma/alpha}. */
    RATIO,
    /** {@code sigma/(alpha + sigma)}. */
    LEVEL,
    /** The schedule's time. */
    TIME
  }

  private static final Parameter<Double> A = Parameter.number("a", 0.6, 0, 100, "the smaller, the denser at data").above();
  private static final Parameter<Double> B = Parameter.number("b", 0.6, 0, 100, "the smaller, the denser at noise").above();
  private static final Parameter<Of> OF = Parameter.choice("of", Of.RATIO,
      "what is spaced: sigma/alpha (diffusers), the noise level of flows, or time (the paper, ComfyUI)");

  /** How it is named and made. */
  public static final Part<BetaQuantiles> PART = Part
      .of(BetaQuantiles.class, "beta", "quantiles of a beta distribution, dense at both ends, then clean data", "arXiv:2407.12173")
      .with(A, BetaQuantiles::a).with(B, BetaQuantiles::b).with(OF, BetaQuantiles::of)
      .made(args -> new BetaQuantiles(args.get(A), args.get(B), args.get(OF)));

  /** That of ComfyUI by its name. */
  public static final Part<BetaQuantiles> BETA57 = Part
      .of(BetaQuantiles.class, "beta57", "beta:a=0.5,b=0.7,of=time by its name in ComfyUI", "arXiv:2407.12173")
      .made(args -> new BetaQuantiles(0.5, 0.7, Of.TIME));

  /** Checks the ranges. */
  public BetaQuantiles {
    PART.checked(A, a);
    PART.checked(B, b);
  }

  /** Of sigma/alpha, a = b = 0.6. */
  public BetaQuantiles() {
    this(A.byDefault(), B.byDefault(), OF.byDefault());
  }

  @Override
  public List<Point> on(NoiseSchedule schedule, int steps) {
    if (of == Of.TIME) return inTime(schedule, steps);
    Measure measure = of == Of.RATIO ? Measure.RATIO : Measure.LEVEL;
    return measure.along(this, schedule, steps, Double.POSITIVE_INFINITY, 0,
        (from, to) -> u -> StrictMath.log(to + Quantile.beta(1 - u, a, b) * (from - to)));
  }

  private List<Point> inTime(NoiseSchedule schedule, int steps) {
    double first = schedule.earliest().time(), range = schedule.latest().time() - first;
    return Nodes.fromLatest(this, schedule, steps, i -> schedule.at(first + range * Quantile.beta(1 - (double) i / steps, a, b)));
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
