package org.counterflow.diagnostics.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import org.counterflow.api.Backends;
import org.counterflow.api.Progress;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Options;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.process.TimeLabel;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;
import org.counterflow.diagnostics.internal.libraries.Library;
import org.counterflow.diagnostics.recorded.CaseRecipe.Asked;
import org.counterflow.diagnostics.recorded.CaseRecipe;
import org.counterflow.diagnostics.recorded.RecordedCase;
import org.counterflow.diagnostics.recorded.RecordedProblem;
import org.counterflow.diagnostics.replay.Comparison.State;

/**
 * Makes recorded runs again by the ordinary {@link Sampler}, in double precision, from library, sampler and options, starting normals and
 * recorded noise alone; and compares every state, the number of evaluations and their places with the record.
 */
public final class Replayer {
  private final Catalogue catalogue;

  /**
   * With the parts of a catalogue.
   *
   * @param catalogue must have those that the runs are made of
   */
  public Replayer(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  /** Runs a case and says how far it is from the record. Whatever is missing or fails is in the outcome. */
  public Outcome replay(RecordedCase c, RecordedProblem problem) {
    CaseRecipe recipe = null;
    try {
      recipe = Library.find(c, problem);
      return run(c, problem, recipe);
    } catch (IllegalArgumentException | IllegalStateException | ArithmeticException e) {
      String why = String.valueOf(e.getMessage()).replace(c.where() + ": ", "");
      return new Outcome(c.id(), Outcome.Verdict.NOT_REPRODUCED, recipe, Double.NaN, c.tolerance(), why);
    }
  }

  private Outcome run(RecordedCase c, RecordedProblem problem, CaseRecipe recipe) {
    NoiseSchedule schedule = catalogue.find(Kind.SCHEDULE, recipe.schedule());
    TimeGrid grid = catalogue.find(Kind.GRID, recipe.grid());
    Solver solver = catalogue.find(Kind.SOLVER, recipe.solver());
    Prediction prediction = catalogue.find(Kind.PREDICTION, recipe.prediction());
    boolean tables = recipe.network() == Asked.NEAREST || recipe.network() == Asked.BELOW;
    NoiseSchedule own = tables ? schedule : new Circle();
    DoubleFunction<Point> places = own::at;
    TimeLabel label = recipe.network() == Asked.NEAREST ? new TableTime(Math::rint)
        : tables ? new TableTime(Math::floor) : (at, _) -> at.time();
    var states = new ArrayList<State>();
    try (var network = new MixtureNetwork(problem, prediction, places, variance(c), recipe.network() == Asked.NOTHING);
        Backend backend = Backends.installed().open("java", Options.defaults().in(Precision.F64))) {
      ScoreFunction score = ScoreFunction.of(network, prediction, label, own);
      if (recipe.rule() != null) score = score.with(catalogue.find(Kind.RULE, recipe.rule()));
      int samples = problem.samples(), d = problem.dimension();
      Sampler sampler = Sampler.of(score).on(backend).along(schedule).solver(solver).grid(grid).steps(recipe.steps())
          .microBatch(samples).watch(p -> keep(p, samples, d, states));
      if (c.noise().length > 0) sampler = sampler.noise(new RecordedNoise(c.noise(), c.drawnAfter()));
      Shape shape = Shape.of(d);
      double evaluations;
      double[] end;
      try (Samples s = sampler.sample(Tensor.of(shape, flat(problem.normals())), Seeds.range(0, samples), Conditions.NONE)) {
        evaluations = s.report().evaluations();
        end = s.toDoubles();
      }
      if (recipe.denoised()) {
        Point last = states.getLast().at();
        Sampler once = Sampler.of(score).on(backend).along(schedule).solver(catalogue.find(Kind.SOLVER, "ddim"))
            .grid((process, _) -> List.of(last, process.clean())).steps(1).microBatch(samples);
        try (Samples s = once.decode(Tensor.of(shape, end), Seeds.range(0, samples), Conditions.NONE)) {
          evaluations += s.report().evaluations();
          states.add(new State(schedule.clean(), s.toDoubles()));
        }
      }
      return Comparison.of(c, recipe, states, network.asked().stream().map(a -> new State(a.at(), a.x())).toList(), evaluations);
    }
  }

  /** A state of all samples; in an adaptive run each sample comes by itself. */
  private static void keep(Progress p, int samples, int d, List<State> to) {
    double[] x = p.state().toDoubles();
    if (to.size() <= p.step()) to.add(new State(p.at(), new double[samples * d]));
    System.arraycopy(x, 0, to.get(p.step()).x(), p.first() * d, x.length);
  }

  private static double variance(RecordedCase c) {
    return c.options().get("model_predicted_variance") instanceof Number n ? n.doubleValue() : Double.NaN;
  }

  private static double[] flat(double[][] rows) {
    return java.util.Arrays.stream(rows).flatMapToDouble(java.util.Arrays::stream).toArray();
  }
}
