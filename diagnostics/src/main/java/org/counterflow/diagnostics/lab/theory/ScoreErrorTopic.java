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
import org.counterflow.diagnostics.findings.Table;
import org.counterflow.diagnostics.topic.Topic;

/** What an error of the score does to the law at the end, of deterministic samplers and of stochastic ones. */
public final class ScoreErrorTopic implements Topic {
  /** The topic. */
  public ScoreErrorTopic() {}

  @Override
  public String id() {
    return "score-error";
  }

  @Override
  public String asks() {
    return "Is a small error of the score enough for a small error of the samples, with noise and without?";
  }

  @Override
  public Findings measure(Effort effort, Progress progress) {
    var bars = new ArrayList<Bar>();
    var tables = new ArrayList<Table>();
    var figures = new ArrayList<Figure>();
    try (Backend backend = Backends.installed().open("java", Options.defaults().in(Precision.F64))) {
      for (ErrorSection s : List.of(new ErrorsOnGaussian(backend, effort, progress), new ErrorsOnBumps(backend, effort, progress),
          new ErrorsInDimensions(backend, progress))) {
        bars.addAll(s.bars());
        tables.addAll(s.tables());
        figures.addAll(s.figures());
      }
    }
    return new Findings("Errors of the score", List.of(
        "Samplers are told a score with a wave in it, of the same mean square at every noise level, and begin with the exact law. The theory bounds "
            + "stochastic samplers by the error of the score, and deterministic ones by that and the error of its derivative. Here is why.",
        "A wave with more periods is no larger, but its derivative is. A deterministic sampler moves its states to the wave's attractors, and its total "
            + "variation goes to 1 while the error of the score stays at 0.05; on a normal law it is that of a Poisson kernel. A stochastic sampler shakes them "
            + "off, and is the better the more waves there are.",
        "Two bounds hold without a constant, for every error here: for the flow half the integral over lambda of the variation of p sigma^2 ds, for the "
            + "diffusion the root of half the integral of sigma^2 E ds^2. Where the derivative grows with the waves, the flow's total variation is about two "
            + "times the error of the derivative, until it comes near to 1.",
        "If no more is known than that second derivatives stay bounded, total variation falls with the root of the error of the score "
            + "(arXiv:2506.13061): waves that get finer as they get smaller show that no better power is true.",
        "With the same error in each coordinate of a product, total variation grows like the root of the dimension, where the bounds have the root of d, d and "
            + "d^(7/4)."),
        bars, tables, figures, List.of("arXiv:2408.02320", "arXiv:2403.03852", "arXiv:2506.13061", "arXiv:2404.09730"));
  }
}
