package org.counterflow.api.process;

import java.util.List;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;

/** The declarations of predictions with parameters; the others declare themselves. */
final class PredictionParts {
  static final Parameter<Prediction.Towards> TOWARDS = Parameter.choice("towards", Prediction.Towards.NOISE,
      "where it points: noise - data, or data - noise (robotics, speech)");
  static final Parameter<Double> SIGMA_DATA = Parameter.number("sigma-data", 0.5, 0, 1e6, "standard deviation of the data").above();

  static final Parameter<Prediction.Towards> EDM_TOWARDS = Parameter.choice("towards", Prediction.Towards.DATA,
      "where it points: data as in EDM, or noise, its negative (diffusers: v_prediction in its EDM schedulers)");

  static final Parameter<Double> SIGMA_MIN = Parameter.number("sigma-min", 0, 0, 1e6,
      "sigma/alpha at which the data estimate is the state itself; 0.002 for consistency models");

  static final Part<FlowPrediction> FLOW = Part.of(FlowPrediction.class, "flow", "the velocity of the straight path", "arXiv:2209.03003")
      .with(TOWARDS, FlowPrediction::towards).made(a -> new FlowPrediction(a.get(TOWARDS)));

  static final Part<EdmPrediction> EDM = Part.of(EdmPrediction.class, "edm", "EDM's preconditioned output", "arXiv:2206.00364")
      .with(SIGMA_DATA, EdmPrediction::sigmaData).with(EDM_TOWARDS, EdmPrediction::towards)
      .with(SIGMA_MIN, EdmPrediction::sigmaMin).made(a -> new EdmPrediction(a.get(SIGMA_DATA), a.get(EDM_TOWARDS), a.get(SIGMA_MIN)));

  private PredictionParts() {}

  static List<Part<? extends Prediction>> all() {
    return List.of(NamedPrediction.part(Prediction.DATA), NamedPrediction.part(Prediction.EPSILON),
        NamedPrediction.part(Prediction.VELOCITY), NamedPrediction.part(Prediction.SCORE), FLOW, EDM);
  }
}
