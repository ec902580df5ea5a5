package org.counterflow.solvers.grid;

import java.util.List;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;

/**
 * N nodes in equal steps of {@code (sigma/alpha)^(1/rho)}, then clean data.
 *
 * <p>Between the schedule's ends, or where from and to are given, for i = 0 .. N-1:
 * <pre>s_i = (from^(1/rho) + i/(N-1) (to^(1/rho) - from^(1/rho)))^rho</pre>
 * It names places by sigma/alpha, and so is the same on every schedule; a single step starts at from. The default for
 * variance-exploding processes; without the clean end it is {@code final(karras):at=none}, and between the ends of another grid
 * {@code spaced(leading,karras)}. With {@code of=level} it spaces sigma/(alpha + sigma), so that it fits flows that start at pure noise.
 *
 * <p>Elsewhere: {@code use_karras_sigmas} (diffusers; of the level in its flow schedulers), {@code get_sigmas_karras} (k-diffusion), the
 * {@code polynomial} schedule of diff-sampler, {@code rho} of DEIS.
 *
 * @param rho at least 1; 7 by default, as in EDM; larger puts more nodes near data
 * @param from sigma/alpha of the first node, above to; infinity, the schedule's latest point, by default
 * @param to sigma/alpha of the last node before clean data, at least 0; 0, the schedule's earliest point, by default
 * @param of what s is; {@code ratio} by default
 * @see <a href="https://arxiv.org/abs/2206.00364">Karras et al. 2022</a>, equation 5
 */
public record Karras(double rho, double from, double to, Measure of) implements TimeGrid {
  private static final Parameter<Double> RHO = Parameter.number("rho", 7, 1, 1000, "the root; larger puts more nodes near data");
  private static final Parameter<Double> FROM = Measure.from();
  private static final Parameter<Double> TO = Measure.to();
  private static final Parameter<Measure> OF = Measure.parameter();

  /** How it is named and made. */
  public static final Part<Karras> PART = Part
      .of(Karras.class, "karras", "equal steps in a root of sigma/alpha, then clean data", "arXiv:2206.00364")
      .with(RHO, Karras::rho).with(FROM, Karras::from).with(TO, Karras::to).with(OF, Karras::of)
      .made(a -> new Karras(a.get(RHO), a.get(FROM), a.get(TO), a.get(OF)));

  /** Checks the ranges. */
  public Karras {
    PART.checked(RHO, rho);
    Measure.check("karras", from, to);
  }

  /** EDM's root, between the schedule's ends. */
  public Karras() {
    this(RHO.byDefault());
  }

  /**
   * Between the schedule's ends.
   *
   * @param rho at least 1
   */
  public Karras(double rho) {
    this(rho, FROM.byDefault(), TO.byDefault());
  }

  /** Of sigma/alpha. */
  public Karras(double rho, double from, double to) {
    this(rho, from, to, OF.byDefault());
  }

  @Override
  public List<Point> on(NoiseSchedule schedule, int steps) {
    return of.along(this, schedule, steps, from, to, (first, last) -> {
      double a = root(first), b = root(last);
      return u -> rho * StrictMath.log(a + u * (b - a));
    });
  }

  private double root(double ratio) {
    return StrictMath.pow(ratio, 1 / rho);
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
