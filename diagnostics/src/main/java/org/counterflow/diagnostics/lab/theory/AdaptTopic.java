package org.counterflow.diagnostics.lab.theory;

import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.Backends;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Options;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.tensor.Precision;
import org.counterflow.diagnostics.findings.Bar;
import org.counterflow.diagnostics.findings.Findings;
import org.counterflow.diagnostics.findings.Table;
import org.counterflow.diagnostics.topic.Topic;

/** Which samplers adapt to data of few dimensions in a space of many. */
public final class AdaptTopic implements Topic {
  private final Catalogue catalogue;

  /**
   * The topic.
   *
   * @param catalogue has the solvers
   */
  public AdaptTopic(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  @Override
  public String id() {
    return "adapt";
  }

  @Override
  public String asks() {
    return "Does a sampler's error ask for the dimensions of the data, or for those of the space that they lie in?";
  }

  @Override
  public Findings measure(Effort effort, Progress progress) {
    var normal = new NormalDirections(catalogue, progress);
    var bars = new ArrayList<Bar>(normal.bars());
    var tables = new ArrayList<Table>(normal.tables());
    try (Backend backend = Backends.installed().open("java", Options.defaults().in(Precision.F64))) {
      var sampled = new SampledDirections(backend, catalogue, effort, progress);
      bars.addAll(sampled.bars());
      tables.add(sampled.table());
    }
    return new Findings("Data of few dimensions", List.of(
        "Images lie near a set of far fewer dimensions than they have pixels. At a right angle to data that lie in a subspace the exact score is "
            + "-x/sigma^2, and every sampler multiplies the state by a number and adds normals: what it makes of the variance is read from the plan of its "
            + "run. Theory says that some choices of coefficients make the error a matter of the data's dimension k, others of the space's dimension d.",
        "DDIM, the exponential methods of every order in both forms, multistep methods of the data or the noise estimate, Heun's method in sigma/alpha, and "
            + "DDPM with the small variance are exact there: the noise estimate does not change along the path, and they hold it. pf-ode-li is off by L^2/T of "
            + "the variance, L the range of lambda, ddpm-li by 2L/T, accelerated-sde by 2L^2/T^2, accelerated-ode by about 5L^2/T^2; total variation grows with "
            + "the root of the number of directions, so that these need more steps in a larger space though the data are the same.",
        "Samples say the same, of a Gaussian that is next to a point and of a data set in a subspace of four dimensions with its exact denoiser, in 10 000 "
            + "dimensions; where the sampler draws no noise they agree with the plan to ten digits."),
        bars, tables, normal.figures(), List.of("arXiv:2410.18784", "arXiv:2501.12982", "arXiv:2408.02320", "arXiv:2403.03852"));
  }
}
