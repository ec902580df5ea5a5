package org.counterflow.backend.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Value;
import org.counterflow.api.value.Values;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BundledNetworkTest {
  private static final int PIXELS = 784;

  @TempDir static Path folder;
  private static OnnxNetwork network;

  @BeforeAll
  static void open() {
    network = OnnxNetwork.open(Fixture.fashion(folder), Fixture.options());
  }

  @AfterAll
  static void close() {
    network.close();
  }

  @Test
  void saysWhatTheFileSays() {
    assertEquals("inputs \"sample\" float[batch, 1, 28, 28], \"timestep\" float[batch], \"class_labels\" int64[batch]; "
        + "outputs \"out_sample\" float[batch, 1, 28, 28]", network.ports().toString());
    assertEquals("linear:beta-start=1e-4,beta-end=0.02,steps=1000", network.metadata().get("counterflow.schedule"));
    assertEquals("10", network.metadata().get("counterflow.null-class"));
    var identity = new TreeMap<>(network.identity());
    if (System.getProperty("os.arch").equals("aarch64")) assertEquals("1", identity.remove("config.mlas.disable_kleidiai"));
    assertEquals(Map.of("file", "fashion-mnist.onnx", "runtime", "onnxruntime 1.28.0", "provider", "cpu", "sha256",
        "d00aee81a3bb2b881eaefad244c918f76d0dcd794f94d8b73e20f6eb5b84ca0e"), identity);
  }

  /** A sample's value must not depend on its batch mates (decision 6 of the architecture). */
  @ParameterizedTest
  @ValueSource(ints = {16, 64})
  void rowsOfABatchAreBitEqualToSingleRows(int rows) {
    Map<String, Value> all = inputs(1, rows);
    float[] y = Fixture.fashion(network, all);
    for (int i = 0; i < rows; i++) {
      int row = i;
      Map<String, Value> one = Map.of("sample", all.get("sample").rows(row, 1), "timestep", all.get("timestep").rows(row, 1),
          "class_labels", all.get("class_labels").rows(row, 1));
      assertArrayEquals(Fixture.fashion(network, one), Arrays.copyOfRange(y, i * PIXELS, (i + 1) * PIXELS), "row " + i);
    }
  }

  @Test
  void oneAndTwoThreadsAreBitEqual() {
    assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "one processor");
    Map<String, Value> x = inputs(2, 16);
    try (var two = OnnxNetwork.open(Fixture.fashion(folder), Fixture.options().threads(2));
        var spinning = OnnxNetwork.open(Fixture.fashion(folder), Fixture.options("spinning", "1").threads(2))) {
      float[] one = Fixture.fashion(network, x);
      assertArrayEquals(one, Fixture.fashion(two, x));
      assertArrayEquals(one, Fixture.fashion(spinning, x));
    }
  }

  @Test
  void fourThreadsAtOnceGetWhatOneGets() throws Exception {
    Map<String, Value> x = inputs(3, 2);
    float[] expected = Fixture.fashion(network, x);
    Callable<Boolean> task = () -> {
      for (int i = 0; i < 20; i++) {
        if (!Arrays.equals(expected, Fixture.fashion(network, x))) return false;
        try (Values out = network.run(x)) {
          if (!Arrays.equals(expected, out.get("out_sample").toFloats())) return false;
        }
      }
      return true;
    };
    try (var pool = Executors.newFixedThreadPool(4)) {
      for (Future<Boolean> f : pool.invokeAll(List.of(task, task, task, task))) assertTrue(f.get());
    }
  }

  @Test
  void everyInputReachesTheNetwork() {
    float[] x = Fixture.normals(4, PIXELS);
    float y = Fixture.fashion(network, Fixture.fashion(x, new float[] {500}, new long[] {3}))[400];
    assertNotEquals(y, Fixture.fashion(network, Fixture.fashion(x, new float[] {500}, new long[] {4}))[400]);
    assertNotEquals(y, Fixture.fashion(network, Fixture.fashion(x, new float[] {500.5f}, new long[] {3}))[400],
        "a fraction of a step counts");
    assertNotEquals(y, Fixture.fashion(network, Fixture.fashion(Fixture.normals(5, PIXELS), new float[] {500}, new long[] {3}))[400]);
  }

  @Test
  void runGivesWhatEvaluateGives() {
    Map<String, Value> x = inputs(6, 3);
    try (Values out = network.run(x)) {
      assertEquals(Shape.of(3, 1, 28, 28), out.get("out_sample").dimensions());
      assertArrayEquals(Fixture.fashion(network, x), out.get("out_sample").toFloats());
    }
  }

  @Test
  void timeInTheRuntimeIsCounted() {
    long runs = network.runs();
    long nanos = network.runNanos();
    long start = System.nanoTime();
    Fixture.fashion(network, inputs(9, 1));
    long all = System.nanoTime() - start;
    assertEquals(runs + 1, network.runs());
    assertTrue(network.runNanos() - nanos > 10_000 && network.runNanos() - nanos <= all);
  }

  private static Map<String, Value> inputs(long seed, int rows) {
    var times = new float[rows];
    var classes = new long[rows];
    for (int i = 0; i < rows; i++) {
      times[i] = (37.5f * i + 1) % 1000;
      classes[i] = i % 11;
    }
    return Fixture.fashion(Fixture.normals(seed, rows * PIXELS), times, classes);
  }
}
