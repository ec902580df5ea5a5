package org.counterflow.diagnostics.internal.libraries;

import static org.counterflow.formats.internal.mapping.Texts.part;
import static org.counterflow.formats.internal.mapping.Texts.unless;

import java.util.List;
import org.counterflow.diagnostics.recorded.CaseRecipe;
import org.counterflow.diagnostics.recorded.RecordedCase;
import org.counterflow.formats.internal.mapping.Keys;

/** The official code of UniPC. */
final class OfficialUniPC implements Library {
  @Override
  public CaseRecipe recipe(RecordedCase c, Keys k, Table table) {
    if (!c.sampler().equals("UniPC")) throw Library.unknown(c);
    var official = new Official(k, table);
    k.only("method", "multistep", "has a part here for multistep alone");
    boolean data = k.word("algorithm_type", "data_prediction", List.of("data_prediction", "noise_prediction")).equals("data_prediction");
    int order = k.whole("order", 2, 1, 4);
    String b = k.word("variant", "bh1", List.of("bh1", "bh2", "vary_coeff"));
    boolean vary = b.equals("vary_coeff");
    k.number("atol", 0.0078);
    k.number("rtol", 0.05);
    String solver = part("unipc", "order", order, "b", unless("bh2", vary ? "vary" : b), "lower-order-final",
        k.flag("lower_order_final", true) ? "always" : "never", "form", data ? null : "noise", "corrector",
        vary && order > 1 ? "short-inverse" : null);
    return CaseRecipe.of(official.schedule(), official.grid(), solver, official.prediction(), k.whole("steps", 20, 1, 1_000_000))
        .denoised(k.flag("denoise_to_zero", false));
  }
}
