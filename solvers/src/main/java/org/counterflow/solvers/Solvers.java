package org.counterflow.solvers;

import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.solver.Solver;
import org.counterflow.solvers.ode.AdaptiveSolvers;
import org.counterflow.solvers.ode.ButcherTableau;
import org.counterflow.solvers.ode.Ddim;
import org.counterflow.solvers.ode.DpmSolver2M;
import org.counterflow.solvers.ode.DpmSolver3M;
import org.counterflow.solvers.ode.ErrorControl;
import org.counterflow.solvers.ode.ExponentialRungeKutta;
import org.counterflow.solvers.ode.ExponentialTableau;
import org.counterflow.solvers.ode.Form;
import org.counterflow.solvers.ode.Heun;
import org.counterflow.solvers.ode.Lms;
import org.counterflow.solvers.ode.Plms;
import org.counterflow.solvers.ode.RungeKutta;
import org.counterflow.solvers.ode.Singlestep;
import org.counterflow.solvers.ode.UniPC;
import org.counterflow.solvers.ode.Variable;
import org.counterflow.solvers.sde.Ancestral;
import org.counterflow.solvers.sde.Ancestral.EtaRule;
import org.counterflow.solvers.sde.Churn;
import org.counterflow.solvers.sde.Ddpm;
import org.counterflow.solvers.sde.SdeMultistep;
import org.counterflow.solvers.theory.AcceleratedOde;
import org.counterflow.solvers.theory.AcceleratedSde;
import org.counterflow.solvers.theory.DdpmLi;
import org.counterflow.solvers.theory.PfOdeLi;

/** Solvers with their usual settings; their types have the others. */
public final class Solvers {
  private static final Parameter<Double> ETA = Parameter.number("eta", 0, 0, 1,
      "share of the ancestral noise; 0 is deterministic, 1 is ddpm");

  private static final Parameter<EtaRule> ETA_RULE = Parameter.choice("eta-rule", EtaRule.DDIM,
      "what eta is a share of: the step's ancestral noise, or as an angle of all noise (coefficient-preserving, for flows)");

  /** {@link Ddim}, and under the same name with noise the step around it. */
  static final Part<Solver> DDIM = Part
      .of(Solver.class, Ddim.PART.id(), Ddim.PART.summary() + "; with eta above 0 the ancestral step around it", Ddim.PART.paper())
      .with(ETA, ETA_RULE).made(a -> a.get(ETA) == 0 ? new Ddim() : new Ancestral(new Ddim(), a.get(ETA), a.get(ETA_RULE)));

  private Solvers() {}

  /** {@link Ddim}: order 1, one evaluation a step. */
  public static Solver ddim() {
    return new Ddim();
  }

  /**
   * DDIM with noise: {@link Ancestral} around {@link Ddim}, or {@link Ddim} itself for eta 0.
   *
   * @param eta in [0, 1]
   */
  public static Solver ddim(double eta) {
    return eta == 0 ? new Ddim() : new Ancestral(new Ddim(), eta);
  }

  /** {@link Ddpm} with the small variance: noise in each step. */
  public static Solver ddpm() {
    return new Ddpm();
  }

  /** {@link Heun} in sigma/alpha: order 2, two evaluations a step. */
  public static Solver heun() {
    return new Heun();
  }

  /** {@link DpmSolver2M} in data form: order 2, one evaluation a step; the default of the command line. */
  public static Solver dpmSolverPP2M() {
    return new DpmSolver2M(Form.DATA);
  }

  /** {@link DpmSolver3M} in data form: order 3, one evaluation a step. */
  public static Solver dpmSolverPP3M() {
    return new DpmSolver3M(Form.DATA);
  }

  /**
   * {@link Lms}: a polynomial in sigma/alpha, one evaluation a step.
   *
   * @param order 1 to 4
   */
  public static Solver lms(int order) {
    return new Lms(order);
  }

  /** {@link Plms}: PNDM without Runge-Kutta steps, one evaluation a step. */
  public static Solver plms() {
    return new Plms();
  }

  /** {@link UniPC} of order 2: order 3 in effect, one evaluation a step. */
  public static Solver uniPC() {
    return new UniPC();
  }

  /**
   * {@link UniPC} of another order.
   *
   * @param order 1 to 4
   */
  public static Solver uniPC(int order) {
    return new UniPC(order);
  }

  /**
   * {@link ExponentialRungeKutta}: several evaluations a step, order 1 to 8.
   *
   * @param tableau its name, such as {@code krogstad}
   */
  public static Solver exponentialRungeKutta(String tableau) {
    return new ExponentialRungeKutta(ExponentialTableau.parse(tableau));
  }

  /**
   * {@link RungeKutta} in a variable: order 1 to 8.
   *
   * @param tableau its name, such as {@code dopri5}
   */
  public static Solver rungeKutta(String tableau, Variable variable) {
    return new RungeKutta(ButcherTableau.parse(tableau), variable);
  }

  /**
   * {@link Singlestep} of DPM-Solver++: as many evaluations a step as the order.
   *
   * @param order 2 or 3
   */
  public static Solver dpmSolverPPSinglestep(int order) {
    return new Singlestep(order, Form.DATA);
  }

  /**
   * {@link AdaptiveSolvers}: DPM-Solver++ of order 2 within 3, each sample in steps of its own.
   *
   * @param tolerance relative and absolute
   */
  public static Solver dpmAdaptive(double tolerance) {
    return AdaptiveSolvers.dpm(3, Form.DATA, new ErrorControl(tolerance, tolerance));
  }

  /** Euler ancestral: {@link Ancestral} around {@link Ddim}. */
  public static Solver eulerAncestral() {
    return new Ancestral(new Ddim());
  }

  /**
   * {@link Ancestral} around any deterministic solver.
   *
   * @param inner the solver
   * @param eta share of the noise, in [0, 1]
   */
  public static Solver ancestral(Solver inner, double eta) {
    return new Ancestral(inner, eta);
  }

  /**
   * {@link Churn} around a deterministic solver: EDM's stochastic sampler.
   *
   * @param inner the solver
   * @param churn noise of the whole run, at least 0; 40 in EDM for ImageNet
   */
  public static Solver churn(Solver inner, double churn) {
    return new Churn(inner, churn);
  }

  /** SDE-DPM-Solver++(2M) of {@link SdeMultistep}: order 2 in distribution, one evaluation a step. */
  public static Solver dpmSolverPP2MSde() {
    return SdeMultistep.dpmSolverPP2M(1, DpmSolver2M.Correction.MIDPOINT);
  }

  /** {@link PfOdeLi}: equation (1) of the theory. */
  public static Solver pfOdeLi() {
    return new PfOdeLi();
  }

  /** {@link AcceleratedOde}: equation (2) of the theory. */
  public static Solver acceleratedOde() {
    return new AcceleratedOde();
  }

  /** {@link DdpmLi}: DDPM as the theory has it. */
  public static Solver ddpmLi() {
    return new DdpmLi();
  }

  /** {@link AcceleratedSde}: equation (3) of the theory. */
  public static Solver acceleratedSde() {
    return new AcceleratedSde();
  }
}
