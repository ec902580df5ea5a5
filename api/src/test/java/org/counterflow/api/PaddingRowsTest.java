package org.counterflow.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;
import org.counterflow.api.value.Value;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever a state is made of, the rows that fill a call are the last sample's: a network never sees numbers that no sample has. */
class PaddingRowsTest {
  private static final int SAMPLES = 6;
  private static final int ROWS = 4;
  private final HostNetwork net = HostNetwork.byCount(Worlds.PAIR, Precision.F32).taking("prompt", ElementType.FLOAT, Shape.of());
  private final Backend backend = Worlds.java(Precision.F32);

  @AfterEach
  void close() {
    backend.close();
  }

  private Sampler sampler(ScoreFunction f) {
    return sampler(f, new SmallSolvers.TwoM());
  }

  private Sampler sampler(ScoreFunction f, Solver s) {
    return Zoo.sampler(f, s, Worlds.INSIDE).on(backend).microBatch(ROWS);
  }

  private static Conditions given() {
    return Zoo.classes(SAMPLES).with("prompt", Value.of(Shape.of(SAMPLES), 1f, 2f, 3f, 4f, 5f, 6f));
  }

  private void requirePaddedWithTheLast(Run r) {
    net.seen.clear();
    r.finish().close();
    assertFalse(net.seen.isEmpty());
    int padded = 0;
    for (HostNetwork.Seen call : net.seen) {
      List<HostNetwork.Row> rows = call.rows();
      assertEquals(ROWS, rows.size());
      int last = SAMPLES % ROWS - 1;
      // An adaptive run has whoever waits in its calls: a row that is there twice is padding.
      if (rows.getLast().condition("prompt", 0) != SAMPLES || rows.get(last).condition("prompt", 0) != SAMPLES) continue;
      padded++;
      for (int i = last + 1; i < ROWS; i++) {
        assertArrayEquals(rows.get(last).x(), rows.get(i).x(), "row " + i);
        assertEquals(rows.get(last).label(), rows.get(i).label());
        assertEquals(rows.get(last).condition("class", -1), rows.get(i).condition("class", -1));
      }
    }
    assertTrue(padded > 1, padded + " of " + net.seen.size() + " calls are padded");
  }

  private static double[] rows() {
    var x = new double[2 * SAMPLES];
    for (int i = 0; i < x.length; i++) x[i] = 0.3 * i - 1;
    return x;
  }

  @Test
  void aStateThatBeganAsGivenNormals() {
    var floats = new float[2 * SAMPLES];
    for (int i = 0; i < floats.length; i++) floats[i] = (float) rows()[i];
    for (Value start : List.of(Value.of(Shape.of(SAMPLES, 2), rows()), Value.of(Shape.of(SAMPLES, 2), floats)))
      requirePaddedWithTheLast(sampler(net.epsilon()).start(start, Worlds.seeds(SAMPLES), given()));
  }

  @Test
  void aStateThatBeganAsData() {
    Value data = Value.of(Shape.of(SAMPLES, 2), rows());
    requirePaddedWithTheLast(sampler(net.epsilon()).from(data).strength(0.6).start(Worlds.seeds(SAMPLES), given()));
    requirePaddedWithTheLast(sampler(net.epsilon()).startEncoding(data, Worlds.seeds(SAMPLES), given()));
  }

  @Test
  void aStateWithATensorOfTheSolver() {
    Tensor mine = Tensor.of(Worlds.PAIR, rows());
    requirePaddedWithTheLast(sampler(net.epsilon(), s -> s.hold(s.here().data()).plus(mine.times(0.1)))
        .start(Worlds.PAIR, Worlds.seeds(SAMPLES), given()));
  }

  @Test
  void aStateWithAMaskOfARule() {
    var whole = new long[2 * SAMPLES];
    for (int i = 0; i < whole.length; i++) whole[i] = i % 3 == 0 || i == 2 * SAMPLES - 1 ? 0 : 1;
    var broken = new double[whole.length];
    for (int i = 0; i < whole.length; i++) broken[i] = whole[i];
    for (Value mask : List.of(Value.of(Shape.of(SAMPLES, 2), whole), Value.of(Shape.of(SAMPLES, 2), broken)))
      requirePaddedWithTheLast(sampler(Zoo.masked(net.epsilon())).start(Worlds.PAIR, Worlds.seeds(SAMPLES), given().with("mask", mask)));
  }

  /** Three places of five samples are 15 rows: the one that fills the fourth call of them is the last. */
  @Test
  void severalPlacesInOneCall() {
    HostNetwork free = HostNetwork.of(Worlds.PAIR, Precision.F32);
    Solver stages = s -> {
      Point third = s.schedule().between(s.from(), s.to(), 0.3), half = s.schedule().between(s.from(), s.to(), 0.5);
      Expr d = s.here().data();
      List<Evaluation> all = s.evaluate(List.of(s.from().hold(s.x(), d, third), s.from().hold(s.x(), d, half), s.hold(d)),
          List.of(third, half, s.to()));
      return s.hold(d.plus(all.get(0).data()).plus(all.get(1).data()).plus(all.get(2).data()).times(0.25));
    };
    sampler(free.epsilon(), stages).sample(Worlds.PAIR, Worlds.seeds(5), Zoo.classes(5)).close();
    List<Integer> sizes = free.seen.stream().map(c -> c.rows().size()).toList();
    assertEquals(List.of(4, 1, 4, 4, 4, 4), sizes.subList(0, 6));
    for (int k = 5; k < sizes.size(); k += 6) {
      List<HostNetwork.Row> rows = free.seen.get(k).rows();
      assertArrayEquals(rows.get(2).x(), rows.get(3).x());
      assertEquals(rows.get(2).label(), rows.get(3).label());
      assertEquals(rows.get(2).condition("class", -1), rows.get(3).condition("class", -1));
    }
  }

  @Test
  void afterAPauseToo() throws IOException {
    Value mask = Value.of(Shape.of(SAMPLES, 2), rows()).map(v -> v > 0 ? 1 : 0.5);
    for (Solver solver : List.of(new SmallSolvers.Pec(), Zoo.adaptive(new SmallSolvers.SameAsLast(1e-2)))) {
      Sampler s = sampler(Zoo.masked(net.epsilon()).with(new Zoo.SlowClip()), solver);
      try (Run r = s.start(Worlds.PAIR, Worlds.seeds(SAMPLES), given().with("mask", mask))) {
        for (int i = 0; i < 3; i++) {
          var saved = new ByteArrayOutputStream();
          r.save(saved);
          Run again = s.start(Worlds.PAIR, Worlds.seeds(SAMPLES), given().with("mask", mask)).load(new ByteArrayInputStream(saved.toByteArray()));
          if (solver instanceof SmallSolvers.Pec) requirePaddedWithTheLast(again);
          else again.finish().close();
          r.advance();
        }
      }
    }
  }
}
