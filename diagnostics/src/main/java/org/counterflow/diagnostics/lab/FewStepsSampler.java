package org.counterflow.diagnostics.lab;

import java.util.List;

/**
 * A row of the sheets.
 *
 * @param solver as the catalogue names it
 * @param stochastic whether it draws noise
 */
record FewStepsSampler(String solver, boolean stochastic) {
  /** Vanilla before accelerated, without noise and with. */
  static final List<FewStepsSampler> ALL = List.of(
      new FewStepsSampler("ddim", false),
      new FewStepsSampler("accelerated-ode-ab2", false),
      new FewStepsSampler("accelerated-ode", false),
      new FewStepsSampler("dpmpp-2m", false),
      new FewStepsSampler("unipc", false),
      new FewStepsSampler("ddpm", true),
      new FewStepsSampler("accelerated-sde", true));
}
