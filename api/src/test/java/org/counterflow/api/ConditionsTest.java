package org.counterflow.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.network.NetworkException;
import org.counterflow.api.network.Port;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.score.Guidance;
import org.counterflow.api.score.Outputs;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.score.ScoreNetwork;
import org.counterflow.api.score.Workspace;
import org.counterflow.api.solver.Adaptive;
import org.counterflow.api.solver.Decision;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;
import org.counterflow.api.value.Value;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Conditions on their way into networks and rules: checked before anything runs, converted, each row with its sample. */
class ConditionsTest {
  private static final List<Solver> BOTH = List.of(new SmallSolvers.Heun(), Zoo.adaptive(new SmallSolvers.Pair(1e-2)));
  private final Backend backend = Worlds.java(Precision.F64);

  @AfterEach
  void close() {
    backend.close();
  }

  private Sampler sampler(ScoreFunction f, Solver s) {
    return Zoo.sampler(f, s, Worlds.INSIDE).on(backend).microBatch(2);
  }

  private Samples sample(HostNetwork net, Conditions c) {
    return sampler(net.epsilon(), new SmallSolvers.Ddim()).sample(Worlds.PAIR, Worlds.seeds(3), c);
  }

  private void refused(HostNetwork net, Conditions c, Class<? extends RuntimeException> type, String... parts) {
    String said = String.valueOf(assertThrows(type, () -> sample(net, c)).getMessage());
    for (String p : parts) assertTrue(said.contains(p), said + " should say " + p);
    assertEquals(0, net.seen.size() + net.probes.size(), "nothing ran");
  }

  private static HostNetwork net() {
    return HostNetwork.of(Worlds.PAIR, Precision.F32);
  }

  @Test
  void namesThatNobodyKnowsAreRefusedWithTheNearest() {
    Value v = Value.of(Shape.of(3), 0.0, 1.0, 2.0);
    refused(net(), Conditions.NONE.with("clas", v), IllegalArgumentException.class, "no condition \"clas\"", "class");
    refused(net(), Conditions.NONE.with("class_labels", v), IllegalArgumentException.class, "\"class_labels\"", "[class]");
    refused(net().without(HostNetwork.CLASSES), Conditions.classes(1), IllegalArgumentException.class, "\"class\"", "none");
    var e = assertThrows(IllegalArgumentException.class, () -> sampler(Worlds.bumps(), new SmallSolvers.Ddim())
        .sample(Worlds.PAIR, Worlds.seeds(3), Conditions.classes(1)));
    assertTrue(String.valueOf(e.getMessage()).contains("nothing here takes one"), e.getMessage());
  }

  @Test
  void shapesAndRowsAreCheckedBeforeAnythingRuns() {
    HostNetwork text = net().taking("prompt", ElementType.FLOAT16, Shape.of(4, 3));
    refused(text, Conditions.NONE.with("prompt", Value.zeros(ElementType.FLOAT, Shape.of(3, 4, 2))), IllegalArgumentException.class,
        "\"prompt\"", "3x4x2", "float16[batch, 4, 3]");
    refused(text, Conditions.NONE.with("prompt", Value.zeros(ElementType.FLOAT, Shape.of(2, 4, 3))), IllegalArgumentException.class,
        "2 rows for 3 samples", "give 1 row or 3");
    refused(text, Conditions.NONE, NetworkException.class, "smooth.net", "\"prompt\"", "was given nothing", "input.prompt=");
    HostNetwork ids = net().taking(Port.of("img_ids", ElementType.FLOAT, 5, 2));
    refused(ids, Conditions.NONE.with("img_ids", Value.zeros(ElementType.FLOAT, Shape.of(1, 5, 2))), IllegalArgumentException.class,
        "without a batch");
    refused(net(), Conditions.classes(1, 2), IllegalArgumentException.class, "\"class\"", "2 rows for 3 samples");
    refused(net(), Conditions.NONE.with("class", Value.zeros(ElementType.FLOAT, Shape.of(3, 2))), IllegalArgumentException.class,
        "\"class\"", "3x2", "a label a sample");
  }

  @Test
  void valuesAreConvertedToThePortsType() {
    HostNetwork net = net().taking("half", ElementType.FLOAT16, Shape.of(2)).taking("tokens", ElementType.INT64, Shape.of(2))
        .taking("short_tokens", ElementType.INT32, Shape.of(1)).taking("attention_mask", ElementType.BOOL, Shape.of(2))
        .taking(Port.of("w", ElementType.DOUBLE));
    Conditions c = Conditions.NONE.with("half", Value.of(Shape.of(3, 2), 1.0 / 3, 1, 2, 3, 4, 70000))
        .with("tokens", Value.of(Shape.of(2), 49406, 7)).with("short_tokens", Value.of(Shape.of(3, 1), 1L, 2L, 3L))
        .with("attention_mask", Value.of(Shape.of(3, 2), 1.0, 0, 0, 1, 1, 1)).with("w", Value.of(Shape.of(), 7.5f));
    for (Solver solver : BOTH) {
      sampler(net.epsilon(), solver).sample(Worlds.PAIR, Worlds.seeds(3), c).close();
      for (HostNetwork.Seen s : net.seen) {
        for (HostNetwork.Row r : s.rows()) {
          int sample = (int) r.condition("short_tokens", 0) - 1;
          assertArrayEquals(new double[][] {{0.333251953125, 1}, {2, 3}, {4, Double.POSITIVE_INFINITY}}[sample], r.conditions().get("half"));
          assertArrayEquals(new double[] {49406, 7}, r.conditions().get("tokens"), "one row without its batch is for all");
          assertArrayEquals(new double[][] {{1, 0}, {0, 1}, {1, 1}}[sample], r.conditions().get("attention_mask"));
          assertEquals(7.5, r.condition("w", 0));
        }
      }
      assertTrue(net.seen.stream().flatMap(s -> s.rows().stream()).map(r -> r.condition("short_tokens", 0)).distinct().count() == 3);
      net.seen.clear();
    }
  }

  @Test
  void whatATypeCannotHoldIsSaidWithThePort() {
    HostNetwork net = net().taking("attention_mask", ElementType.BOOL, Shape.of(2)).taking("short_tokens", ElementType.INT32, Shape.of());
    Value tokens = Value.of(Shape.of(3), 1L, 2L, 3L), mask = Value.of(Shape.of(1, 2), 1.0, 0.0);
    refused(net, Conditions.NONE.with("short_tokens", tokens).with("attention_mask", Value.of(Shape.of(2), 1.0, 0.5)),
        IllegalArgumentException.class, "attention_mask", "0.5", "bool");
    refused(net, Conditions.NONE.with("attention_mask", mask).with("short_tokens", Value.of(Shape.of(3), 1L, 1L << 40, 3L)),
        IllegalArgumentException.class, "short_tokens", "1.099511627776E12", "int32");
    sample(net, Conditions.NONE.with("short_tokens", tokens).with("attention_mask", mask)).close();
  }

  @Test
  void whatIsNotGivenIsFilledAsItIsSaid() {
    HostNetwork net = net().taking("w", ElementType.FLOAT, Shape.of()).saying("counterflow.input.w", "7.5");
    sample(net, Conditions.NONE).close();
    for (HostNetwork.Seen s : net.seen) for (HostNetwork.Row r : s.rows()) assertEquals(7.5, r.condition("w", 0));
    net.seen.clear();
    sample(net, Conditions.NONE.with("w", Value.of(Shape.of(3), 1f, 2f, 3f))).close();
    assertEquals(Set.of(1.0, 2.0, 3.0), Set.copyOf(net.seen.stream().flatMap(s -> s.rows().stream()).map(r -> r.condition("w", 0)).toList()));
  }

  @Test
  void labelsAreCheckedAgainstTheFilesClasses() {
    HostNetwork net = net().saying("counterflow.classes", "[\"a\", \"b\"]").saying("counterflow.null-class", "2");
    refused(net, Conditions.classes(0, 5, 1), NetworkException.class, "smooth.net", "class 5.0 of sample 1", "0 to 1", "2 for no class");
    refused(net, Conditions.classes(-1), NetworkException.class, "class -1.0");
    refused(net, Conditions.NONE.with("class", Value.of(Shape.of(1), 0.5)), NetworkException.class, "class 0.5");
    sample(net, Conditions.classes(0, 2, 1)).close();
    assertEquals(Set.of(0.0, 1.0, 2.0), labels(net));
    net.seen.clear();
    sample(net, Conditions.NONE).close();
    assertEquals(Set.of(2.0), labels(net));
    HostNetwork nameless = net().saying("counterflow.null-class", "1000");
    sample(nameless, Conditions.classes(207)).close();
    assertEquals(Set.of(207.0), labels(nameless));
  }

  private static Set<Double> labels(HostNetwork net) {
    return Set.copyOf(net.seen.stream().flatMap(s -> s.rows().stream()).map(r -> r.condition("class", -1)).toList());
  }

  @Test
  void classesMayBeRowsWithAOne() {
    HostNetwork net = net().taking(Port.of(HostNetwork.CLASSES, ElementType.FLOAT, "batch", 3));
    for (Solver solver : BOTH) {
      sampler(net.epsilon(), solver).sample(Worlds.PAIR, Worlds.seeds(3), Conditions.classes(2, 0, 1)).close();
      assertEquals(Set.of(List.of(0.0, 0.0, 1.0), List.of(1.0, 0.0, 0.0), List.of(0.0, 1.0, 0.0)), rows(net));
    }
    sample(net, Conditions.classes(1)).close();
    assertEquals(Set.of(List.of(0.0, 1.0, 0.0)), rows(net));
    // The null class lies behind the last: no one at all.
    sample(net, Conditions.NONE).close();
    assertEquals(Set.of(List.of(0.0, 0.0, 0.0)), rows(net));
    sample(net, Conditions.NONE.with("class", Value.of(Shape.of(3, 3), 0.5, 0.5, 0, 1, 0, 0, 0, 0, 1))).close();
    assertEquals(Set.of(List.of(0.5, 0.5, 0.0), List.of(1.0, 0.0, 0.0), List.of(0.0, 0.0, 1.0)), rows(net), "given as they are");
    refused(net().taking(Port.of(HostNetwork.CLASSES, ElementType.FLOAT, "batch", 3)),
        Conditions.NONE.with("class", Value.zeros(ElementType.FLOAT, Shape.of(3, 4))), IllegalArgumentException.class, "row of 3");
    HostNetwork other = net().taking(Port.of(HostNetwork.CLASSES, ElementType.FLOAT, "batch", 3));
    refused(other, Conditions.classes(0, 7, 1), NetworkException.class, "class 7.0 of sample 1", "0 to 2", "3 for no class");
  }

  private static Set<List<Double>> rows(HostNetwork net) {
    var all = new HashSet<List<Double>>();
    for (HostNetwork.Seen s : net.seen)
      for (HostNetwork.Row r : s.rows()) all.add(Arrays.stream(r.conditions().get("class")).boxed().toList());
    net.seen.clear();
    return all;
  }

  @Test
  void soAreTheyWrittenIntoARecipe() {
    HostNetwork net = net().taking(Port.of(HostNetwork.CLASSES, ElementType.FLOAT, "batch", 3));
    try (Samples labels = sample(net, Conditions.classes(2, 0, 1)); Samples one = sample(net, Conditions.classes(2));
        Samples rows = sample(net, Conditions.NONE.with("class", Value.of(Shape.of(3, 3), 1.0, 0, 0, 1, 0, 0, 0, 0, 1)))) {
      assertEquals("2,0,1", labels.recipe().find("labels"));
      assertEquals("2", one.recipe().find("class"));
      assertNull(rows.recipe().find("labels"), "nine labels would be something else");
      assertEquals(64, String.valueOf(rows.recipe().find("condition.class.sha256")).length());
    }
  }

  /** Two channels of three, between one and two that are given. */
  private static HostNetwork inpainting(Precision edges) {
    Shape own = Shape.of(2, 3);
    return HostNetwork.of(own, edges, edges, r -> {
      double[] x = r.x(), f = new double[6];
      for (int i = 0; i < 6; i++) f[i] = 0.3 * x[3 + i] + 0.1 * x[i % 3] + 0.05 * x[9 + i];
      return f;
    }).taking(Port.of(HostNetwork.STATE, ElementType.of(edges), "batch", 5, 3)).saying("counterflow.role.concat", "mask:1,state,image:2");
  }

  @Test
  void channelsBesideTheStateAreConditions() {
    Value mask = Value.of(Shape.of(1, 1, 3), 0.0, 1, 0);
    var pictures = new double[3 * 6];
    for (int i = 0; i < pictures.length; i++) pictures[i] = i;
    Value image = Value.of(Shape.of(3, 2, 3), pictures);
    Conditions c = Conditions.NONE.with("mask", mask).with("image", image);
    for (Precision edges : List.of(Precision.F64, Precision.F32)) {
      for (Solver solver : BOTH) {
        HostNetwork net = inpainting(edges);
        Sampler s = Zoo.sampler(net.epsilon(), solver, Worlds.INSIDE).on(backend).microBatch(2);
        double[] all = Zoo.values(s.start(Shape.of(2, 3), Worlds.seeds(3), c));
        var seen = new ArrayList<Double>();
        for (HostNetwork.Seen call : net.seen) {
          for (HostNetwork.Row r : call.rows()) {
            assertArrayEquals(new double[] {0, 1, 0}, Arrays.copyOf(r.x(), 3));
            double first = r.x()[9];
            for (int i = 0; i < 6; i++) assertEquals(first + i, r.x()[9 + i], "an image of one sample");
            seen.add(first);
          }
        }
        assertEquals(Set.of(0.0, 6.0, 12.0), Set.copyOf(seen));
        for (int r = 0; r < 3; r++) {
          Conditions mine = Conditions.NONE.with("mask", mask).with("image", image.rows(r, 1));
          double[] alone = Zoo.values(s.start(Shape.of(2, 3), Seeds.of(Worlds.seeds(3).get(r)), mine));
          assertArrayEquals(Zoo.rows(all, 6, r), alone, "each with its own image");
        }
      }
    }
  }

  @Test
  void channelsAreCheckedAndFilledAsOtherConditionsAre() {
    Shape own = Shape.of(2, 3);
    Value mask = Value.zeros(ElementType.FLOAT, Shape.of(1, 3));
    Sampler s = Zoo.sampler(inpainting(Precision.F64).epsilon(), new SmallSolvers.Ddim(), Worlds.INSIDE).on(backend);
    for (Value wrong : List.of(Value.zeros(ElementType.FLOAT, Shape.of(2, 2, 3)), Value.zeros(ElementType.FLOAT, Shape.of(3, 1, 3)),
        Value.zeros(ElementType.FLOAT, Shape.of(3)))) {
      var e = assertThrows(IllegalArgumentException.class,
          () -> s.start(own, Worlds.seeds(3), Conditions.NONE.with("mask", mask).with("image", wrong)));
      assertTrue(String.valueOf(e.getMessage()).contains("\"image\""), e.getMessage());
    }
    var e = assertThrows(NetworkException.class, () -> s.sample(own, Worlds.seeds(3), Conditions.NONE.with("mask", mask)));
    assertTrue(String.valueOf(e.getMessage()).contains("\"image\"") && e.getMessage().contains("input.image="), e.getMessage());
    HostNetwork filled = inpainting(Precision.F64).saying("counterflow.input.image", "0.5");
    Zoo.sampler(filled.epsilon(), new SmallSolvers.Ddim(), Worlds.INSIDE).on(backend).sample(own, Worlds.seeds(3), Conditions.NONE.with("mask", mask))
        .close();
    for (HostNetwork.Seen call : filled.seen) for (HostNetwork.Row r : call.rows()) assertEquals(0.5, r.x()[12]);
  }

  @Test
  void aRuleReadsItsSamplesRows() {
    Tensor mask = Tensor.of(Worlds.PAIR, 1, 0, 0, 1, 0.5, 0.5);
    for (Solver solver : BOTH) {
      Sampler s = sampler(Zoo.masked(net().epsilon()), solver);
      double[] all = Zoo.values(s.start(Worlds.PAIR, Worlds.seeds(3), Conditions.NONE.with("mask", mask)));
      for (int r = 0; r < 3; r++) {
        Tensor mine = Tensor.of(Worlds.PAIR, Zoo.rows(mask.toDoubles(), 2, r));
        assertArrayEquals(Zoo.rows(all, 2, r),
            Zoo.values(s.start(Worlds.PAIR, Seeds.of(Worlds.seeds(3).get(r)), Conditions.NONE.with("mask", mine))));
      }
      // One row counts for all; a mask of truth values is as good.
      double[] one = Zoo.values(s.start(Worlds.PAIR, Worlds.seeds(3), Conditions.NONE.with("mask", Value.of(Shape.of(1, 2), true, false))));
      assertArrayEquals(Zoo.rows(all, 2, 0), Zoo.rows(one, 2, 0));
    }
    assertThrows(IllegalArgumentException.class, () -> sampler(Zoo.masked(net().epsilon()), BOTH.getFirst())
        .start(Worlds.PAIR, Worlds.seeds(3), Conditions.NONE.with("mask", Tensor.of(Worlds.PAIR, 1, 2, 3, 4))));
  }

  /** Tells the network its own last estimate, as self-conditioning does. */
  private record SelfConditioned(List<ScoreNetwork> networks, Shape sample) implements ScoreFunction {
    @Override
    public NoiseSchedule schedule() {
      return Worlds.TURN;
    }

    @Override
    public Evaluation evaluate(Expr x, Point at, Workspace w) {
      Tensor before = w.carry().get("self.d");
      Tensor self = before != null ? before : w.value(x.times(0));
      Outputs o = w.call(networks.getFirst(), x, at.time(), List.of(w.conditions().with("self_cond", self))).getFirst();
      var e = new Evaluation(at, w.value(x), o.raw(), Prediction.EPSILON, Map.of());
      w.carry().put("self.d", e.data());
      return e;
    }
  }

  /** What a rule makes has a row for each sample at work, in whichever group of the run they are. */
  @Test
  void aRulesOwnConditionFollowsItsSamplesThroughGroups() {
    Shape large = Shape.of(256, 128);
    HostNetwork net = HostNetwork.of(large, Precision.F64, Precision.F64, r -> {
      double[] self = r.conditions().get("self_cond"), f = new double[self.length];
      for (int i = 0; i < f.length; i++) f[i] = 0.4 * r.x()[i] + 0.1 * self[i] + 0.01 * r.condition("class", 0);
      return f;
    }).taking("self_cond", ElementType.DOUBLE, large);
    var f = new SelfConditioned(List.of(ScoreNetwork.of(net)), large);
    // What it is told changes within a step, so that no error would ever be small enough.
    var accepting = new Adaptive(new SmallSolvers.Pair(0.1), t -> new Decision(true, t.accepted().isEmpty() ? 0.7 : 1.2), 2, 100);
    for (Solver solver : List.of(new SmallSolvers.Ddim(), accepting)) {
      Sampler s = Zoo.sampler(f, solver, Worlds.INSIDE).on(backend).microBatch(2).steps(3);
      double[] all = Zoo.values(s.start(large, Worlds.seeds(5), Zoo.classes(5)));
      int n = (int) large.elements();
      for (int r : new int[] {0, 3, 4}) {
        double[] alone = Zoo.values(s.start(large, Seeds.of(Worlds.seeds(5).get(r)), Conditions.classes(r % 3)));
        assertTrue(Arrays.equals(Zoo.rows(all, n, r), alone), solver + ", sample " + r);
      }
    }
  }

  /** Two networks, of which each takes what it has a port for. */
  private record Pair(List<ScoreNetwork> networks) implements ScoreFunction {
    @Override
    public NoiseSchedule schedule() {
      return Worlds.TURN;
    }

    @Override
    public Evaluation evaluate(Expr x, Point at, Workspace w) {
      Expr good = w.call(networks.get(0), x, at.time(), List.of(w.conditions())).getFirst().raw();
      Expr bad = w.call(networks.get(1), x, at.time(), List.of(w.conditions())).getFirst().raw();
      return new Evaluation(at, w.value(x), good.times(2).minus(bad), Prediction.EPSILON, Map.of());
    }
  }

  @Test
  void aConditionMustBeKnownToOneOfSeveralNetworksAndEachTakesItsOwn() {
    for (Solver solver : BOTH) {
      HostNetwork good = net().taking("prompt", ElementType.FLOAT, Shape.of()).called(Map.of("file", "good.net", "sha256", "aa"));
      HostNetwork bad = net().without(HostNetwork.CLASSES).taking("w", ElementType.FLOAT, Shape.of())
          .called(Map.of("file", "bad.net", "sha256", "bb"));
      Sampler s = sampler(new Pair(List.of(ScoreNetwork.of(good), ScoreNetwork.of(bad))), solver);
      Conditions c = Zoo.classes(3).with("prompt", Value.of(Shape.of(3), 4f, 5f, 6f)).with("w", Value.of(Shape.of(1), 7.5f));
      try (Samples all = s.sample(Worlds.PAIR, Worlds.seeds(3), c)) {
        assertEquals(List.of("good.net", "aa", "bad.net", "bb"), Stream.of("network.file", "network.sha256", "network2.file",
            "network2.sha256").map(k -> all.recipe().find(k)).toList());
        assertEquals(0, good.seen.size() - bad.seen.size());
        for (HostNetwork.Seen call : good.seen)
          for (HostNetwork.Row r : call.rows()) assertEquals(r.condition("class", -1) + 4, r.condition("prompt", -1));
        for (HostNetwork.Seen call : bad.seen) for (HostNetwork.Row r : call.rows()) assertEquals(Map.of("w", 7.5), one(r));
      }
      var e = assertThrows(IllegalArgumentException.class, () -> s.start(Worlds.PAIR, Worlds.seeds(3), c.with("pronpt", Value.of(Shape.of(1), 1f))));
      assertTrue(String.valueOf(e.getMessage()).contains("prompt"), e.getMessage());
    }
  }

  private static Map<String, Double> one(HostNetwork.Row r) {
    var m = new TreeMap<String, Double>();
    r.conditions().forEach((k, v) -> m.put(k, v[0]));
    return m;
  }

  @Test
  void aNetworkThatIsNotNamedIsNotAsked() {
    ScoreNetwork named = ScoreNetwork.of(net()), other = ScoreNetwork.of(net().called(Map.of("file", "other.net")));
    var f = new ScoreFunction() {
      @Override
      public NoiseSchedule schedule() {
        return Worlds.TURN;
      }

      @Override
      public List<ScoreNetwork> networks() {
        return List.of(named);
      }

      @Override
      public Evaluation evaluate(Expr x, Point at, Workspace w) {
        return new Evaluation(at, x, w.call(other, x, at.time(), List.of(w.conditions())).getFirst().raw(), Prediction.EPSILON, Map.of());
      }
    };
    for (Solver solver : BOTH) {
      var e = assertThrows(IllegalStateException.class, () -> sampler(f, solver).sample(Worlds.PAIR, Worlds.seeds(3)));
      assertTrue(String.valueOf(e.getMessage()).contains("other.net") && e.getMessage().contains("networks()"), e.getMessage());
    }
  }

  @Test
  void guidanceMayGiveAConditionOfItsOwnButNoUnknownOne() {
    HostNetwork net = net().taking("prompt", ElementType.FLOAT, Shape.of());
    record Negative(String name) implements Guidance {
      @Override
      public List<Conditions> ask(Conditions asked, Point at) {
        return List.of(asked, asked.with(name, Value.of(Shape.of(1), -1f)));
      }

      @Override
      public Evaluation combine(List<Evaluation> answers, Workspace w) {
        Expr c = answers.get(0).raw(), u = answers.get(1).raw();
        return answers.getFirst().with(w.value(u.plus(c.minus(u).times(7.5))));
      }
    }
    Conditions c = Conditions.NONE.with("prompt", Value.of(Shape.of(3), 1f, 2f, 3f));
    for (Solver solver : BOTH) {
      sampler(net.epsilon().guided(new Negative("prompt")), solver).sample(Worlds.PAIR, Worlds.seeds(3), c).close();
      assertEquals(Set.of(-1.0, 1.0, 2.0, 3.0), Set.copyOf(net.seen.stream().flatMap(s -> s.rows().stream()).map(r -> r.condition("prompt", 0))
          .toList()));
      var e = assertThrows(IllegalArgumentException.class,
          () -> sampler(net.epsilon().guided(new Negative("promt")), solver).sample(Worlds.PAIR, Worlds.seeds(3), c));
      assertTrue(String.valueOf(e.getMessage()).contains("prompt"), e.getMessage());
    }
  }
}
