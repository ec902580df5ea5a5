package org.counterflow.backend.onnx;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.counterflow.api.backend.Options;
import org.counterflow.api.score.Call;
import org.counterflow.api.score.Cancellation;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.Network;
import org.counterflow.api.score.Signature;
import org.counterflow.api.tensor.Precision;

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
    var more = new HashMap<String, String>();
    for (int i = 0; i < keysAndValues.length; i += 2) more.put(keysAndValues[i], keysAndValues[i + 1]);
    return new Options(Precision.F32, 1, "", more);
  }

  /** Standard normals, the same ones for the same seed. */
  static float[] normals(long seed, int n) {
    var random = new Random(seed);
    var x = new float[n];
    for (int i = 0; i < n; i++) x[i] = (float) random.nextGaussian();
    return x;
  }

  /** The raw output of a call. */
  static double[] raw(Network network, double[] x, double[] labels, Conditions conditions) {
    return evaluate(network, x, labels, conditions).get(Signature.RAW);
  }

  static float[] raw(Network network, float[] x, double[] labels, Conditions conditions) {
    var d = new double[x.length];
    for (int i = 0; i < d.length; i++) d[i] = x[i];
    double[] y = raw(network, d, labels, conditions);
    var f = new float[y.length];
    for (int i = 0; i < f.length; i++) f[i] = (float) y[i];
    return f;
  }

  /** All outputs of a call; as many rows as there are labels. */
  static Map<String, double[]> evaluate(Network network, double[] x, double[] labels, Conditions conditions) {
    Signature s = network.signature();
    int rows = labels.length;
    try (var arena = Arena.ofShared()) {
      MemorySegment input = arena.allocate((long) x.length * s.input().bytes(), 64);
      for (int i = 0; i < x.length; i++) Element.of(s.input()).put(input, i, x[i]);
      var outputs = new HashMap<String, MemorySegment>();
      for (Signature.Output o : s.outputs()) outputs.put(o.name(), arena.allocate(rows * o.shape().elements() * o.precision().bytes(), 64));
      network.evaluate(new Call(rows, input, labels, conditions, outputs, new Cancellation()));
      var values = new HashMap<String, double[]>();
      for (Signature.Output o : s.outputs()) values.put(o.name(), values(outputs.get(o.name()), o.precision()));
      return values;
    }
  }

  private static double[] values(MemorySegment s, Precision p) {
    var v = new double[(int) (s.byteSize() / p.bytes())];
    for (int i = 0; i < v.length; i++) {
      v[i] = switch (p) {
        case F16 -> Float.float16ToFloat(s.getAtIndex(ValueLayout.JAVA_SHORT, i));
        case F32 -> s.getAtIndex(ValueLayout.JAVA_FLOAT, i);
        case F64 -> s.getAtIndex(ValueLayout.JAVA_DOUBLE, i);
      };
    }
    return v;
  }
}
