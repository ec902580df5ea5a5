package org.counterflow.api;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.network.Network;
import org.counterflow.api.score.OutputRule;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.score.ScoreNetwork;
import org.jspecify.annotations.Nullable;

/** Makes samplers of recipes. */
final class RecipeReader {
  private static final System.Logger LOG = System.getLogger("org.counterflow.api");
  private static final List<String> SAID = List.of("role.", "input.", "dim.", "split", "rows");

  private final Recipe recipe;
  private final Catalogue catalogue = Catalogue.installed();

  private RecipeReader(Recipe recipe) {
    this.recipe = recipe;
  }

  static Sampler read(Recipe recipe, List<Network> networks) {
    return new RecipeReader(recipe).sampler(networks);
  }

  private Sampler sampler(List<Network> networks) {
    Sampler s = Sampler.of(score(networks)).along(part(Kind.SCHEDULE, "schedule")).solver(part(Kind.SOLVER, "solver"))
        .grid(part(Kind.GRID, "grid")).steps(number("steps"));
    if (recipe.find("micro-batch") != null) s = s.microBatch(number("micro-batch"));
    String strength = recipe.find("strength");
    if (strength != null) s = s.strength(Double.parseDouble(strength));
    return text("noise").equals(Sampler.NOISE) ? s : brownian(s);
  }

  private Sampler brownian(Sampler s) {
    String noise = text("noise");
    if (!noise.equals(Sampler.NOISE + "-brownian"))
      throw new IllegalArgumentException("the recipe has the noise \"" + noise + "\", this version draws " + Sampler.NOISE);
    return s.brownianNoise();
  }

  private ScoreFunction score(List<Network> networks) {
    String target = recipe.find("target");
    if (target != null) {
      requireNetworks(networks, 0);
      return ruled(catalogue.find(Kind.TARGET, target).score());
    }
    if (recipe.find("network2.sha256") != null)
      throw new IllegalArgumentException("the recipe tells of a score function over several networks, which only its maker can put together");
    requireNetworks(networks, 1);
    Network n = networks.getFirst();
    String was = recipe.find("network.sha256"), is = n.identity().get("sha256");
    if (was != null && is != null && !was.equals(is))
      LOG.log(System.Logger.Level.WARNING, "the recipe was made with another network: its sha256 is {0}, was {1}", is, was);
    Map<String, String> said = new HashMap<>(), overrides = new HashMap<>();
    recipe.settings().forEach((key, text) -> {
      if (SAID.stream().anyMatch(p -> p.endsWith(".") ? key.startsWith(p) : key.equals(p))) said.put(key, text);
    });
    put(overrides, "prediction", recipe.find("prediction"));
    put(overrides, "time", recipe.find("time"));
    put(overrides, "schedule", recipe.find("network.schedule"));
    ScoreFunction f = catalogue.score(ScoreNetwork.of(n, said), overrides);
    String guidance = recipe.find("guidance");
    return ruled(guidance == null ? f : f.guided(catalogue.find(Kind.GUIDANCE, guidance)));
  }

  private static void put(Map<String, String> to, String key, @Nullable String text) {
    if (text != null) to.put(key, text);
  }

  private void requireNetworks(List<Network> networks, int wanted) {
    if (networks.size() != wanted)
      throw new IllegalArgumentException("the recipe tells of " + (wanted == 0 ? "the target " + recipe.find("target") : "a network")
          + ", " + networks.size() + " networks are given");
  }

  /** Rules stand in the order in which they are applied. */
  private ScoreFunction ruled(ScoreFunction f) {
    String rules = recipe.find("rule");
    if (rules == null) return f;
    for (OutputRule r : catalogue.rules(rules)) f = f.with(r);
    return f;
  }

  private <T> T part(Kind<T> kind, String key) {
    return catalogue.find(kind, text(key));
  }

  private String text(String key) {
    String t = recipe.find(key);
    if (t == null) throw new IllegalArgumentException("the recipe has no " + key + ": it is not complete");
    return t;
  }

  private int number(String key) {
    String t = text(key);
    try {
      return Integer.parseInt(t.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("the recipe has " + key + " \"" + t + "\", which is no whole number", e);
    }
  }
}
