package org.counterflow.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Value;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A run from data begins as far from clean as samples are there, and takes the part of the steps that was asked for. */
class FromDataTest {
  private static final Seeds THREE = Worlds.seeds(3);
  private final Backend backend = Worlds.java(Precision.F64);

  @AfterEach
  void close() {
    backend.close();
  }

  private Sampler sampler(NoiseSchedule s, Value data, double strength) {
    return Zoo.sampler(Worlds.bumps(), new SmallSolvers.Ddim(), Worlds.TO_CLEAN).along(s).on(backend).from(data).strength(strength);
  }

  @Test
  void theStrengthIsThePartOfTheStepsThatIsTaken() {
    Value data = Value.of(Shape.of(1, 2), 1.0, 2);
    int steps = 10;
    List<Point> all = sampler(Worlds.TURN, data, 1).steps(steps).points();
    assertEquals(steps + 1, all.size());
    double[] strengths = {1e-9, 0.04, 0.06, 0.14, 0.16, 0.5, 0.94, 0.96, 1};
    int[] taken = {1, 1, 1, 1, 2, 5, 9, 10, 10};
    for (int i = 0; i < taken.length; i++)
      assertEquals(all.subList(steps - taken[i], steps + 1), sampler(Worlds.TURN, data, strengths[i]).steps(steps).points(), "at " + strengths[i]);
    for (double wrong : new double[] {0, -0.5, 1.01, Double.NaN})
      assertThrows(IllegalArgumentException.class, () -> sampler(Worlds.TURN, data, wrong));
  }

  @Test
  void theFirstStateIsTheDataWithTheSeedsNoise() {
    Value rows = Value.of(Shape.of(3, 2), 1.0, 2, 3, 4, 5, 6), one = Value.of(Shape.of(1, 2), 1.0, 2);
    double[] normals = THREE.normals(Worlds.PAIR).toDoubles();
    for (NoiseSchedule s : List.of(Worlds.TURN, Worlds.STRAIGHT, Worlds.EXPLODING)) {
      for (Value data : List.of(rows, one)) {
        Sampler from = sampler(s, data, 0.5);
        Point p = from.points().getFirst();
        var first = new ArrayList<double[]>();
        from.watch(t -> {
          if (t.step() == 0) first.add(t.state().toDoubles());
        }).sample(THREE).close();
        var expected = new double[6];
        for (int i = 0; i < 6; i++) expected[i] = p.alpha() * data.toDoubles()[i % data.toDoubles().length] + p.sigma() * normals[i];
        assertArrayEquals(expected, first.getFirst(), 1e-12, s + " from " + data);
      }
    }
  }

  @Test
  void aRowASampleOrOneForAll() {
    Value two = Value.of(Shape.of(2, 2), 1.0, 2, 3, 4);
    assertThrows(IllegalArgumentException.class, () -> sampler(Worlds.TURN, two, 0.5).start(THREE, Conditions.NONE));
    assertThrows(IllegalStateException.class, () -> sampler(Worlds.TURN, two, 0.5).start(two, Worlds.seeds(2), Conditions.NONE));
    // Given normals have a row a sample, whatever their number.
    assertThrows(IllegalArgumentException.class, () -> Zoo.sampler(Worlds.bumps(), new SmallSolvers.Ddim(), Worlds.TO_CLEAN).on(backend)
        .start(Value.of(Shape.of(1, 2), 1.0, 2), THREE, Conditions.NONE));
  }
}
