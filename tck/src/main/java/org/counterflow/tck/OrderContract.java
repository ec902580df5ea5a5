package org.counterflow.tck;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.catalogue.Target;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.solver.Adaptive;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Traits;
import org.counterflow.solvers.Grids;
import org.counterflow.solvers.Schedules;
import org.counterflow.tck.internal.Orders;
import org.counterflow.tck.internal.Orders.Order;
import org.counterflow.tck.internal.Plain;
import org.counterflow.tck.internal.Started;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * That a solver converges with the order it claims: the slope of a least-squares line through four halvings of the step, on exact scores and
 * from the exact law, in double precision. {@link SolverContract} includes it.
 */
public abstract class OrderContract {
  private final Solver solver;

  /**
   * The contract of a solver.
   *
   * @param solver to be tested
   */
  protected OrderContract(Solver solver) {
    this.solver = solver;
  }

  /** The solver under test. */
  protected final Solver solver() {
    return solver;
  }

  /** Whether the claim is tested: where it claims an order above 0. A part that gives up its order on purpose overrides it, with the reason. */
  protected boolean converges() {
    return solver.traits().stochastic() ? solver.traits().weakOrder() > 0 : solver.traits().order() > 0;
  }

  /**
   * The grid on which the order is measured: equal steps in lambda between fixed ends, sigma/alpha 40 to 0.02; of stochastic solvers lambda
   * -4 to 3.
   */
  protected TimeGrid convergenceGrid() {
    return solver.traits().stochastic() ? Grids.logSnr(-4, 3) : Grids.logSnr(-Math.log(40), -Math.log(0.02));
  }

  /** The least number of steps at which the order is measured; it is doubled four times. Higher orders begin earlier, before rounding shows. */
  protected int fewestSteps() {
    double p = solver.traits().order();
    return solver.traits().stochastic() ? 64 : p <= 4 ? 32 : p <= 5 ? 16 : p <= 7 ? 8 : 4;
  }

  /** How far the slope may be below the claim: 0.2, and 0.3 from order 5 on, where few steps are above rounding. */
  protected double below() {
    return solver.traits().order() >= 5 ? 0.3 : 0.2;
  }

  /** How far the slope may be above the claim: 0.4; from order 5 on, whose errors fall faster before they reach their order, 0.8. */
  protected double above() {
    return solver.traits().order() >= 5 ? 0.8 : 0.4;
  }

  /** Processes on which the order is measured, the first one in every run of the tests. */
  protected List<NoiseSchedule> convergenceProcesses() {
    return List.of(Schedules.vp(), Schedules.edm(), Schedules.rectifiedFlow());
  }

  private int[] steps() {
    return IntStream.range(0, 5).map(i -> fewestSteps() << i).toArray();
  }

  private void inTotalVariation(Target target, NoiseSchedule along) {
    try (Backend b = Plain.f64()) {
      check("order", solver.traits().order(), Orders.inTotalVariation(b, Started.of(solver), target, along, convergenceGrid(), steps()), below(),
          above());
    }
  }

  private void check(String what, double claim, Order o, double below, double above) {
    if (!(o.slope() >= claim - below))
      fail(solver + " claims " + what + " " + claim + " but the slope is " + hundredths(o.slope()) + " (" + o.how() + ")");
    if (o.slope() > claim + above)
      fail(solver + " claims " + what + " " + claim + " and has the slope " + hundredths(o.slope()) + ": claim more (" + o.how() + ")");
  }

  private static double hundredths(double slope) {
    return Math.round(slope * 100) / 100.0;
  }

  /**
   * {@link Traits#order}: "Order of convergence of each sample's end, with a start of sufficient order." Of a stochastic solver {@link
   * Traits#weakOrder}, "in distribution", on a Gaussian, where some methods are better than elsewhere; and the order of samples on one Brownian
   * path:
   * between 0.3 below and 0.6 above the claim, since 128 paths are drawn and order 1 is reached slowly.
   */
  @Test
  public void theOrderIsAsClaimed() {
    assumeItConverges();
    if (solver.traits().stochastic()) inDistributionAndOnAPath(convergenceProcesses().getFirst());
    else inTotalVariation(Orders.targets().getFirst(), convergenceProcesses().getFirst());
  }

  /** The same on other smooth targets, along other processes: the second target along the second process, and so on. */
  @Test
  @Tag("full")
  public void theOrderIsAsClaimedOnOtherTargetsAlongOtherProcesses() {
    assumeItConverges();
    List<NoiseSchedule> processes = convergenceProcesses();
    List<Target> targets = Orders.targets();
    for (int i = 1; i < processes.size(); i++) {
      if (solver.traits().stochastic()) inDistributionAndOnAPath(processes.get(i));
      else inTotalVariation(targets.get(i % targets.size()), processes.get(i));
    }
  }

  private void assumeItConverges() {
    assumeFalse(solver instanceof Adaptive, "it chooses its steps");
    assumeTrue(converges(), "it claims no order");
  }

  private void inDistributionAndOnAPath(NoiseSchedule along) {
    Traits claims = solver.traits();
    try (Backend b = Plain.f64()) {
      check("order in distribution", claims.weakOrder(), Orders.inDistribution(b, solver, along, convergenceGrid(), steps()), below(),
          Double.POSITIVE_INFINITY);
      if (claims.order() > 0)
        check("order on a Brownian path", claims.order(), Orders.onAPath(b, solver, along, convergenceGrid(), 16, 32, 64, 128, 256), 0.3, 0.6);
    }
  }
}
