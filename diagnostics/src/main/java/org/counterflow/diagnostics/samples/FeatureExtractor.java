package org.counterflow.diagnostics.samples;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.counterflow.api.network.Dimension;
import org.counterflow.api.network.Network;
import org.counterflow.api.network.NetworkException;
import org.counterflow.api.network.Port;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Value;
import org.counterflow.api.value.Values;
import org.jspecify.annotations.Nullable;

/**
 * A classifier, or another network, whose inner values tell samples apart better than their pixels do: for the Fr&eacute;chet distance, {@link Kid} and
 * {@link ClassAgreement}. Any {@link Network} with one float input [batch, sample] and an output {@code features} [batch, d], or a single output of that
 * form; an output {@code logits} [batch, classes] tells classes.
 */
public final class FeatureExtractor {
  private static final int ROWS = 100;
  private static final String FEATURES = "features";
  private static final String LOGITS = "logits";

  private final Network network;
  private final Port input;
  private final Port features;
  private final @Nullable Port logits;

  /**
   * What a network said of samples.
   *
   * @param features [samples, d]
   * @param logits [samples, classes], or null where it tells no classes
   */
  public record Extracted(Cloud features, @Nullable Cloud logits) {}

  private FeatureExtractor(Network network, Port input, Port features, @Nullable Port logits) {
    this.network = network;
    this.input = input;
    this.features = features;
    this.logits = logits;
  }

  /**
   * From a network.
   *
   * @param network stays the caller's to close
   * @throws NetworkException if it has no such input, or it is not clear which output the features are
   */
  public static FeatureExtractor of(Network network) {
    List<Port> inputs = network.ports().inputs();
    if (inputs.size() != 1 || inputs.getFirst().rank() < 2 || !inputs.getFirst().isSupported() || inputs.getFirst().type() != ElementType.FLOAT)
      throw new NetworkException("a feature extractor takes samples alone, one float input [batch, ...]; this network has " + network.ports());
    Port named = network.ports().output(FEATURES);
    List<Port> flat = network.ports().outputs().stream().filter(p -> p.isSupported() && p.rank() == 2).toList();
    if (named == null && flat.size() != 1)
      throw new NetworkException("a feature extractor has an output \"" + FEATURES + "\" [batch, d], or no other than that; this network has "
          + network.ports() + ". Remedy: name the output so, or give another network");
    return new FeatureExtractor(network, inputs.getFirst(), named == null ? flat.getFirst() : named, network.ports().output(LOGITS));
  }

  /**
   * Whether samples of a shape are what it takes.
   *
   * @param shape of one sample
   */
  public boolean takes(Shape shape) {
    return input.takes(shape.batch(rows(1)));
  }

  private int rows(int wanted) {
    Dimension d = input.dimensions().getFirst();
    return d.isOpen() ? wanted : Math.toIntExact(d.size());
  }

  /**
   * Asks the network.
   *
   * @param shape of one sample
   * @param values [samples, shape], row-major
   * @throws IllegalArgumentException if the numbers do not fit, or what the network says is not finite
   * @throws NetworkException if it takes other samples, or fails
   */
  public Extracted extract(Shape shape, float[] values) {
    if (!takes(shape)) throw new NetworkException("the feature extractor takes " + input + ", not samples of shape " + shape);
    int d = Math.toIntExact(shape.elements()), samples = values.length / d, at = rows(Math.min(ROWS, samples));
    if (samples == 0 || values.length != samples * d)
      throw new IllegalArgumentException(values.length + " values are no samples of shape " + shape);
    var said = new ArrayList<double[]>();
    var classes = new ArrayList<double[]>();
    for (int i = 0; i < samples; i += at) {
      int n = Math.min(at, samples - i), asked = rows(n);
      var part = new float[asked * d];
      System.arraycopy(values, i * d, part, 0, n * d);
      try (Values out = network.run(Map.of(input.name(), Value.of(shape.batch(asked), part)))) {
        said.add(first(out.get(features.name()), n));
        if (logits != null) classes.add(first(out.get(logits.name()), n));
      }
    }
    return new Extracted(joined(said, samples), logits == null ? null : joined(classes, samples));
  }

  /** A network with a fixed number of rows is asked with zeros behind the last sample. */
  private static double[] first(Value rows, int n) {
    double[] all = rows.toDoubles();
    return Arrays.copyOf(all, all.length / rows.count() * n);
  }

  private static Cloud joined(List<double[]> parts, int samples) {
    return Cloud.of(parts.stream().flatMapToDouble(Arrays::stream).toArray(), samples);
  }

  @Override
  public String toString() {
    return "features of " + network.identity().getOrDefault("file", "a network");
  }
}
