package org.counterflow.cli.sampling;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.counterflow.api.Recipe;
import org.counterflow.api.Sampler;
import org.counterflow.api.internal.text.Shown;
import org.counterflow.cli.terminal.Console;
import org.jspecify.annotations.Nullable;

/**
 * What {@code --again} owes its user beside the settings: a refusal where the recipe cannot be followed, a word where it was cooked
 * elsewhere.
 */
final class RecipeChecks {
  private static final String BROWNIAN = Sampler.NOISE + "-brownian";
  private static final String MICRO_BATCH = "micro-batch";
  private static final Set<String> KNOWN = Set.of("model", "target", "solver", "grid", "steps", "schedule", "direction", "shape",
      "precision", "noise", MICRO_BATCH, "backend", "guidance", "rule", "class", "labels", "x-t", "prediction", "time", "range",
      ScoreSource.TARGET_HASH, Beginning.INIT, Beginning.STRENGTH, Beginning.MASK, Beginning.STATES, "start.sha256", "init.sha256", "mask.sha256",
      "states.sha256", ScoreSource.GUIDE);
  private static final Map<String, String> COMPARED = Map.of("network.sha256", "network", "network.runtime", "network runtime",
      "network.provider", "execution provider");

  /** What a sample depends on, and no file but the recipe says. */
  private static final List<String> DECISIVE = List.of("solver", "grid", "steps", "precision");
  private static final List<String> DIRECTIONS = List.of("sample", "encode", "decode");
  private static final int MOST_NAMED = 10;

  private RecipeChecks() {}

  /** Refuses a recipe that this version cannot follow. */
  static void check(SampleRequest request, Console console) {
    Recipe r = request.recipe();
    if (r == null) return;
    String direction = r.find("direction");
    if ("encode".equals(direction) && !request.encodes() && !request.settings().containsKey(Beginning.STATES))
      throw new IllegalArgumentException("the recipe goes from data to noise (direction encode): give --states FILE.npy with what encode wrote,"
          + " to go on from there, or encode --again FILE");
    if (direction != null && !DIRECTIONS.contains(direction)) throw new IllegalArgumentException("the recipe's direction is \""
        + Shown.value(direction) + "\", and this version knows " + String.join(", ", DIRECTIONS) + ": use the version that wrote the recipe");
    if (!request.names() && r.find("model") == null && r.find("target") == null)
      throw new IllegalArgumentException("the recipe does not say model or target; give --model or --target");
    String noise = r.find("noise");
    if (noise == null) console.warn("the recipe does not say its noise, so samples may differ: this version draws " + Sampler.NOISE);
    else if (!noise.equals(Sampler.NOISE) && !noise.equals(BROWNIAN)) throw new IllegalArgumentException(
        "the recipe's noise is \"" + Shown.value(noise) + "\", and this version draws " + Sampler.NOISE + ": use the version that wrote the recipe");
    requireDecided(request);
    var unknown = new TreeSet<String>();
    for (String key : r.settings().keySet())
      if (!KNOWN.contains(key) && !key.startsWith("network.") && !key.startsWith("network2.") && !key.startsWith(ScoreSource.GUIDE_WEIGHT) && !key.startsWith("condition.") && !SampleRequest.opens(key)) unknown.add(key);
    if (!unknown.isEmpty()) console.warn("the recipe has settings that this version does not know and leaves out: "
        + listed(unknown));
  }

  /** Today's defaults are not those of whoever drew the samples. */
  private static void requireDecided(SampleRequest request) {
    var open = new ArrayList<String>();
    for (String key : DECISIVE) if (request.find(key) == null) open.add(key);
    if (!request.another() && request.find("schedule") == null) open.add("schedule");
    if (!open.isEmpty()) throw new IllegalArgumentException("the recipe does not say " + String.join(", ", open)
        + ", and what its samples were drawn with cannot be known: give --" + String.join(", --", open));
  }

  private static String listed(Set<String> keys) {
    String some = keys.stream().limit(MOST_NAMED).map(Shown::value).collect(Collectors.joining(", "));
    return keys.size() <= MOST_NAMED ? some : some + " and " + (keys.size() - MOST_NAMED) + " more";
  }

  static boolean brownian(SampleRequest request) {
    return request.recipe() != null && BROWNIAN.equals(request.recipe().find("noise"));
  }

  /** Refuses to draw from what cannot be what the recipe's samples came from. */
  static void check(SampleRequest request, ScoreSource source) {
    String shape = request.recipe() == null || request.another() ? null : request.recipe().find("shape");
    if (shape != null && !shape.equals(source.shape().toString())) throw new IllegalArgumentException("the recipe's samples have shape "
        + Shown.value(shape) + ", those of " + source.id() + " have " + source.shape() + ": give the --model or --target that it was made with");
  }

  /** Says where the network, the data or what runs it is not what it was: pixels may differ then. */
  static void warn(SampleRequest request, Recipe now, Console console) {
    Recipe was = request.recipe();
    if (was == null || request.another()) return;
    String data = was.find(ScoreSource.TARGET_HASH), given = now.find(ScoreSource.TARGET_HASH);
    if (data != null && given != null && !data.equals(given)) console.warn(now.find("target")
        + " is not the file that the recipe was made with: its sha256 is " + given + ", was " + Shown.value(data));
    if (request.find("target") == null && request.find(MICRO_BATCH) == null) console.warn("the recipe does not say " + MICRO_BATCH
        + ", on which the last digits of samples may depend: it is " + now.find(MICRO_BATCH));
    for (String key : new TreeSet<>(COMPARED.keySet())) {
      @Nullable String a = was.find(key), b = now.find(key);
      if (a != null && !a.equals(b)) console.warn("the " + COMPARED.get(key) + " differs, so samples may: the recipe has " + Shown.value(a)
          + ", this run has " + (b == null ? "none" : Shown.value(b)));
    }
  }
}
