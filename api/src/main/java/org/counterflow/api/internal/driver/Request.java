package org.counterflow.api.internal.driver;

import java.util.List;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Ask;
import org.counterflow.api.score.ScoreNetwork;
import org.counterflow.api.tensor.Sum;
import org.counterflow.api.tensor.Tensor;

/** What a sample of an adaptive run waits for. */
sealed interface Request {
  /** Answered by a tensor. */
  record Value(Sum sum, String name) implements Request {}

  /** Answered by a number. */
  record Reduce(Reduction reduction, List<Tensor> of) implements Request {}

  /** Answered by a tensor. */
  record Map(Mapping mapping, List<Tensor> of, double[] parameter, String name) implements Request {}

  /** Answered by a tensor. */
  record Posterior(Mixture mixture, Tensor x, Point at, String name) implements Request {}

  /** Answered by a list of outputs. */
  record Call(ScoreNetwork network, List<Ask> asks, String name) implements Request {}

  /** Answered by whether all values are finite. */
  record Finite(Tensor state) implements Request {}
}
