package org.counterflow.solvers.grid;

import java.util.List;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;

/**
 * N nodes in equal steps of the angle {@code arctan(sigma/alpha)}, then clean data.
 *
 * <p>Where the data are a normal distribution of deviation 1, it makes the Kullback-Leibler divergence of the discretised path the least.
 * Those are equal steps of the time of {@code v-diffusion}. Far more nodes at high noise than {@link Karras}.
 *
 * <p>Elsewhere: {@code kl_optimal} (ComfyUI).
 *
 * @param from sigma/alpha of the first node, above to; infinity, the schedule's latest point, by default
 * @param to sigma/alpha of the last node before clean data, at least 0; 0, the schedule's earliest point, by default
 * @see <a href="https://arxiv.org/abs/2404.14507">Sabour, Fidler, Kreis 2024</a>, theorem 3.1
 */
public record KlOptimal(double from, double to) implements TimeGrid {
  private static final Parameter<Double> FROM = Measure.from();
  private static final Parameter<Double> TO = Measure.to();

  /** How it is named and made. */
  public static final Part<KlOptimal> PART = Part
      .of(KlOptimal.class, "kl-optimal", "equal steps in arctan(sigma/alpha), then clean data", "arXiv:2404.14507")
      .with(FROM, KlOptimal::from).with(TO, KlOptimal::to).made(a -> new KlOptimal(a.get(FROM), a.get(TO)));

  /** Checks the order. */
  public KlOptimal {
    Measure.check("kl-optimal", from, to);
  }

  /** Between the schedule's ends. */
  public KlOptimal() {
    this(FROM.byDefault(), TO.byDefault());
  }

  @Override
  public List<Point> on(NoiseSchedule schedule, int steps) {
    return Measure.RATIO.along(this, schedule, steps, from, to, (first, last) -> {
      double a = StrictMath.atan(first), b = StrictMath.atan(last);
      return u -> StrictMath.log(StrictMath.tan(a + u * (b - a)));
    });
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
