package org.counterflow.api.internal.driver;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Ask;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.score.Outputs;
import org.counterflow.api.score.ScoreNetwork;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Tensor;

/** What a step cannot say as an expression: computed at once, for all samples of a view. */
interface Work {
  /** The value of an expression; a tensor of the samples is its own. */
  Tensor value(Expr e, String name);

  /** A number a sample. */
  double[] reduce(Reduction r, List<Tensor> of);

  /**
   * Values of values.
   *
   * @param parameter one, or one a sample; empty where the map has none
   */
  Tensor map(Mapping m, List<Tensor> of, double[] parameter, String name);

  Tensor posteriorMean(Mixture mixture, Tensor x, Point at, String name);

  List<Outputs> call(ScoreNetwork network, List<Ask> asks, String name);

  /** A value of the run's conditions. */
  Tensor given(String name);

  /** What {@code made} makes; where it has made it already in this step, the same again. */
  Made once(Supplier<Made> made);

  /** How many samples. */
  int samples();

  /** Their seeds. */
  long[] seeds();

  /**
   * Evaluations, and what making them did beside.
   *
   * @param carried what rules keep afterwards
   * @param values how many values have a name afterwards
   */
  record Made(List<Evaluation> evaluations, Map<String, Tensor> carried, int values) {}
}
