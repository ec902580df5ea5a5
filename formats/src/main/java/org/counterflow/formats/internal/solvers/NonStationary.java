package org.counterflow.formats.internal.solvers;

import java.util.List;
import java.util.stream.IntStream;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Ones;
import org.counterflow.api.tensor.Tensor;
import org.counterflow.formats.coefficients.StepCoefficients;

/**
 * Each state a sum over the start, the sample of ones and all data estimates so far, by coefficients that were fitted to a network and a
 * number of steps ({@link StepCoefficients}).
 *
 * <p>At 5 to 10 evaluations closer than any solver that is made for all networks, at one evaluation a step. It is for the points that it was
 * fitted on, and claims no order. It remembers all estimates. A rule that moves the state itself, as inpainting does, has no part in these sums.
 *
 * <p>Elsewhere: non-stationary solvers; Bespoke solvers and S4S fit the same kind by gradients.
 *
 * @see <a href="https://arxiv.org/abs/2403.01329">Shaul et al. 2024</a>, definition 3.1
 */
final class NonStationary implements Solver {
  private static final String START = "non-stationary.start";
  /** By which the points of a run may be off: rounding, and no other grid. */
  private static final double PLACE = 1e-9;

  private final StepCoefficients coefficients;
  private final String text;
  private final int[] evaluated;

  NonStationary(StepCoefficients coefficients, String text) {
    this.coefficients = coefficients;
    this.text = text;
    evaluated = IntStream.range(0, coefficients.rows().size()).filter(coefficients::isEvaluated).toArray();
  }

  @Override
  public Traits traits() {
    return Traits.of(0).remembers(Math.max(0, evaluated.length - 1)).atEnds(true);
  }

  @Override
  public Expr step(Step s) {
    int k = s.index();
    requirePlaces(s, k);
    Tensor start = k == 0 ? s.x() : s.carry().get(START);
    if (start == null) throw new IllegalStateException(this + " has lost the state that its run began from");
    if (k == 0) s.carry().put(START, start);
    StepCoefficients.Row row = coefficients.rows().get(k);
    Expr x = start.times(row.start());
    if (row.ones() != 0) x = x.plus(Ones.ONES.times(row.ones()));
    int before = (int) IntStream.of(evaluated).filter(j -> j < k).count();
    for (int i = 0; i < before; i++) if (row.data(evaluated[i]) != 0) x = x.plus(data(s, before - i).times(row.data(evaluated[i])));
    if (!coefficients.isEvaluated(k)) return x;
    Expr data = s.here().data();
    return row.data(k) == 0 ? x : x.plus(data.times(row.data(k)));
  }

  private Expr data(Step s, int past) {
    Evaluation e = s.past(past);
    if (e == null) throw new IllegalStateException(this + " has lost an estimate");
    return e.data();
  }

  private void requirePlaces(Step s, int k) {
    List<Point> points = coefficients.points();
    if (s.count() == points.size() - 1 && isAt(s.from(), points.get(k)) && isAt(s.to(), points.get(k + 1))) return;
    throw new IllegalStateException(text + " is for " + (points.size() - 1) + " steps of " + coefficients.grid() + "; step " + (k + 1) + " of "
        + s.count() + " goes from sigma/alpha " + s.from().ratio() + " to " + s.to().ratio() + ": give that grid and its number of steps, and let "
        + "no other solver run it");
  }

  private static boolean isAt(Point p, Point q) {
    return Math.abs(p.alpha() - q.alpha()) <= PLACE * q.alpha() && Math.abs(p.sigma() - q.sigma()) <= PLACE * q.sigma();
  }

  @Override
  public boolean equals(Object o) {
    // The text has the file's hash.
    return o instanceof NonStationary n && text.equals(n.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
