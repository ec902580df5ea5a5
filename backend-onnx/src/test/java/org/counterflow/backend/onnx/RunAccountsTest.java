package org.counterflow.backend.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.counterflow.api.Backends;
import org.counterflow.api.DeadlineException;
import org.counterflow.api.Run;
import org.counterflow.api.Sampler;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Options;
import org.counterflow.api.network.NetworkException;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeLabel;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Value;
import org.counterflow.api.value.Values;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** However a run ends, what the runtime has made for it is bounded while the network is open, and gone when it is closed. */
@Timeout(120)
class RunAccountsTest {
  private static final Shape SHAPE = Shape.of(1, 2, 3);
  private static final Seeds SEEDS = Seeds.range(0, 3);
  private static final int PORTS = 4;
  private static final int KEPT = 8;

  @TempDir static Path folder;

  private interface Kind {
    void run(Sampler s, OnnxNetwork network, int n) throws Exception;
  }

  private static final class Tired extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private static final Map<String, Kind> KINDS = kinds();

  /** y = x / 2 + the class's number; class 3 and beyond is an error of the runtime. */
  private static OnnxNetwork open() {
    var model = new OnnxModel().input("sample", OnnxModel.FLOAT, "batch", 1, 2, 3).input("timestep", OnnxModel.FLOAT, "batch")
        .input("class_labels", OnnxModel.INT64, "batch").output("out_sample", OnnxModel.FLOAT, "batch", 1, 2, 3)
        .constant("half", new float[] {0.5f}).constant("table", new float[] {0, 1, 2}, 3, 1, 1, 1).node("Mul", "halves", "sample", "half")
        .node("Gather", "offset", "table", "class_labels").node("Add", "out_sample", "halves", "offset");
    return OnnxNetwork.open(model.write(folder.resolve("classes.onnx")), Fixture.options());
  }

  private static Run start(Sampler s) {
    return s.start(SHAPE, SEEDS, Conditions.classes(0, 1, 2));
  }

  private static Value states() {
    return Value.of(SHAPE.batch(3), Fixture.normals(3, 18));
  }

  private static Map<String, Kind> kinds() {
    Map<String, Kind> all = new LinkedHashMap<>();
    all.put("sampled", (s, net, n) -> start(s).finish().close());
    all.put("encoded", (s, net, n) -> s.encode(states(), SEEDS, Conditions.classes(0)).close());
    all.put("from data", (s, net, n) -> start(s.from(states()).strength(0.5)).finish().close());
    all.put("drained", (s, net, n) -> start(s).drain(x -> assertEquals(3, x.count())));
    all.put("closed on the way", (s, net, n) -> {
      try (Run r = start(s)) {
        for (int i = 0; i < n % 3; i++) r.advance();
      }
    });
    all.put("cancelled", (s, net, n) -> {
      Run[] run = new Run[1];
      run[0] = start(s.watch(p -> {
        if (p.step() == n % 2) run[0].cancel();
      }));
      assertThrows(CancellationException.class, run[0]::finish);
    });
    all.put("out of time", (s, net, n) -> assertThrows(DeadlineException.class, () -> start(s.deadline(Duration.ofNanos(1))).finish()));
    all.put("the runtime fails", (s, net, n) -> assertThrows(NetworkException.class,
        () -> s.sample(SHAPE, SEEDS, Conditions.classes(0, 1, 3 + n))));
    all.put("the watcher fails", (s, net, n) -> assertThrows(Tired.class, () -> start(s.watch(p -> {
      if (p.step() == n % 2) throw new Tired();
    })).finish()));
    all.put("saved and loaded", (s, net, n) -> {
      var bytes = new ByteArrayOutputStream();
      try (Run r = start(s)) {
        r.advance();
        r.save(bytes);
      }
      start(s).load(new ByteArrayInputStream(bytes.toByteArray())).finish().close();
    });
    all.put("run by itself", (s, net, n) -> {
      Map<String, Value> in = Map.of("sample", states(), "timestep", Value.of(Shape.of(3), 1f, 2, 3), "class_labels",
          Value.of(Shape.of(3), 0L, 1, n % 4));
      if (n % 4 == 3) {
        assertThrows(NetworkException.class, () -> net.run(in));
        return;
      }
      try (Values out = net.run(in)) {
        assertEquals(SHAPE.batch(3), out.get("out_sample").dimensions());
      }
    });
    return all;
  }

  static Stream<String> names() {
    return KINDS.keySet().stream();
  }

  @BeforeEach
  @AfterEach
  void nothingIsOpen() {
    assertEquals(Map.of("session", 0L, "slot", 0L, "tensor", 0L, "value", 0L), OnnxNetwork.handles());
  }

  @ParameterizedTest
  @MethodSource("names")
  void someRuns(String name) throws Exception {
    runs(name, 100);
  }

  @Tag("full")
  @ParameterizedTest
  @MethodSource("names")
  void aThousandRuns(String name) throws Exception {
    runs(name, 1000);
  }

  /** In both precisions: at home in the runtime's, and beside it. */
  private static void runs(String name, int runs) throws Exception {
    Kind kind = KINDS.getOrDefault(name, (s, net, n) -> {
      throw new AssertionError(name);
    });
    try (OnnxNetwork network = open(); Backend single = Backends.installed().open("java", Options.defaults().in(Precision.F32));
        Backend twice = Backends.installed().open("java", Options.defaults().in(Precision.F64))) {
      ScoreFunction score = ScoreFunction.of(network, Prediction.EPSILON, TimeLabel.UNIT, Small.STRAIGHT);
      Solver[] solvers = {Small.ddim(), Small.adaptive(0.5)};
      for (int n = 0; n < runs; n++) {
        Sampler s = Sampler.of(score).solver(solvers[n % 2]).grid(Small.times(false)).steps(3).microBatch(2).on(n / 2 % 2 == 0 ? single : twice);
        kind.run(s, network, n / 4);
        Map<String, Long> open = OnnxNetwork.handles();
        assertEquals(1, open.get("session"));
        assertEquals(0, open.get("value"));
        assertTrue(open.get("slot") <= 1 && open.get("tensor") <= PORTS * KEPT, () -> open + " after " + name);
      }
    }
  }
}
