package org.counterflow.diagnostics.lab.theory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.catalogue.MixtureTarget;
import org.counterflow.api.catalogue.Target;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.Shape;
import org.counterflow.diagnostics.distance.Distance;
import org.counterflow.diagnostics.lab.theory.RateSection.Counting;
import org.counterflow.solvers.Grids;
import org.counterflow.solvers.Schedules;
import org.counterflow.solvers.Targets;

/**
 * What {@link RatesTopic} measures: solvers, numbers of steps, slopes that are right, and errors from independent programs. The bounds of the
 * slopes are the theory's orders with room for a hundred steps being no limit; where a value is known the bound of 5 % says more.
 */
final class RateSections {
  private static final Target BUMPS = Targets.mixture();
  /** Three points of the line; a deviation so small that no step sees it. */
  private static final Target POINTS = new MixtureTarget("three points", Shape.of(1), Mixture.of(1, new double[] {-1, 0.2, 1.2},
      new double[] {1e-9, 1e-9, 1e-9}, new double[] {0.5, 0.3, 0.2}), Schedules.edm());
  private static final IntFunction<NoiseSchedule> VP = t -> Schedules.vp();
  private static final TimeGrid THEORY = Grids.logSnr(-4, 3);
  private static final TimeGrid PRACTICE = Grids.logSnr(-Math.log(40), -Math.log(0.02));
  private static final String TO_800 = "100 200 400 800";
  private static final String TO_1600 = "400 800 1600";

  private final Catalogue catalogue;

  RateSections(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  private RateRow row(String solver, String numbers, double low, double high, double... known) {
    return row(catalogue.find(Kind.SOLVER, solver), solver, numbers, low, high, known);
  }

  private static RateRow row(Solver solver, String name, String numbers, double low, double high, double... known) {
    return new RateRow(name, solver, Arrays.stream(numbers.split(" ", -1)).mapToInt(Integer::parseInt).toArray(), low, high, known);
  }

  private static RateRow row(EquationTwo.Form form, String numbers, double low, double high, double... known) {
    return row(new EquationTwo(form), form.text, numbers, low, high, known);
  }

  /** The learning rates of the theory with so many points. */
  private static IntFunction<NoiseSchedule> li(double c0, double c1) {
    return t -> Schedules.liTwoPhase(c0, c1, t);
  }

  /** Betas of (0.1 + 19.9 (t - 1/2)/T)/T, t from 1 to T. */
  static NoiseSchedule linear(int points) {
    return Schedules.betas(IntStream.rangeClosed(1, points).mapToDouble(t -> (0.1 + 19.9 * (t - 0.5) / points) / points).toArray());
  }

  List<RateSection> all() {
    var all = new ArrayList<>(List.of(theory(), stochastic(), divergences(), linearBetas(), twoPhase(2, 6), twoPhase(1, 4), points(),
        pointsOnLinearBetas(), exponential(), classical(), multistep()));
    // The order does not ask which process: beta grows in its own way in the last one.
    for (NoiseSchedule s : List.of(Schedules.ve(), Schedules.vpCosine(), Schedules.subVp(), Schedules.rectifiedFlow(),
        Schedules.general("f = -(0.05 + 8 t + 3 t^2), g^2 = -2 f (1 + t/2)", t -> -rate(t), t -> Math.sqrt(2 * rate(t) * (1 + 0.5 * t)), 1e-4, 1)))
      all.add(process(s));
    return all;
  }

  private static double rate(double t) {
    return 0.05 + 8 * t + 3 * t * t;
  }

  private RateSection process(NoiseSchedule s) {
    // The largest step of lambda is many times the mean one, and slopes come close to their limits later than with equal steps.
    String numbers = "128 256 512";
    return new RateSection("Exponential Runge-Kutta methods in equal times of " + s, "equal times, " + s, BUMPS, n -> s, new EqualTimes(-3, 3.5),
        Distance.TV, Counting.STEPS, List.of(
            row("exp-rk-1", numbers, 0.8, 1.4),
            row("exp-rk-2", numbers, 1.8, 2.4),
            row("exp-rk-3", numbers, 2.6, 3.4),
            row("exp-rk-4", numbers, 3.6, 4.4)));
  }

  private RateSection theory() {
    return new RateSection("Deterministic samplers of the theory, equal steps of lambda from -4 to 3", "theory", BUMPS, VP, THEORY, Distance.TV,
        Counting.POINTS, List.of(
            row("pf-ode-li", TO_800, 0.95, 1.08, 5.87e-2, 2.90e-2, 1.45e-2, 7.21e-3),
            row("pf-ode-scheme-1", TO_800, 0.95, 1.08, 1.56e-2, 7.86e-3, 3.94e-3, 1.97e-3),
            row("ddim", TO_800, 0.95, 1.08, 1.14e-2, 5.67e-3, 2.82e-3, 1.41e-3),
            row("accelerated-ode", TO_800, 1.85, 2.10, 3.24e-3, 8.96e-4, 2.35e-4, 6.03e-5),
            row(EquationTwo.Form.EXTENDED, TO_800, 1.85, 2.10, 4.20e-3, 1.13e-3, 2.93e-4, 7.46e-5),
            row(EquationTwo.Form.REUSED, TO_800, 1.85, 2.10, 4.09e-3, 1.07e-3, 2.73e-4, 6.92e-5),
            row(EquationTwo.Form.WITHOUT_ROOT, TO_800, 0.8, 1.2, 5.31e-2, 2.77e-2, 1.42e-2, 7.16e-3),
            row("pf-ode-scheme-2", TO_800, 1.85, 2.10, 2.09e-3, 5.45e-4, 1.39e-4, 3.52e-5),
            row("accelerated-ode-ab2", TO_800, 1.88, 2.05, 7.43e-4, 1.93e-4, 4.94e-5, 1.25e-5)));
  }

  private RateSection stochastic() {
    return new RateSection("Stochastic samplers of the theory, equal steps of lambda from -4 to 3", "stochastic", BUMPS, VP, THEORY, Distance.TV,
        Counting.POINTS, List.of(
            row("ddpm-li", TO_800, 0.95, 1.05, 1.65e-2, 8.24e-3, 4.12e-3, 2.06e-3),
            row("ddpm:variance=large", TO_800, 0.95, 1.05, 1.52e-2, 7.61e-3, 3.81e-3, 1.91e-3),
            row("accelerated-sde", TO_800, 0.93, 1.08, 7.54e-3, 3.81e-3, 1.91e-3, 9.59e-4),
            row("accelerated-sde:noise=outside", TO_800, 0.93, 1.08, 1.22e-2, 6.02e-3, 3.00e-3, 1.49e-3),
            row("accelerated-sde:noise=cifar", TO_800, 0.93, 1.08, 1.69e-2, 8.46e-3, 4.24e-3, 2.12e-3),
            row("accelerated-sde-antithetic", "25 50 100 200", 1.76, 1.96)));
  }

  private RateSection divergences() {
    String to800 = "50 100 200 400 800";
    return new RateSection("Stochastic samplers on a Gaussian: the divergence at the end falls with twice the order", "gaussian",
        Targets.gaussian(0, 0.5, 1), VP, THEORY, Distance.KL, Counting.POINTS, List.of(
            row("ddpm-li", to800, 1.9, 2.1),
            row("ddpm:variance=large", to800, 1.9, 2.1),
            row("accelerated-sde", to800, 3.8, 4.2),
            row("accelerated-sde:noise=outside", to800, 1.8, 2.1),
            row("accelerated-sde:noise=cifar", to800, 1.8, 2.1),
            row("accelerated-sde-antithetic", to800, 3.8, 4.2)));
  }

  private RateSection linearBetas() {
    return new RateSection("Betas that grow linearly", "linear betas", BUMPS, RateSections::linear, new EveryEntry(), Distance.TV, Counting.POINTS,
        List.of(
            row("pf-ode-li", TO_800, 0.95, 1.2, 9.52e-2, Double.NaN, Double.NaN, 1.03e-2),
            row("ddim", TO_800, 0.88, 1.05, 1.24e-2, Double.NaN, Double.NaN, 1.74e-3),
            row("accelerated-ode", TO_800, 1.85, 2.1, 3.79e-3, Double.NaN, Double.NaN, 6.94e-5),
            // The noise estimate is not smooth in alpha-bar at data, where the last steps of this grid do not shrink.
            row("accelerated-ode-ab2", TO_800, 1.4, 1.7, 3.16e-3, Double.NaN, Double.NaN, 1.23e-4),
            row("ddpm-li", "100 200 400", 0.9, 1.1, Double.NaN, 1.28e-2),
            row("accelerated-sde", "100 200 400", 0.9, 1.15, Double.NaN, 4.75e-3)));
  }

  private RateSection twoPhase(int c0, int c1) {
    var rows = List.of(
        row("pf-ode-li", TO_1600, 0.80, 1.05),
        row("ddim", TO_1600, 0.90, 1.08),
        row("accelerated-ode", TO_1600, 1.70, 2.05),
        row("pf-ode-scheme-2", TO_1600, 1.75, 2.1),
        row("accelerated-ode-ab2", TO_1600, 1.75, 2.1),
        row("ddpm-li", "200 400 800", 0.85, 1.08),
        row("accelerated-sde", "200 400 800", 0.80, 1.08));
    return new RateSection("The theory's learning rates, c0 = " + c0 + " and c1 = " + c1 + ": slopes against T/log T", "rates " + c0 + "," + c1, BUMPS,
        li(c0, c1), new EveryEntry(), Distance.TV, Counting.POINTS_OVER_LOG, c0 == 2 ? rows : rows.subList(0, 5));
  }

  private RateSection points() {
    return new RateSection("Three points in place of bumps, with the theory's learning rates: slopes against T/log T", "points", POINTS, li(2, 6),
        new EveryEntry(), Distance.TV, Counting.POINTS_OVER_LOG, List.of(
            row("pf-ode-li", TO_1600, 0.75, 1.05),
            row("ddim", TO_1600, 0.85, 1.1),
            row("accelerated-ode", TO_1600, 1.55, 2.05),
            row("accelerated-ode-ab2", TO_1600, 1.6, 2.1)));
  }

  private RateSection pointsOnLinearBetas() {
    return new RateSection("Three points with linear betas: the samplers of the theory lose their rate, the exponential ones do not",
        "points, linear betas", POINTS, RateSections::linear, new EveryEntry(), Distance.TV, Counting.POINTS, List.of(
            row("pf-ode-li", TO_800, 0.2, 0.6),
            row("accelerated-ode", TO_800, 0.2, 0.6),
            row("ddim", TO_800, 0.9, 1.1),
            row("accelerated-ode-ab2", "200 400 800 1600", 1.85, 2.1)));
  }

  private RateSection exponential() {
    String to256 = "32 64 128 256";
    return new RateSection("Exponential Runge-Kutta methods, equal steps of lambda, sigma/alpha from 40 to 0.02", "exponential", BUMPS, VP, PRACTICE,
        Distance.TV, Counting.STEPS, List.of(
            row("exp-rk-1", to256, 0.8, 1.4, 3.85e-2, 1.91e-2, 9.54e-3, 4.76e-3),
            row("exp-rk-2", to256, 1.8, 2.4, 1.26e-3, 3.30e-4, 8.48e-5, 2.15e-5),
            row("exp-rk-3", to256, 2.8, 3.4, 1.06e-4, 1.43e-5, 1.87e-6, 2.38e-7),
            row("exp-rk-4", to256, 3.8, 4.4, 1.05e-5, 7.53e-7, 5.02e-8, 3.24e-9),
            row("exp-rk-5", "32 64 128", 4.8, 5.7, 8.60e-8, 2.62e-9, 8.10e-11),
            row("exp-rk-6", "16 32 64", 5.8, 6.4, 3.78e-6, 3.85e-8, 7.15e-10),
            row("exp-rk-1:form=noise", to256, 0.8, 1.4),
            row("exp-rk-2:form=noise", to256, 1.8, 2.4),
            row("exp-rk-3:form=noise", to256, 2.8, 3.4),
            row("exp-rk-4:form=noise", to256, 3.8, 4.4),
            row("exp-rk-5:form=noise", "32 64 128", 4.8, 5.7),
            row("exp-rk-6:form=noise", "16 32 64", 5.8, 7.6),
            row("picard-collocation:nodes=equal,sweeps=1", "32 64 128", 1.8, 2.2),
            row("picard-collocation:nodes=equal,sweeps=2", "32 64 128", 2.8, 3.2),
            row("picard-collocation:nodes=equal,sweeps=3", "32 64 128", 3.7, 4.2)));
  }

  private RateSection classical() {
    String to256 = "32 64 128 256";
    TimeGrid karras = catalogue.find(Kind.GRID, "final(karras:from=40,to=0.02):at=none");
    return new RateSection("Classical Runge-Kutta methods in sigma/alpha, EDM's grid with rho 7", "classical", BUMPS, VP, karras, Distance.TV,
        Counting.STEPS, List.of(
            row("rk-euler", to256, 0.9, 1.2),
            row("rk-heun", to256, 1.9, 2.2),
            row("rk-kutta3", to256, 2.9, 3.2),
            row("rk-bosh3", to256, 2.9, 3.2),
            row("rk-4", to256, 3.9, 4.2),
            row("rk-dopri5", "32 64 128", 4.7, 6),
            row("rk-tsit5", "32 64 128", 4.7, 6),
            row("rk-butcher6", "32 64 128", 5.7, 6.6),
            row("rk-butcher7", "16 32 64", 6.7, 7.9),
            row("rk-cooper-verner8", "8 16 32", 7.7, 9.5),
            row("rk-dop853", "8 16 32", 7.7, 9.5)));
  }

  private RateSection multistep() {
    String to512 = "64 128 256 512";
    return new RateSection("Multistep methods, equal steps of lambda, sigma/alpha from 40 to 0.02", "multistep", BUMPS, VP, PRACTICE, Distance.TV,
        Counting.STEPS, List.of(
            row("dpmpp-2m", to512, 1.85, 2.2, 1.2e-3),
            row("dpmpp-3m", to512, 2.85, 3.2),
            row("ab-norsett:order=2", to512, 1.85, 2.2),
            row("ab-norsett:order=3", to512, 2.85, 3.2),
            row("deis-tab:order=3", to512, 2.85, 4),
            row("unipc:order=1", to512, 1.8, 2.2),
            row("unipc:order=2", to512, 2.8, 3.2),
            row("unipc:order=3", to512, 3.8, 4.2, 1.95e-5),
            row("unipc:order=4", "64 128 256", 4.8, 5.3, 6.6e-6),
            // Fixed weights on equal steps of lambda, which are not equal in sigma/alpha.
            row("ipndm:order=4", to512, 1.85, 2.2)));
  }
}
