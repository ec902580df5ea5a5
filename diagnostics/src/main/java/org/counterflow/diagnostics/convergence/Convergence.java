package org.counterflow.diagnostics.convergence;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.counterflow.api.Backends;
import org.counterflow.api.Sampler;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.backend.Options;
import org.counterflow.api.catalogue.MixtureTarget;
import org.counterflow.api.catalogue.Target;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.solver.Adaptive;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.Precision;
import org.counterflow.diagnostics.distance.DensityEvolution;
import org.counterflow.diagnostics.distance.Distance;
import org.counterflow.diagnostics.distance.GaussianError;
import org.counterflow.diagnostics.distance.MapDistance;
import org.counterflow.diagnostics.distance.Measured;
import org.counterflow.solvers.Grids;
import org.counterflow.solvers.Schedules;
import org.counterflow.solvers.Targets;
import org.counterflow.solvers.theory.PfOdeLi;
import org.jspecify.annotations.Nullable;

/**
 * Measures the order of convergence of a solver: exact score, exact law at the first point, double precision, no sample drawn. Immutable;
 * each method that changes something gives a new one.
 *
 * <p>Where nothing is said: the three-bump mixture; equal steps of lambda, from sigma/alpha 40 to 0.02, or from lambda -4 to 3 for the
 * solvers of the theory and for stochastic ones of order 1; as many steps as show the claimed order before rounding does; total
 * variation. How it is measured follows from solver and target:
 * <ul>
 * <li>a Gaussian in any dimension: {@link GaussianError}, for every solver;
 * <li>a line, deterministic: {@link MapDistance};
 * <li>a line, stochastic: {@link DensityEvolution}, for solvers without memory; one with memory is measured on a Gaussian, and says so.
 * </ul>
 *
 * {@snippet :
 * Rates rates = Convergence.of(Solvers.dpmSolverPP2M()).measure();
 * assert rates.holds() : rates;
 * }
 */
public final class Convergence {
  private static final TimeGrid PRACTICE = Grids.logSnr(-Math.log(40), -Math.log(0.02));
  private static final TimeGrid THEORY = Grids.logSnr(-4, 3);
  /** The variance of a quarter on which the stochastic samplers of the theory are told apart. */
  private static final Target GAUSSIAN = Targets.gaussian(0, 0.5, 1);

  private final Solver solver;
  private @Nullable Target target;
  private @Nullable TimeGrid grid;
  private NoiseSchedule schedule = Schedules.vp();
  private List<Integer> steps;
  private Distance metric = Distance.TV;
  private int starts = MapDistance.STARTS;

  private Convergence(Solver solver) {
    this.solver = solver;
    steps = usual(solver);
  }

  /**
   * Of a solver, with the defaults for all else.
   *
   * @throws IllegalArgumentException if the solver chooses its own steps
   */
  public static Convergence of(Solver solver) {
    if (solver instanceof Adaptive)
      throw new IllegalArgumentException(solver + " chooses its steps by what it meets: it has no order in their number. Remedy: measure the pair "
          + "that it is made of");
    return new Convergence(solver);
  }

  private Convergence with(Consumer<Convergence> change) {
    var changed = new Convergence(solver);
    changed.target = target;
    changed.grid = grid;
    changed.schedule = schedule;
    changed.steps = steps;
    changed.metric = metric;
    changed.starts = starts;
    change.accept(changed);
    return changed;
  }

  /** The same on a target: a mixture in one dimension, or a Gaussian in any. */
  public Convergence target(Target target) {
    return with(c -> c.target = target);
  }

  /** The same along another process. */
  public Convergence along(NoiseSchedule schedule) {
    return with(c -> c.schedule = schedule);
  }

  /** The same over another grid, which must end where sigma is above 0. */
  public Convergence grid(TimeGrid grid) {
    return with(c -> c.grid = grid);
  }

  /** The same at other numbers of steps, each at least 1. */
  public Convergence steps(int... steps) {
    for (int n : steps) if (n < 1) throw new IllegalArgumentException("a number of steps must be at least 1, was " + n);
    return with(c -> c.steps = IntStream.of(steps).boxed().toList());
  }

  /** The same by another distance. */
  public Convergence metric(Distance metric) {
    return with(c -> c.metric = metric);
  }

  /** The same from another number of starts, where a deterministic sampler maps them on a line: a quarter of them is enough for a slope. */
  public Convergence starts(int starts) {
    return with(c -> c.starts = starts);
  }

  private static double claim(Solver solver) {
    return solver.traits().stochastic() ? solver.traits().weakOrder() : solver.traits().order();
  }

  /** Whether what the solver does at a hundred steps and more is what is to be seen. */
  private static boolean slow(Solver solver) {
    return solver.getClass().getPackageName().equals(PfOdeLi.class.getPackageName()) || (solver.traits().stochastic() && claim(solver) < 1.5);
  }

  /** Errors that are neither far from the limit nor at rounding, on the three bumps. */
  private static List<Integer> usual(Solver solver) {
    if (slow(solver)) return List.of(99, 199, 399, 799);
    double p = claim(solver);
    return p <= 4 ? List.of(32, 64, 128, 256) : p <= 5 ? List.of(32, 64, 128) : p <= 7 ? List.of(16, 32, 64) : List.of(8, 16, 32);
  }

  /**
   * Runs the solver and fits the line.
   *
   * @throws IllegalArgumentException if the distance is not known exactly for this solver and target
   */
  public Rates measure() {
    try (Backend backend = Backends.installed().open("java", Options.defaults().in(Precision.F64))) {
      return measure(backend);
    }
  }

  /**
   * The same on an open backend.
   *
   * @param backend in double precision; stays the caller's to close
   */
  public Rates measure(Backend backend) {
    TimeGrid over = grid != null ? grid : slow(solver) ? THEORY : PRACTICE;
    Target on = target != null ? target : Targets.mixture();
    String note = "";
    if (target == null && solver.traits().stochastic()) {
      String obstacle = DensityEvolution.obstacle(solver, schedule, over, 3);
      if (!obstacle.isEmpty()) {
        on = GAUSSIAN;
        note = obstacle + ": measured on a Gaussian, where every solver is affine";
      }
    }
    Mixture mixture = mixture(on);
    var rows = new ArrayList<Rates.Row>();
    for (int n : steps) {
      Measured m = measure(backend, on, mixture, over, n);
      rows.add(new Rates.Row(n, m.evaluations(), m.value()));
    }
    return new Rates(solver.toString(), on.toString(), schedule.toString(), over.toString(), metric, claim(solver) * metric.orders(), rows, note);
  }

  /**
   * The error of one run.
   *
   * @param backend in double precision; stays the caller's to close
   * @param n its number of steps
   */
  public Measured at(Backend backend, int n) {
    Target on = target == null ? Targets.mixture() : target;
    return measure(backend, on, mixture(on), grid != null ? grid : slow(solver) ? THEORY : PRACTICE, n);
  }

  private static Mixture mixture(Target target) {
    if (target instanceof MixtureTarget m && (m.mixture().dimensions() == 1 || m.mixture().components() == 1)) return m.mixture();
    throw new IllegalArgumentException("the distance is known exactly on a line, and on a gaussian in any dimension; target " + target
        + " has samples of shape " + target.shape() + ". Remedy: mixture, gaussian:dimensions=N, or another target on a line");
  }

  private Measured measure(Backend backend, Target on, Mixture mixture, TimeGrid over, int n) {
    if (mixture.components() == 1 && !mixture.isData()) {
      GaussianError e = GaussianError.of(backend, solver, schedule, over, n, mixture);
      return new Measured(e.distance(metric), e.evaluations());
    }
    if (solver.traits().stochastic()) return DensityEvolution.measure(solver, schedule, over, n, mixture, metric);
    if (metric != Distance.TV)
      throw new IllegalArgumentException("of a deterministic sampler on " + on + " the total variation is known, not " + metric.id()
          + ". Remedy: tv, or the target gaussian");
    return MapDistance.totalVariation(Sampler.of(on.score(schedule)).on(backend).solver(solver).grid(over).steps(n), mixture, starts);
  }
}
