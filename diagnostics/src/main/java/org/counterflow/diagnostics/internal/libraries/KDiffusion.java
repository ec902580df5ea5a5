package org.counterflow.diagnostics.internal.libraries;

import static org.counterflow.formats.internal.mapping.Texts.around;
import static org.counterflow.formats.internal.mapping.Texts.part;
import static org.counterflow.formats.internal.mapping.Texts.unless;

import java.util.List;
import org.counterflow.diagnostics.recorded.CaseRecipe;
import org.counterflow.diagnostics.recorded.RecordedCase;
import org.counterflow.formats.internal.mapping.Keys;
import org.jspecify.annotations.Nullable;

/** k-diffusion: samplers by the names of their functions, on the sigmas of its schedules. */
final class KDiffusion implements Library {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  @Override
  public CaseRecipe recipe(RecordedCase c, Keys k, Table table) {
    return switch (c.sampler()) {
      case "sample_euler" -> onSigmas(k, table, churned(k, "euler"));
      case "sample_heun" -> onSigmas(k, table, churned(k, "heun"));
      case "sample_dpm_2" -> onSigmas(k, table, churned(k, "dpm-2"));
      case "sample_lms" -> onSigmas(k, table, part("lms", "order", k.whole("order", 4, 1, 4)));
      case "sample_euler_ancestral" -> onSigmas(k, table, ancestral(k, "ddim"));
      case "sample_dpm_2_ancestral" -> onSigmas(k, table, ancestral(k, "dpm-2"));
      case "sample_dpmpp_2s_ancestral" -> onSigmas(k, table, ancestral(k, "dpmpp-2s"));
      case "sample_dpmpp_sde" -> onSigmas(k, table, part("dpmpp-sde", "eta", eta(k, 1), "s-noise", noise(k), "r", unless(0.5, k.number("r", 0.5, 0, 1))));
      case "sample_dpmpp_2m" -> onSigmas(k, table, "dpmpp-2m:lower-order-final=never");
      case "sample_dpmpp_2m_sde" -> onSigmas(k, table, part("dpmpp-2m-sde", "eta", eta(k, 1), "s-noise", noise(k), "correction",
          k.word("solver_type", "midpoint", List.of("midpoint", "heun")), "lower-order-final", "never"));
      case "sample_dpmpp_3m_sde" -> onSigmas(k, table, part("dpmpp-3m-sde", "eta", eta(k, 1), "s-noise", noise(k), "correction", "heun",
          "lower-order-final", "never", "second-difference", "half"));
      case "sample_dpm_fast" -> fast(k);
      case "sample_dpm_adaptive" -> adaptive(k);
      default -> throw Library.unknown(c);
    };
  }

  private static double eta(Keys k, double byDefault) {
    return k.number("eta", byDefault, 0, 1);
  }

  private static @Nullable Object noise(Keys k) {
    return unless(1.0, k.number("s_noise", 1, 0, 2));
  }

  private static String ancestral(Keys k, String inner) {
    return around("ancestral", inner, "eta", eta(k, 1), "s-noise", noise(k));
  }

  private static String churned(Keys k, String inner) {
    double churn = k.number("s_churn", 0, 0, 1e6), min = k.number("s_tmin", 0), max = k.number("s_tmax", INFINITY);
    Object noise = noise(k);
    return churn == 0 ? inner
        : around("churn", inner, "s-churn", churn, "s-tmin", unless(0.0, min), "s-tmax", unless(INFINITY, max), "s-noise", noise);
  }

  /** N sigmas and 0. */
  private static CaseRecipe onSigmas(Keys k, Table table, String solver) {
    int n = k.whole("n", 1, 1_000_000);
    String kind = k.word("schedule", "karras", List.of("karras", "exponential", "polyexponential", "vp", "discrete"));
    if (kind.equals("discrete")) return CaseRecipe.of(table.text("sigma"), n == 1 || (table.entries() - 1) % (n - 1) == 0
        ? "linspace:points=n" : "discrete", solver, "data", n);
    if (kind.equals("vp")) return CaseRecipe.of("edm", part("vp", "beta-d", unless(19.9, k.number("schedule.beta_d", 19.9)), "beta-min",
        unless(0.1, k.number("schedule.beta_min", 0.1)), "end", unless(0.001, k.number("schedule.eps_s", 1e-3))), solver, "data", n);
    String grid = switch (kind) {
      case "karras" -> part("karras", "rho", unless(7.0, k.number("schedule.rho", 7)));
      case "exponential" -> "final(log-snr)";
      default -> part("exponential", "rho", k.number("schedule.rho", 1));
    };
    return CaseRecipe.of(edm(k, "schedule."), grid, solver, "data", n);
  }

  private static String edm(Keys k, String prefix) {
    return part("edm", "sigma-min", k.number(prefix + "sigma_min"), "sigma-max", k.number(prefix + "sigma_max"));
  }

  /** n counts evaluations: blocks of three, and one or two of fewer at the end. */
  private static CaseRecipe fast(Keys k) {
    int n = k.whole("n", 1, 1_000_000);
    double eta = eta(k, 0);
    Object noise = noise(k);
    String inner = part("dpm-fast", "ending", List.of("two-one", "one", "two").get(n % 3));
    String solver = eta == 0 ? inner : around("ancestral", inner, "eta", eta, "s-noise", noise, "floor", "sigma-min");
    return CaseRecipe.of(edm(k, ""), "log-snr", solver, "data", n / 3 + 1);
  }

  private static CaseRecipe adaptive(Keys k) {
    int order = k.whole("order", 3, 2, 3);
    double eta = eta(k, 0);
    Object noise = noise(k);
    String solver = part("dpm-adaptive-" + (order == 2 ? "12" : "23"), "form", "noise", "rtol", unless(0.05, k.number("rtol", 0.05)), "atol",
        unless(0.0078, k.number("atol", 0.0078)), "h-init", unless(0.05, k.number("h_init", 0.05)), "pcoeff",
        unless(0.0, k.number("pcoeff", 0)), "icoeff", unless(1.0, k.number("icoeff", 1)), "dcoeff", unless(0.0, k.number("dcoeff", 0)),
        "norm", "batch-rms", "rejected", "asks-again", "eta", unless(0.0, eta), "s-noise", eta == 0 ? null : noise, "floor",
        eta == 0 ? null : "sigma-min");
    k.only("accept_safety", 0.81, "has a part here for 0.81 alone");
    return CaseRecipe.of(edm(k, ""), "log-snr", solver, "data", 1);
  }
}
