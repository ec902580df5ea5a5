package org.counterflow.diagnostics.lab.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.diagnostics.findings.Bar;
import org.counterflow.diagnostics.findings.Figure;
import org.counterflow.diagnostics.findings.Findings;
import org.counterflow.diagnostics.findings.Table;
import org.counterflow.diagnostics.topic.Material;
import org.counterflow.diagnostics.topic.Soundness;
import org.counterflow.diagnostics.topic.Subject;
import org.counterflow.diagnostics.topic.Topic;

/** Log-likelihoods through the probability flow: of mixtures, where they are known, and of a network's images. */
public final class LikelihoodTopic implements Topic {
  private final Catalogue catalogue;
  private final Material material;

  /**
   * The topic.
   *
   * @param catalogue has the solvers
   * @param material the networks, data of their kind, and the solver to take for them
   */
  public LikelihoodTopic(Catalogue catalogue, Material material) {
    this.catalogue = catalogue;
    this.material = material;
  }

  @Override
  public String id() {
    return "likelihood";
  }

  @Override
  public String asks() {
    return "Is the likelihood through the probability flow the exact one, and how likely are images under a network?";
  }

  @Override
  public Set<Choice> choices() {
    return Set.of(Choice.MODEL, Choice.MODELS, Choice.DATA, Choice.SOLVER, Choice.STEPS);
  }

  @Override
  public Findings measure(Effort effort, Progress progress) {
    boolean quick = effort == Effort.QUICK;
    List<Subject> networks = material.networks();
    for (Subject s : networks) {
      progress.now("whether " + s.name() + " is sound");
      Soundness.require(s.name(), s.score(), s.shape());
    }
    var bars = new ArrayList<Bar>();
    var tables = new ArrayList<Table>();
    var figures = new ArrayList<Figure>();
    var mixtures = new LikelihoodMixtures(catalogue, quick, progress);
    bars.addAll(mixtures.bars());
    tables.addAll(mixtures.tables());
    figures.addAll(mixtures.figures());
    var text = new ArrayList<>(List.of(
        "The density of data under a score function follows from the probability flow: with y = x/alpha and s = sigma/alpha the logarithm of the volume "
            + "grows along it by the trace of d epsilon/dy. State and logarithm are one system of equations, and any deterministic solver integrates both "
            + "with its own coefficients. The trace is exact, by a difference along each coordinate, or Hutchinson's estimate from random signs.",
        "On a mixture the result is compared with the exact density at the end of the run, where the data have the noise of that point. Its error is the "
            + "solver's, which falls with the solver's order; random signs add a deviation that falls with the root of their number.",
        "Images have 256 levels: noise as wide as a level is added, and the bits a dimension are those of the density plus the logarithm of the number of "
            + "levels in a unit, log2(127.5) = 6.994 from -1 to 1. The standard error is that of the mean over images."));
    for (Subject s : networks) {
      var images = new LikelihoodImages(catalogue, material, s, quick, progress);
      bars.addAll(images.bars());
      tables.addAll(images.tables());
      text.add(images.answer());
    }
    return new Findings("Likelihood", text, bars, tables, figures, List.of("arXiv:2011.13456", "arXiv:1810.01367", "arXiv:1511.01844"));
  }

  /** As tables have numbers. */
  static String text(double v) {
    return String.format(Locale.ROOT, "%.4g", v);
  }
}
