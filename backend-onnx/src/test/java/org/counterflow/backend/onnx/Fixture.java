package org.counterflow.backend.onnx;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.counterflow.api.backend.Options;
import org.counterflow.api.network.Call;
import org.counterflow.api.network.Cancellation;
import org.counterflow.api.network.Network;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Value;

/** What several tests need: the bundled network, options, calls with values from and to Java arrays. */
final class Fixture {
  private Fixture() {}

  /** The bundled network, copied to a folder; a module's resource may be inside a jar. */
  static Path fashion(Path folder) {
    Path file = folder.resolve("fashion-mnist.onnx");
    try (InputStream in = Fixture.class.getResourceAsStream("fashion-mnist.onnx")) {
      if (in == null) throw new AssertionError("the bundled network is missing");
      if (Files.notExists(file)) Files.copy(in, file);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Options options(String... keysAndValues) {
    Options o = Options.defaults().threads(1);
    for (int i = 0; i < keysAndValues.length; i += 2) o = o.with(keysAndValues[i], keysAndValues[i + 1]);
    return o;
  }

  /** Standard normals, the same ones for the same seed. */
  static float[] normals(long seed, int n) {
    var random = new Random(seed);
    var x = new float[n];
    for (int i = 0; i < n; i++) x[i] = (float) random.nextGaussian();
    return x;
  }

  /** What the bundled network takes: rows with a time and a class each. */
  static Map<String, Value> fashion(float[] x, float[] times, long[] classes) {
    int rows = times.length;
    return Map.of("sample", Value.of(Shape.of(rows, 1, 28, 28), x), "timestep", Value.of(Shape.of(rows), times), "class_labels",
        Value.of(Shape.of(rows), classes));
  }

  /** One output of a call, written into a value of these dimensions. */
  static Value evaluate(Network network, Map<String, Value> inputs, String output, ElementType type, Shape dimensions) {
    Value y = Value.zeros(type, dimensions);
    network.evaluate(new Call(inputs, Map.of(output, y), new Cancellation()));
    return y;
  }

  /** The bundled network's output. */
  static float[] fashion(Network network, Map<String, Value> inputs) {
    return evaluate(network, inputs, "out_sample", ElementType.FLOAT, inputs.get("sample").dimensions()).toFloats();
  }
}
