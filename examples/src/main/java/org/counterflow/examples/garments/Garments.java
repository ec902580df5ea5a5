package org.counterflow.examples.garments;

import java.nio.file.Path;
import org.counterflow.api.Backends;
import org.counterflow.api.Sampler;
import org.counterflow.api.Seeds;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeLabel;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.tensor.Shape;
import org.counterflow.backend.onnx.OnnxNetwork;
import org.counterflow.formats.arrays.Npy;
import org.counterflow.solvers.Grids;
import org.counterflow.solvers.Schedules;
import org.counterflow.solvers.Solvers;

/** Draws four garments: {@code Garments NETWORK.onnx OUT.npy}. */
final class Garments {
  private Garments() {}

  /** Runs it. */
  public static void main(String[] args) {
    try (var network = OnnxNetwork.open(Path.of(args[0])); var backend = Backends.select(network)) {
      var score = ScoreFunction.of(network, Prediction.EPSILON, TimeLabel.STEP, Schedules.linear(1e-4, 0.02, 1000));
      var sampler = Sampler.of(score).on(backend).solver(Solvers.dpmSolverPP2M()).grid(Grids.trailing()).steps(10);
      try (var samples = sampler.sample(Shape.of(1, 28, 28), Seeds.range(0, 4), Conditions.classes(0, 1, 2, 3))) {
        Npy.write(samples, Path.of(args[1]));
      }
    }
  }
}
