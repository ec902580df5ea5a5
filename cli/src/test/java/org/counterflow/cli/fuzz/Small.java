package org.counterflow.cli.fuzz;

import java.util.List;
import org.counterflow.api.Recipe;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.backend.Backend;

/** Recipes of three points of the plane, drawn in a moment, and words that stand in others. */
final class Small {
  private static final List<String> WORDS = List.of("ddim", "euler", "heun:variable=time", "unipc:order=4", "unipc:form=noise",
      "dpmpp-2m:lower-order-final=never", "ancestral(heun):eta=0.5", "ancestral(ancestral(ddim))", "ddpm:variance=large",
      "ddpm:variance=learned", "accelerated-ode", "karras:rho=1", "karras:from=inf,to=0", "log-snr", "leading", "linspace", "trailing",
      "final(final(log-snr)):at=none", "explicit:times=1/0.5/0", "explicit:times=0.5/0.5", "edm", "vp", "rectified-flow", "linear",
      "cosine", "clip + clip", "clip:bound=0", "threshold:q=1", "clip + ", "two-moons:deviation=100", "gaussian:dimensions=1",
      "checkerboard", "data:nowhere.npy", "inpaint", "0-3", "3-0", "-1", "", " ", "f32", "f64", "strength", "1e-9", "64", "0", "null");

  /** In the form that {@code Recipes} writes. */
  static final List<String> RECIPES = List.of(recipe("two-moons", "dpmpp-2m", "karras", "edm", ""),
      recipe("mixture-2", "unipc", "log-snr", "vp", ""), recipe("swiss-roll", "ancestral(heun)", "trailing", "rectified-flow", ""),
      recipe("checkerboard", "ddpm", "trailing", "linear", ",\"rule\":\"clip + threshold\""),
      recipe("two-moons", "heun:variable=time", "final(log-snr)", "edm", ",\"strength\":\"0.5\""));

  private Small() {}

  private static String recipe(String target, String solver, String grid, String schedule, String more) {
    String of = target.equals("mixture-2") ? "gaussian:mean=1,dimensions=2" : target;
    return "{\"format\":1,\"seeds\":\"5-7\",\"settings\":{\"target\":\"" + of + "\",\"solver\":\"" + solver + "\",\"grid\":\"" + grid
        + "\",\"steps\":\"6\",\"schedule\":\"" + schedule + "\",\"direction\":\"sample\",\"shape\":\"[2]\",\"precision\":\"f32\","
        + "\"noise\":\"philox4x32-10-box-muller-1\"" + more + ",\"backend\":\"java\"}}";
  }

  /** The same with other words between quotes. */
  static String reworded(String recipe, Mutations m) {
    String[] parts = recipe.split("\"", -1);
    for (int n = m.random().nextInt(1, 3); n > 0; n--) {
      int at = 2 * m.random().nextInt(parts.length / 2) + 1;
      parts[at] = m.random().nextInt(4) == 0 ? nested(m) : m.one(WORDS);
    }
    return String.join("\"", parts);
  }

  private static String nested(Mutations m) {
    String word = m.one(List.of("final(", "ancestral(", "(", "karras:rho=", "x,"));
    int depth = 1 << m.random().nextInt(1, 10);
    return word.repeat(depth) + m.one(WORDS) + ")".repeat(m.random().nextInt(4) == 0 ? depth - 1 : depth);
  }

  static double[] drawn(Recipe r, Backend on) {
    try (Samples some = Sampler.of(r).on(on).sample(r.seeds())) {
      return some.toDoubles();
    }
  }
}
