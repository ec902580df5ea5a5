package org.counterflow.solvers.sde;

import java.util.List;
import org.counterflow.api.part.Arguments;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.Point;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;
import org.counterflow.solvers.internal.Require;
import org.counterflow.solvers.math.Phi;
import org.jspecify.annotations.Nullable;

/**
 * SEEDS: exponential Runge-Kutta methods of two and three stages on the reverse SDE, whose stages lie on the path of the step's noise.
 *
 * <p>From p to q with {@code h = lambda(q) - lambda(p)} and H = (1 + eta) h; a state at c h, with noise {@code N_c} of the same
 * Ornstein-Uhlenbeck path at each c ({@code N_c' = e^(-(c'-c) eta h) N_c + sqrt(1 - e^(-2 (c'-c) eta h)) z}):
 * <pre>u_c = e^(-c eta h) sigma(c)/sigma(p) x + alpha(c) (c H phi_1(-c H) D + a (D(u_b) - D)) + sigma(c) N_c
 * seeds-2: u_r with a = 0, then x' = u_1 with b = r and a = H phi_1(-H)/(2 r) (phi=1) or H phi_2(-H)/r (phi=2)
 * seeds-3: u_r1 with a = 0, u_r2 with b = r1 and a = r2/r1 r2 H phi_2(-r2 H), then x' = u_1 with b = r2 and a = H phi_2(-H)/r2</pre>
 *
 * <p>Of order 2 in distribution (2.0 and 1.7 measured on a Gaussian, seeds-3 rising to 2) and of order 1 on a Brownian path; for eta 0 of
 * order 2 (1.99 measured in total variation) and 3 (3.00, with r2 of 2/3; else 2). As many evaluations a step as stages, no
 * memory.
 *
 * <p>Elsewhere: {@code seeds_2}, {@code seeds_3}, and as {@code exp_heun_2_x0} the one with r=1, phi=2 and no noise (community
 * tools).
 *
 * @see <a href="https://arxiv.org/abs/2305.14267">Gonzalez et al. 2023</a>, algorithms 3 and 4
 */
public final class SeedsSde implements Solver {
  private static final Parameter<Double> R = fraction("r", 0.5, "where the stage lies, a fraction of the step in lambda");
  private static final Parameter<Double> R1 = fraction("r1", 1.0 / 3, "where the first stage lies, a fraction of the step in lambda");
  private static final Parameter<Double> R2 = fraction("r2", 2.0 / 3, "where the second stage lies, a fraction of the step in lambda");
  private static final Parameter<Integer> PHI = Parameter.integer("phi", 1, 1, 2, "the function in the weight of the stage");
  private static final Parameter<Double> ETA = Parameter.number("eta", 1, 0, 10,
      "noise: 1 is the reverse SDE, 0 the probability-flow ODE; squared diffusion in units of the reverse SDE's");
  private static final Parameter<Double> NOISE_SCALE = Parameter.number("s-noise", 1, 0, 2, "factor on the added noise");

  private static final Part<SeedsSde> TWO = Part
      .of(SeedsSde.class, "seeds-2", "exponential Runge-Kutta of two stages with noise in each", "arXiv:2305.14267")
      .with(R, PHI, ETA, NOISE_SCALE).made(a -> new SeedsSde(a, new double[] {a.get(R)}, a.get(PHI)));
  private static final Part<SeedsSde> THREE = Part
      .of(SeedsSde.class, "seeds-3", "exponential Runge-Kutta of three stages with noise in each", "arXiv:2305.14267")
      .with(R1, R2, ETA, NOISE_SCALE).made(a -> new SeedsSde(a, new double[] {a.get(R1), a.get(R2)}, 2));

  /** How they are named and made. */
  public static final List<Part<SeedsSde>> PARTS = List.of(TWO, THREE);

  private final double[] stages;
  private final int phi;
  private final double eta;
  private final double noiseScale;
  private final String text;

  private SeedsSde(Arguments a, double[] stages, int phi) {
    this.stages = stages;
    this.phi = phi;
    eta = a.get(ETA);
    noiseScale = a.get(NOISE_SCALE);
    text = a.text();
    if (stages.length == 2 && stages[0] >= stages[1])
      throw new IllegalArgumentException("seeds-3: r1 must be below r2 (" + Parameter.text(stages[1]) + "), was " + Parameter.text(stages[0]));
  }

  /** {@code seeds-2}, the stage in the middle. */
  public static SeedsSde two(double eta) {
    return TWO.make(TWO.arguments().with(ETA, eta));
  }

  /** {@code seeds-3}, the stages in thirds. */
  public static SeedsSde three(double eta) {
    return THREE.make(THREE.arguments().with(ETA, eta));
  }

  private static Parameter<Double> fraction(String name, double byDefault, String summary) {
    return Parameter.number(name, byDefault, 0, 1, summary).above();
  }

  @Override
  public Traits traits() {
    int n = stages.length + 1;
    // The weights integrate a parabola where the last stage lies at two thirds alone.
    return eta == 0 ? Traits.of(n == 3 && Math.abs(stages[1] - 2.0 / 3) < 1e-9 ? 3 : 2).evaluations(n) : Traits.of(1).evaluations(n).stochastic(2);
  }

  @Override
  public Expr step(Step s) {
    if (eta > 0) Require.towardsData(s, this);
    Expr start = s.here().data(), change = null, noise = null;
    Point at = s.from();
    double last = 0;
    for (double c : stages) {
      Point m = s.schedule().between(s.from(), s.to(), c);
      noise = noise(s, noise, at, m, c - last);
      change = s.evaluate(state(s, m, c, start, change, last, noise), m).data().minus(start);
      last = c;
      at = m;
    }
    return state(s, s.to(), 1, start, change, last, noise(s, noise, at, s.to(), 1 - last));
  }

  /** The state at m, a fraction c of the step on; the estimate has changed by so much at the fraction b. */
  private Expr state(Step s, Point m, double c, Expr data, @Nullable Expr change, double b, @Nullable Expr noise) {
    double h = s.from().stepTo(s.to()), wide = c * (1 + eta) * h;
    Expr sum = data.times(wide * Phi.of(1, -wide));
    if (change != null) sum = sum.plus(change.times(c / b * weight(wide)));
    Expr u = s.x().times(m.sigma() / s.from().sigma() * StrictMath.exp(-c * eta * h)).plus(sum.times(m.alpha()));
    return noise == null ? u : u.plus(noise.times(m.sigma() * noiseScale));
  }

  private double weight(double wide) {
    return wide * (phi == 1 ? 0.5 * Phi.of(1, -wide) : Phi.of(2, -wide));
  }

  /** The path's noise at m, from that at the stage before, a fraction of the step ago. */
  private @Nullable Expr noise(Step s, @Nullable Expr before, Point from, Point m, double fraction) {
    if (eta == 0 || fraction == 0) return before;
    double length = fraction * eta * s.from().stepTo(s.to());
    Expr fresh = s.noise(from, m).times(StrictMath.sqrt(-StrictMath.expm1(-2 * length)));
    return before == null ? fresh : before.times(StrictMath.exp(-length)).plus(fresh);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof SeedsSde e && text.equals(e.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
