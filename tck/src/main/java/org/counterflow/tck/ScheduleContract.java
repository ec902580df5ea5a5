package org.counterflow.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.Shape;
import org.counterflow.solvers.Grids;
import org.counterflow.solvers.Schedules;
import org.counterflow.solvers.Solvers;
import org.counterflow.solvers.target.Mixtures;
import org.counterflow.tck.internal.Plain;
import org.counterflow.tck.internal.Runs;
import org.junit.jupiter.api.Test;

/** What every noise schedule keeps to: {@link NoiseSchedule}. */
public abstract class ScheduleContract {
  private static final int PLACES = 400;
  private static final Mixture BUMPS = Mixtures.threeBumps();
  private static final List<Solver> SOLVERS = List.of(Solvers.ddim(), Solvers.uniPC(3), Solvers.heun(), Solvers.ddpm(), Solvers.eulerAncestral(),
      Solvers.acceleratedOde());
  private static final double[] STARTS = {-2.1, -0.4, 0.3, 1.7};

  private final NoiseSchedule schedule;

  /**
   * The contract of a schedule.
   *
   * @param schedule to be tested
   */
  protected ScheduleContract(NoiseSchedule schedule) {
    this.schedule = schedule;
  }

  /** The schedule under test. */
  protected final NoiseSchedule schedule() {
    return schedule;
  }

  /** Times from the earliest to the latest; the ends included, which are rounded to nothing else. */
  private double time(int i) {
    double a = schedule.earliest().time(), b = schedule.latest().time();
    return i == 0 ? a : i == PLACES ? b : a + (b - a) * i / PLACES;
  }

  /** {@link NoiseSchedule}: "Times run from earliest (nearly data) to latest (noise); lambda falls strictly on the way." */
  @Test
  public void lambdaFallsStrictlyFromDataToNoise() {
    Point before = null;
    for (int i = 0; i <= PLACES; i++) {
      Point p = schedule.at(time(i));
      if (!(p.alpha() >= 0 && p.sigma() >= 0 && p.alpha() + p.sigma() > 0 && Double.isFinite(p.alpha() + p.sigma())))
        fail(schedule + " has alpha " + p.alpha() + " and sigma " + p.sigma() + " at time " + p.time() + ": both are at least 0, and not both 0");
      if (before != null && !(p.lambda() < before.lambda()))
        fail(schedule + " is not monotone: lambda is " + before.lambda() + " at time " + before.time() + " and " + p.lambda() + " at time "
            + p.time()
            + ", and must fall strictly from data to noise");
      before = p;
    }
  }

  /** {@link Point#time}: "the schedule's own name for the place". */
  @Test
  public void aPlaceHasTheTimeItWasAskedBy() {
    for (int i = 0; i <= PLACES; i++) assertEquals(time(i), schedule.at(time(i)).time(), 1e-12 * Math.max(1, Math.abs(time(i))), schedule
        + ": the time of the point at a time");
    for (Point end : List.of(schedule.earliest(), schedule.latest())) {
      Point again = schedule.at(end.time());
      if (!near(end.alpha(), again.alpha(), 1e-9) || !near(end.sigma(), again.sigma(), 1e-9)) fail(schedule + " says that an end is " + end
          + ", and at its time " + again);
    }
  }

  private static boolean near(double expected, double got, double tolerance) {
    return Math.abs(expected - got) <= tolerance * Math.max(1, Math.abs(expected));
  }

  /** {@link NoiseSchedule#timeOfLambda}: "The time at which lambda has this value." */
  @Test
  public void theTimeOfALambdaHasThatLambda() {
    for (int i = 1; i < PLACES; i++) {
      double lambda = schedule.at(time(i)).lambda(), again = schedule.at(schedule.timeOfLambda(lambda)).lambda();
      if (!near(lambda, again, 1e-8)) fail(schedule + ": at the time of lambda " + lambda + " lambda is " + again);
    }
  }

  /**
   * {@link NoiseSchedule#clean}: "Clean data, where grids may end"; {@link NoiseSchedule#earliest}, "nearest to data that a network was
   * trained at", is inside.
   */
  @Test
  public void theEndsAreWhereTheyBelong() {
    Point clean = schedule.clean(), earliest = schedule.earliest(), latest = schedule.latest();
    if (clean.sigma() != 0 || !(clean.alpha() > 0)) fail(schedule + " says that clean data are at " + clean + ": sigma is 0 there, alpha above 0");
    if (!earliest.inside()) fail(schedule + " says that its earliest place is " + earliest + ": alpha and sigma must be above 0");
    if (!(latest.sigma() > 0)) fail(schedule + " says that its latest place is " + latest + ": sigma must be above 0");
    if (!(latest.time() > earliest.time())) fail(schedule + " runs from time " + earliest.time() + " to " + latest.time()
        + ": times grow from data to noise");
    assertEquals(clean, schedule.atLambda(Double.POSITIVE_INFINITY), schedule + ": the point of infinite lambda");
    double scale = schedule.initialScale(latest);
    if (!(scale > 0) || Double.isInfinite(scale)) fail(schedule + " multiplies the starting normals by " + scale);
  }

  /** {@link NoiseSchedule#at}: "Never throws: a time of another process gives a point without meaning". */
  @Test
  public void timesOfOthersDoNotThrow() {
    for (double t : new double[] {-1e9, -1, -0.5, 0, 0.5, 1, 40.5, 999, 1e9}) {
      try {
        schedule.at(t);
      } catch (RuntimeException e) {
        fail(schedule + " throws at time " + t + ": " + e, e);
      }
    }
  }

  /** {@link NoiseSchedule#rate}: "The rates of change d alpha / dt and d sigma / dt at a time". */
  @Test
  public void ratesAreDerivatives() {
    for (int i = PLACES / 10; i < PLACES; i += PLACES / 10) {
      // Between the entries of a table, where the rate is one.
      double t = schedule.entries() > 0 ? Math.floor(time(i)) + 0.5 : time(i), h = 1e-5 * Math.max(1e-3, Math.abs(t));
      Point rate = schedule.rate(t), a = schedule.at(t - h), b = schedule.at(t + h);
      double alpha = (b.alpha() - a.alpha()) / (2 * h), sigma = (b.sigma() - a.sigma()) / (2 * h);
      if (!near(alpha, rate.alpha(), 1e-4) || !near(sigma, rate.sigma(), 1e-4))
        fail(schedule + " has the rates " + rate.alpha() + " and " + rate.sigma() + " at time " + t + "; by differences they are " + alpha
            + " and " + sigma);
    }
  }

  /** {@link NoiseSchedule#between}: "The point a fraction of the way from p to q in lambda." */
  @Test
  public void betweenIsInLambda() {
    Point p = schedule.at(time(PLACES - 1)), q = schedule.at(time(1));
    assertEquals(p, schedule.between(p, q, 0), schedule + ": none of the way");
    assertEquals(q, schedule.between(p, q, 1), schedule + ": all of the way");
    for (double f : new double[] {0.2, 0.5, 0.9}) {
      double expected = p.lambda() + f * p.stepTo(q), got = schedule.between(p, q, f).lambda();
      if (!near(expected, got, 1e-8)) fail(schedule + ": " + f + " of the way from lambda " + p.lambda() + " to " + q.lambda() + " is at lambda "
          + got);
    }
    assertThrows(IllegalArgumentException.class, () -> schedule.between(p, schedule.clean(), 0.5), schedule + ": half of an infinite way");
  }

  /** {@link NoiseSchedule#entries}: "Entries of the table behind the schedule, whose times are 0 to entries() - 1". */
  @Test
  public void aTableHasItsTimes() {
    int n = schedule.entries();
    if (n < 0) fail(schedule + " has " + n + " entries");
    if (n == 0) return;
    assertEquals(n - 1.0, schedule.latest().time(), schedule + ": the time of the last entry");
    assertEquals(n - 1.0, schedule.lastStep(), schedule + ": the label of the last step");
    if (!(schedule.earliest().time() >= 0)) fail(schedule + " begins at entry " + schedule.earliest().time());
  }

  /** {@code docs/architecture.md}, decision 7: "Variance-preserving, exploding, straight-line: a solver never asks." */
  @Test
  public void theSamplesAreThoseAlongAnyOtherProcess() {
    NoiseSchedule vp = Schedules.vp();
    Point latest = schedule.latest();
    double from = Math.max(-3, latest.inside() ? latest.lambda() : -3), to = Math.min(3, schedule.earliest().lambda());
    TimeGrid grid = Grids.logSnr(from, to);
    try (Backend b = Plain.f64()) {
      for (Solver s : SOLVERS) {

        double[] expected = Runs.normalized(Runs.sampler(b, ScoreFunction.of(BUMPS, Shape.of(1), vp), s, vp, grid, 6), STARTS);
        double[] got = Runs.normalized(Runs.sampler(b, ScoreFunction.of(BUMPS, Shape.of(1), schedule), s, schedule, grid, 6), STARTS);
        for (int i = 0; i < got.length; i++)
          if (!near(expected[i], got[i], 1e-8)) fail(s + " draws " + got[i] + " along " + schedule + " and " + expected[i] + " along " + vp
              + " with the same lambdas");
      }
    }
  }

  /** {@link NoiseSchedule}: a schedule is a function; one instance serves several threads. */
  @Test
  public void oneInstanceServesEightThreads() throws InterruptedException, ExecutionException {
    List<Point> expected = places();
    try (var pool = Executors.newFixedThreadPool(8)) {
      List<Callable<List<Point>>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) all.add(this::places);
      for (Future<List<Point>> f : pool.invokeAll(all)) assertEquals(expected, f.get(), schedule + ": its points while other threads ask");
    }
  }

  private List<Point> places() {
    return IntStream.rangeClosed(0, PLACES).mapToObj(i -> schedule.atLambda(schedule.at(time(i)).lambda())).toList();
  }

  /** {@link NoiseSchedule}: "{@code toString()} is the catalogue text that makes the schedule again". */
  @Test
  public void itsTextIsOneLine() {
    Texts.check("schedule", schedule);
  }
}
