package org.counterflow.solvers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;
import org.counterflow.solvers.schedule.General;
import org.counterflow.solvers.support.Bumps;
import org.counterflow.solvers.support.Plain;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A process is a choice of coordinates: of one lambda the states along two processes differ by a factor only. Whatever a solver does with
 * the same lambdas along a schedule, it does along all.
 */
class AlongSchedulesTest {
  private static final Catalogue CATALOGUE = Catalogue.of(List.of(new Parts()));
  private static final List<String> SOLVERS = List.of("ddim", "dpmpp-2m", "unipc:order=3", "heun", "ddpm", "euler-a", "pf-ode-li", "accelerated-ode",
      "ddpm-li", "accelerated-sde");
  private static final double[] STARTS = {-2.1, -0.4, 0.3, 1.7};

  static Stream<NoiseSchedule> schedules() {
    var general = General.of("general", t -> -0.3, t -> Math.sqrt(0.2 + t * t), 1e-3, 12);
    return Stream.concat(Stream.of(general), Stream.of("linear", "cosine", "exp", "laplace", "sigmoid", "rescale-zero-snr(scaled-linear)", "vp-cosine",
        "sub-vp", "edm", "ve", "v-diffusion", "trig-flow", "rectified-flow", "rectified-flow:shift=3").map(s -> CATALOGUE.find(Kind.SCHEDULE, s)));
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void eachSolverGoesTheSameWay(NoiseSchedule schedule) {
    for (String solver : SOLVERS) {
      double[] expected = run(solver, CATALOGUE.find(Kind.SCHEDULE, "vp")), got = run(solver, schedule);
      for (int i = 0; i < got.length; i++) assertEquals(expected[i], got[i], 1e-9 * Math.max(1, Math.abs(expected[i])), solver + ", start " + i);
    }
  }

  /** The ends of a run in the coordinates of the variance-preserving process. */
  private static double[] run(String solver, NoiseSchedule schedule) {
    TimeGrid grid = Grids.logSnr(-1.5, 1.8);
    List<Point> points = grid.on(schedule, 6);
    double first = scale(points.getFirst()), last = scale(points.getLast());
    double[] x = STARTS.clone();
    for (int i = 0; i < x.length; i++) x[i] *= first;
    Solver s = CATALOGUE.find(Kind.SOLVER, solver);
    try (Backend backend = Plain.f64()) {
      Sampler sampler = Sampler.of(ScoreFunction.of(Bumps.TARGET, Shape.of(1), schedule)).on(backend).solver(s).grid(grid).steps(6);
      try (Samples r = sampler.decode(Tensor.of(Shape.of(1), x), Seeds.range(0, x.length), Conditions.NONE)) {
        double[] y = r.toDoubles();
        for (int i = 0; i < y.length; i++) y[i] /= last;
        return y;
      }
    }
  }

  private static double scale(Point p) {
    return Math.hypot(p.alpha(), p.sigma());
  }
}
