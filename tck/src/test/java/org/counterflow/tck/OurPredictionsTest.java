package org.counterflow.tck;

import java.util.stream.Stream;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.process.Prediction;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Every prediction of the catalogue. */
@ParameterizedClass
@MethodSource("predictions")
class OurPredictionsTest extends PredictionContract {
  OurPredictionsTest(Prediction prediction) {
    super(prediction);
  }

  static Stream<Prediction> predictions() {
    return Stream.concat(OurSolvers.CATALOGUE.list(Kind.PREDICTION).stream().map(l -> l.entry().id()), Stream.of("edm:sigma-data=1",
        "flow:towards=data"))
        .map(t -> OurSolvers.CATALOGUE.find(Kind.PREDICTION, t));
  }
}
