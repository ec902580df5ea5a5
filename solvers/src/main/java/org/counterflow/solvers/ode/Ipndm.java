package org.counterflow.solvers.ode;

import java.util.List;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;

/**
 * iPNDM: the Adams-Bashforth weights of equal steps on noise estimates, whatever the steps are.
 *
 * <p>From p to q, with the noise estimates E_n, E_{n-1} ..:
 * <pre>x' = alpha(q)/alpha(p) x + (sigma(q) - sigma(p) alpha(q)/alpha(p)) E
 * E = E_n;  (3 E_n - E_{n-1})/2;  (23 E_n - 16 E_{n-1} + 5 E_{n-2})/12;  (55 E_n - 59 E_{n-1} + 37 E_{n-2} - 9 E_{n-3})/24</pre>
 *
 * <p>Order 2 at most (1.98, 2.00, 2.00 for orders 2 to 4 measured in total variation on the three-bump target, uniform lambda), since steps
 * are equal in sigma/alpha on no grid that is used; one evaluation a step, remembers order - 1. Good at 5 to 10 evaluations all the same.
 * With the weights that the steps ask for it is {@link Lms}.
 *
 * <p>Elsewhere: {@code IPNDMScheduler} (diffusers, order 4), {@code ipndm_sampler} (diff-sampler), {@code sample_ipndm} (ComfyUI).
 *
 * @param order 1 to 4; 4 by default
 * @param firstData for replaying diffusers; {@code network} by default
 * @see <a href="https://arxiv.org/abs/2204.13902">Zhang, Chen 2022</a>, equation 17
 */
public record Ipndm(int order, FirstData firstData) implements Solver {
  /** The data estimate of a first step from alpha = 0. */
  public enum FirstData {
    /** The network's. */
    NETWORK,
    /** Zero, for replaying diffusers, which divides 0 by a small number there. */
    ZERO
  }

  private static final Parameter<Integer> ORDER = Parameter.integer("order", 4, 1, 4, "number of estimates that are combined");
  private static final Parameter<FirstData> FIRST_DATA = Parameter.choice("first-data", FirstData.NETWORK,
      "data estimate at alpha = 0; zero is for replaying diffusers, and of order 1");
  private static final double[][] WEIGHTS = {{1}, {3 / 2.0, -1 / 2.0}, {23 / 12.0, -16 / 12.0, 5 / 12.0},
      {55 / 24.0, -59 / 24.0, 37 / 24.0, -9 / 24.0}};

  /** How it is named and made. */
  public static final Part<Ipndm> PART = Part
      .of(Ipndm.class, "ipndm", "iPNDM: Adams-Bashforth weights of equal steps on noise estimates", "arXiv:2204.13902")
      .with(ORDER, Ipndm::order).with(FIRST_DATA, Ipndm::firstData).made(a -> new Ipndm(a.get(ORDER), a.get(FIRST_DATA)));

  /** Checks the order. */
  public Ipndm {
    PART.checked(ORDER, order);
  }

  /** Of order 4. */
  public Ipndm() {
    this(ORDER.byDefault());
  }

  /**
   * With the network's data estimate everywhere.
   *
   * @param order 1 to 4
   */
  public Ipndm(int order) {
    this(order, FIRST_DATA.byDefault());
  }

  /** The weights of the last {@code past + 1} estimates, latest first. */
  static double[] weights(List<?> past) {
    return WEIGHTS[past.size()].clone();
  }

  @Override
  public Traits traits() {
    return Traits.of(Math.min(order, 2)).remembers(order - 1).atEnds(true);
  }

  @Override
  public Expr step(Step s) {
    if (firstData == FirstData.ZERO && s.from().alpha() == 0) {
      Evaluation here = s.here();
      return here.x().times(s.to().sigma() / s.from().sigma());
    }
    if (NoiseMean.holds(s)) return NoiseMean.hold(s);
    return NoiseMean.step(s, History.noisy(s, order - 1), Ipndm::weights);
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
