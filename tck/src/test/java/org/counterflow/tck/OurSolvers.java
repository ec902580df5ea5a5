package org.counterflow.tck;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.util.List;
import java.util.Set;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.Entry;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.solver.Adaptive;
import org.counterflow.api.solver.Solver;
import org.counterflow.solvers.Grids;
import org.counterflow.solvers.Parts;
import org.junit.jupiter.api.Test;

/** What our solvers do not claim, each for a reason that its class says. */
abstract class OurSolvers extends SolverContract {
  static final Catalogue CATALOGUE = Catalogue.of(List.of(new Parts()));

  /** Those with coefficients of their own papers, in time, or that hold the noise estimate while they add noise; see each. */
  private static final Set<String> NOT_ON_CONSTANTS = Set.of("pf-ode-li", "pf-ode-scheme-1", "pf-ode-scheme-2", "accelerated-ode",
      "accelerated-ode-ab2", "ddpm-li", "accelerated-sde",
      "accelerated-sde:noise=outside", "accelerated-sde-antithetic", "euler-maruyama", "langevin(euler-maruyama)", "langevin(heun)",
      "langevin(heun):times=2", "dpm-solver-1m-sde", "dpm-solver-2m-sde", "ddpm:variance=large", "lcm", "re-noise:sigma-min=0.002", "afs(heun)",
      "afs(dpmpp-2m)", "heun:variable=time", "rk-bosh3:variable=time", "exp-rk:tableau=lawson-4", "rk-4:variable=lambda",
          "rk-heun:variable=variance");

  /** Those that read times, measure errors in the state, or move by the state's own size. */
  private static final Set<String> NOT_OF_LAMBDA = Set.of("deis-tab", "deis-tab:order=4", "plms:start=runge-kutta", "euler-maruyama",
      "langevin(euler-maruyama)",
      "lcm", "tcd", "heun:variable=time", "rk-bosh3:variable=time", "rk-heun:variable=variance");

  private static final Set<String> LATE = Set.of("lms", "deis-tab:order=4", "ipndm-v:weights=diff-sampler");

  OurSolvers(Solver solver) {
    super(solver);
  }

  static String text(Entry<?> e) {
    return e.id() + (e.inner() == 0 ? "" : e.id().equals("adaptive") ? "(rk-dopri5):rtol=1e-3,atol=1e-4" : "(heun)");
  }

  @Override
  protected boolean followsConstants() {
    return !NOT_ON_CONSTANTS.contains(solver().toString());
  }

  @Override
  protected boolean isOfLambdaAlone() {
    return !NOT_OF_LAMBDA.contains(solver().toString()) && !(solver() instanceof Adaptive);
  }

  @Override
  protected boolean runsAlong(NoiseSchedule process) {
    // Its boundary is in steps of the network: those with times of their own have none.
    return !solver().toString().equals("lcm") || !Set.of("edm", "ve").contains(process.toString());
  }

  @Override
  protected boolean returns() {
    // Its first step asks no network, and says so where it is to encode.
    return super.returns() && !solver().toString().startsWith("afs");
  }

  @Override
  @Test
  public void oneStepFromNoiseToDataGivesTheirMean() {
    assumeFalse(solver().toString().startsWith("afs"), "its first step asks no network");
    assumeFalse(solver().toString().startsWith("restart"), "it goes back in that step");
    super.oneStepFromNoiseToDataGivesTheirMean();
  }

  private boolean ofTheTheory() {
    return solver().getClass().getPackageName().endsWith(".theory");
  }

  @Override
  protected boolean converges() {
    // The order falls at the end of every run: what that costs is in the solvers' tests.
    return super.converges() && !solver().toString().contains("lower-order-final=always");
  }

  /** One: on a Gaussian along others some methods gain an order, or come near rounding, and the bars would be of each method's own. */
  @Override
  protected List<NoiseSchedule> convergenceProcesses() {
    return super.convergenceProcesses().subList(0, 1);
  }

  /** The theory's range. */
  @Override
  protected TimeGrid convergenceGrid() {
    return ofTheTheory() ? Grids.logSnr(-4, 3) : super.convergenceGrid();
  }

  /** Where steps of equal lambda are unequal in the method's own variable, or lambda begins at -4, the order is seen late. */
  @Override
  protected int fewestSteps() {
    return ofTheTheory() || LATE.contains(solver().toString()) ? 64 : super.fewestSteps();
  }
}
