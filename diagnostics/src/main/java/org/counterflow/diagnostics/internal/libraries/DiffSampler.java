package org.counterflow.diagnostics.internal.libraries;

import static org.counterflow.formats.internal.mapping.Texts.around;
import static org.counterflow.formats.internal.mapping.Texts.part;
import static org.counterflow.formats.internal.mapping.Texts.unless;

import java.util.List;
import org.counterflow.diagnostics.recorded.CaseRecipe;
import org.counterflow.diagnostics.recorded.RecordedCase;
import org.counterflow.formats.internal.mapping.Keys;

/** diff-sampler: N sigmas for N - 1 steps, none of them 0. */
final class DiffSampler implements Library {
  private static final String RULE = "threshold:q=0.995,max=inf";

  @Override
  public CaseRecipe recipe(RecordedCase c, Keys k, Table table) {
    boolean lower = k.flag("lower_order_final", true), data = k.flag("predict_x0", false);
    String last = lower ? "always" : "never";
    int order = k.whole("max_order", c.sampler().equals("ipndm_sampler") || c.sampler().startsWith("deis") ? 4 : 3, 1, 4);
    String solver = switch (c.sampler()) {
      case "euler_sampler" -> "euler";
      case "heun_sampler" -> "heun";
      case "dpm_2_sampler" -> part("dpm-2", "r", unless(0.5, k.number("r", 0.5, 1e-9, 1)));
      case "ipndm_sampler" -> part("ipndm", "order", order);
      case "ipndm_v_sampler" -> part("ipndm-v", "order", order, "weights", order > 2 ? "diff-sampler" : null);
      case "deis_sampler" -> deis(k, order);
      case "dpm_pp_sampler" -> order == 1 ? "ddim"
          : part((data ? "dpmpp-" : "dpm-solver-") + order + "m", "lower-order-final", last, "second-difference", order == 3 ? "half" : null);
      case "unipc_sampler" -> part("unipc", "order", order, "b", unless("bh2", k.word("variant", "bh2", List.of("bh1", "bh2"))),
          "lower-order-final", last, "form", data ? null : "noise");
      default -> throw Library.unknown(c);
    };
    if (order == 4 && c.sampler().equals("dpm_pp_sampler")) throw k.wrong("max_order", "has a part here for 1 to 3");
    if (k.flag("afs", false)) {
      if (!solver.equals("euler")) throw k.wrong("afs", "has a part here with euler_sampler alone");
      solver = around("afs", solver);
    }
    String schedule = part("edm", "sigma-min", k.number("sigma_min", 0.002), "sigma-max", k.number("sigma_max", 80));
    k.only("t_steps", null, "has no part here");
    return CaseRecipe.of(schedule, grid(k), solver, "data", k.whole("num_steps", 18, 2, 1_000_000) - 1).under(data ? RULE : null)
        .denoised(k.flag("denoise_to_zero", false));
  }

  private static String deis(Keys k, int order) {
    k.only("coeff_list", null, "has no part here: coefficients are made, not read");
    if (k.word("deis_mode", "tab", List.of("tab", "rhoab")).equals("tab"))
      return part("deis-tab", "order", order, "time", "0.002/80");
    if (order != 4) throw k.wrong("max_order", "has a part here with deis_mode rhoab for 4 alone");
    return part("deis-rhoab", "order", order, "coefficients", k.whole("num_steps", 18, 2, 1_000_000) > 5 ? "row-4" : null);
  }

  private static String grid(Keys k) {
    double rho = k.number("schedule_rho", 7);
    return switch (k.word("schedule_type", "polynomial", List.of("polynomial", "logsnr", "time_uniform"))) {
      case "polynomial" -> around("final", part("karras", "rho", unless(7.0, rho)), "at", "none");
      case "logsnr" -> "log-snr";
      default -> {
        if (rho != 1) throw k.wrong("schedule_rho", "has a part here with schedule_type time_uniform for 1 alone");
        yield "final(vp:beta=fitted):at=none";
      }
    };
  }
}
