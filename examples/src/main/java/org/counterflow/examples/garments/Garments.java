package org.counterflow.examples.garments;

import java.nio.file.Path;
import org.counterflow.api.Sampler;
import org.counterflow.api.Seeds;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.backend.onnx.OnnxNetwork;
import org.counterflow.formats.pictures.Png;

/** Draws sixteen garments: {@code Garments NETWORK.onnx OUT.png}. */
final class Garments {
  private Garments() {}

  /** Runs it. */
  public static void main(String[] args) {
    try (var network = OnnxNetwork.open(Path.of(args[0]));
        var samples = Sampler.of(ScoreFunction.of(network)).sample(Seeds.range(0, 16))) {
      Png.write(samples, Path.of(args[1]));
    }
  }
}
