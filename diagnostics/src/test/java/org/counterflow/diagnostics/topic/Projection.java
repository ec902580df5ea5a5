package org.counterflow.diagnostics.topic;

import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.SplittableRandom;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.network.Call;
import org.counterflow.api.network.Network;
import org.counterflow.api.network.Port;
import org.counterflow.api.network.Ports;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Access;
import org.counterflow.diagnostics.samples.FeatureExtractor;
import org.counterflow.diagnostics.samples.MixtureSamples;
import org.counterflow.diagnostics.samples.Moments;

/** Features of pictures without a runtime: four random sums of their pixels. */
record Projection(Shape shape, float[][] weights) implements Network {
  private static final int FEATURES = 4;

  /** With the moments of many pictures. */
  static FeatureSpace space(Shape shape, Mixture of, SplittableRandom random) {
    var w = new float[FEATURES][(int) shape.elements()];
    for (float[] row : w) for (int i = 0; i < row.length; i++) row[i] = (float) (random.nextGaussian() / Math.sqrt(row.length));
    FeatureExtractor e = FeatureExtractor.of(new Projection(shape, w));
    double[] wide = MixtureSamples.draw(of, 4000, 9);
    var values = new float[wide.length];
    for (int i = 0; i < values.length; i++) values[i] = (float) wide[i];
    return new FeatureSpace("random sums", e, Moments.of(e.extract(shape, values).features()), 4000);
  }

  @Override
  public Ports ports() {
    return new Ports(List.of(Port.of("images", ElementType.FLOAT, "batch", 1, 6, 6)), List.of(Port.of("features", ElementType.FLOAT, "batch", FEATURES)));
  }

  @Override
  public void evaluate(Call call) {
    float[] x = call.inputs().get("images").toFloats();
    int d = (int) shape.elements();
    try (var h = call.outputs().get("features").hold(Memory.HOST, Access.READ_WRITE)) {
      for (int i = 0; i < x.length / d; i++) {
        for (int f = 0; f < FEATURES; f++) {
          float sum = 0;
          for (int e = 0; e < d; e++) sum += weights[f][e] * x[i * d + e];
          h.segment().setAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i * FEATURES + f, sum);
        }
      }
    }
  }

  @Override
  public void close() {}
}
