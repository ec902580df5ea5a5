package org.counterflow.solvers.grid;

import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;

/**
 * N equal steps in the time of a variance-preserving process, from 1 to end, then clean data: {@code vp} among the grids.
 *
 * <p>Places are named by sigma/alpha, {@code s^2 = exp(beta-d t^2 / 2 + beta-min t) - 1}, and so can be visited along any process.
 *
 * <p>Elsewhere: {@code get_sigmas_vp} (k-diffusion); fitted, the discretization {@code vp} of EDM and {@code time_uniform} of diff-sampler.
 *
 * @param betaD beta at time 1 less that at 0, at least 0; 19.9 by default
 * @param betaMin beta at time 0, above 0; 0.1 by default
 * @param end the last time, above 0 and below 1; 0.001 by default
 * @param beta {@code given} by default
 * @see <a href="https://arxiv.org/abs/2206.00364">Karras et al. 2022</a>, table 1
 */
public record VpTimes(double betaD, double betaMin, double end, Beta beta) implements TimeGrid {
  /** Which beta. */
  public enum Beta {
    /** beta-d and beta-min. */
    GIVEN,
    /** Those with which the times 1 and end are the schedule's ends. */
    FITTED
  }

  private static final Parameter<Double> BETA_D = Parameter.number("beta-d", 19.9, 0, 1e6, "beta at time 1 less that at time 0");
  private static final Parameter<Double> BETA_MIN = Parameter.number("beta-min", 0.1, 0, 1e6, "beta at time 0").above();
  private static final Parameter<Double> END = Parameter.number("end", 1e-3, 0, 1, "the last time").above().below();
  private static final Parameter<Beta> BETA = Parameter.choice("beta", Beta.GIVEN,
      "beta-d and beta-min as given, or those with which the grid ends where the schedule does");

  /** How it is named and made. */
  public static final Part<VpTimes> PART = Part
      .of(VpTimes.class, "vp", "equal steps in the time of a variance-preserving process, then clean data", "arXiv:2206.00364")
      .with(BETA_D, VpTimes::betaD).with(BETA_MIN, VpTimes::betaMin).with(END, VpTimes::end).with(BETA, VpTimes::beta)
      .made(a -> new VpTimes(a.get(BETA_D), a.get(BETA_MIN), a.get(END), a.get(BETA)));

  /** Checks the ranges. */
  public VpTimes {
    PART.checked(BETA_D, betaD);
    PART.checked(BETA_MIN, betaMin);
    PART.checked(END, end);
  }

  /** That of Song et al., down to 0.001. */
  public VpTimes() {
    this(BETA_D.byDefault(), BETA_MIN.byDefault(), END.byDefault(), BETA.byDefault());
  }

  @Override
  public List<Point> on(NoiseSchedule schedule, int steps) {
    Nodes.requireSteps(steps);
    boolean fitted = beta == Beta.FITTED;
    double d = betaD, min = betaMin;
    if (fitted) {
      double most = log(Nodes.inside(this, schedule, schedule.latest(), "beta-d").ratio()), least = log(schedule.earliest().ratio());
      d = 2 * (most - least / end) / (1 - end);
      min = most - 0.5 * d;
    }
    var nodes = new ArrayList<Point>(steps + 1);
    for (int i = 0; i < steps; i++) {
      double t = i == 0 ? 1 : i == steps - 1 ? end : 1 + i * ((end - 1) / (steps - 1));
      Point p = Measure.RATIO.at(this, schedule, StrictMath.sqrt(StrictMath.expm1((0.5 * d * t + min) * t)));
      nodes.add(!fitted || i > 0 && i < steps - 1 ? p : i == 0 ? schedule.latest() : schedule.earliest());
    }
    nodes.add(schedule.clean());
    return Nodes.ordered(this, schedule, nodes);
  }

  /** {@code log(1 + s^2) = -2 log alpha}. */
  private static double log(double ratio) {
    return StrictMath.log1p(ratio * ratio);
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
