package org.counterflow.tck;

import java.util.Map;
import java.util.Set;
import org.counterflow.api.catalogue.Entry;
import org.counterflow.solvers.Parts;

/** All parts of the module of solvers. */
class OurCatalogueTest extends CatalogueContract {
  OurCatalogueTest() {
    super(new Parts());
  }

  @Override
  protected String inner(Entry<?> e) {
    return e.id().equals("adaptive") ? "rk-dopri5" : super.inner(e);
  }

  @Override
  protected Map<String, String> texts() {
    return Map.of("and", "picture", "tableau", "cox-matthews", "corrector-off", "0/2", "time", "0.002/80", "lower-order-final", "always");
  }

  /** Second names, and ddim, which with noise is another part and without it has no rule for noise. */
  @Override
  protected Set<String> aliases() {
    return Set.of("ddim", "euler", "euler-a", "consistency", "flow-map", "flow-euler", "flow-heun", "exp-rk-1", "exp-rk-2", "exp-rk-3", "exp-rk-4",
        "exp-rk-5",
        "exp-rk-6", "exp-heun-2-x0", "res-2s", "res-3s", "dpm-2", "dpm-fast", "dpm-solver-1s", "predictor-corrector", "dpm-2-a", "dpmpp-2s-a",
            "unip", "res-2m",
        "res-multistep", "deis-rhoab", "ipndm-v", "polyexponential", "lu", "simple", "ddim-uniform", "discrete", "beta57");
  }
}
