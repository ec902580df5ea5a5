package org.counterflow.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.catalogue.Target;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.solvers.Schedules;
import org.counterflow.solvers.Solvers;
import org.counterflow.solvers.Targets;
import org.counterflow.tck.internal.Plain;
import org.counterflow.tck.internal.Runs;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every time grid keeps to: {@link TimeGrid}. */
public abstract class GridContract {
  private static final List<Integer> STEPS = List.of(1, 2, 3, 5, 8, 30);

  private final TimeGrid grid;

  /**
   * The contract of a grid.
   *
   * @param grid to be tested
   */
  protected GridContract(TimeGrid grid) {
    this.grid = grid;
  }

  /** Processes that it is laid on: tables, and continuous ones that preserve the variance, explode, or go straight. */
  protected List<NoiseSchedule> schedules() {
    return List.of(Schedules.linear(1e-4, 0.02, 1000), Schedules.scaledLinear(0.00085, 0.012, 1000), Schedules.cosine(1000), Schedules.vp(),
        Schedules.edm(),
        Schedules.ve(), Schedules.rectifiedFlow(), Schedules.rectifiedFlow(3));
  }

  /** Whether lambda rises strictly but at an end. A grid of times that the caller lists may repeat one, and overrides it with false. */
  protected boolean rises() {
    return true;
  }

  /** The grid under test. */
  protected final TimeGrid grid() {
    return grid;
  }

  /** The points, or null where the grid says that it does not fit. */
  private @Nullable List<Point> points(NoiseSchedule s, int steps) {
    try {
      return grid.on(s, steps);
    } catch (IllegalArgumentException e) {
      String said = e.getMessage();
      if (said == null || said.length() < 15) fail(grid + " refuses " + steps + " steps along " + s + " and says \"" + said
          + "\": say what does not fit, and what would");
      return null;
    } catch (RuntimeException e) {
      return fail(grid + " refuses " + steps + " steps along " + s + " by " + e
          + ": an IllegalArgumentException says that a schedule cannot be cut this way", e);
    }
  }

  /** {@link TimeGrid#on}: "number of updates, at least 1; the list has one point more". */
  @Test
  public void thereIsOnePointMoreThanSteps() {
    int fitted = 0;
    for (NoiseSchedule s : schedules()) {
      for (int n : STEPS) {
        List<Point> points = points(s, n);
        if (points == null) continue;
        fitted++;
        if (points.size() != n + 1) fail(grid + " gives " + points.size() + " points for " + n + " steps along " + s + ", should be " + (n + 1));
      }
    }
    if (fitted == 0) fail(grid + " fits none of " + schedules());
  }

  /** {@link TimeGrid#on}: "The points in order; lambda rises strictly, but at an end that was asked for twice by name." */
  @Test
  public void lambdaRisesStrictly() {
    for (NoiseSchedule s : schedules()) {
      for (int n : STEPS) {
        List<Point> points = points(s, n);
        if (points == null || !rises()) continue;
        for (int i = 1; i < points.size(); i++) {
          Point p = points.get(i - 1), q = points.get(i);
          boolean end = i == 1 || i == points.size() - 1;
          if (!(q.lambda() > p.lambda() || end && q.samePlace(p)))
            fail(grid + " in " + n + " steps along " + s + " goes from lambda " + p.lambda() + " at point " + (i - 1) + " to " + q.lambda()
                + ": lambda must rise from noise to data");
        }
      }
    }
  }

  /** {@link TimeGrid}: "The places a run visits": they are places of the process. */
  @Test
  public void thePointsAreOfTheProcess() {
    for (NoiseSchedule s : schedules()) {
      for (int n : STEPS) {
        List<Point> points = points(s, n);
        if (points == null) continue;
        for (Point p : points) {
          if (p.samePlace(s.clean()) || p.alpha() == 0) continue;
          Point own = s.atLambda(p.lambda());
          if (!(Math.abs(own.alpha() - p.alpha()) <= 1e-6 * own.alpha() && Math.abs(own.sigma() - p.sigma()) <= 1e-6 * own.sigma()))
            fail(grid + " in " + n + " steps visits " + p + ", which is no place of " + s + ": at that lambda it has " + own);
        }
      }
    }
  }

  /** {@link TimeGrid}: a grid is a function; one instance serves several threads. */
  @Test
  public void oneInstanceServesEightThreads() throws InterruptedException, ExecutionException {
    NoiseSchedule s = schedules().stream().filter(n -> points(n, 5) != null).findFirst().orElseThrow(() -> new AssertionError(grid
        + " fits none of " + schedules()));
    List<Point> expected = grid.on(s, 5);
    try (var pool = Executors.newFixedThreadPool(8)) {
      List<Callable<List<Point>>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) all.add(() -> grid.on(s, 5));
      for (Future<List<Point>> f : pool.invokeAll(all)) assertEquals(expected, f.get(), grid + ": its points while other threads ask");
    }
  }

  /** {@link TimeGrid}: what it visits can be run over. */
  @Test
  public void runsOverItAreFinite() {
    Target moons = Targets.twoMoons();
    try (Backend b = Plain.f64()) {
      for (NoiseSchedule s : schedules()) {
        for (int n : STEPS) {
          if (points(s, n) == null) continue;
          for (double v : Runs.values(Runs.sampler(b, moons.score(), Solvers.dpmSolverPP2M(), s, grid, n), moons.shape(), Seeds.range(0, 2)))
            if (!Double.isFinite(v)) fail("a run of dpmpp-2m over " + grid + " in " + n + " steps along " + s + " gives " + v);
        }
      }
    }
  }

  /** {@link TimeGrid}: "{@code toString()} is the catalogue text that makes the grid again." */
  @Test
  public void itsTextIsOneLine() {
    Texts.check("grid", grid);
  }
}
