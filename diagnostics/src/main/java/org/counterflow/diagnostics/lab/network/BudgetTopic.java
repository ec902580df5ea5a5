package org.counterflow.diagnostics.lab.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.counterflow.api.Backends;
import org.counterflow.api.Sampler;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Options;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.solver.Adaptive;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.Precision;
import org.counterflow.diagnostics.accuracy.FineSolution;
import org.counterflow.diagnostics.findings.Bar;
import org.counterflow.diagnostics.findings.Curve;
import org.counterflow.diagnostics.findings.Figure;
import org.counterflow.diagnostics.findings.Findings;
import org.counterflow.diagnostics.findings.Table;
import org.counterflow.diagnostics.samples.Estimated;
import org.counterflow.diagnostics.topic.DataSet;
import org.counterflow.diagnostics.topic.Material;
import org.counterflow.diagnostics.topic.Soundness;
import org.counterflow.diagnostics.topic.Subject;
import org.counterflow.diagnostics.topic.Topic;

/** Where the error of a network's runs comes from, and how many steps are enough. */
public final class BudgetTopic implements Topic {
  private static final String SOLVER = "dpmpp-2m";
  private static final int STEPS = 10;

  private final Catalogue catalogue;
  private final Material material;

  /**
   * The topic.
   *
   * @param catalogue has the solvers
   * @param material the network, its data, the solver and the number of steps; stays the caller's to close
   */
  public BudgetTopic(Catalogue catalogue, Material material) {
    this.catalogue = catalogue;
    this.material = material;
  }

  @Override
  public String id() {
    return "budget";
  }

  @Override
  public String asks() {
    return "Where does the error of a network's samples come from: too few steps, the score, its Jacobian or the start, and how many steps are enough?";
  }

  @Override
  public Set<Choice> choices() {
    return Set.of(Choice.MODEL, Choice.DATA, Choice.SOLVER, Choice.STEPS);
  }

  @Override
  public Findings measure(Effort effort, Progress progress) {
    boolean quick = effort == Effort.QUICK;
    Subject subject = material.network();
    Soundness.require(subject.name(), subject.score(), subject.shape());
    requireTwo(material.data());
    String solver = material.solver() == null ? SOLVER : material.solver();
    int steps = material.steps().orElse(STEPS);
    Solver s = catalogue.find(Kind.SOLVER, solver);
    if (s instanceof Adaptive) throw new IllegalArgumentException(solver + " chooses its own steps: a budget by their number needs another --solver");
    var numbers = new TreeSet<>(quick ? List.of(4, 6, 10, 16, 25, 40) : List.of(4, 5, 6, 8, 10, 13, 16, 20, 25, 32, 40, 50, 64));
    numbers.add(steps);
    int fineSteps = Math.max(quick ? 100 : 200, 3 * numbers.last());
    var bars = new ArrayList<Bar>();
    var tables = new ArrayList<Table>();
    var figures = new ArrayList<Figure>();
    Budget b;
    try (Backend backend = Backends.installed().open("java", Options.defaults())) {
      TimeGrid grid = Sampler.of(subject.score()).grid(), fineGrid = catalogue.find(Kind.GRID, FineSolution.grid(subject.score().schedule()));
      boolean noisy = s.traits().stochastic();
      var plan = new BudgetMeasurement.Plan(s, grid, List.copyOf(numbers), noisy ? s : catalogue.find(Kind.SOLVER, FineSolution.SOLVER), noisy ? grid : fineGrid, fineSteps,
          quick ? 32 : 256, quick ? 9 : 15, quick ? 2 : 6, 0);
      b = new BudgetMeasurement(subject, backend, material.data(), material.features(), plan, progress).measure();
    }
    tables.add(parts(b, steps));
    tables.add(enough(b));
    tables.add(rungs(b));
    tables.add(levels(b));
    tables.add(asymmetries(b));
    figures.add(ladder(b));
    figures.add(bounds(b));
    bars.addAll(bars(subject.name(), b));
    String text = conclusion(subject, solver, steps, b);
    try (Backend exact = Backends.installed().open("java", Options.defaults().in(Precision.F64))) {
      var known = new BudgetKnown(exact, progress);
      bars.addAll(known.bars());
      tables.addAll(known.tables());
    }
    return new Findings("Error budget: " + subject.name() + ", " + solver + ", " + steps + " steps", List.of(text,
        "Discretisation is the distance, sample by sample, from a fine solution of the same score and the same starts. The start is what it would make to "
            + "begin from noisy data, as the theory has it, and not from noise alone. Both are measured; their unit is that of the data, root mean square an "
            + "element.",
        "The score's error is not known, since nobody knows the exact score; data bound it. A network's denoising loss exceeds the least that is possible by "
            + "the square of its error; the exact denoiser of the data set loses less than that least on its own members, and one that does not know the "
            + "member loses more. Where noise is small a data set knows its members by heart, and the upper bound is the whole loss. What such an error does "
            + "to a run is measured by moving the data estimate by as much at each noise level, from one of the data towards another. If the network was "
            + "trained on these data, its loss on them is too small, and so are the bounds.",
        "The Jacobian of an exact score is symmetric: half of the asymmetry is the least error that it has. Its size along the run "
            + "says how strongly such an error could turn and stretch what displaces a run; in this distance, unlike in total variation, it counts only "
            + "together with another error, and it is not added to the parts."),
        bars, tables, figures, List.of("arXiv:2408.02320", "arXiv:2403.03852", "arXiv:2506.13061", "arXiv:1706.08500"));
  }

  /** Errors lead from one of the data towards another. */
  private static void requireTwo(DataSet data) {
    float[] x = data.values(data.count());
    int n = x.length / data.count();
    for (int i = n; i < x.length; i++) if (x[i] != x[i % n]) return;
    throw new IllegalArgumentException("lab budget needs two samples that differ, and " + data.name() + " has " + data.count()
        + (data.count() > 1 ? " that are all equal" : "") + ": give more data");
  }

  private static String conclusion(Subject subject, String solver, int steps, Budget b) {
    return String.format(Locale.ROOT, "%s with %s and %d steps: the largest part is the %s (%s). Beside the largest errors of score and start that the data "
        + "allow (%s), more steps stop helping from %s on; beside the least (%s), from %s on.%s", subject.name(), solver, steps, b.largest(steps),
        number(b.parts(steps).getOrDefault(b.largest(steps), Double.NaN)), number(b.floor()), text(b.fewest(b.floor()), b), number(b.leastFloor()),
        text(b.fewest(b.leastFloor()), b), b.rungs().getFirst().excess() == null ? "" : " By the Frechet distance of features no more is gained from "
            + text(b.fewestByFeatures(), b) + " on.");
  }

  private static String text(OptionalInt steps, Budget b) {
    return steps.isPresent() ? steps.getAsInt() + " steps" : "more than " + b.rungs().getLast().steps() + " steps";
  }

  private static Table parts(Budget b, int steps) {
    return new Table("The parts of the error at " + steps + " steps", List.of("part", "root mean square", "what it is"), List.of(
        List.of("discretisation", number(b.at(steps).distance()), "measured"),
        List.of("score", number(b.scoreLeast()) + " .. " + number(b.score()), "bounds by data"),
        List.of("Jacobian", number(b.jacobian()) + " times the score's", "the size of its asymmetry along the run; no bound"),
        List.of("start", number(b.start()), "measured")));
  }

  private static Table enough(Budget b) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("beside the largest score error and start", number(b.floor()), text(b.fewest(b.floor()), b)));
    rows.add(List.of("beside the least", number(b.leastFloor()), text(b.fewest(b.leastFloor()), b)));
    if (b.rungs().getFirst().excess() != null) rows.add(List.of("by the Frechet distance of features", "", text(b.fewestByFeatures(), b)));
    return new Table("From where on more steps stop helping", List.of("judged", "root mean square that stays", "from"), rows);
  }

  private static Table rungs(Budget b) {
    var rows = new ArrayList<List<String>>();
    for (Budget.Rung r : b.rungs()) {
      Estimated e = r.excess();
      rows.add(List.of(Integer.toString(r.steps()), String.format(Locale.ROOT, "%.0f", r.evaluations()), number(r.distance()),
          number(Math.hypot(r.distance(), b.leastFloor())) + " .. " + number(Math.hypot(r.distance(), b.floor())), e == null ? "" : e.toString(),
          b.largest(r.steps())));
    }
    return new Table("By the number of steps", List.of("steps", "evaluations", "discretisation", "with all parts", "Frechet distance over the fine solution's",
        "largest part"), rows);
  }

  private static Table levels(Budget b) {
    var rows = new ArrayList<List<String>>();
    for (ScoreErrorLevel l : b.levels())
      rows.add(List.of(number(l.at().ratio()), number(l.network()), l.lower().toString(), l.upper().toString(), number(l.most())));
    return new Table("The score's error by noise level, an element", List.of("sigma/alpha", "denoising loss", "its square, at least", "its square, at most",
        "root, at most"), rows);
  }

  private static Table asymmetries(Budget b) {
    var rows = new ArrayList<List<String>>();
    for (Budget.Asymmetric a : b.asymmetries()) rows.add(List.of(number(Math.exp(-a.lambda())), a.size().toString()));
    return new Table("The least error of the data estimate's Jacobian, root mean square an element", List.of("sigma/alpha", "at least"), rows);
  }

  private static Figure ladder(Budget b) {
    var curves = new ArrayList<Curve>();
    add(curves, "discretisation", Curve.Look.MEASURED, b, Budget.Rung::distance);
    add(curves, "score, at most", Curve.Look.THEORY, b, r -> b.score());
    add(curves, "start", Curve.Look.THEORY, b, r -> b.start());
    return Figure.logarithmic("The parts of the error", "steps", "root mean square", curves);
  }

  /** A part that is 0, as the start's is where a process begins at pure noise, has no place on the axis. */
  private static void add(List<Curve> curves, String name, Curve.Look look, Budget b, ToDoubleFunction<Budget.Rung> part) {
    List<Curve.At> points = b.rungs().stream().filter(r -> part.applyAsDouble(r) > 0).map(r -> new Curve.At(r.steps(), part.applyAsDouble(r))).toList();
    if (!points.isEmpty()) curves.add(new Curve(name, points, look, null));
  }

  /** What is 0 or less has no place on the axis. */
  private static Figure bounds(Budget b) {
    var curves = new ArrayList<Curve>();
    List<Curve.At> most = b.levels().stream().filter(l -> l.most() > 0).map(l -> new Curve.At(l.at().ratio(), l.most())).toList();
    List<Curve.At> loss = b.levels().stream().map(l -> new Curve.At(l.at().ratio(), Math.sqrt(l.network()))).toList();
    List<Curve.At> least = b.levels().stream().filter(l -> l.least() > 0).map(l -> new Curve.At(l.at().ratio(), l.least())).toList();
    curves.add(Curve.measured("root of the denoising loss", loss));
    if (!most.isEmpty()) curves.add(Curve.measured("error of the data estimate, at most", most));
    if (!least.isEmpty()) curves.add(Curve.measured("error of the data estimate, at least", least));
    return Figure.logarithmic("The score's error by noise level", "sigma/alpha", "root mean square an element", curves);
  }

  private static List<Bar> bars(String name, Budget b) {
    var bars = new ArrayList<Bar>();
    bars.add(Bar.atMost(name + ": discretisation at most steps over that at fewest", b.rungs().getLast().distance() / b.rungs().getFirst().distance(), 0.5));
    // On data of its kind a network has to know more than a handful of them tell, at some level of noise.
    bars.add(Bar.atMost(name + ": loss over that of the data without the member, at the best noise level", b.levels().stream()
        .mapToDouble(l -> l.network() / (l.network() - l.lower().value())).min().orElseThrow(), 1));
    return bars;
  }

  private static String number(double v) {
    return String.format(Locale.ROOT, "%.3g", v);
  }
}
