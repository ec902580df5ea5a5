package org.counterflow.tck;

import java.util.List;
import java.util.stream.Stream;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.solver.Solver;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Of families of solvers with many members, those that take other ways through the code. */
@Tag("full")
@ParameterizedClass
@MethodSource("solvers")
class FamilyMembersTest extends OurSolvers {
  private static final List<String> MEMBERS = List.of("ddpm:variance=large", "ddim:eta=0.5", "heun:variable=time",
      "dpmpp-2m:correction=heun,lower-order-final=never", "dpmpp-2m:ratio=v2", "unipc:order=1", "unipc:order=2", "unipc:order=4",
      "unipc:order=3,b=vary,lower-order-final=always,form=noise", "unipc:corrector-off=0/1", "ab-norsett:order=4",
      "lms:order=2", "lms:order=3", "ipndm-v:weights=diff-sampler", "ipndm:first-data=zero",
      "deis-tab:order=4", "deis-tab:time=0.002/80", "plms:start=runge-kutta", "unic(ddim):order=1", "unic(dpmpp-2m):order=3",
      "unic(dpm-solver-3m):order=4,form=noise", "ancestral(heun):eta=1", "ancestral(dpmpp-2m):eta=0.5", "ancestral(unipc:order=3):eta=0",
      "ancestral(unipc):eta=1", "unic(unipc)",
      "exp-rk-6:form=noise", "exp-rk:tableau=lawson-4", "rk-4:variable=lambda", "rk-bosh3:variable=time", "rk-heun:variable=variance",
      "dpmpp-2s:correction=heun", "dpmpp-2s:nodes=grid", "dpmpp-3s:nodes=grid,ending=two-one", "dpm-solver-3s:nodes=skip-type",
      "dpm-fast:nodes=grid", "picard-collocation:nodes=lobatto,count=3,sweeps=5", "churn(heun):s-churn=4", "churn(dpmpp-2m):s-churn=4",
      "churn(unipc):s-churn=4",
      "dpmpp-3m-sde:eta=0.5", "dpmpp-sde:eta=0", "sa-solver:predictor=3,corrector=4,mode=pece", "sa-solver:tau=0", "sa-solver:tau=0,form=noise",
      "er-sde:order=1", "langevin(heun):times=2", "seeds-3:eta=0", "accelerated-sde:noise=outside", "restart(ddim):times=2,steps=3",
      "afs(dpmpp-2m)");

  FamilyMembersTest(Solver solver) {
    super(solver);
  }

  static Stream<Solver> solvers() {
    return MEMBERS.stream().map(t -> CATALOGUE.find(Kind.SOLVER, t));
  }
}
