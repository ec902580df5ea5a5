package org.counterflow.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.counterflow.api.Backends;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Options;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;
import org.counterflow.cli.model.BundledModel;
import org.counterflow.formats.arrays.Npy;
import org.counterflow.solvers.Grids;
import org.counterflow.solvers.Solvers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Garments into noise and back: the way there begins at sigma = 0, which the driver sees to. */
@Tag("full")
class EncodingTest {
  private static final Shape SHAPE = Shape.of(1, 28, 28);
  private static final Seeds SEEDS = Seeds.range(0, 8);

  @Test
  void returnErrorFallsLikeTheStep(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("network.onnx");
    try (InputStream in = BundledModel.ALL.getFirst().content()) {
      Files.copy(in, file);
    }
    double[] images = Arrays.stream(reference("ddim-trailing-10")).map(v -> Math.clamp(v, -1, 1)).toArray();
    Conditions labels = Conditions.classes(Arrays.stream(reference("labels")).mapToLong(v -> (long) v).toArray());
    Backends backends = Backends.installed();
    try (var network = backends.open(file, null, Options.defaults()); var backend = backends.automatic(List.of(network), Options.defaults())) {
      Sampler sampler = Sampler.of(ScoreFunction.of(network)).on(backend).solver(Solvers.ddim()).grid(Grids.trailing())
          .microBatch(8);
      double at200 = returnError(sampler.steps(200), images, labels), at400 = returnError(sampler.steps(400), images, labels);
      String seen = "mean RMS " + at200 + " at 200 steps, " + at400 + " at 400";
      assertTrue(at400 / at200 > 0.45 && at400 / at200 < 0.6, seen);
      assertTrue(at200 < 0.02 && at400 < 0.012, seen);
    }
  }

  private static double returnError(Sampler sampler, double[] images, Conditions labels) {
    double[] latents;
    try (Samples s = sampler.encode(Tensor.of(SHAPE, images), SEEDS, labels)) {
      latents = s.toDoubles();
    }
    double[] back;
    try (Samples s = sampler.decode(Tensor.of(SHAPE, latents), SEEDS, labels)) {
      back = s.toDoubles();
    }
    int n = (int) SHAPE.elements();
    double sum = 0;
    for (int r = 0; r < SEEDS.count(); r++) {
      double squares = 0;
      for (int i = r * n; i < r * n + n; i++) squares += (back[i] - images[i]) * (back[i] - images[i]);
      sum += Math.sqrt(squares / n);
    }
    return sum / SEEDS.count();
  }

  private static double[] reference(String name) throws URISyntaxException {
    return Npy.read(Path.of(Objects.requireNonNull(EncodingTest.class.getResource("/reference/" + name + ".npy")).toURI())).values();
  }
}
