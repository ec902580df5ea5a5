package org.counterflow.solvers.grid;

import java.util.List;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;

/**
 * N nodes in equal steps of the logarithm of sigma/alpha, hence of lambda, then clean data; with rho in steps of a power.
 *
 * <p>Between the schedule's ends, or where from and to are given, for i = 0 .. N-1:
 * <pre>log s_i = log to + (1 - i/(N-1))^rho (log from - log to)</pre>
 * The exponential integrators' own spacing with the step to clean data; {@link LogSnr} is the same without it. On tables it spends
 * more nodes near data than {@link Karras}, of which it is the limit for a large root.
 *
 * <p>Elsewhere: {@code use_exponential_sigmas} and {@code use_lu_lambdas} (diffusers), {@code get_sigmas_exponential} and
 * {@code get_sigmas_polyexponential} (k-diffusion), the discretization {@code ve} of EDM.
 *
 * @param rho above 0; 1, equal steps, by default; larger puts more nodes near data
 * @param from sigma/alpha of the first node, above to; infinity, the schedule's latest point, by default
 * @param to sigma/alpha of the last node before clean data, at least 0; 0, the schedule's earliest point, by default
 * @param of what s is; {@code ratio} by default
 * @see <a href="https://arxiv.org/abs/2206.00927">Lu et al. 2022</a>
 */
public record Exponential(double rho, double from, double to, Measure of) implements TimeGrid {
  private static final Parameter<Double> RHO = Parameter.number("rho", 1, 0, 1000, "the power; larger puts more nodes near data").above();
  private static final Parameter<Double> FROM = Measure.from();
  private static final Parameter<Double> TO = Measure.to();
  private static final Parameter<Measure> OF = Measure.parameter();

  /** How it is named and made. */
  public static final Part<Exponential> PART = Part
      .of(Exponential.class, "exponential", "equal steps in lambda, or a power of them, then clean data", "arXiv:2206.00927")
      .with(RHO, Exponential::rho).with(FROM, Exponential::from).with(TO, Exponential::to).with(OF, Exponential::of)
      .made(a -> new Exponential(a.get(RHO), a.get(FROM), a.get(TO), a.get(OF)));

  /** Checks the ranges. */
  public Exponential {
    PART.checked(RHO, rho);
    Measure.check("exponential", from, to);
  }

  /** Equal steps between the schedule's ends. */
  public Exponential() {
    this(RHO.byDefault());
  }

  /**
   * Between the schedule's ends.
   *
   * @param rho above 0
   */
  public Exponential(double rho) {
    this(rho, FROM.byDefault(), TO.byDefault(), OF.byDefault());
  }

  @Override
  public List<Point> on(NoiseSchedule schedule, int steps) {
    return of.along(this, schedule, steps, from, to, (first, last) -> {
      double a = StrictMath.log(first), b = StrictMath.log(last);
      return u -> b + StrictMath.pow(1 - u, rho) * (a - b);
    });
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
