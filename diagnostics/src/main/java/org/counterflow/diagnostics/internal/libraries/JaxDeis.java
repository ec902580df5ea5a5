package org.counterflow.diagnostics.internal.libraries;

import static org.counterflow.formats.internal.mapping.Texts.around;
import static org.counterflow.formats.internal.mapping.Texts.part;
import static org.counterflow.formats.internal.mapping.Texts.unless;

import java.util.List;
import org.counterflow.diagnostics.recorded.CaseRecipe.Compare;
import org.counterflow.diagnostics.recorded.CaseRecipe;
import org.counterflow.diagnostics.recorded.RecordedCase;
import org.counterflow.formats.internal.mapping.Keys;

/** The official code of DEIS, on the continuous variance-preserving process. */
final class JaxDeis implements Library {
  @Override
  public CaseRecipe recipe(RecordedCase c, Keys k, Table table) {
    k.only("schedule", "linear", "has a part here for linear alone");
    String schedule = part("vp", "beta-min", unless(0.1, k.number("beta_0", 0.1)), "beta-max", unless(20.0, k.number("beta_1", 20)));
    String method = k.word("method", "t_ab", List.of("t_ab", "rho_ab", "rho_rk", "ipndm"));
    if (!c.sampler().equals("jax_deis." + method)) throw k.wrong("method", "contradicts the sampler " + c.sampler());
    int order = k.whole("ab_order", 3, 0, 3) + 1;
    String tableau = k.word("rk_method", "3kutta", List.of("1euler", "2heun", "3kutta", "4rk"));
    String solver = switch (method) {
      case "t_ab" -> part("deis-tab", "order", order);
      case "rho_ab" -> part("deis-rhoab", "order", order);
      case "ipndm" -> "ipndm:order=4";
      default -> switch (tableau) {
        case "1euler" -> "rk-euler";
        case "2heun" -> "rk-heun";
        case "3kutta" -> "rk-kutta3";
        default -> "rk-4";
      };
    };
    return CaseRecipe.of(schedule, grid(k), solver, "epsilon", k.whole("num_step", 10, 1, 1_000_000)).comparing(Compare.INPUTS);
  }

  private static String grid(Keys k) {
    double rho = k.number("ts_order", 2, 1e-9, 1000);
    return switch (k.word("ts_phase", "t", List.of("t", "log", "rho"))) {
      case "log" -> "log-snr";
      case "rho" -> around("final", part("karras", "rho", unless(7.0, rho)), "at", "none");
      default -> rho == 1 ? "time-uniform" : rho == 2 ? "time-quadratic" : part("power", "rho", rho);
    };
  }
}
