package org.counterflow.diagnostics.lab.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.counterflow.api.catalogue.Catalogue;
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

/** The topic on a network written in Java, whose likelihood is known. */
class LikelihoodTopicTest {
  private static final int D = 6;
  private static final double DEVIATION = 0.4;

  private record Given(List<Subject> networks, DataSet data) implements Material {}

  @Test
  void everyBarOfAQuickRunIsMet() {
    // The exact noise estimate of N(0, 0.16 I) along the variance-preserving process; its label is log(sigma/alpha).
    ScoreFunction score = ScoreFunction.of(new JavaNetwork(D, D, (x, t) -> {
      double ratio = Math.exp(t), alpha = 1 / Math.sqrt(1 + ratio * ratio), sigma = ratio * alpha;
      var y = new float[D];
      for (int i = 0; i < D; i++) y[i] = (float) (sigma * x[i] / (DEVIATION * DEVIATION * alpha * alpha + sigma * sigma));
      return y;
    }), Prediction.EPSILON, TimeLabel.logSigma(0, 1), Schedules.vp());
    var random = new SplittableRandom(3);
    var values = new float[64 * D];
    for (int i = 0; i < values.length; i++) values[i] = (float) (DEVIATION * random.nextGaussian());
    var data = new DataSet("normals", Shape.of(D), values, null);
    Findings f = new Topics(Catalogue.installed(), new Given(List.of(new Subject("mine.onnx", score, Shape.of(D))), data)).find("likelihood")
        .measure(Topic.Effort.QUICK, what -> {});
    assertEquals(List.of(), f.failed(), f.tables().toString());
    // Bits a dimension of 8 samples of that law, by its formula: levels of 2/255 add their offset, and widen it a little.
    double variance = DEVIATION * DEVIATION + square(Schedules.vp().earliest().ratio()), nats = 0;
    double[] noisy = org.counterflow.diagnostics.likelihood.Levels.bytes(-1, 1).dequantised(doubles(values, 8 * D), 1);
    for (double v : noisy) nats -= 0.5 * (v * v / variance + Math.log(2 * Math.PI * variance)) / 8;
    double bits = -nats / (D * Math.log(2)) + Math.log(127.5) / Math.log(2);
    List<String> row = f.tables().stream().filter(t -> t.title().startsWith("Likelihood under mine.onnx")).findFirst().orElseThrow().rows().getFirst();
    assertEquals(bits, Double.parseDouble(row.get(6)), 0.02, row.toString());
    assertTrue(f.text().getLast().startsWith("mine.onnx: "), f.text().toString());
  }

  private static double square(double v) {
    return v * v;
  }

  private static double[] doubles(float[] f, int count) {
    var d = new double[count];
    for (int i = 0; i < count; i++) d[i] = f[i];
    return d;
  }
}
