package org.counterflow.diagnostics.distance;

import java.util.function.DoubleUnaryOperator;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.score.Workspace;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;

/** See {@link DataEstimate#score}. */
record LineScore(DataEstimate estimate, NoiseSchedule schedule) implements ScoreFunction {
  private static final Shape LINE = Shape.of(1);

  @Override
  public Shape shape() {
    return LINE;
  }

  @Override
  public Evaluation evaluate(Expr x, Point at, Workspace w) {
    if (!at.inside())
      throw new IllegalArgumentException("an estimate on a line is asked at alpha " + at.alpha() + " and sigma " + at.sigma()
          + ", where it is not defined. Remedy: a grid inside, such as log-snr:from=-4,to=3");
    Tensor state = w.value(x);
    DoubleUnaryOperator data = estimate.at(at);
    double[] values = state.toDoubles();
    for (int i = 0; i < values.length; i++) values[i] = data.applyAsDouble(values[i]);
    return Evaluation.ofData(at, state, Tensor.of(LINE, values));
  }
}
