package org.counterflow.diagnostics.lab.learned;

import org.counterflow.api.solver.Solver;
import org.counterflow.solvers.Solvers;
import org.counterflow.solvers.theory.AcceleratedOdeAb2;

/** The samplers of the theory that learned scores are given to. */
enum EndToEndSampler {
  PF_ODE_LI("pf-ode-li", Solvers.pfOdeLi()),
  DDIM("ddim", Solvers.ddim()),
  ACCELERATED_ODE("accelerated-ode", Solvers.acceleratedOde()),
  AB2("accelerated-ode-ab2", new AcceleratedOdeAb2()),
  DDPM_LI("ddpm-li", Solvers.ddpmLi()),
  ACCELERATED_SDE("accelerated-sde", Solvers.acceleratedSde());

  private final String id;
  private final Solver solver;

  EndToEndSampler(String id, Solver solver) {
    this.id = id;
    this.solver = solver;
  }

  String id() {
    return id;
  }

  Solver solver() {
    return solver;
  }

  boolean stochastic() {
    return solver.traits().stochastic();
  }

  /** Evaluations of a run of T points. */
  int evaluations(int points) {
    return this == ACCELERATED_ODE ? 2 * points - 3 : points - 1;
  }
}
