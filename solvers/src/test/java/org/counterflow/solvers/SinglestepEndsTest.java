package org.counterflow.solvers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.catalogue.Target;
import org.counterflow.api.solver.Solver;
import org.counterflow.solvers.support.Plain;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the endings of singlestep runs cost; that their samples are finite is tested by the contracts of the module tck. */
class SinglestepEndsTest {
  private static final Catalogue CATALOGUE = Catalogue.of(List.of(new Parts()));
  private static final Target MOONS = Targets.twoMoons();

  private static Backend backend;

  @BeforeAll
  static void open() {
    backend = Plain.f64();
  }

  @AfterAll
  static void close() {
    backend.close();
  }

  /** What a run of n steps with these orders asks for. */
  @Test
  void endingsMeetABudget() {
    var asked = new ArrayList<Double>();
    for (String ending : List.of("full", "one", "two", "two-one")) {
      Solver solver = CATALOGUE.find(Kind.SOLVER, "dpm-fast:ending=" + ending);
      try (Samples s = Sampler.of(MOONS.score()).on(backend).along(Schedules.vp()).solver(solver).grid(Grids.logSnr(-3, 3)).steps(4)
          .sample(MOONS.shape(), Seeds.of(1))) {
        asked.add(s.report().evaluations());
      }
    }
    assertEquals(List.of(12.0, 10.0, 11.0, 9.0), asked);
  }
}
