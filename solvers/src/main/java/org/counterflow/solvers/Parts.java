package org.counterflow.solvers;

import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.catalogue.CatalogueProvider;
import org.counterflow.api.catalogue.Entry;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeLabel;
import org.counterflow.solvers.distilled.Lcm;
import org.counterflow.solvers.distilled.ReNoise;
import org.counterflow.solvers.distilled.Tcd;
import org.counterflow.solvers.guidance.Apg;
import org.counterflow.solvers.guidance.CfgPlusPlus;
import org.counterflow.solvers.guidance.CfgZero;
import org.counterflow.solvers.guidance.ClassifierFree;
import org.counterflow.solvers.guidance.Tangential;
import org.counterflow.solvers.guidance.TwoConditions;
import org.counterflow.solvers.ode.AdaptiveSolvers;
import org.counterflow.solvers.ode.AnalyticFirstStep;
import org.counterflow.solvers.ode.Ddim;
import org.counterflow.solvers.ode.DeisTab;
import org.counterflow.solvers.ode.DpmSolver2M;
import org.counterflow.solvers.ode.DpmSolver3M;
import org.counterflow.solvers.ode.ExponentialAdams;
import org.counterflow.solvers.ode.ExponentialRungeKutta;
import org.counterflow.solvers.ode.FixedStride;
import org.counterflow.solvers.ode.Form;
import org.counterflow.solvers.ode.GradientEstimation;
import org.counterflow.solvers.ode.Heun;
import org.counterflow.solvers.ode.HeunPP2;
import org.counterflow.solvers.ode.Ipndm;
import org.counterflow.solvers.ode.Lms;
import org.counterflow.solvers.ode.PicardCollocation;
import org.counterflow.solvers.ode.Plms;
import org.counterflow.solvers.ode.RungeKutta;
import org.counterflow.solvers.ode.Singlestep;
import org.counterflow.solvers.ode.UniC;
import org.counterflow.solvers.ode.UniPC;
import org.counterflow.solvers.rule.Clip;
import org.counterflow.solvers.rule.Inpaint;
import org.counterflow.solvers.rule.NoiseScale;
import org.counterflow.solvers.rule.Threshold;
import org.counterflow.solvers.sde.Ancestral;
import org.counterflow.solvers.sde.Churn;
import org.counterflow.solvers.sde.Ddpm;
import org.counterflow.solvers.sde.DpmSolverPPSde;
import org.counterflow.solvers.sde.ErSde;
import org.counterflow.solvers.sde.EulerMaruyama;
import org.counterflow.solvers.sde.Langevin;
import org.counterflow.solvers.sde.Restart;
import org.counterflow.solvers.sde.SaSolver;
import org.counterflow.solvers.sde.SdeMultistep;
import org.counterflow.solvers.sde.SdeSinglestep;
import org.counterflow.solvers.sde.SeedsSde;
import org.counterflow.solvers.theory.AcceleratedOde;
import org.counterflow.solvers.theory.AcceleratedOdeAb2;
import org.counterflow.solvers.theory.AcceleratedSde;
import org.counterflow.solvers.theory.AcceleratedSdeAntithetic;
import org.counterflow.solvers.theory.DdpmLi;
import org.counterflow.solvers.theory.PfOdeLi;
import org.counterflow.solvers.theory.PfOdeScheme1;
import org.counterflow.solvers.theory.PfOdeScheme2;

/**
 * This module's parts by name: a service that {@link org.counterflow.api.catalogue.Catalogue#installed()} finds. What is said of a part
 * stands in its class.
 */
public final class Parts implements CatalogueProvider {
  /** For {@link java.util.ServiceLoader}. */
  public Parts() {}

  @Override
  public int api() {
    return CatalogueProvider.API;
  }

  @Override
  public List<Entry<?>> entries() {
    var all = new ArrayList<Entry<?>>();
    add(all, Kind.SOLVER, List.of(Solvers.DDIM, Ddim.PART.named("euler", "ddim by its name among the solvers in sigma/alpha"), Ddpm.PART,
        Heun.PART, DpmSolver2M.DATA, UniPC.PART, Ancestral.PART.named("euler-a", "Euler ancestral: ancestral(ddim)", new Ddim()),
        Ancestral.PART.named("dpm-2-a", "the midpoint rule in log sigma, ancestral: ancestral(dpm-2)", new Singlestep(2, Form.NOISE)),
        Ancestral.PART.named("dpmpp-2s-a", "DPM-Solver++(2S), ancestral: ancestral(dpmpp-2s)", new Singlestep(2, Form.DATA)),
        Ancestral.PART, PfOdeLi.PART, AcceleratedOde.PART, DdpmLi.PART, AcceleratedSde.PART));
    add(all, Kind.SOLVER, List.of(DpmSolver2M.NOISE, DpmSolver3M.NOISE, DpmSolver3M.DATA, UniPC.UNIP, UniC.PART));
    add(all, Kind.SOLVER, ExponentialAdams.PARTS);
    add(all, Kind.SOLVER, Lms.PARTS);
    add(all, Kind.SOLVER, List.of(DeisTab.PART, Ipndm.PART, Plms.PART, GradientEstimation.PART));
    add(all, Kind.SOLVER, List.of(ExponentialRungeKutta.PART));
    add(all, Kind.SOLVER, ExponentialRungeKutta.NAMED);
    add(all, Kind.SOLVER, RungeKutta.PARTS);
    add(all, Kind.SOLVER, List.of(Singlestep.NOISE_2, Singlestep.NOISE_3, Singlestep.DATA_2, Singlestep.DATA_3,
        Ddim.PART.named("dpm-solver-1s", "DPM-Solver of order 1, which is ddim")));
    add(all, Kind.SOLVER, Singlestep.NAMED);
    add(all, Kind.SOLVER, List.of(PicardCollocation.PART, HeunPP2.PART));
    add(all, Kind.SOLVER, AdaptiveSolvers.PARTS);
    add(all, Kind.SOLVER, List.of(Churn.PART, DpmSolverPPSde.PART, SaSolver.PART, ErSde.PART, EulerMaruyama.PART, Langevin.PART,
        Langevin.PART.named("predictor-corrector", "Euler-Maruyama, corrected by Langevin's dynamics: langevin(euler-maruyama)",
            new EulerMaruyama()), Restart.PART, AcceleratedOdeAb2.PART, AcceleratedSdeAntithetic.PART, PfOdeScheme1.PART, PfOdeScheme2.PART));
    add(all, Kind.SOLVER, SdeMultistep.PARTS);
    add(all, Kind.SOLVER, SdeSinglestep.PARTS);
    add(all, Kind.SOLVER, SeedsSde.PARTS);
    add(all, Kind.SOLVER, List.of(Lcm.PART, Tcd.PART, ReNoise.PART, ReNoise.CONSISTENCY,
        Ddim.PART.named("flow-euler", "ddim by its name among flow samplers"), Heun.PART.named("flow-heun", "heun by its name among flow samplers"),
        Ddim.PART.named("flow-map", "ddim, for networks that take the time a step goes to: flow maps, MeanFlow")));
    add(all, Kind.SOLVER, List.of(FixedStride.PART, AnalyticFirstStep.PART));
    add(all, Kind.SCHEDULE, ScheduleParts.ALL);
    add(all, Kind.GRID, GridParts.ALL);
    add(all, Kind.PREDICTION, Prediction.parts());
    add(all, Kind.TIME, TimeLabel.parts());
    add(all, Kind.GUIDANCE, List.of(ClassifierFree.PART, Apg.PART, CfgPlusPlus.PART, CfgZero.PART, Tangential.PART,
        TwoConditions.PART));
    add(all, Kind.RULE, List.of(Clip.PART, Threshold.PART, Inpaint.PART, NoiseScale.PART));
    add(all, Kind.TARGET, Targets.PARTS);
    return List.copyOf(all);
  }

  private static <T> void add(List<Entry<?>> all, Kind<T> kind, List<? extends Part<? extends T>> parts) {
    for (Part<? extends T> p : parts) all.add(Entry.of(kind, p));
  }
}
