package org.counterflow.diagnostics.lab.learned;

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

/** Learning and sampling together: a score is learned from samples, and sampled from. */
public final class EndToEndTopic implements Topic {
  /** The topic. */
  public EndToEndTopic() {}

  @Override
  public String id() {
    return "end-to-end";
  }

  @Override
  public String asks() {
    return "Where do more steps stop paying, when the score is learned from samples?";
  }

  @Override
  public Findings measure(Effort effort, Progress progress) {
    var bars = new ArrayList<Bar>();
    var tables = new ArrayList<Table>();
    var figures = new ArrayList<Figure>();
    String says;
    try (Backend backend = Backends.installed().open("java", Options.defaults().in(Precision.F64))) {
      var fits = new EndToEndFits(backend);
      var steps = new EndToEndSteps(fits, effort, progress);
      var samples = new EndToEndSamples(fits, effort, progress);
      var draws = new EndToEndDraws(fits, effort, progress);
      var trap = new EndToEndTrap(fits, effort, progress);
      var plane = new EndToEndPlane(backend, effort, progress);
      for (List<Bar> b : List.of(steps.bars(), samples.bars(), draws.bars(), trap.bars(), plane.bars())) bars.addAll(b);
      tables.addAll(steps.tables());
      tables.addAll(List.of(samples.table(), draws.table(), trap.table()));
      tables.addAll(plane.tables());
      figures.addAll(steps.figures());
      says = steps.says();
      figures.add(samples.figure());
      figures.addAll(trap.figures());
      figures.addAll(plane.figures());
    }
    return new Findings("Learning and sampling end to end", text(says), bars, tables, figures, List.of("arXiv:2408.02320", "arXiv:2403.03852",
        "arXiv:2506.13061"));
  }

  private static List<String> text(String says) {
    return List.of("Where do more steps stop paying, when the score is learned from samples? The theory bounds what a sampler loses by its steps "
        + "and by the errors of its score, and leaves open how the two go together.",
        "Scores are learned by denoising score matching: linear in random bumps, one ridge regression a noise level, its penalty by cross "
            + "validation. The target is the three-bump mixture on a line, so that errors of the score are integrals over the exact law, and the "
            + "total variation of a sampler is known without drawing a sample of it. The learned score is a network like any other: deterministic "
            + "samplers ask it as they ask every network. Runs begin from the exact law at lambda -4 and end at 3.",
        "The two bounds have no fitted constant. B1 = 1/2 integral d lambda integral |d/dx (p sigma^2 e)| dx, e the error of the score, holds for "
            + "the probability flow, by the continuity equation; B2 = sqrt(1/2 integral d lambda sigma^2 E e^2) for the stochastic process, by "
            + "Girsanov and Pinsker. Samplers add the error of their steps.",
        says, "The empirical score, that of the samples themselves, is a trap: it leads back to the samples, and more steps lead there more surely.");
  }
}
