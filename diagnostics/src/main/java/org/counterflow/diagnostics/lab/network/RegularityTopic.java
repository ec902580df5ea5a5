package org.counterflow.diagnostics.lab.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.counterflow.api.Backends;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.backend.Options;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.diagnostics.findings.Bar;
import org.counterflow.diagnostics.findings.Figure;
import org.counterflow.diagnostics.findings.Findings;
import org.counterflow.diagnostics.findings.Table;
import org.counterflow.diagnostics.regularity.Regularity;
import org.counterflow.diagnostics.topic.DataSet;
import org.counterflow.diagnostics.topic.Material;
import org.counterflow.diagnostics.topic.Soundness;
import org.counterflow.diagnostics.topic.Subject;
import org.counterflow.diagnostics.topic.Topic;

/** Whether the derivatives of learned scores stay bounded as the noise goes to 0, beside those of exact ones. */
public final class RegularityTopic implements Topic {
  private final Material material;

  /**
   * The topic.
   *
   * @param material the networks, and data of their kind
   */
  public RegularityTopic(Material material) {
    this.material = material;
  }

  @Override
  public String id() {
    return "regularity";
  }

  @Override
  public String asks() {
    return "Do the first and second derivatives of learned scores stay bounded as the noise goes to 0?";
  }

  @Override
  public Set<Choice> choices() {
    return Set.of(Choice.MODEL, Choice.MODELS, Choice.DATA);
  }

  @Override
  public Findings measure(Effort effort, Progress progress) {
    boolean quick = effort == Effort.QUICK;
    int levels = quick ? 6 : 10, states = quick ? 2 : 8, images = quick ? 64 : 256;
    List<Subject> networks = material.networks();
    DataSet set = material.data();
    double[] data = doubles(set.values(Math.min(images, set.count())));
    for (Subject s : networks) {
      progress.now("whether " + s.name() + " is sound");
      Soundness.require(s.name(), s.score(), s.shape());
      if (!s.shape().equals(set.shape()))
        throw new IllegalArgumentException(s.name() + " takes samples of shape " + s.shape() + ", and those of " + set.name() + " are "
            + set.shape() + ": networks of one report take the same data");
    }
    var sections = new ArrayList<RegularitySection>();
    var bars = new ArrayList<Bar>();
    var tables = new ArrayList<Table>();
    var figures = new ArrayList<Figure>();
    try (Backend single = open(Precision.F32); Backend exactly = open(Precision.F64)) {
      for (Subject s : networks) {
        var one = new RegularityCase(s.name(), s.score(), s.shape(), single, data, null);
        sections.add(new RegularitySection(s.name(), one.measure(levels, states, Regularity.Work.USUAL, progress)));
        var whole = new RegularityMatrices(one, quick ? 1 : 3, progress);
        bars.addAll(whole.bars());
        tables.add(whole.table());
        tables.add(RegularityFolds.of(one, quick ? 4 : 8, progress));
      }
      NoiseSchedule schedule = networks.getFirst().score().schedule();
      Mixture points = Mixture.ofData(Math.toIntExact(set.shape().elements()), data);
      String name = "exact score of " + Math.min(images, set.count()) + " data";
      var exact = new RegularityCase(name, ScoreFunction.of(points, set.shape(), schedule), set.shape(), exactly, data, points);
      var section = new RegularitySection(name, exact.measure(levels, states, Regularity.Work.USUAL, progress));
      bars.addAll(section.pointBars());
      sections.add(section);
      Mixture smooth = RegularityExamples.mixture();
      Shape shape = Shape.of(smooth.dimensions());
      var mixture = new RegularityCase("a mixture in 12 dimensions", ScoreFunction.of(smooth, shape, schedule), shape, single, smooth.means(), smooth);
      var smoothSection = new RegularitySection(mixture.name(), mixture.measure(levels, states, RegularityExamples.WORK, progress));
      bars.addAll(smoothSection.smoothBars());
      sections.add(smoothSection);
      var differences = RegularityExamples.differences(single, progress);
      bars.addAll(differences.bars());
      tables.addFirst(differences.table());
    }
    var text = new ArrayList<>(List.of(
        "A network is a function that can only be evaluated: its derivatives are finite differences in single precision, with steps that fit the rounding "
            + "of its evaluations, which is measured too. Derivatives of a score grow like 1/sigma^2 and 1/sigma^3 for any law; what theory "
            + "(arXiv:2506.13061) asks to be bounded is L1 = sigma^2 |grad s| and L2 = sigma^3 |grad^2 s|. Measured is the largest of a few states of three "
            + "kinds at each level of noise: data with noise, a sampler's states on its path, and the mean of two neighbouring data with noise. In tables "
            + "top is the greatest eigenvalue of sigma^2 grad s: above 0 a law has more than one mode.",
        "The norm of a Jacobian is that on the space that 16 products span, a lower bound which is close where the Jacobian is symmetric; the full "
            + "matrix is beside it for some states. The norm of the second derivative is a local maximum that the power method finds from two "
            + "beginnings, a lower bound too."));
    for (RegularitySection s : sections) {
      text.add(s.answer());
      bars.addAll(s.bars());
      tables.add(s.table());
    }
    for (RegularityCase.Place p : RegularityCase.Place.values()) figures.addAll(RegularitySection.figures(sections, p));
    return new Findings("Regularity of scores", text, bars, tables, figures, List.of("arXiv:2506.13061", "arXiv:2306.09251"));
  }

  private static Backend open(Precision p) {
    return Backends.installed().open("java", Options.defaults().in(p));
  }

  private static double[] doubles(float[] f) {
    var d = new double[f.length];
    for (int i = 0; i < f.length; i++) d[i] = f[i];
    return d;
  }

  /** As tables have numbers. */
  static String text(double v) {
    return String.format(Locale.ROOT, "%.3g", v);
  }
}
