package org.counterflow.diagnostics.lab.theory;

import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.Backends;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Options;
import org.counterflow.api.tensor.Precision;
import org.counterflow.diagnostics.findings.Bar;
import org.counterflow.diagnostics.findings.Figure;
import org.counterflow.diagnostics.findings.Findings;
import org.counterflow.diagnostics.topic.Topic;

/** How errors grow with the dimension at a fixed number of steps. */
public final class DimensionTopic implements Topic {
  /** The topic. */
  public DimensionTopic() {}

  @Override
  public String id() {
    return "dimension";
  }

  @Override
  public String asks() {
    return "How does the error of a fixed number of steps grow with the dimension, beside the powers in the bounds?";
  }

  /** Both efforts are alike: it takes seconds. */
  @Override
  public Findings measure(Effort effort, Progress progress) {
    try (Backend backend = Backends.installed().open("java", Options.defaults().in(Precision.F64))) {
      var gaussian = new RateDimensions(backend, progress);
      var products = new ProductDimensions(backend, progress);
      var bars = new ArrayList<Bar>(gaussian.bars());
      bars.addAll(products.bars());
      var figures = new ArrayList<Figure>(gaussian.figures());
      figures.addAll(products.figures());
      return new Findings("Errors against the dimension", List.of(
          "The bounds say d/T for pf-ode-li, d^6/T^2 for accelerated-ode and d^3/T for accelerated-sde. Measured are two targets whose answer is known in "
              + "every dimension: a Gaussian, in closed form, and a product of three bumps with itself. On a product a sampler of fixed steps works on each "
              + "coordinate by itself, and the logarithm of the ratio of both densities is a sum of independent terms: its law is the convolution of the law "
              + "of one term, which is known to many digits. No sample is drawn.",
          "Divergences add up: they grow like d. Total variation grows like the root of d while it is small, as the sum of the logarithms becomes normal "
              + "with d times the variance, and more slowly as it comes to 1: half a power for every sampler, where the bounds have one, three and six. Products "
              + "are kind targets; that no target is worse is not said."),
          bars, List.of(gaussian.table(), products.table()), figures, List.of("arXiv:2408.02320", "arXiv:2403.03852", "arXiv:2409.18959"));
    }
  }
}
