package org.counterflow.diagnostics.lab.fewsteps;

import java.util.List;

/**
 * A row of the sheets.
 *
 * @param solver as the catalogue names it
 * @param grid on the network: samplers whose coefficients are exact take the grid that networks are sampled on by default, those of the theory equal
 *     steps of lambda, for which their coefficients are made
 * @param stochastic whether it draws noise
 */
record FewStepsSampler(String solver, String grid, boolean stochastic) {
  private static final String USUAL = "trailing";
  private static final String EQUAL_LAMBDA = "final(log-snr)";

  /** Vanilla before accelerated, without noise and with. */
  static final List<FewStepsSampler> ALL = List.of(
      new FewStepsSampler("ddim", USUAL, false),
      new FewStepsSampler("accelerated-ode-ab2", USUAL, false),
      new FewStepsSampler("accelerated-ode", EQUAL_LAMBDA, false),
      new FewStepsSampler("dpmpp-2m", USUAL, false),
      new FewStepsSampler("unipc", USUAL, false),
      new FewStepsSampler("ddpm", EQUAL_LAMBDA, true),
      new FewStepsSampler("accelerated-sde", EQUAL_LAMBDA, true));
}
