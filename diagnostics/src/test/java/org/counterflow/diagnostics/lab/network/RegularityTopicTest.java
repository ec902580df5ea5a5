package org.counterflow.diagnostics.lab.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.counterflow.api.network.NetworkException;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeLabel;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.tensor.Shape;
import org.counterflow.diagnostics.findings.Findings;
import org.counterflow.diagnostics.lab.Topics;
import org.counterflow.diagnostics.topic.DataSet;
import org.counterflow.diagnostics.topic.JavaNetwork;
import org.counterflow.diagnostics.topic.Material;
import org.counterflow.diagnostics.topic.Subject;
import org.counterflow.diagnostics.topic.Topic;
import org.counterflow.solvers.Schedules;
import org.junit.jupiter.api.Test;

/** The topic on networks written in Java. */
class RegularityTopicTest {
  private static final int D = 16;

  /** A noise estimate with a bounded derivative: that of a standard normal law, and a little more. */
  private static ScoreFunction score(Prediction prediction, float sick) {
    return ScoreFunction.of(new JavaNetwork(D, D, (x, t) -> {
      var y = new float[D];
      float level = t / 1000;
      for (int i = 0; i < D; i++) y[i] = level * x[i] + 0.1f * (float) Math.sin(3 * x[(i + 1) % D]) + sick;
      return y;
    }), prediction, TimeLabel.STEP, Schedules.linear(1e-4, 0.02, 1000));
  }

  private record Given(List<Subject> networks, DataSet data) implements Material {}

  private static Given given(Subject... networks) {
    var random = new SplittableRandom(3);
    var values = new float[12 * D];
    for (int i = 0; i < values.length; i++) values[i] = (float) random.nextGaussian();
    return new Given(List.of(networks), new DataSet("normals", Shape.of(D), values, null));
  }

  @Test
  void twoNetworksInOneReport() {
    Material m = given(new Subject("one.onnx", score(Prediction.EPSILON, 0), Shape.of(D)), new Subject("two.onnx", score(Prediction.VELOCITY, 0), Shape.of(D)));
    Findings f = new Topics(org.counterflow.api.catalogue.Catalogue.installed(), m).find("regularity").measure(Topic.Effort.QUICK, what -> {});
    assertEquals(List.of(), f.failed(), f.tables().toString());
    assertEquals(1 + 4 + 4, f.tables().size());
    assertEquals(6, f.figures().size());
    for (var figure : f.figures()) assertEquals(4, figure.curves().size());
  }

  @Test
  void aSickNetworkIsRefusedByName() {
    Material m = given(new Subject("sick.onnx", score(Prediction.EPSILON, Float.NaN), Shape.of(D)));
    assertTrue(assertThrows(NetworkException.class, () -> new RegularityTopic(m).measure(Topic.Effort.QUICK, what -> {})).getMessage()
        .startsWith("model sick.onnx gives numbers that are not finite"));
  }
}
