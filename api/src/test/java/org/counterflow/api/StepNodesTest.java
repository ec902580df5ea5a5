package org.counterflow.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.process.Point;
import org.counterflow.api.solver.Adaptive;
import org.counterflow.api.solver.Decision;
import org.counterflow.api.solver.EmbeddedSolver;
import org.counterflow.api.solver.Estimate;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.Precision;
import org.junit.jupiter.api.Test;

/** A step sees the nodes of its run. */
class StepNodesTest {
  private static final Solver NODES = s -> {
    List<Point> all = Worlds.INSIDE.on(Worlds.TURN, s.count());
    for (int k = 0; k <= s.count(); k++) assertEquals(all.get(k), s.node(k));
    assertEquals(s.node(s.index() + 1), all.get(s.index() + 1));
    String said = assertThrows(IllegalArgumentException.class, () -> s.node(s.count() + 1)).getMessage();
    assertEquals("node 8 of a run of 7 steps", said);
    assertThrows(IllegalArgumentException.class, () -> s.node(-1));
    return s.hold(s.here().data());
  };

  @Test
  void inTheOrderOfTheRunAlsoInsideAWrapper() {
    try (Backend b = Worlds.java(Precision.F64)) {
      for (Solver s : List.of(NODES, new SmallSolvers.Ancestral(NODES, 0.5)))
        Zoo.sampler(Worlds.bumps(), s, Worlds.INSIDE).steps(7).on(b).sample(Worlds.PAIR, Seeds.of(1)).close();
    }
  }

  @Test
  void anAdaptiveRunHasNone() {
    var said = new ArrayList<String>();
    EmbeddedSolver pair = s -> {
      said.add(assertThrows(IllegalStateException.class, () -> s.node(0)).getMessage());
      return new Estimate(s.hold(s.here().data()), 1);
    };
    try (Backend b = Worlds.java(Precision.F64)) {
      Zoo.sampler(Worlds.bumps(), new Adaptive(pair, t -> new Decision(true, 2), 1, 50), Worlds.INSIDE).on(b).sample(Worlds.PAIR, Seeds.of(1))
          .close();
    }
    assertEquals("the number of steps of an adaptive run is not known", said.getFirst());
  }
}
