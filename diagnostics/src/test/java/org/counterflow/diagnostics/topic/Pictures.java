package org.counterflow.diagnostics.topic;

import java.util.List;
import java.util.SplittableRandom;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.tensor.Shape;
import org.counterflow.diagnostics.samples.MixtureSamples;
import org.counterflow.solvers.Schedules;
import org.jspecify.annotations.Nullable;

/** Small pictures of a known law in the place of a network: four of them, smooth, each with a little noise. */
public class Pictures implements Material {
  private static final Shape SHAPE = Shape.of(1, 6, 6);
  private static final int COUNT = 64;

  private final Subject subject;
  private final DataSet data;
  private final @Nullable FeatureSpace features;

  /** Pictures, with features or without. */
  public Pictures(boolean features) {
    var means = new double[4 * 36];
    for (int k = 0; k < 4; k++)
      for (int y = 0; y < 6; y++) for (int x = 0; x < 6; x++) means[k * 36 + y * 6 + x] = Math.sin((k + 1) * x * 0.5) * Math.cos(k * y * 0.4);
    Mixture m = Mixture.of(36, means, new double[] {0.1, 0.1, 0.1, 0.1}, new double[] {1, 1, 1, 1});
    subject = new Subject("pictures", ScoreFunction.of(m, SHAPE, Schedules.linear(1e-4, 0.02, 1000)), SHAPE);
    double[] wide = MixtureSamples.draw(m, COUNT, 1);
    var values = new float[wide.length];
    for (int i = 0; i < values.length; i++) values[i] = (float) wide[i];
    data = new DataSet("64 pictures", SHAPE, values, null);
    this.features = features ? Projection.space(SHAPE, m, new SplittableRandom(1)) : null;
  }

  /** The same as material. */
  public static Material material(boolean features) {
    return new Pictures(features);
  }

  @Override
  public List<Subject> networks() {
    return List.of(subject);
  }

  @Override
  public DataSet data() {
    return data;
  }

  @Override
  public @Nullable FeatureSpace features() {
    return features;
  }
}
