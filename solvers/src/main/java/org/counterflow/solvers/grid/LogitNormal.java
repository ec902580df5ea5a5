package org.counterflow.solvers.grid;

import java.util.List;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.solvers.math.Quantile;

/**
 * Quantiles of the logit-normal distribution of noise levels that flows are trained with: each step covers equally many of the training
 * examples.
 *
 * <p>With Q the normal distribution's quantile function, for i = 1 .. N-1 the levels {@code s = sigma/(alpha + sigma)} are
 * <pre>logit s_i = -lambda_i = mean + deviation Q(1 - i/N)</pre>
 * from the schedule's latest point to clean data.
 *
 * @param mean of the logit; 0 by default; above 0 towards noise
 * @param deviation of the logit, above 0; 1 by default, as in Stable Diffusion 3
 * @see <a href="https://arxiv.org/abs/2403.03206">Esser et al. 2024</a>, equation 19
 */
public record LogitNormal(double mean, double deviation) implements TimeGrid {
  private static final Parameter<Double> MEAN = Parameter.number("mean", 0, -100, 100, "of the noise level's logit; above 0 towards noise");
  private static final Parameter<Double> DEVIATION = Parameter.number("deviation", 1, 0, 100, "of the noise level's logit").above();

  /** How it is named and made. */
  public static final Part<LogitNormal> PART = Part
      .of(LogitNormal.class, "logit-normal", "quantiles of the noise levels that flows are trained with, to clean data", "arXiv:2403.03206")
      .with(MEAN, LogitNormal::mean).with(DEVIATION, LogitNormal::deviation)
      .made(a -> new LogitNormal(a.get(MEAN), a.get(DEVIATION)));

  /** Checks the ranges. */
  public LogitNormal {
    PART.checked(MEAN, mean);
    PART.checked(DEVIATION, deviation);
  }

  /** That of Stable Diffusion 3. */
  public LogitNormal() {
    this(MEAN.byDefault(), DEVIATION.byDefault());
  }

  @Override
  public List<Point> on(NoiseSchedule schedule, int steps) {
    return Nodes.fromLatest(this, schedule, steps,
        i -> Nodes.inTable(this, schedule, schedule.atLambda(-mean - deviation * Quantile.normal(1 - (double) i / steps))));
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
