package org.counterflow.api;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Options;
import org.counterflow.api.internal.driver.Counters;
import org.counterflow.api.internal.driver.FirstCalls;
import org.counterflow.api.internal.driver.Groups;
import org.counterflow.api.internal.driver.Job;
import org.counterflow.api.internal.driver.RunConditions;
import org.counterflow.api.internal.driver.Slabs;
import org.counterflow.api.internal.driver.Staging;
import org.counterflow.api.internal.driver.Start;
import org.counterflow.api.network.Cancellation;
import org.counterflow.api.network.Dimension;
import org.counterflow.api.network.Network;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.score.ScoreNetwork;
import org.counterflow.api.solver.Adaptive;
import org.counterflow.api.solver.NoiseSource;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;
import org.counterflow.api.value.Value;
import org.jspecify.annotations.Nullable;

/**
 * How samples are drawn: a score function, a solver, a grid of so many steps, a backend. Immutable; each method that changes something
 * gives a new sampler. Safe for use from several threads.
 *
 * <p>What is not chosen is as in {@link Defaults}, which the command line follows too.
 *
 * {@snippet :
 * try (Network network = OnnxNetwork.open(Path.of("unet.onnx"));
 *     Samples samples = Sampler.of(ScoreFunction.of(network)).sample(Seeds.range(0, 4))) { ... }
 * }
 */
public final class Sampler {
  /** The definition of the noise that recipes name. */
  public static final String NOISE = "philox4x32-10-box-muller-1";

  private final Settings s;

  /** Changed while a sampler is made, and never after. */
  private static final class Settings {
    final ScoreFunction score;
    @Nullable Backend backend;
    @Nullable NoiseSchedule schedule;
    @Nullable Solver solver;
    @Nullable TimeGrid grid;
    int steps;
    int microBatch;
    boolean brownian;
    @Nullable NoiseSource noise;
    @Nullable Value data;
    double strength = 1;
    long deadlineNanos = Long.MAX_VALUE;
    List<Watcher> watchers = List.of();
    Map<String, String> notes = Map.of();

    Settings(ScoreFunction score, int microBatch) {
      this.score = score;
      this.microBatch = microBatch;
    }

    Settings(Settings of) {
      score = of.score;
      backend = of.backend;
      schedule = of.schedule;
      solver = of.solver;
      grid = of.grid;
      steps = of.steps;
      microBatch = of.microBatch;
      brownian = of.brownian;
      noise = of.noise;
      data = of.data;
      strength = of.strength;
      deadlineNanos = of.deadlineNanos;
      watchers = of.watchers;
      notes = of.notes;
    }
  }

  private Sampler(Settings s) {
    this.s = s;
  }

  /** A sampler of a score function, with the defaults for all else. */
  public static Sampler of(ScoreFunction score) {
    return new Sampler(new Settings(score, microBatchOf(score)));
  }

  /**
   * The sampler that a recipe tells of. What is not in a recipe stays to be given: the backend, conditions other than classes, and data
   * that the run began {@link #from}.
   *
   * @param networks as many as the recipe names, in its order; they stay the caller's to close
   * @throws IllegalArgumentException if the recipe lacks something, names what is not installed, or tells of other networks than are given
   */
  public static Sampler of(Recipe recipe, Network... networks) {
    return RecipeReader.read(recipe, List.of(networks));
  }

  /** What the first network's description says, or as many as it takes; 1 where nothing is learned. */
  private static int microBatchOf(ScoreFunction score) {
    if (score.networks().isEmpty()) return 1;
    ScoreNetwork n = score.networks().getFirst();
    if (n.roles().rows() != Dimension.OPEN) return Math.toIntExact(n.roles().rows());
    String said = n.description().says("micro-batch");
    return said == null ? Defaults.MICRO_BATCH : Integer.parseInt(said.strip());
  }

  private Sampler with(Consumer<Settings> change) {
    var changed = new Settings(s);
    change.accept(changed);
    return new Sampler(changed);
  }

  /**
   * The same on a backend, which stays the caller's to close. Without one, each run opens what {@link Backends} selects: the one that
   * {@value Backends#PROPERTY} or {@value Backends#VARIABLE} names, else the best that suits the memory of the networks.
   */
  public Sampler on(Backend backend) {
    return with(c -> c.backend = backend);
  }

  /** The same along another process than the score function's own. */
  public Sampler along(NoiseSchedule schedule) {
    return with(c -> c.schedule = schedule);
  }

  /** The same with a solver. */
  public Sampler solver(Solver solver) {
    return with(c -> c.solver = solver);
  }

  /** The same over a grid. */
  public Sampler grid(TimeGrid grid) {
    return with(c -> c.grid = grid);
  }

  /**
   * The same with a number of updates. An adaptive solver needs none: it counts them itself.
   *
   * @param steps at least 1
   */
  public Sampler steps(int steps) {
    if (steps < 1)
      throw new IllegalArgumentException("steps must be at least 1, was " + steps
          + " (steps counts updates; diffusers' num_inference_steps means the same)");
    return with(c -> c.steps = steps);
  }

  /**
   * The same with network calls of so many rows. Part of the recipe: a network's last digits may depend on it. The last call of a run has
   * fewer rows where the network's bits do not depend on their number, and is padded where they do.
   *
   * @param rows at least 1; by default what the network's description says, else {@value Defaults#MICRO_BATCH}; 1 without a network
   */
  public Sampler microBatch(int rows) {
    if (rows < 1) throw new IllegalArgumentException("micro-batch must be at least 1, was " + rows);
    for (ScoreNetwork n : s.score.networks()) {
      long fixed = n.roles().rows();
      if (fixed != Dimension.OPEN && rows % fixed != 0)
        throw new IllegalArgumentException(n.name() + " takes exactly " + fixed + " rows at once: the micro-batch must be a multiple of it, was "
            + rows);
    }
    return with(c -> c.microBatch = rows);
  }

  /** The same with noise from one Brownian path a sample: the same path for any number of steps. */
  public Sampler brownianNoise() {
    return with(c -> c.brownian = true);
  }

  /**
   * The same with normals from a source of the caller's, for the start and for all steps. Its recipe cannot be run without the source.
   *
   * @param source what gives them
   */
  public Sampler noise(NoiseSource source) {
    return with(c -> c.noise = source);
  }

  /**
   * The same from data instead of from noise: image to image. A run begins {@link #strength} of the way back to noise, with the data as far
   * from clean as samples are there, and takes that part of the steps.
   *
   * @param data [samples, shape], or one row for all seeds; any floating-point type
   */
  public Sampler from(Value data) {
    return with(c -> c.data = data);
  }

  /**
   * How far a run {@link #from} data goes back to noise, as a part of its steps: {@code round(strength steps)} of them are taken, at least
   * one. 1 begins at the noisiest point, with what the process leaves of the data there.
   *
   * @param strength above 0, at most 1; 1 by default
   */
  public Sampler strength(double strength) {
    if (!(strength > 0 && strength <= 1)) throw new IllegalArgumentException("strength must be above 0 and at most 1, was " + strength);
    return with(c -> c.strength = strength);
  }

  /**
   * The same with a bound on the time of each run, network calls included: then {@link DeadlineException}.
   *
   * @param time above 0
   */
  public Sampler deadline(Duration time) {
    if (time.isNegative() || time.isZero()) throw new IllegalArgumentException("a deadline must be above 0, was " + time);
    long nanos = time.compareTo(Duration.ofNanos(Long.MAX_VALUE / 2)) > 0 ? Long.MAX_VALUE : time.toNanos();
    return with(c -> c.deadlineNanos = nanos);
  }

  /** The same, watched by one more. */
  public Sampler watch(Watcher watcher) {
    var all = new ArrayList<>(s.watchers);
    all.add(watcher);
    return with(c -> c.watchers = List.copyOf(all));
  }

  /** The same with a setting added to its recipe: what only the caller knows, such as the model's name. */
  public Sampler noting(String key, String value) {
    Map<String, String> notes = new LinkedHashMap<>(s.notes);
    notes.put(key, value);
    return with(c -> c.notes = Collections.unmodifiableMap(notes));
  }

  /** What is sampled from. */
  public ScoreFunction score() {
    return s.score;
  }

  /** The run's process. */
  public NoiseSchedule schedule() {
    NoiseSchedule of = s.schedule == null ? s.score.schedule() : s.schedule;
    if (of == null) throw new IllegalStateException("the score function " + s.score + " gave null for its schedule");
    return of;
  }

  /** The solver. */
  public Solver solver() {
    return s.solver == null ? Defaults.solver() : s.solver;
  }

  /** The grid. */
  public TimeGrid grid() {
    return s.grid == null ? Defaults.gridOf(schedule()) : s.grid;
  }

  /** Updates of the whole grid; of an adaptive run, whose grid is its two ends, 1 where none are asked for. */
  public int steps() {
    if (s.steps > 0) return s.steps;
    return s.solver instanceof Adaptive ? 1 : s.score.networks().isEmpty() ? Defaults.TARGET_STEPS : Defaults.STEPS;
  }

  /** Rows of a network call. */
  public int microBatch() {
    return s.microBatch;
  }

  /**
   * The points that a run visits, from noise to data; those after the start, where it begins {@link #from} data.
   *
   * @throws IllegalStateException if the grid gives other points than it was asked for
   */
  public List<Point> points() {
    List<Point> all = grid().on(schedule(), steps());
    Groups.check(grid(), all, steps());
    int taken = s.data == null ? steps() : Math.max(1, (int) Math.round(s.strength * steps()));
    return List.copyOf(all.subList(all.size() - 1 - taken, all.size()));
  }

  /** Draws samples from noise; the score function knows their shape. */
  public Samples sample(Seeds seeds) {
    return sample(seeds, Conditions.NONE);
  }

  /** Draws samples from noise under conditions; the score function knows their shape. */
  public Samples sample(Seeds seeds, Conditions conditions) {
    return start(seeds, conditions).finish();
  }

  /** Draws samples of a shape from noise. */
  public Samples sample(Shape shape, Seeds seeds) {
    return sample(shape, seeds, Conditions.NONE);
  }

  /** Draws samples of a shape from noise under conditions. */
  public Samples sample(Shape shape, Seeds seeds, Conditions conditions) {
    return start(shape, seeds, conditions).finish();
  }

  /**
   * Draws samples from given standard normals, which are scaled as noise would be.
   *
   * @param normals [seeds, shape]
   */
  public Samples sample(Value normals, Seeds seeds, Conditions conditions) {
    return start(normals, seeds, conditions).finish();
  }

  /** {@link #sample(Value, Seeds, Conditions)} of a tensor. */
  public Samples sample(Tensor normals, Seeds seeds, Conditions conditions) {
    return sample(rows(normals), seeds, conditions);
  }

  /**
   * Continues from states at the first point, as {@link #encode} made them: no scale is applied.
   *
   * @param states [seeds, shape]
   */
  public Samples decode(Value states, Seeds seeds, Conditions conditions) {
    return startDecoding(states, seeds, conditions).finish();
  }

  /** {@link #decode(Value, Seeds, Conditions)} of a tensor. */
  public Samples decode(Tensor states, Seeds seeds, Conditions conditions) {
    return decode(rows(states), seeds, conditions);
  }

  /**
   * From data to noise: the same points in the other direction. Decoding the result gives the data back as the number of steps grows.
   *
   * @param data [seeds, shape]
   */
  public Samples encode(Value data, Seeds seeds, Conditions conditions) {
    return startEncoding(data, seeds, conditions).finish();
  }

  /** {@link #encode(Value, Seeds, Conditions)} of a tensor. */
  public Samples encode(Tensor data, Seeds seeds, Conditions conditions) {
    return encode(rows(data), seeds, conditions);
  }

  /** A run from noise, or {@link #from} data, to be advanced by the caller; the score function knows the shape. */
  public Run start(Seeds seeds, Conditions conditions) {
    Shape shape = s.score.shape();
    Value data = s.data;
    if (shape == null && data != null) shape = data.dimensions().row();
    if (shape == null) throw new IllegalArgumentException(s.score + " takes samples of several shapes: call sample(shape, seeds)");
    return start(shape, seeds, conditions);
  }

  /** A run from noise, or {@link #from} data, to be advanced by the caller. */
  public Run start(Shape shape, Seeds seeds, Conditions conditions) {
    List<Point> points = points();
    Point first = points.getFirst();
    Value data = s.data;
    Start start = data == null ? Start.noise(schedule().initialScale(first)) : new Start(data, first.alpha(), first.sigma());
    return begin(shape, seeds, conditions, start, points, "sample");
  }

  /**
   * A run from given standard normals, to be advanced by the caller.
   *
   * @param normals [seeds, shape]
   */
  public Run start(Value normals, Seeds seeds, Conditions conditions) {
    if (s.data != null) throw new IllegalStateException("a run begins from data or from given normals, not from both");
    List<Point> points = points();
    return begin(shape(normals), seeds, conditions, Start.of(normals, schedule().initialScale(points.getFirst())), points, "sample");
  }

  /** {@link #start(Value, Seeds, Conditions)} of a tensor. */
  public Run start(Tensor normals, Seeds seeds, Conditions conditions) {
    return start(rows(normals), seeds, conditions);
  }

  /** {@link #encode}, to be advanced by the caller. */
  public Run startEncoding(Value data, Seeds seeds, Conditions conditions) {
    return begin(shape(data), seeds, conditions, Start.of(data, 1), points().reversed(), "encode");
  }

  /** {@link #decode}, to be advanced by the caller. */
  public Run startDecoding(Value states, Seeds seeds, Conditions conditions) {
    return begin(shape(states), seeds, conditions, Start.of(states, 1), points(), "decode");
  }

  private static Shape shape(Value rows) {
    if (rows.dimensions().rank() == 0) throw new IllegalArgumentException("states have a row a sample, " + rows + " has none");
    return rows.dimensions().row();
  }

  private static Value rows(Tensor t) {
    return Value.of(t.shape().batch(t.batch()), t.toDoubles());
  }

  private Run begin(Shape shape, Seeds seeds, Conditions given, Start start, List<Point> points, String direction) {
    check(shape, seeds, start);
    Conditions conditions = given;
    for (Map.Entry<String, Value> e : s.score.brings().entrySet())
      if (given.find(e.getKey()) == null) conditions = conditions.with(e.getKey(), e.getValue());
    var checked = new RunConditions(s.score, conditions, seeds.count());
    Solver solver = solver();
    boolean own = s.backend == null;
    Backend backend = s.backend != null ? s.backend : best(s.score.networks());
    try {
      var watching = new Watching(s.watchers, solver instanceof Adaptive ? -1 : points.size() - 1, seeds.count());
      var job = new Job(s.score, schedule(), solver, points, s.brownian, s.noise, backend, shape, s.microBatch, checked, watching,
          new Cancellation(), new Counters(), new Slabs(backend), new Staging(), new FirstCalls());
      Groups.check(job, seeds.count());
      var recipe = new RecipeWriter(this, s.notes, s.brownian, s.noise, s.data == null ? null : s.strength)
          .write(shape, seeds, conditions, start, backend, direction);
      return new Run(job, recipe, conditions, start, watching, s.deadlineNanos, own);
    } catch (Throwable e) { // whatever a part throws
      try (Backend _ = own ? backend : null) {
        throw e;
      }
    }
  }

  private void check(Shape shape, Seeds seeds, Start start) {
    Shape needed = s.score.shape();
    if (needed != null && !needed.equals(shape))
      throw new IllegalArgumentException("the score function takes samples of shape " + needed + ", asked for " + shape);
    for (ScoreNetwork n : s.score.networks()) {
      if (!n.takes(shape))
        throw new IllegalArgumentException(n.name() + " takes samples that fit " + n.roles().state() + ", asked for " + shape);
    }
    Value values = start.values();
    if (values == null) return;
    if (!shape.equals(shape(values))) throw new IllegalArgumentException("the start is " + values + ", and samples have the shape " + shape);
    if (values.count() != seeds.count() && (values.count() != 1 || s.data == null))
      throw new IllegalArgumentException(values.count() + " starts for " + seeds.count() + " seeds; give one each");
  }

  private static Backend best(List<ScoreNetwork> networks) {
    Backends all = Backends.installed();
    List<Network> behind = networks.stream().map(ScoreNetwork::network).toList();
    return all.open(all.choice(null), behind, Options.defaults());
  }

  /** Score function, solver, grid, steps. */
  @Override
  public String toString() {
    return "sampler of " + s.score + " with " + (s.solver == null ? Defaults.SOLVER : s.solver) + " over "
        + (s.grid == null ? Defaults.grid(schedule()) : s.grid) + ", " + steps() + " steps along " + schedule();
  }
}
