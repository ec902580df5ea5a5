package org.counterflow.diagnostics.internal.libraries;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.counterflow.diagnostics.recorded.CaseRecipe.Asked;
import org.counterflow.diagnostics.recorded.CaseRecipe.Compare;
import org.counterflow.diagnostics.recorded.CaseRecipe;
import org.counterflow.diagnostics.recorded.RecordedCase;
import org.counterflow.formats.internal.mapping.Keys;
import org.counterflow.formats.schedulers.SchedulerConfig;
import org.counterflow.formats.schedulers.SchedulerParts;

/** diffusers: what its configurations are here, with its departures. */
final class Diffusers implements Library {
  private static final String STEPS = "set_timesteps.num_inference_steps";
  /** They list predictions; a state is corrected when the next one is asked for. */
  private static final List<String> PREDICTIONS = List.of("UniPCMultistepScheduler", "SASolverScheduler");

  @Override
  public CaseRecipe recipe(RecordedCase c, Keys k, Table table) {
    Map<String, Object> config = new LinkedHashMap<>(c.options());
    Object steps = config.remove(STEPS);
    config.keySet().removeAll(List.of("model_conditioning", "model_predicted_variance"));
    boolean label = k.word("model_conditioning", "sigma", List.of("sigma", "timestep")).equals("timestep");
    int count = steps == null ? 1 : k.whole(STEPS, 1, 1_000_000);
    SchedulerParts p = SchedulerConfig.of(c.sampler(), config, c.defaults(), c.where()).exactly().parts(count);
    for (String key : c.options().keySet()) if (!p.unused().contains(key)) k.find(key);
    boolean rounds = k.flag("use_karras_sigmas", false) || k.flag("use_lu_lambdas", false),
        cuts = k.flag("use_exponential_sigmas", false) || k.flag("use_beta_sigmas", false);
    return CaseRecipe.of(p.schedule(), p.grid(), p.solver(), p.prediction(), p.steps()).under(p.rule())
        .comparing(PREDICTIONS.contains(c.sampler()) ? Compare.INPUTS : Compare.STATES)
        .asking(label && rounds ? Asked.NEAREST : label && cuts ? Asked.BELOW : Asked.PLACE);
  }
}
