package org.counterflow.solvers;

import static org.counterflow.api.catalogue.Parameter.choice;
import static org.counterflow.api.catalogue.Parameter.integer;
import static org.counterflow.api.catalogue.Parameter.number;

import java.util.List;
import java.util.Locale;
import org.counterflow.api.catalogue.Arguments;
import org.counterflow.api.catalogue.Entry;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.catalogue.Parameter;
import org.counterflow.api.solver.Solver;
import org.counterflow.solvers.ode.Ddim;
import org.counterflow.solvers.ode.DpmSolverPP2M;
import org.counterflow.solvers.ode.Heun;
import org.counterflow.solvers.ode.LowerOrderFinal;
import org.counterflow.solvers.ode.UniPC;
import org.counterflow.solvers.sde.Ancestral;
import org.counterflow.solvers.sde.Ddpm;
import org.counterflow.solvers.theory.AcceleratedOde;
import org.counterflow.solvers.theory.AcceleratedSde;
import org.counterflow.solvers.theory.DdpmLi;
import org.counterflow.solvers.theory.PfOdeLi;

/** The catalogue's solvers. */
final class SolverEntries {
  private static final String DDIM_PAPER = "arXiv:2010.02502";

  private SolverEntries() {}

  static List<Entry<Solver>> list() {
    return List.of(
        Entry.of(Kind.SOLVER, "ddim", "exponential Euler; with eta above 0 the ancestral step around it", DDIM_PAPER,
            a -> Solvers.ddim(a.number("eta")),
            number("eta", 0, 0, 1, "share of the ancestral noise; 0 is deterministic, 1 is ddpm")),
        Entry.of(Kind.SOLVER, "euler", "ddim by its name among the solvers in sigma/alpha, where it is Euler's method", DDIM_PAPER,
            a -> new Ddim()),
        Entry.of(Kind.SOLVER, "ddpm", "ancestral sampling with the posterior of each step", "arXiv:2006.11239",
            a -> new Ddpm(word(Ddpm.Variance.class, a, "variance")),
            choice("variance", "of the noise: DDPM's two bounds, or between them by the network's output \"variance\"",
                "small", "large", "learned")),
        Entry.of(Kind.SOLVER, "heun", "Heun's method, EDM's choice", "arXiv:2206.00364",
            a -> new Heun(word(Heun.In.class, a, "variable")),
            choice("variable", "in which slopes are averaged: sigma/alpha, or the schedule's time (diffusers on rectified flow)",
                "ratio", "time")),
        Entry.of(Kind.SOLVER, "dpmpp-2m", "DPM-Solver++ multistep of order 2; the default", "arXiv:2211.01095",
            a -> new DpmSolverPP2M(word(DpmSolverPP2M.Correction.class, a, "correction"), lowerOrderFinal(a)),
            choice("correction", "weight of the difference of data estimates (diffusers: solver_type)", "midpoint", "heun"),
            lowerOrderFinal()),
        Entry.of(Kind.SOLVER, "unipc", "exponential predictor-corrector, one order more than asked for", "arXiv:2302.04867",
            SolverEntries::uniPC,
            integer("order", 2, 1, 4, "of the prediction (diffusers: solver_order)"),
            choice("b", "the function B(h) in the weight of a single difference (diffusers: solver_type)", "bh2", "bh1", "vary"),
            choice("low-order-weights", "of a single difference: the authors' half, or solved for as all others", "half", "solved"),
            lowerOrderFinal(),
            choice("form", "estimates that are combined (diffusers: predict_x0 is data)", "data", "noise")),
        Entry.of(Kind.SOLVER, "euler-a", "Euler ancestral: ancestral(ddim)", DDIM_PAPER,
            a -> new Ancestral(new Ddim(), a.number("eta"), a.number("s-noise")),
            eta(), noiseScale()),
        Entry.around(Kind.SOLVER, "ancestral", "any deterministic solver to less noise than asked for, then fresh noise", DDIM_PAPER,
            a -> new Ancestral(a.inner(Kind.SOLVER, 0), a.number("eta"), a.number("s-noise")),
            eta(), noiseScale()),
        Entry.of(Kind.SOLVER, "pf-ode-li", "the ODE sampler of the theory, equation (1): error 1/T", "arXiv:2408.02320",
            a -> new PfOdeLi()),
        Entry.of(Kind.SOLVER, "accelerated-ode", "the accelerated ODE sampler of the theory, equation (2): error 1/T^2",
            "arXiv:2403.03852", a -> new AcceleratedOde()),
        Entry.of(Kind.SOLVER, "ddpm-li", "DDPM as the theory has it: error 1/sqrt(T) along paths", "arXiv:2306.09251",
            a -> new DdpmLi()),
        Entry.of(Kind.SOLVER, "accelerated-sde", "the accelerated DDPM of the theory, equation (3): error 1/T along paths",
            "arXiv:2403.03852", a -> new AcceleratedSde()));
  }

  private static Parameter eta() {
    return number("eta", 1, 0, 1, "share of the ancestral noise; 0 is the solver alone");
  }

  private static Parameter noiseScale() {
    return number("s-noise", 1, 0, 2, "factor on the added noise (k-diffusion's s_noise)");
  }

  private static Parameter lowerOrderFinal() {
    return new Parameter("lower-order-final", Parameter.Type.TEXT, LowerOrderFinal.BELOW_15.toString(), Double.NEGATIVE_INFINITY,
        Double.POSITIVE_INFINITY, List.of(),
        "runs whose order falls to the number of steps left: never, always, or below-N for runs of fewer than N steps");
  }

  private static LowerOrderFinal lowerOrderFinal(Arguments a) {
    return LowerOrderFinal.parse(a.text("lower-order-final"));
  }

  private static Solver uniPC(Arguments a) {
    return new UniPC(a.integer("order"), word(UniPC.B.class, a, "b"), word(UniPC.LowOrderWeights.class, a, "low-order-weights"),
        lowerOrderFinal(a), word(UniPC.Form.class, a, "form"));
  }

  private static <E extends Enum<E>> E word(Class<E> type, Arguments a, String name) {
    return Enum.valueOf(type, a.text(name).toUpperCase(Locale.ROOT));
  }
}
