package org.counterflow.api;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.internal.driver.Start;
import org.counterflow.api.internal.text.Unnamed;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.ScoreNetwork;
import org.counterflow.api.solver.NoiseSource;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Value;
import org.jspecify.annotations.Nullable;

/**
 * Says what a run's bits depend on.
 *
 * @param notes what only the caller knows
 * @param source what gives normals instead of the seeds, or null
 * @param strength of a run from data; null for others
 */
record RecipeWriter(Sampler sampler, Map<String, String> notes, boolean brownian, @Nullable NoiseSource source,
    @Nullable Double strength) {
  Recipe write(Shape shape, Seeds seeds, Conditions conditions, Start start, Backend backend, String direction) {
    SequencedMap<String, String> r = new LinkedHashMap<>(notes);
    sampler.score().settings().forEach((key, text) -> r.putIfAbsent(key, key.equals("target") ? text : lasting(text)));
    List<ScoreNetwork> networks = sampler.score().networks();
    conditions(r, conditions, networks);
    r.put("solver", lasting(sampler.solver().toString()));
    r.put("grid", lasting(sampler.grid().toString()));
    r.put("steps", Integer.toString(sampler.steps()));
    r.put("schedule", lasting(sampler.schedule().toString()));
    r.put("direction", direction);
    r.put("shape", shape.toString());
    r.put("precision", backend.precision().name().toLowerCase(Locale.ROOT));
    r.put("noise", source != null ? lasting(source.toString()) : Sampler.NOISE + (brownian ? "-brownian" : ""));
    Value values = start.values();
    if (strength != null) r.put("strength", Parameter.text(strength));
    if (values != null) r.put(strength == null ? "start.sha256" : "init.sha256", Fingerprint.of(values));
    if (!networks.isEmpty() || sampler.microBatch() > 1) r.put("micro-batch", Integer.toString(sampler.microBatch()));
    for (int i = 0; i < networks.size(); i++) {
      String prefix = i == 0 ? "network." : "network" + (i + 1) + ".";
      networks.get(i).network().identity().entrySet().stream().sorted(Map.Entry.comparingByKey())
          .forEach(e -> r.put(prefix + e.getKey(), e.getValue()));
    }
    r.put("backend", backend.id());
    return new Recipe(r, seeds);
  }

  /** Classes as they are, all others by their hash. */
  private static void conditions(Map<String, String> r, Conditions conditions, List<ScoreNetwork> networks) {
    conditions.values().forEach((name, value) -> {
      Map<String, String> classes = name.equals(Conditions.CLASS) ? classes(value) : Map.of();
      if (classes.isEmpty()) r.put("condition." + name + ".sha256", Fingerprint.of(value));
      else r.putAll(classes);
    });
    if (conditions.find(Conditions.CLASS) == null && networks.stream().anyMatch(n -> n.roles().classes() != null)) r.put("class", "none");
  }

  private static Map<String, String> classes(Value labels) {
    if (labels.dimensions().elements() > labels.count()) return Map.of();
    double[] all = labels.toDoubles();
    for (double c : all) if (c != Math.rint(c) || Math.abs(c) > Integer.MAX_VALUE) return Map.of();
    String text = Arrays.stream(all).mapToObj(c -> Integer.toString((int) c)).collect(Collectors.joining(","));
    return Map.of(all.length == 1 ? "class" : "labels", text);
  }

  /** A part's text, without what differs from process to process where the part does not say what it is. */
  private static String lasting(String text) {
    return Unnamed.lasting(text);
  }
}
