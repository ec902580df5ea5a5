package org.counterflow.tck;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.counterflow.api.Run;
import org.counterflow.api.Sampler;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.catalogue.Target;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.solver.Adaptive;
import org.counterflow.api.solver.NotFiniteException;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;
import org.counterflow.solvers.Grids;
import org.counterflow.solvers.Schedules;
import org.counterflow.solvers.Targets;
import org.counterflow.solvers.target.Mixtures;
import org.counterflow.tck.internal.CountedBackend;
import org.counterflow.tck.internal.ExactNetwork;
import org.counterflow.tck.internal.Plain;
import org.counterflow.tck.internal.Runs;
import org.counterflow.tck.internal.SinglePoint;
import org.counterflow.tck.internal.WatchedSolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every solver keeps to: its {@link Traits}, that it converges as it claims ({@link OrderContract}), and that it is
 * a function of the step it is given.
 *
 * <p>All runs are small and in double precision on the plain backend. A test that cannot apply is skipped with the reason.
 *
 * {@snippet :
 * class TwoStageTest extends SolverContract {
 *   TwoStageTest() { super(new TwoStage()); }
 * }
 * }
 */
public abstract class SolverContract extends OrderContract {
  private static final Target MOONS = Targets.twoMoons();
  private static final Mixture BUMPS = Mixtures.threeBumps();
  private static final Shape ONE = Shape.of(1);
  private static final double[] STARTS = {-2.1, -0.4, 0.3, 1.7};
  private static final int STEPS = 12;
  private static final List<Prediction> PREDICTIONS = List.of(Prediction.DATA, Prediction.EPSILON, Prediction.VELOCITY, Prediction.FLOW,
      Prediction.SCORE, Prediction.edm(0.5));

  private final Solver solver;
  private Backend backend;

  /**
   * The contract of a solver.
   *
   * @param solver to be tested
   */
  protected SolverContract(Solver solver) {
    super(solver);
    this.solver = solver;
  }

  /** The process that runs go along where nothing else is said: {@code vp}. A solver that needs a table says which. */
  protected NoiseSchedule schedule() {
    return Schedules.vp();
  }

  /**
   * The grid of runs inside a process: equal steps in lambda from -3 to 3.
   *
   * <p>A solver that only fits other grids says which.
   */
  protected TimeGrid inside() {
    return Grids.logSnr(-3, 3);
  }

  /**
   * Whether a constant estimate is followed exactly: on data of a single point every state is {@code alpha data + sigma z}, and the variance of
   * a stochastic solver's states is sigma^2 after each step.
   *
   * <p>True where the coefficients are those of the exact solution: exponential methods, and methods in sigma/alpha. A method that integrates in
   * another variable, holds the noise estimate while it adds noise, or has a published variance that is not the exact one, overrides it with
   * false.
   */
  protected boolean followsConstants() {
    return true;
  }

  /**
   * Whether it takes the same step along every process with the same lambdas. True where only alpha and sigma are read; a method that reads times
   * or entries of a table overrides it with false.
   */
  protected boolean isOfLambdaAlone() {
    return true;
  }

  /**
   * Whether it goes from data to noise and back to the data with an error that falls with the steps. True of a deterministic solver; one of order
   * 0, such as those for distilled networks, overrides it.
   */
  protected boolean returns() {
    return !solver.traits().stochastic();
  }

  /** Opens the backend. */
  @BeforeEach
  public final void open() {
    backend = Plain.f64();
  }

  /** Closes the backend. */
  @AfterEach
  public final void close() {
    backend.close();
  }

  private boolean chooses() {
    return solver instanceof Adaptive;
  }

  private Sampler moons(int steps) {
    return Runs.sampler(backend, MOONS.score(), solver, schedule(), inside(), steps);
  }

  private Sampler bumps(NoiseSchedule along, int steps) {
    return Runs.sampler(backend, ScoreFunction.of(BUMPS, ONE, along), solver, along, inside(), steps);
  }

  private double[] drawn(int steps, long... seeds) {
    return Runs.values(moons(steps), MOONS.shape(), Seeds.of(seeds));
  }

  private void assertSame(double[] expected, double[] got, String broken) {
    for (int i = 0; i < expected.length; i++)
      if (Double.compare(expected[i], got[i]) != 0) fail(solver + " " + broken + ": element " + i + " is " + got[i] + ", should be " + expected[i]);
  }

  private void assertClose(double[] expected, double[] got, double tolerance, String broken) {
    for (int i = 0; i < expected.length; i++)
      if (!(Math.abs(expected[i] - got[i]) <= tolerance * Math.max(1, Math.abs(expected[i]))))
        fail(solver + " " + broken + ": element " + i + " is " + got[i] + ", should be " + expected[i]);
  }

  /** {@link Traits#evaluations}: "Evaluations a step once started." */
  @Test
  public void evaluationsAStepAreAsClaimed() {
    assumeFalse(chooses(), "it chooses its steps");
    double counted = (Runs.evaluations(moons(30), MOONS.shape(), Seeds.range(0, 3)) - Runs.evaluations(moons(20), MOONS.shape(), Seeds.range(0,
        3))) / 10;
    if (counted != solver.traits().evaluations())
      fail(solver + " claims " + solver.traits().evaluations() + " evaluations a step, but 10 further steps make " + counted + " each");
  }

  /** {@link Traits#remembers}: "How many past evaluations it reads"; {@link Traits#stochastic}: "Whether it draws noise." */
  @Test
  public void memoryAndNoiseAreAsClaimed() {
    var watched = new WatchedSolver(solver);
    if (!chooses()) Runs.values(moons(20).solver(watched), MOONS.shape(), Seeds.of(1));
    Traits claims = solver.traits();
    if (!chooses() && watched.notes().furthest() != claims.remembers())
      fail(solver + " claims to remember " + claims.remembers() + " evaluations, but reads back " + watched.notes().furthest());
    if (!chooses() && claims.stochastic() != watched.notes().draws() > 0)
      fail(solver + " claims to be " + (claims.stochastic() ? "stochastic" : "deterministic") + ", but draws " + watched.notes().draws()
          + " normals in 20 steps");
    boolean changes = !Arrays.equals(fromOne(1), fromOne(2));
    if (changes != claims.stochastic())
      fail(solver + " claims to be " + (claims.stochastic() ? "stochastic, but two seeds give" : "deterministic, but two seeds do not give")
          + " one sample from one start");
  }

  private double[] fromOne(long seed) {
    try (var s = bumps(schedule(), STEPS).decode(Tensor.of(ONE, 0.3), Seeds.of(seed), Conditions.NONE)) {
      return s.toDoubles();
    }
  }

  /** {@link org.counterflow.api.score.Carry}: "Names are {@code owner.name}." */
  @Test
  public void whatItKeepsHasAnOwner() {
    assumeFalse(chooses(), "it chooses its steps");
    var watched = new WatchedSolver(solver);
    Runs.values(moons(STEPS).solver(watched), MOONS.shape(), Seeds.of(1));
    for (String name : watched.notes().carried())
      if (!name.matches(".+\\..+")) fail(solver + " keeps a value as \"" + name + "\", which another part may use too; name it owner.name");
  }

  /** {@link Seeds}: "A sample's values depend on its seed, the model and the recipe alone, never on the other seeds of the run." */
  @Test
  public void aSampleDependsOnItsSeedAlone() {
    double[] together = drawn(STEPS, 7, 8, 9), alone = drawn(STEPS, 8), turned = drawn(STEPS, 9, 8);
    int n = alone.length;
    assertSame(alone, Arrays.copyOfRange(together, n, 2 * n), "draws another sample of seed 8 beside seeds 7 and 9 than alone");
    assertSame(alone, Arrays.copyOfRange(turned, n, 2 * n), "draws another sample of seed 8 beside seed 9 than alone");
  }

  /** {@link Solver}: "A value: it keeps nothing between steps, the history is handed in." */
  @Test
  public void aRunLeavesNothingBehind() {
    double[] first = drawn(STEPS, 1, 2);
    drawn(STEPS + 5, 3);
    assertSame(first, drawn(STEPS, 1, 2), "draws other samples the second time: it keeps something in a field");
  }

  /** {@link Solver}: "A value"; one instance serves runs in several threads. */
  @Test
  public void oneInstanceServesEightThreads() throws InterruptedException, ExecutionException {
    List<Callable<double[]>> runs = IntStream.range(0, 8).<Callable<double[]>>mapToObj(i -> () -> drawn(STEPS + i % 3, i)).toList();
    try (var pool = Executors.newFixedThreadPool(8)) {
      List<Future<double[]>> at = pool.invokeAll(runs);
      for (int i = 0; i < 8; i++) assertSame(drawn(STEPS + i % 3, i), at.get(i).get(), "draws another sample of seed " + i
          + " while other threads use it");
    }
  }

  /** {@link Run#save}: "Continues from what save wrote", with equal bits: nothing that matters is outside of history and carry. */
  @Test
  public void aRunThatWasSavedGoesOnWithEqualBits() {
    double[] whole = drawn(STEPS, 5, 6);
    for (int after : new int[] {1, STEPS / 2, STEPS - 1})
      assertSame(whole, Runs.resumed(moons(STEPS), MOONS.shape(), Seeds.of(5, 6), after), "goes on otherwise after a pause at step " + after);
  }

  /** {@code docs/architecture.md}, decision 2: "Arithmetic is lazy": what a step computes stays where the backend has it. */
  @Test
  public void nothingIsCopiedToTheHostInsideARun() {
    try (var counted = new CountedBackend(); Run run = moons(4).on(counted).start(MOONS.shape(), Seeds.range(0, 3), Conditions.NONE)) {
      for (int step = 1; step <= (chooses() ? 1 : 3); step++) {
        run.advance();
        if (counted.transfers() > 0) fail(solver + " copies values to the host or from there in step " + step + ": a step is an expression");
      }
    }
  }

  /** {@link Traits}: steps that touch alpha = 0 or sigma = 0 are the driver's, or the solver takes them itself; either way they are finite. */
  @Test
  public void bothEndsAndFewStepsAreFinite() {
    assumeFalse(chooses(), "it goes between two points inside");
    for (NoiseSchedule n : processes()) {
      TimeGrid grid = n.latest().inside() ? Grids.karras(7) : Grids.trailing();
      for (int steps : new int[] {1, 2, 3, 5, 25}) {
        double[] x = finite(Runs.sampler(backend, MOONS.score(), solver, n, grid, steps), " along " + n + " over " + grid + " in " + steps
            + " steps");
        // The data lie between -2 and 3. Few steps of a method of high order may end far off, and so may more where lambda is steep, as on cosine.
        boolean near = steps == 25 && !n.equals(Schedules.cosine(1000));
        for (double v : x)
          if (near ? !(Math.abs(v) < 10) : !Double.isFinite(v)) fail(solver + " gives " + v + " on two moons along " + n + " over " + grid + " in "
              + steps + " steps");
      }
    }
  }

  private double[] finite(Sampler s, String where) {
    try {
      return Runs.values(s, MOONS.shape(), Seeds.range(0, 4));
    } catch (NotFiniteException e) {
      return fail(solver + " leaves the finite numbers on two moons" + where + ": " + e.getMessage(), e);
    }
  }

  private Stream<NoiseSchedule> all() {
    return Stream.of(schedule(), Schedules.vp(), Schedules.edm(), Schedules.rectifiedFlow(), Schedules.scaledLinear(0.00085, 0.012, 1000),
        Schedules.cosine(1000));
  }

  private List<NoiseSchedule> processes() {
    boolean table = schedule().entries() > 0;
    return all().filter(n -> !table || n.entries() > 0).filter(this::runsAlong).distinct().toList();
  }

  /** Whether it is defined along a process: true. One that counts in steps of a table, for instance, is not, and refuses it by name. */
  protected boolean runsAlong(NoiseSchedule process) {
    return true;
  }

  /** {@code docs/architecture.md}, decision 7: "Hence every solver also runs from data to noise", and a stochastic one says that it does not. */
  @Test
  public void itGoesBothWaysOrSaysThatItDoesNot() {
    double[] data = {-1.4, -0.6, 0.1, 0.5, 1.2};
    Sampler few = bumps(schedule(), 40), many = bumps(schedule(), 80);
    if (solver.traits().stochastic()) {
      var e = assertThrows(IllegalStateException.class, () -> Runs.returnError(few, data), solver
          + " draws noise and yet encodes data without a word");
      assertTrue(String.valueOf(e.getMessage()).contains(solver.toString()), "the refusal does not name " + solver + ": " + e.getMessage());
      return;
    }
    assumeTrue(returns(), "it is not made to return");
    double coarse = Runs.returnError(few, data), fine = Runs.returnError(many, data);
    if (!chooses() && schedule().entries() == 0) {
      // From clean data to noise alone: both ends of the process.
      Sampler s = Runs.sampler(backend, ScoreFunction.of(BUMPS, ONE, Schedules.rectifiedFlow()), solver, Schedules.rectifiedFlow(),
          Grids.trailing(), 6);
      double error = Runs.returnError(s, data);
      if (!Double.isFinite(error)) fail(solver + " gives " + error + " from clean data to noise and back along " + s.schedule() + " in 6 steps");
    }
    if (chooses() ? !(fine < 0.2) : !(fine < 0.65 * coarse || fine < 1e-9))
      fail(solver + " does not return to the data: the largest error is " + coarse + " in 40 steps there and back, " + fine + " in 80");
  }

  /** {@link Traits}: a step from noise alone to clean data is the data estimate there, which is the mean of the data. */
  @Test
  public void oneStepFromNoiseToDataGivesTheirMean() {
    assumeFalse(chooses() || schedule().entries() > 0 || !runsAlong(Schedules.edm()), "it cannot take that step");
    Target off = Targets.gaussian(0.5, 0.1, 2);
    for (double v : Runs.values(Runs.sampler(backend, off.score(), solver, Schedules.edm(), Grids.karras(7), 1), off.shape(), Seeds.range(0, 4)))
      if (!(Math.abs(v - 0.5) < 0.2)) fail(solver + " gives " + v + " in one step from sigma 80 to 0, on data around 0.5 with the deviation 0.1");
  }

  /** {@code docs/arithmetic.md}: coefficients are made in double and rounded once, so that single precision costs its own rounding alone. */
  @Test
  public void singlePrecisionStaysClose() {
    assumeFalse(chooses(), "its steps may be others where an error is near its bound");
    Target wide = Targets.gaussian(0.3, 0.5, 2);
    try (Backend single = Plain.in(Precision.F32)) {
      Sampler s = Runs.sampler(backend, wide.score(), solver, schedule(), inside(), 20);
      assertClose(Runs.values(s, wide.shape(), Seeds.range(0, 8)), Runs.values(s.on(single), wide.shape(), Seeds.range(0, 8)), 5e-5,
          "loses digits in single precision");
    }
  }

  /**
   * {@link org.counterflow.api.process.Point}: "two basic moves, hold and holdNoise", exact where the estimate is constant; A^2 sigma^2 +
   * zeta^2 = sigma'^2.
   */
  @Test
  public void constantEstimatesAreFollowedExactly() {
    assumeFalse(chooses(), "it chooses its steps");
    assumeTrue(followsConstants(), "it does not claim to follow constants");
    var watched = new WatchedSolver(solver);
    Runs.values(bumps(schedule(), STEPS).solver(watched), ONE, Seeds.of(1));
    for (SinglePoint.Law law : SinglePoint.laws(backend, solver, schedule(), inside(), STEPS, watched.notes().mostDraws())) {
      double alpha = law.at().alpha(), sigma = law.at().sigma(), mean = alpha * SinglePoint.POINT;
      String where = " at alpha " + alpha + ", sigma " + sigma + " of data that are one point";
      if (!(Math.abs(law.mean() - mean) <= 1e-9)) fail(solver + " has the mean " + law.mean() + where + ", should be " + mean);
      if (!solver.traits().stochastic() && !(Math.abs(law.ofStart() - 1) <= 1e-9))
        fail(solver + " has " + law.ofStart() + " times the noise it started with" + where + ", should be all of it");
      if (!(Math.abs(law.variance() / (sigma * sigma) - 1) <= 1e-8))
        fail(solver + " has the variance " + law.variance() + where + ", should be sigma^2 = " + sigma * sigma);
    }
  }

  /** {@code docs/architecture.md}, decision 7: "Variance-preserving, exploding, straight-line: a solver never asks." */
  @Test
  public void eachProcessAndEachPredictionGivesTheSameSamples() {
    assumeFalse(schedule().entries() > 0, "it needs a table");
    double[] expected = Runs.normalized(bumps(schedule(), 6), STARTS);
    for (NoiseSchedule own : List.of(Schedules.vp(), Schedules.ve(), Schedules.rectifiedFlow())) {
      if (!runsAlong(own)) continue;
      double[] exact = Runs.normalized(bumps(own, 6), STARTS);
      if (isOfLambdaAlone()) assertClose(expected, exact, 1e-9, "goes another way along " + own + " than along " + schedule()
          + " with the same lambdas");
      for (Prediction p : PREDICTIONS) {
        Sampler s = Runs.sampler(backend, new ExactNetwork(BUMPS, p, own).score(), solver, own, inside(), 6);
        assertClose(exact, Runs.normalized(s, STARTS), 1e-7, "draws other samples from a network that predicts " + p + " along " + own);
      }
    }
  }

  /** {@link Solver}: "{@code toString()} is the catalogue text that makes it again", so it is one line that names it. */
  @Test
  public void itsTextIsOneLine() {
    Texts.check("solver", solver);
  }
}
