package org.counterflow.diagnostics.lab.fewsteps;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.counterflow.api.Backends;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.backend.Options;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Value;
import org.counterflow.diagnostics.accuracy.Accuracy;
import org.counterflow.diagnostics.accuracy.Contest;
import org.counterflow.diagnostics.accuracy.FineSolution;
import org.counterflow.diagnostics.findings.Bar;
import org.counterflow.diagnostics.findings.Figure;
import org.counterflow.diagnostics.findings.Findings;
import org.counterflow.diagnostics.findings.Picture;
import org.counterflow.diagnostics.findings.Table;
import org.counterflow.diagnostics.topic.DataSet;
import org.counterflow.diagnostics.topic.FeatureSpace;
import org.counterflow.diagnostics.topic.Material;
import org.counterflow.diagnostics.topic.Soundness;
import org.counterflow.diagnostics.topic.Subject;
import org.counterflow.diagnostics.topic.Topic;
import org.counterflow.formats.pictures.SamplePicture;
import org.counterflow.solvers.Schedules;
import org.counterflow.solvers.target.Mixtures;
import org.jspecify.annotations.Nullable;

/** What few evaluations show: vanilla samplers beside accelerated ones, on a network and on two moons, from the same seeds. */
public final class FewStepsTopic implements Topic {
  private static final String MOONS_GRID = "log-snr:from=-4,to=3";

  private final Catalogue catalogue;
  private final Material material;

  /**
   * The topic.
   *
   * @param catalogue has the solvers
   * @param material the network and its data; stays the caller's to close
   */
  public FewStepsTopic(Catalogue catalogue, Material material) {
    this.catalogue = catalogue;
    this.material = material;
  }

  @Override
  public String id() {
    return "few-steps";
  }

  @Override
  public String asks() {
    return "What do vanilla and accelerated samplers show at 4 to 50 evaluations, and how far is it from the fine solution and from real samples?";
  }

  @Override
  public Set<Choice> choices() {
    return Set.of(Choice.MODEL, Choice.DATA);
  }

  /** How much is drawn. */
  private record Size(List<Integer> evaluations, int images, int points, int fineSteps) {
    static Size of(Effort effort) {
      return effort == Effort.QUICK ? new Size(List.of(5, 10, 20), 80, 1000, 80) : new Size(List.of(4, 5, 10, 20, 50), 500, 4000, 200);
    }
  }

  @Override
  public Findings measure(Effort effort, Progress progress) {
    Size size = Size.of(effort);
    var bars = new ArrayList<Bar>();
    var tables = new ArrayList<Table>();
    var figures = new ArrayList<Figure>();
    var pictures = new ArrayList<Picture>();
    try (Backend exact = Backends.installed().open("java", Options.defaults().in(Precision.F64))) {
      FewStepsBoard moons = moons(exact, size, bars, progress);
      tables.addAll(moons.tables());
      figures.addAll(moons.figures());
      pictures.add(moons.picture("Two moons; a thousand samples each. Under each: the distance to the fine solution from the same starts, and the sliced "
          + "Wasserstein distance to samples of the exact law."));
    }
    try (Backend plain = Backends.installed().open("java", Options.defaults())) {
      FewStepsBoard network = network(plain, size, bars, progress);
      tables.addAll(network.tables());
      figures.addAll(network.figures());
      if (SamplePicture.showsImages(material.network().shape()))
        pictures.add(network.picture("Eight of " + size.images() + " samples each, from the same seeds. Under each: the distance to the fine solution from "
            + "the same starts, and a distance of all samples to real data."));
    }
    return new Findings("Few steps", List.of(
        "Each sampler gets the same starts and the same number of evaluations, and takes as many steps as these allow. Deterministic samplers follow one "
            + "curve: how far they end from the fine solution is their error, sample by sample. What draws noise has no such solution; its samples are "
            + "compared as a whole with real ones.",
        "ddim and ddpm are the vanilla samplers. accelerated-ode-ab2 is the accelerated deterministic one as its authors' program runs it, accelerated-ode "
            + "equation (2) of their paper, accelerated-sde equation (3); dpmpp-2m and unipc are what is widely used. Equation (2) is for rates: its "
            + "coefficients are Taylor polynomials of small steps, and few large ones leave the data's range.",
        "A Frechet distance of few samples is too large, the more so the more features there are; rows are compared at one number. Standard errors are "
            + "of the samples: of distances by leaving out groups, of KID by its subsets; from equal starts differences between rows are more certain than that."),
        bars, tables, figures, pictures, List.of("arXiv:2403.03852", "arXiv:2306.09251", "arXiv:2211.01095", "arXiv:2302.04867", "arXiv:1706.08500"));
  }

  private FewStepsBoard moons(Backend backend, Size size, List<Bar> bars, Progress progress) {
    Mixture mixture = Mixtures.twoMoons(0.1);
    Shape shape = Shape.of(2);
    ScoreFunction score = ScoreFunction.of(mixture, shape, Schedules.vp());
    Sampler base = Sampler.of(score).on(backend);
    float[] normals = Seeds.range(0, size.points()).normals(shape).toFloats();
    progress.now("two moons: the fine solution");
    double[] fine = fine(base, MOONS_GRID, 400, shape, normals, null);
    double[] half = fine(base, MOONS_GRID, 200, shape, normals, null);
    var judge = new FewStepsMoons(FewStepsMoons.exact(mixture, base.grid(catalogue.find(Kind.GRID, MOONS_GRID)).steps(1).points().getLast(),
        size.points(), 1), fine);
    var board = new FewStepsBoard("two moons", new Contest(base, catalogue, shape, normals, null, fine), s -> MOONS_GRID, size.evaluations(), judge, progress);
    bars.addAll(FewStepsBars.moons(board, Accuracy.between(half, fine, size.points()).rmse()));
    return board;
  }

  private FewStepsBoard network(Backend backend, Size size, List<Bar> bars, Progress progress) {
    Subject subject = material.network();
    Soundness.require(subject.name(), subject.score(), subject.shape());
    DataSet data = material.data();
    FeatureSpace space = material.features();
    int n = size.images(), least = space == null ? 4 : 20;
    if (data.count() < least)
      throw new IllegalArgumentException(data.name() + " has " + data.count() + " samples, and few-steps compares with " + least + " or more: give more data");
    long[] labels = subject.takesClass() ? labels(data, n) : null;
    float[] normals = Seeds.range(0, n).normals(subject.shape()).toFloats();
    Sampler base = Sampler.of(subject.score()).on(backend);
    progress.now(subject.name() + ": the fine solution");
    double[] fine = fine(base, FineSolution.grid(base.schedule()), size.fineSteps(), subject.shape(), normals, labels);
    double[] half = fine(base, FineSolution.grid(base.schedule()), size.fineSteps() / 2, subject.shape(), normals, labels);
    var judge = new FewStepsImages(subject.shape(), data, labels, space, fine);
    var board = new FewStepsBoard(subject.name(), new Contest(base, catalogue, subject.shape(), normals, labels, fine),
        s -> s.gridFor(subject.score()), size.evaluations(), judge, progress);
    bars.addAll(FewStepsBars.network(board, subject.name(), Accuracy.between(half, fine, n).rmse(), n));
    return board;
  }

  /** Each class of the data as often as any other. */
  static long @Nullable [] labels(DataSet data, int count) {
    long[] known = data.labels(data.count());
    if (known == null) return null;
    long[] classes = Arrays.stream(known).distinct().sorted().toArray();
    var labels = new long[count];
    for (int i = 0; i < count; i++) labels[i] = classes[i % classes.length];
    return labels;
  }

  private double[] fine(Sampler base, String grid, int steps, Shape shape, float[] normals, long @Nullable [] labels) {
    int n = Math.toIntExact(normals.length / shape.elements());
    Conditions conditions = labels == null ? Conditions.NONE : Conditions.classes(labels);
    Sampler sampler = base.solver(catalogue.find(Kind.SOLVER, FineSolution.SOLVER)).grid(catalogue.find(Kind.GRID, grid)).steps(steps);
    try (Samples s = sampler.sample(Value.of(shape.batch(n), normals), Seeds.range(0, n), conditions)) {
      return s.toDoubles();
    }
  }
}
