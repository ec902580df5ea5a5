package org.counterflow.cli.sampling;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.counterflow.api.Recipe;
import org.counterflow.api.Sampler;
import org.counterflow.cli.terminal.Console;
import org.jspecify.annotations.Nullable;

/**
 * What {@code --again} owes its user beside the settings: a refusal where the recipe cannot be followed, a word where it was cooked
 * elsewhere.
 */
final class RecipeChecks {
  private static final String BROWNIAN = Sampler.NOISE + "-brownian";
  private static final Set<String> KNOWN = Set.of("model", "target", "solver", "grid", "steps", "schedule", "direction", "shape",
      "precision", "noise", "micro-batch", "backend", "guidance", "rule", "class", "labels", "x-t", "prediction", "time", "range",
      ScoreSource.TARGET_HASH, Beginning.INIT, Beginning.STRENGTH, Beginning.MASK, Beginning.STATES, "start.sha256", "init.sha256", "mask.sha256",
      "states.sha256");
  private static final Map<String, String> COMPARED = Map.of("network.sha256", "network", "network.runtime", "network runtime",
      "network.provider", "execution provider");

  private RecipeChecks() {}

  /** Refuses a recipe that this version cannot follow. */
  static void check(SampleRequest request, Console console) {
    Recipe r = request.recipe();
    if (r == null) return;
    String direction = r.find("direction");
    if ("encode".equals(direction) && !request.encodes() && !request.settings().containsKey(Beginning.STATES))
      throw new IllegalArgumentException("the recipe goes from data to noise (direction encode): give --states FILE.npy with what encode wrote,"
          + " to go on from there, or encode --again FILE");
    if (!request.names() && r.find("model") == null && r.find("target") == null)
      throw new IllegalArgumentException("the recipe does not say model or target; give --model or --target");
    String noise = r.find("noise");
    if (noise != null && !noise.equals(Sampler.NOISE) && !noise.equals(BROWNIAN)) throw new IllegalArgumentException(
        "the recipe's noise is \"" + noise + "\", and this version draws " + Sampler.NOISE + ": use the version that wrote the recipe");
    var unknown = new TreeSet<String>();
    for (String key : r.settings().keySet())
      if (!KNOWN.contains(key) && !key.startsWith("network.") && !key.startsWith("condition.") && !SampleRequest.opens(key)) unknown.add(key);
    if (!unknown.isEmpty()) console.warn("the recipe has settings that this version does not know and leaves out: "
        + String.join(", ", unknown));
  }

  static boolean brownian(SampleRequest request) {
    return request.recipe() != null && BROWNIAN.equals(request.recipe().find("noise"));
  }

  /** Refuses to draw from what cannot be what the recipe's samples came from. */
  static void check(SampleRequest request, ScoreSource source) {
    String shape = request.recipe() == null || request.another() ? null : request.recipe().find("shape");
    if (shape != null && !shape.equals(source.shape().toString())) throw new IllegalArgumentException("the recipe's samples have shape "
        + shape + ", those of " + source.id() + " have " + source.shape() + ": give the --model or --target that it was made with");
  }

  /** Says where the network, the data or what runs it is not what it was: pixels may differ then. */
  static void warn(SampleRequest request, Recipe now, Console console) {
    Recipe was = request.recipe();
    if (was == null || request.another()) return;
    String data = was.find(ScoreSource.TARGET_HASH), given = now.find(ScoreSource.TARGET_HASH);
    if (data != null && given != null && !data.equals(given)) console.warn(now.find("target")
        + " is not the file that the recipe was made with: its sha256 is " + given + ", was " + data);
    for (String key : new TreeSet<>(COMPARED.keySet())) {
      @Nullable String a = was.find(key), b = now.find(key);
      if (a != null && !a.equals(b)) console.warn("the " + COMPARED.get(key) + " differs, so samples may: the recipe has " + a
          + ", this run has " + b);
    }
  }
}
