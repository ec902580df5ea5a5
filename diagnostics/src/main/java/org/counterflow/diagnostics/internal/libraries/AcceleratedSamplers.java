package org.counterflow.diagnostics.internal.libraries;

import static org.counterflow.formats.internal.mapping.Texts.part;

import java.util.List;
import org.counterflow.diagnostics.recorded.CaseRecipe.Asked;
import org.counterflow.diagnostics.recorded.CaseRecipe;
import org.counterflow.diagnostics.recorded.RecordedCase;
import org.counterflow.formats.internal.mapping.Keys;

/** The code of "Accelerating convergence of score-based diffusion models, provably": one for CIFAR, one for ImageNet. */
final class AcceleratedSamplers implements Library {
  @Override
  public CaseRecipe recipe(RecordedCase c, Keys k, Table table) {
    return switch (c.sampler()) {
      case "cifar.generalized_steps" -> cifar(k, table, "ddim");
      case "cifar.generalized_steps_accelerated" -> cifar(k, table, "accelerated-ode-ab2");
      case "cifar.ddpm_steps_accelerated" -> cifar(k, table, "accelerated-sde:noise=cifar");
      case "cifar.ddpm_steps" -> cifar(k, table, "ddpm:variance=large").asking(Asked.NOTHING);
      case "imagenet.p_sample_loop" -> imageNet(k, table);
      default -> throw Library.unknown(c);
    };
  }

  private static CaseRecipe cifar(Keys k, Table table, String solver) {
    boolean quad = k.word("skip_type", "uniform", List.of("uniform", "quad")).equals("quad");
    return CaseRecipe.of(table.text(null), quad ? "quad" : "leading", solver, "epsilon", k.whole("timesteps", 1, 1_000_000));
  }

  private static CaseRecipe imageNet(Keys k, Table table) {
    boolean accelerated = k.flag("accel_flag", false), clips = k.flag("clip_denoised", true);
    Object respacing = k.find("timestep_respacing");
    if (!(respacing instanceof String s && s.matches("[1-9]\\d{0,6}")))
      throw k.wrong("timestep_respacing", "has a part here for one number in quotes alone");
    return CaseRecipe.of(table.text(null), "linspace:points=n", accelerated ? "accelerated-sde:noise=outside" : "ddpm:variance=large",
        "epsilon", Integer.parseInt(s)).under(clips ? part("clip", "bound", 1.0) : null);
  }
}
