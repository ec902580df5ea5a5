package org.counterflow.formats.schedulers;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.counterflow.formats.FormatException;
import org.counterflow.formats.internal.json.JsonReader;
import org.counterflow.formats.internal.mapping.Keys;
import org.jspecify.annotations.Nullable;

/**
 * A {@code scheduler_config.json} of diffusers: the parts of the catalogue that it stands for.
 *
 * {@snippet :
 * SchedulerParts parts = SchedulerConfig.read(Path.of("scheduler/scheduler_config.json")).parts(20);
 * Solver solver = Catalogue.installed().find(Kind.SOLVER, parts.solver());
 * }
 *
 * <p>The places that are visited are diffusers' own. Where one of its solvers departs from the method that it is named after, the method
 * is taken; {@link #exactly} asks for the departure too. Immutable.
 */
public final class SchedulerConfig {
  private static final int DEEPEST = 20;
  private static final int LARGEST = 1 << 20;
  private static final int SOME_STEPS = 20;
  private static final Map<String, Double> SOME_SHIFT = Map.of("set_timesteps.mu", 1.0);
  private static final String CLASS = "_class_name";

  private final String where;
  private final String name;
  private final Map<String, ?> keys;
  private final Map<String, ?> defaults;
  private final boolean exact;

  private SchedulerConfig(String where, String name, Map<String, ?> keys, Map<String, ?> defaults, boolean exact) {
    this.where = where;
    this.name = name;
    this.keys = keys;
    this.defaults = defaults;
    this.exact = exact;
  }

  /**
   * Reads a file of at most 1 MiB and 20 levels. {@code NaN} and {@code Infinity} are read, since diffusers writes them; where a number
   * must be one, they are errors.
   *
   * @param file as diffusers writes it
   * @throws FormatException if it cannot be read, is no such configuration, is of a class that is not known, has a value of the wrong type
   *     or outside its range, or turns on two switches that exclude each other; the message names file and key
   */
  public static SchedulerConfig read(Path file) {
    String where = file.toString();
    Map<String, @Nullable Object> keys = JsonReader.object(JsonReader.parse(JsonReader.text(file, LARGEST), where, DEEPEST, true), where);
    Object name = keys.get(CLASS);
    if (!(name instanceof String text))
      throw new FormatException(where, name == null ? "has no \"" + CLASS + "\"" : "\"" + CLASS + "\" must be a text, was " + name,
          "give a scheduler_config.json of diffusers");
    SchedulerConfig config = of(text, keys, where);
    // What is wrong with it is said now, and not when it is used.
    config.with(SOME_SHIFT).parts(SOME_STEPS);
    return config;
  }

  /**
   * A configuration from elsewhere than a file.
   *
   * @param name of diffusers' class
   * @param keys and their values: texts, {@code Long}, {@code Double}, {@code Boolean}, lists
   * @param where what messages call it
   * @throws FormatException if the class is not known
   */
  public static SchedulerConfig of(String name, Map<String, ?> keys, String where) {
    return of(name, keys, Map.of(), where);
  }

  /**
   * The same where other defaults hold than those of diffusers' constructors.
   *
   * @param name of diffusers' class
   * @param keys and their values
   * @param defaults of keys that are absent
   * @param where what messages call it
   * @throws FormatException if the class is not known
   */
  public static SchedulerConfig of(String name, Map<String, ?> keys, Map<String, ?> defaults, String where) {
    if (!SchedulerTable.knows(name)) throw new FormatException(where, "\"" + CLASS + "\" is " + name + ", of which no parts are known",
        "give one of " + String.join(", ", SchedulerTable.names()));
    return new SchedulerConfig(where, name, new LinkedHashMap<String, Object>(keys), defaults, false);
  }

  /**
   * The same with arguments of diffusers' calls: {@code set_timesteps.mu}, {@code .sigmas}, {@code .timesteps}; {@code step.eta},
   * {@code .use_clipped_model_output}, {@code .order}, {@code .s_churn}, {@code .s_tmin}, {@code .s_tmax}, {@code .s_noise}.
   */
  public SchedulerConfig with(Map<String, ?> arguments) {
    var all = new LinkedHashMap<String, Object>(keys);
    all.putAll(arguments);
    return new SchedulerConfig(where, name, all, defaults, exact);
  }

  /** The same with what diffusers' solvers do otherwise than their methods; for comparison with its pictures. */
  public SchedulerConfig exactly() {
    return new SchedulerConfig(where, name, keys, defaults, true);
  }

  /** Diffusers' name of the class. */
  public String name() {
    return name;
  }

  /**
   * The parts.
   *
   * @param steps updates ({@code num_inference_steps}), at least 1
   * @throws FormatException if a key has a value that has no part here; the message names file and key
   */
  public SchedulerParts parts(int steps) {
    if (steps < 1) throw new IllegalArgumentException("steps must be at least 1, was " + steps);
    return SchedulerTable.parts(name, new Keys(where, keys, defaults), steps, exact);
  }

  /** Keys that change nothing here, in order. */
  public List<String> unused() {
    return with(SOME_SHIFT).parts(SOME_STEPS).unused().stream().filter(k -> !SOME_SHIFT.containsKey(k)).toList();
  }

  @Override
  public String toString() {
    return name + " of " + where;
  }
}
