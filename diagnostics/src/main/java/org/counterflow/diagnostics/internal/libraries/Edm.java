package org.counterflow.diagnostics.internal.libraries;

import static org.counterflow.formats.internal.mapping.Texts.around;
import static org.counterflow.formats.internal.mapping.Texts.part;
import static org.counterflow.formats.internal.mapping.Texts.unless;

import java.util.List;
import org.counterflow.diagnostics.recorded.CaseRecipe.Compare;
import org.counterflow.diagnostics.recorded.CaseRecipe;
import org.counterflow.diagnostics.recorded.RecordedCase;
import org.counterflow.formats.internal.mapping.Keys;

/** EDM's own code: its sampler, and the one of the ablation in which grid, time and scale of the state are chosen apart. */
final class Edm implements Library {
  private static final String DISCRETIZATION = "discretization";
  private static final double BETA_D = 19.9;
  private static final double BETA_MIN = 0.1;

  @Override
  public CaseRecipe recipe(RecordedCase c, Keys k, Table table) {
    CaseRecipe recipe = switch (c.sampler()) {
      case "edm_sampler" -> CaseRecipe.of(part("edm", "sigma-min", k.number("sigma_min", 0.002), "sigma-max", k.number("sigma_max", 80)),
          karras(k), churned(k, "heun"), "data", steps(k));
      case "ablation_sampler" -> ablation(k);
      default -> throw Library.unknown(c);
    };
    return recipe.comparing(Compare.INPUTS);
  }

  private static int steps(Keys k) {
    return k.whole("num_steps", 18, 2, 1_000_000);
  }

  private static String karras(Keys k) {
    return part("karras", "rho", unless(7.0, k.number("rho", 7)));
  }

  private static String churned(Keys k, String inner) {
    double churn = k.number("S_churn", 0, 0, 1e6), min = k.number("S_min", 0), max = k.number("S_max", Double.POSITIVE_INFINITY),
        noise = k.number("S_noise", 1, 0, 2);
    return churn == 0 ? inner : around("churn", inner, "s-churn", churn, "s-tmin", unless(0.0, min), "s-tmax",
        unless(Double.POSITIVE_INFINITY, max), "s-noise", unless(1.0, noise));
  }

  private static double vpSigma(double t) {
    return Math.sqrt(Math.expm1(0.5 * BETA_D * t * t + BETA_MIN * t));
  }

  private static CaseRecipe ablation(Keys k) {
    String discretization = k.word(DISCRETIZATION, "edm", List.of("vp", "ve", "iddpm", "edm")),
        time = k.word("schedule", "linear", List.of("vp", "ve", "linear")), scaling = k.word("scaling", "none", List.of("vp", "none"));
    double end = k.number("epsilon_s", 1e-3, 1e-9, 0.5);
    double min = k.number("sigma_min", switch (discretization) {
      case "vp" -> vpSigma(end);
      case "ve" -> 0.02;
      default -> 0.002;
    }), max = k.number("sigma_max", switch (discretization) {
      case "vp" -> vpSigma(1);
      case "ve" -> 100;
      case "iddpm" -> 81;
      default -> 80;
    });
    boolean vp = time.equals("vp");
    if (vp != scaling.equals("vp")) throw k.wrong("scaling", "has a part here for the same as \"schedule\" alone: vp with vp, none with the others");
    if (end != 1e-3 && (vp || discretization.equals("vp"))) throw k.wrong("epsilon_s", "has a part here for 0.001 alone");
    // The process that has these sigmas at its ends.
    double betaD = 2 * (Math.log(min * min + 1) / end - Math.log(max * max + 1)) / (end - 1), betaMin = Math.log(max * max + 1) - 0.5 * betaD;
    boolean own = !k.has("sigma_min") && !k.has("sigma_max");
    String schedule = !vp ? part("edm", "sigma-min", min, "sigma-max", max)
        : own && discretization.equals("vp") ? "vp:initial-scale=sigma"
        : part("vp", "beta-min", betaMin, "beta-max", betaMin + betaD, "initial-scale", "sigma");
    String grid = switch (discretization) {
      case "vp" -> vp ? "linspace:points=n" : "vp:beta=fitted";
      case "ve" -> "final(log-snr)";
      case "iddpm" -> part("iddpm", "entries", unless(1000, k.whole("M", 1000, 2, 1_000_000)), "c1", unless(0.001, k.number("C_1", 0.001)), "c2",
          unless(0.008, k.number("C_2", 0.008)));
      default -> karras(k);
    };
    for (String key : List.of("C_1", "C_2", "M", "rho")) k.number(key, 0);
    double alpha = k.number("alpha", 1, 1e-9, 1);
    boolean euler = k.word("solver", "heun", List.of("euler", "heun")).equals("euler"), plain = time.equals("linear");
    String solver = part(euler ? "rk-euler" : "rk-heun", "alpha", euler ? null : unless(1.0, alpha), "variable",
        vp ? "time" : plain ? null : "variance", "last", plain ? null : "euler");
    return CaseRecipe.of(schedule, grid, churned(k, solver), "data", steps(k));
  }
}
