package org.counterflow.diagnostics.lab.fewsteps;

import java.util.List;
import org.counterflow.api.Sampler;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.diagnostics.regularity.InsideEnds;

/**
 * A row of the sheets.
 *
 * @param solver as the catalogue names it
 * @param grid which kind on the network: samplers whose coefficients are exact take the grid that networks are sampled on by default, those of the theory equal
 *     steps of lambda, for which their coefficients are made
 * @param stochastic whether it draws noise
 */
record FewStepsSampler(String solver, String grid, boolean stochastic) {
  private static final String USUAL = "usual";
  private static final String EQUAL_LAMBDA = "equal steps of lambda";

  /** Vanilla before accelerated, without noise and with. */
  static final List<FewStepsSampler> ALL = List.of(
      new FewStepsSampler("ddim", USUAL, false),
      new FewStepsSampler("accelerated-ode-ab2", USUAL, false),
      new FewStepsSampler("accelerated-ode", EQUAL_LAMBDA, false),
      new FewStepsSampler("dpmpp-2m", USUAL, false),
      new FewStepsSampler("unipc", USUAL, false),
      new FewStepsSampler("ddpm", EQUAL_LAMBDA, true),
      new FewStepsSampler("accelerated-sde", EQUAL_LAMBDA, true));

  /**
   * The grid of a network, as the catalogue names it.
   *
   * @param score the network's
   */
  String gridFor(ScoreFunction score) {
    return grid.equals(USUAL) ? Sampler.of(score).grid().toString() : "final(" + InsideEnds.grid(score.schedule()) + ")";
  }
}
