package org.counterflow.cli.laboratory;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.counterflow.api.Backends;
import org.counterflow.api.backend.Options;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.network.Network;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.score.ScoreNetwork;
import org.counterflow.api.tensor.Shape;
import org.counterflow.cli.model.BundledModel;
import org.counterflow.cli.model.Cache;
import org.counterflow.cli.model.Networks;
import org.counterflow.diagnostics.samples.FeatureExtractor;
import org.counterflow.diagnostics.samples.Moments;
import org.counterflow.diagnostics.topic.DataSet;
import org.counterflow.diagnostics.topic.FeatureSpace;
import org.counterflow.diagnostics.topic.Material;
import org.counterflow.diagnostics.topic.Subject;
import org.counterflow.formats.arrays.NpyFile;
import org.jspecify.annotations.Nullable;

/** What options give to a topic, and the bundled network and images where they do not. Networks are opened when they are asked for. */
public final class GivenMaterial implements Material, AutoCloseable {
  private static final int FEATURES = 64;
  private static final int FEATURE_IMAGES = 10_000;

  private final Catalogue catalogue;
  private final List<String> models;
  private final @Nullable Path file;
  private final Map<String, String> said;
  private final @Nullable String solver;
  private final OptionalInt steps;
  private final List<Network> open = new ArrayList<>();
  private final List<Subject> subjects = new ArrayList<>();
  private @Nullable DataSet data;
  private @Nullable FeatureSpace features;

  /**
   * Nothing is opened yet.
   *
   * @param catalogue has the parts that networks name
   * @param models ids or files; none for the bundled ones
   * @param file an {@code .npy} of data, or null for the bundled images
   * @param said of networks whose files do not say it: {@code prediction}, {@code schedule}, {@code time}, and of their ports
   * @param solver to be studied, or null
   * @param steps to be studied
   */
  public GivenMaterial(Catalogue catalogue, List<String> models, @Nullable Path file, Map<String, String> said, @Nullable String solver,
      OptionalInt steps) {
    this.catalogue = catalogue;
    this.models = models.isEmpty() ? BundledModel.ALL.stream().map(BundledModel::id).toList() : List.copyOf(models);
    this.file = file;
    this.said = Map.copyOf(said);
    this.solver = solver;
    this.steps = steps;
  }

  @Override
  public List<Subject> networks() {
    while (subjects.size() < models.size()) subjects.add(opened(models.get(subjects.size())));
    return List.copyOf(subjects);
  }

  /** No other is opened. */
  @Override
  public Subject network() {
    if (subjects.isEmpty()) subjects.add(opened(models.getFirst()));
    return subjects.getFirst();
  }

  private Subject opened(String model) {
    Cache.announce();
    Network n = new Networks(Backends.installed(), null, Options.defaults()).open(model);
    open.add(n);
    Map<String, String> ports = new HashMap<>(said), meaning = new HashMap<>();
    for (String key : List.of("prediction", "schedule", "time")) {
      String value = ports.remove(key);
      if (value != null) meaning.put(key, value);
    }
    ScoreNetwork network = ScoreNetwork.of(n, ports);
    ScoreFunction score = catalogue.score(network, meaning);
    Shape shape = network.shape();
    if (shape == null) throw new IllegalArgumentException(model + " takes samples of several sizes: give each open dimension with --dim NAME=N");
    return new Subject(model, score, shape);
  }

  @Override
  public DataSet data() {
    DataSet known = data;
    if (known != null) return known;
    DataSet read = file == null ? BundledImages.read() : read(file);
    Subject first = network();
    if (!read.shape().equals(first.shape())) {
      throw new IllegalArgumentException(first.name() + " takes samples of shape " + first.shape() + ", and those of " + read.name()
          + " are " + read.shape() + ": give --data FILE.npy [n, shape] of its kind");
    }
    data = read;
    return read;
  }

  private static DataSet read(Path file) {
    try (var f = NpyFile.open(file)) {
      if (f.rows() == 0 || f.shape().length < 2)
        throw new IllegalArgumentException("--data " + file + " holds no samples [n, shape]: its shape is "
            + Arrays.toString(f.shape()));
      return new DataSet(file.toString(), f.sample(), f.floats(0, f.rows()), null);
    }
  }

  /**
   * Of the bundled classifier, where samples have the shape and the range of its images. What samples are compared with are the features of 10 000
   * test images, or of the data that are given, if they are more than there are features.
   */
  @Override
  public @Nullable FeatureSpace features() {
    FeatureSpace known = features;
    if (known != null || !network().shape().equals(BundledImages.SHAPE) || data().count() <= FEATURES) return known;
    Network n = new Networks(Backends.installed(), null, Options.defaults()).open(BundledModel.FEATURES);
    open.add(n);
    FeatureExtractor extractor = FeatureExtractor.of(n);
    DataSet given = data();
    Moments reference = file == null ? new Moments(BundledArrays.doubles("fashion-mnist-features-mean.npy", FEATURES),
        BundledArrays.doubles("fashion-mnist-features-covariance.npy", FEATURES * FEATURES))
        : Moments.of(extractor.extract(given.shape(), given.values(given.count())).features());
    features = new FeatureSpace("features of a classifier of Fashion-MNIST", extractor, reference, file == null ? FEATURE_IMAGES : given.count());
    return features;
  }

  @Override
  public @Nullable String solver() {
    return solver;
  }

  @Override
  public OptionalInt steps() {
    return steps;
  }

  @Override
  public void close() {
    RuntimeException failed = null;
    for (Network n : open.reversed()) {
      try {
        n.close();
      } catch (RuntimeException e) {
        if (failed == null) failed = e;
        else failed.addSuppressed(e);
      }
    }
    open.clear();
    if (failed != null) throw failed;
  }
}
