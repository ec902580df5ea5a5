package org.counterflow.api;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Options;
import org.counterflow.api.internal.driver.Counters;
import org.counterflow.api.internal.driver.Groups;
import org.counterflow.api.internal.driver.Job;
import org.counterflow.api.internal.driver.RunConditions;
import org.counterflow.api.internal.driver.Slabs;
import org.counterflow.api.internal.driver.Start;
import org.counterflow.api.internal.driver.StepListener;
import org.counterflow.api.network.Cancellation;
import org.counterflow.api.network.Dimension;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.score.ScoreNetwork;
import org.counterflow.api.solver.Adaptive;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;
import org.counterflow.api.value.Value;
import org.jspecify.annotations.Nullable;

/**
 * How samples are drawn: a score function, a solver, a grid of so many steps, a backend. Immutable; each method that changes something
 * gives a new sampler. Safe for use from several threads.
 *
 * {@snippet :
 * var sampler = Sampler.of(score).on(backend).solver(Solvers.dpmSolverPP2M()).grid(Grids.trailing()).steps(10);
 * try (Samples samples = sampler.sample(Shape.of(1, 28, 28), Seeds.range(0, 4))) { ... }
 * }
 */
public final class Sampler {
  /** The definition of the noise that recipes name. */
  public static final String NOISE = "philox4x32-10-box-muller-1";

  private static final int DEFAULT_MICRO_BATCH = 16;

  /** What {@code Object.toString()} gives, also of a lambda, also inside another text: a class and a hash. */
  private static final Pattern UNNAMED =
      Pattern.compile("\\b((?:[a-z_]\\w*\\.)*[A-Z]\\w*(?:\\$\\w+)*?)(?:\\$\\$Lambda(?:/0x[0-9a-f]+)?)?@[0-9a-f]{1,8}(?![\\w.])");

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
    @Nullable Observer observer;
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
      observer = of.observer;
      notes = of.notes;
    }
  }

  private Sampler(Settings s) {
    this.s = s;
  }

  /** A sampler of a score function; it still needs a solver, a grid and a number of steps. */
  public static Sampler of(ScoreFunction score) {
    return new Sampler(new Settings(score, microBatchOf(score)));
  }

  /** What the first network's description says, or as many as it takes; 1 where nothing is learned. */
  private static int microBatchOf(ScoreFunction score) {
    if (score.networks().isEmpty()) return 1;
    ScoreNetwork n = score.networks().getFirst();
    if (n.roles().rows() != Dimension.OPEN) return Math.toIntExact(n.roles().rows());
    String said = n.description().says("micro-batch");
    return said == null ? DEFAULT_MICRO_BATCH : Integer.parseInt(said.strip());
  }

  private Sampler with(Consumer<Settings> change) {
    var changed = new Settings(s);
    change.accept(changed);
    return new Sampler(changed);
  }

  /**
   * The same on a backend, which stays the caller's to close. Without one, each run opens what {@link Backends} selects: the one that
   * {@value Backends#PROPERTY} or {@value Backends#VARIABLE} names, else the best that suits the network's memory.
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
   * The same with network calls of so many rows, the last padded. Part of the recipe: a network's last digits may depend on it.
   *
   * @param rows at least 1; by default what the network's description says, else 16; 1 where the score function names no network
   */
  public Sampler microBatch(int rows) {
    if (rows < 1) throw new IllegalArgumentException("micro-batch must be at least 1, was " + rows);
    return with(c -> c.microBatch = rows);
  }

  /** The same with noise from one Brownian path a sample: the same path for any number of steps. */
  public Sampler brownianNoise() {
    return with(c -> c.brownian = true);
  }

  /** The same, watched. */
  public Sampler observer(Observer observer) {
    return with(c -> c.observer = observer);
  }

  /** The same with a setting added to its recipe: what only the caller knows, such as the model's name. */
  public Sampler noting(String key, String value) {
    Map<String, String> notes = new LinkedHashMap<>(s.notes);
    notes.put(key, value);
    return with(c -> c.notes = Collections.unmodifiableMap(notes));
  }

  /** The run's process. */
  public NoiseSchedule schedule() {
    return s.schedule == null ? s.score.schedule() : s.schedule;
  }

  /** The points that a run visits, from noise to data. */
  public List<Point> points() {
    List<Point> points = given(s.grid, "grid").on(schedule(), steps());
    Groups.check(points);
    return points;
  }

  private int steps() {
    // Of the grid of an adaptive run only the ends count.
    if (s.steps < 1 && s.solver instanceof Adaptive) return 1;
    if (s.steps < 1) throw new IllegalStateException("the sampler has no number of steps yet: call steps(n)");
    return s.steps;
  }

  private static <T> T given(@Nullable T part, String name) {
    if (part == null) throw new IllegalStateException("the sampler has no " + name + " yet: call " + name + "(...)");
    return part;
  }

  /** Draws samples from noise. */
  public Samples sample(Shape shape, Seeds seeds) {
    return sample(shape, seeds, Conditions.NONE);
  }

  /** Draws samples from noise under conditions. */
  public Samples sample(Shape shape, Seeds seeds, Conditions conditions) {
    return start(shape, seeds, conditions).finish();
  }

  /**
   * Draws samples from given standard normals, which are scaled as noise would be.
   *
   * @param normals [seeds, shape]
   */
  public Samples sample(Tensor normals, Seeds seeds, Conditions conditions) {
    return start(normals, seeds, conditions).finish();
  }

  /**
   * Continues from states at the first point, as {@link #encode} made them: no scale is applied.
   *
   * @param states [seeds, shape]
   */
  public Samples decode(Tensor states, Seeds seeds, Conditions conditions) {
    return begin(states.shape(), seeds, conditions, Start.of(rows(states), 1), points(), "decode").finish();
  }

  /**
   * From data to noise: the same points in the other direction. Decoding the result gives the data back as the number of steps grows.
   *
   * @param data [seeds, shape]
   */
  public Samples encode(Tensor data, Seeds seeds, Conditions conditions) {
    return begin(data.shape(), seeds, conditions, Start.of(rows(data), 1), points().reversed(), "encode").finish();
  }

  /** A run from noise, to be advanced by the caller. */
  public Run start(Shape shape, Seeds seeds, Conditions conditions) {
    List<Point> points = points();
    return begin(shape, seeds, conditions, Start.noise(schedule().initialScale(points.getFirst())), points, "sample");
  }

  /** A run from given standard normals, to be advanced by the caller. */
  public Run start(Tensor normals, Seeds seeds, Conditions conditions) {
    List<Point> points = points();
    return begin(normals.shape(), seeds, conditions, Start.of(rows(normals), schedule().initialScale(points.getFirst())), points, "sample");
  }

  private static Value rows(Tensor t) {
    return Value.of(t.shape().batch(t.batch()), t.toDoubles());
  }

  private Run begin(Shape shape, Seeds seeds, Conditions conditions, Start start, List<Point> points, String direction) {
    Solver solver = given(s.solver, "solver");
    Shape needed = s.score.shape();
    if (needed != null && !needed.equals(shape))
      throw new IllegalArgumentException("the score function takes samples of shape " + needed + ", asked for " + shape);
    Value values = start.values();
    if (values != null && values.count() != seeds.count())
      throw new IllegalArgumentException(values.count() + " starts for " + seeds.count() + " seeds; give one each");
    var checked = new RunConditions(s.score, conditions, seeds.count());
    boolean own = s.backend == null;
    Backend backend = s.backend != null ? s.backend : best(s.score.networks());
    try {
      var counters = new Counters();
      var cancellation = new Cancellation();
      Observer o = s.observer;
      StepListener listener = o == null ? null : o::stepped;
      var job = new Job(s.score, schedule(), solver, points, s.brownian, backend, shape, s.microBatch, checked, listener, cancellation,
          counters, new Slabs(backend));
      return new Run(job, recipe(shape, seeds, conditions, backend, direction), conditions, start, o, own);
    } catch (RuntimeException | Error e) {
      if (own) backend.close();
      throw e;
    }
  }

  private static Backend best(List<ScoreNetwork> networks) {
    Backends all = Backends.installed();
    return all.open(all.choice(null), networks.stream().map(ScoreNetwork::network).toList(), Options.defaults());
  }

  private static Map<String, String> classes(Value labels) {
    double[] all = labels.toDoubles();
    for (double c : all) if (c != Math.rint(c) || Math.abs(c) > Integer.MAX_VALUE) return Map.of();
    String text = Arrays.stream(all).mapToObj(c -> Integer.toString((int) c)).collect(Collectors.joining(","));
    return Map.of(all.length == 1 ? "class" : "labels", text);
  }

  /** A part's text, without what differs from process to process where the part does not say what it is. */
  private static String lasting(String text) {
    return UNNAMED.matcher(text).replaceAll("$1");
  }

  private Recipe recipe(Shape shape, Seeds seeds, Conditions conditions, Backend backend, String direction) {
    SequencedMap<String, String> r = new LinkedHashMap<>(s.notes);
    s.score.settings().forEach((key, text) -> r.putIfAbsent(key, key.equals("target") ? text : lasting(text)));
    Value labels = conditions.find(Conditions.CLASS);
    List<ScoreNetwork> networks = s.score.networks();
    if (labels != null) r.putAll(classes(labels));
    else if (networks.stream().anyMatch(n -> n.roles().classes() != null)) r.put("class", "none");
    r.put("solver", lasting(given(s.solver, "solver").toString()));
    r.put("grid", lasting(given(s.grid, "grid").toString()));
    r.put("steps", Integer.toString(steps()));
    r.put("schedule", lasting(schedule().toString()));
    r.put("direction", direction);
    r.put("shape", shape.toString());
    r.put("precision", backend.precision().name().toLowerCase(Locale.ROOT));
    r.put("noise", NOISE + (s.brownian ? "-brownian" : ""));
    if (!networks.isEmpty() || s.microBatch > 1) r.put("micro-batch", Integer.toString(s.microBatch));
    for (int i = 0; i < networks.size(); i++) {
      String prefix = i == 0 ? "network." : "network" + (i + 1) + ".";
      networks.get(i).network().identity().entrySet().stream().sorted(Map.Entry.comparingByKey())
          .forEach(e -> r.put(prefix + e.getKey(), e.getValue()));
    }
    r.put("backend", backend.id());
    return new Recipe(r, seeds);
  }
}
