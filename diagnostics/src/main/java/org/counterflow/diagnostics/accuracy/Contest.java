package org.counterflow.diagnostics.accuracy;

import java.util.Arrays;
import java.util.Optional;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.solver.NotFiniteException;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Value;
import org.counterflow.diagnostics.plan.Plan;
import org.jspecify.annotations.Nullable;

/**
 * Runs solvers and grids from the same normals and classes, and compares where they end with a fine solution.
 *
 * <p>What is equal is the number of evaluations a sample: each takes as many steps as that number allows, by the {@link Plan} of its run.
 */
public final class Contest {
  private final Sampler base;
  private final Catalogue catalogue;
  private final Shape shape;
  private final float[] normals;
  private final long @Nullable [] labels;
  private final double[] fine;

  /**
   * A contest.
   *
   * @param base what is drawn from, and on which backend; stays the caller's to close
   * @param catalogue what solvers and grids are called
   * @param shape of one sample
   * @param normals [samples, shape], standard normals to start from
   * @param labels a class a sample, or null for none
   * @param fine [samples, shape], the fine solution from these
   * @throws IllegalArgumentException if the numbers do not fit one another
   */
  public Contest(Sampler base, Catalogue catalogue, Shape shape, float[] normals, long @Nullable [] labels, double[] fine) {
    long samples = normals.length / shape.elements();
    if (samples == 0 || normals.length != samples * shape.elements() || fine.length != normals.length || labels != null && labels.length != samples)
      throw new IllegalArgumentException((labels == null ? "no" : labels.length) + " labels, " + normals.length + " normals and " + fine.length
          + " values of a fine solution do not fit samples of shape " + shape);
    this.base = base;
    this.catalogue = catalogue;
    this.shape = shape;
    this.normals = normals.clone();
    this.labels = labels == null ? null : labels.clone();
    this.fine = fine.clone();
  }

  /** The same from the first starts alone. */
  public Contest first(int samples) {
    int n = (int) shape.elements();
    return new Contest(base, catalogue, shape, Arrays.copyOf(normals, samples * n), labels == null ? null : Arrays.copyOf(labels, samples),
        Arrays.copyOf(fine, samples * n));
  }

  /** How many samples each run draws. */
  public int samples() {
    return Math.toIntExact(normals.length / shape.elements());
  }

  /**
   * The most steps that so many evaluations allow.
   *
   * @return 0 if they do not allow one
   * @throws IllegalArgumentException if solver and grid do not fit one another at all
   */
  public int steps(String solver, String grid, int evaluations) {
    Solver s = catalogue.find(Kind.SOLVER, solver);
    TimeGrid g = catalogue.find(Kind.GRID, grid);
    for (int steps = evaluations; steps > 0; steps--) if (evaluations(s, g, steps) <= evaluations) return steps;
    return 0;
  }

  private int evaluations(Solver solver, TimeGrid grid, int steps) {
    // A velocity can be asked at both ends of every process; what is counted does not depend on the prediction.
    return Plan.of(solver, base.schedule(), grid, Prediction.VELOCITY, steps).steps().stream().mapToInt(s -> s.evaluations().size()).sum();
  }

  /**
   * Runs a solver on a grid for as many steps as the evaluations allow.
   *
   * @return nothing if they do not allow a step, or the run left the finite numbers
   * @throws IllegalArgumentException if solver and grid do not fit one another
   */
  public Optional<Contender> run(String solver, String grid, int evaluations) {
    return draw(solver, grid, evaluations).map(Drawn::contender);
  }

  /**
   * The same, with the samples. Of a solver that draws noise, sample i has the noise of seed i.
   *
   * @return nothing if they do not allow a step, or the run left the finite numbers
   * @throws IllegalArgumentException if solver and grid do not fit one another
   */
  public Optional<Drawn> draw(String solver, String grid, int evaluations) {
    int steps = steps(solver, grid, evaluations);
    if (steps == 0) return Optional.empty();
    Sampler sampler = base.solver(catalogue.find(Kind.SOLVER, solver)).grid(catalogue.find(Kind.GRID, grid)).steps(steps);
    int n = samples();
    Conditions conditions = labels == null ? Conditions.NONE : Conditions.classes(labels);
    try (Samples s = sampler.sample(Value.of(shape.batch(n), normals), Seeds.range(0, n), conditions)) {
      int spent = Math.toIntExact(Math.round(s.report().evaluations()));
      if (spent > evaluations)
        throw new IllegalStateException(solver + " on " + grid + " took " + spent + " evaluations, its plan has at most " + evaluations);
      double[] values = s.toDoubles();
      return Optional.of(new Drawn(new Contender(solver, grid, steps, spent, Accuracy.between(values, fine, n)), values));
    } catch (NotFiniteException e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return "contest of " + samples() + " samples of " + base.score();
  }
}
