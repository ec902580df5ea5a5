package org.counterflow.diagnostics.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.Prediction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A plan says in coefficients what the solver does. */
class PlanTest {
  private static final Catalogue CATALOGUE = Catalogue.installed();

  private static Plan plan(String solver, String grid, String schedule, int steps) {
    return Plan.of(CATALOGUE.find(Kind.SOLVER, solver), CATALOGUE.find(Kind.SCHEDULE, schedule), CATALOGUE.find(Kind.GRID, grid), Prediction.DATA,
        steps);
  }

  @Test
  void ddimHoldsTheDataEstimate() {
    Plan p = plan("ddim", "trailing", "linear", 3);
    Point from = CATALOGUE.find(Kind.SCHEDULE, "linear").latest();
    for (Plan.Step s : p.steps()) {
      assertEquals(s.number() == 3 ? 1 : 2, s.state().size());
      double r = s.at().sigma() / from.sigma();
      if (r > 0) assertEquals(r, s.state().get("x" + (s.number() - 1)), 1e-15);
      assertEquals(s.at().alpha() - from.alpha() * r, s.state().get("F" + (s.number() - 1)), 1e-15);
      from = s.at();
    }
    assertEquals("ddim, 3 steps of trailing along linear; the network returns data", p.toString());
  }

  /** Where the data estimate is constant, every state and every stage lies on {@code alpha D + sigma e} with the start's e. */
  @ParameterizedTest
  @ValueSource(strings = {"ddim", "heun", "dpmpp-2m", "unipc:order=3"})
  void deterministicStepsAreExactForConstantData(String solver) {
    double data = 0.7, noise = -1.3;
    Map<String, Double> values = new java.util.HashMap<>();
    Plan p = plan(solver, "final(karras):at=none", "linear", 6);
    Point start = p.steps().getFirst().evaluations().getFirst().at();
    values.put("x0", start.alpha() * data + start.sigma() * noise);
    for (Plan.Step s : p.steps()) {
      for (Plan.Evaluation e : s.evaluations()) {
        assertEquals(e.at().alpha() * data + e.at().sigma() * noise, value(e.of(), values), 1e-9, e.name());
        values.put(e.name(), data);
      }
      values.put(s.name(), value(s.state(), values));
      assertEquals(s.at().alpha() * data + s.at().sigma() * noise, values.get(s.name()), 1e-9, s.name());
    }
  }

  /** Noise that is put in makes up what was taken out: {@code A^2 sigma^2 + zeta^2 = sigma'^2}. */
  @Test
  void ancestralKeepsTheVariance() {
    Plan p = plan("euler-a", "trailing", "linear", 5);
    double sigma = p.steps().getFirst().evaluations().getFirst().at().sigma();
    int normals = 0;
    for (Plan.Step s : p.steps()) {
      double kept = s.state().getOrDefault("x" + (s.number() - 1), 0.0), zeta = s.state().getOrDefault("z" + (s.number() - 1), 0.0);
      assertEquals(s.at().sigma() * s.at().sigma(), kept * kept * sigma * sigma + zeta * zeta, 1e-14);
      if (zeta > 0) normals++;
      sigma = s.at().sigma();
    }
    assertTrue(normals >= 4);
  }

  private static double value(Map<String, Double> terms, Map<String, Double> values) {
    return terms.entrySet().stream().mapToDouble(t -> t.getValue() * values.get(t.getKey())).sum();
  }
}
