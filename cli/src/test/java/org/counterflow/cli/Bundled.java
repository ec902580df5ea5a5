package org.counterflow.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.counterflow.api.Backends;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Options;
import org.counterflow.api.network.Network;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeLabel;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.value.Value;
import org.counterflow.cli.model.BundledModel;
import org.counterflow.cli.model.Networks;
import org.counterflow.formats.arrays.Npy;
import org.counterflow.formats.arrays.NpyArray;

/** The bundled network in this process, for what the command line cannot say, with normals and labels from the resources. */
final class Bundled implements AutoCloseable {
  private final Network network;
  private final Backend backend;

  Bundled() {
    network = new Networks(Backends.installed(), null, Options.defaults()).open(BundledModel.ALL.getFirst().id());
    backend = Backends.installed().open("java", Options.defaults());
  }

  /** Its score, which is asked with labels of the caller's making. */
  ScoreFunction score(TimeLabel label, NoiseSchedule schedule) {
    return ScoreFunction.of(network, Prediction.EPSILON, label, schedule);
  }

  /** What a sampler draws from the first rows of normals and labels, and what it took. */
  Samples draw(Sampler sampler, NpyArray normals, NpyArray labels) {
    int n = labels.rows();
    var classes = new long[n];
    for (int i = 0; i < n; i++) classes[i] = (long) labels.values()[i];
    return sampler.on(backend).microBatch(16)
        .sample(Value.of(normals.sample().batch(n), normals.values()), Seeds.range(0, n), Conditions.classes(classes));
  }

  /** An array among the test resources. */
  static NpyArray array(Path into, String name) {
    Path file = into.resolve(name.replace('/', '-'));
    try (var in = Bundled.class.getResourceAsStream("/" + name)) {
      if (in == null) throw new AssertionError("no resource " + name);
      if (!Files.exists(file)) Files.copy(in, file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Npy.read(file);
  }

  @Override
  public void close() {
    try (network; backend) {
      // Both, whatever one does.
    }
  }
}
