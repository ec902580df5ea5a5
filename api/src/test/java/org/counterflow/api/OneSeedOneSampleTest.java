package org.counterflow.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.internal.arithmetic.Normals;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A sample's bits depend on its seed, the model and the recipe alone. */
class OneSeedOneSampleTest {
  private static final Seeds FIVE = Worlds.seeds(5);

  static Set<String> zoo() {
    return Zoo.all().keySet();
  }

  private static double[] draw(String name, Backend b, int microBatch, int... which) {
    Sampler s = Zoo.all().get(name);
    if (s == null) throw new AssertionError(name);
    var seeds = new long[which.length];
    var classes = new long[which.length];
    for (int i = 0; i < which.length; i++) {
      seeds[i] = FIVE.get(which[i]);
      classes[i] = which[i] % 3;
    }
    return Zoo.values(s.on(b).microBatch(microBatch).start(Worlds.PAIR, Seeds.of(seeds), Zoo.given(name, Conditions.classes(classes))));
  }

  @ParameterizedTest
  @MethodSource("zoo")
  void whateverItsCompanionsOrderAndMicroBatch(String name) {
    for (Precision p : List.of(Precision.F32, Precision.F64)) {
      try (Backend b = Worlds.java(p)) {
        double[] all = draw(name, b, 5, 0, 1, 2, 3, 4);
        for (double v : all) assertTrue(Double.isFinite(v), name);
        assertNotEquals(all[0], all[2], "samples of different seeds differ");
        for (int r = 0; r < 5; r++) assertArrayEquals(Zoo.rows(all, 2, r), draw(name, b, 5, r), name + " alone in " + p);
        assertArrayEquals(Zoo.rows(all, 2, 3, 1, 4, 0), draw(name, b, 3, 3, 1, 4, 0), name + " in another order");
        for (int m : new int[] {1, 2, 4, 16}) assertArrayEquals(all, draw(name, b, m, 0, 1, 2, 3, 4), name + " in micro-batches of " + m);
      }
    }
  }

  /** Samples so large that only three fit into a group. */
  private static final class Large {
    static final Shape SHAPE = Shape.of(1, 256, 256);
    final List<String> groups = new ArrayList<>();
    final Watcher watcher = p -> groups.add(p.step() == 0 ? p.first() + "+" + p.samples() : p.step() - 1 + ":" + p.state().batch());

    Sampler sampler(Backend b, int microBatch) {
      var net = HostNetwork.of(SHAPE, Precision.F32, Precision.F32, r -> {
        var f = new double[r.x().length];
        for (int i = 0; i < f.length; i++) f[i] = r.x()[i] * (0.3 + 0.1 * r.condition("class", 3)) + r.label();
        return f;
      });
      return Sampler.of(net.epsilon()).on(b).solver(new SmallSolvers.Ancestral(new SmallSolvers.TwoM(), 0.5)).grid(Worlds.TO_CLEAN).steps(2)
          .microBatch(microBatch);
    }
  }

  @Test
  void whateverTheGroupItIsIn() {
    var large = new Large();
    int n = (int) Large.SHAPE.elements();
    try (Backend b = Worlds.java(Precision.F32)) {
      Seeds seeds = Worlds.seeds(8);
      Conditions classes = Conditions.classes(0, 1, 2, 3, 4, 5, 6, 7);
      double[] all = Zoo.values(large.sampler(b, 3).watch(large.watcher).start(Large.SHAPE, seeds, classes));
      assertEquals(List.of("0+3", "0:3", "1:3", "3+3", "0:3", "1:3", "6+2", "0:2", "1:2"), large.groups);
      for (int r : new int[] {0, 4, 7}) {
        double[] alone = Zoo.values(large.sampler(b, 1).start(Large.SHAPE, Seeds.of(seeds.get(r)), Conditions.classes(r)));
        assertTrue(Arrays.equals(Zoo.rows(all, n, r), alone), "sample " + r);
      }
    }
  }

  @Test
  void givenStartsAreCutWithTheGroups() {
    var large = new Large();
    int n = (int) Large.SHAPE.elements();
    try (Backend b = Worlds.java(Precision.F32)) {
      var start = new double[5 * n];
      for (int i = 0; i < start.length; i++) start[i] = StrictMath.sin(i * 0.001);
      double[] all = Zoo.values(large.sampler(b, 2).start(Tensor.of(Large.SHAPE, start), Worlds.seeds(5), Conditions.NONE));
      Tensor last = Tensor.of(Large.SHAPE, Arrays.copyOfRange(start, 4 * n, 5 * n));
      double[] alone = Zoo.values(large.sampler(b, 2).start(last, Seeds.of(Worlds.seeds(5).get(4)), Conditions.NONE));
      assertTrue(Arrays.equals(Zoo.rows(all, n, 4), alone));
    }
  }

  @Test
  void givenNormalsAreScaledAsNoiseIsAndStatesAreNot() {
    try (Backend b = Worlds.java(Precision.F64)) {
      Sampler s = Zoo.sampler(Worlds.bumps(), new SmallSolvers.Ddim(), Worlds.INSIDE).along(Worlds.EXPLODING).on(b);
      var first = new ArrayList<double[]>();
      var spy = new Spy(first);
      s.solver(spy).sample(Worlds.PAIR, FIVE, Conditions.NONE).close();
      double[] scaled = first.getFirst();
      double sigma = Worlds.EXPLODING.latest().sigma();
      assertEquals(sigma * Normals.normal(FIVE.get(2), 0, 1), scaled[2 * 2 + 1]);
      double[] normals = Arrays.stream(scaled).map(v -> v / sigma).toArray();
      first.clear();
      s.solver(spy).sample(Tensor.of(Worlds.PAIR, normals), FIVE, Conditions.NONE).close();
      assertArrayEquals(scaled, first.getFirst(), 1e-12);
      first.clear();
      s.solver(spy).decode(Tensor.of(Worlds.PAIR, normals), FIVE, Conditions.NONE).close();
      assertArrayEquals(normals, first.getFirst());
    }
  }

  /** DDIM that notes the states it sees. */
  private record Spy(List<double[]> seen) implements Solver {
    @Override
    public Expr step(Step s) {
      seen.add(s.x().toDoubles());
      return s.hold(s.here().data());
    }
  }
}
