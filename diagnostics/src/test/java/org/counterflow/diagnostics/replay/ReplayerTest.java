package org.counterflow.diagnostics.replay;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.diagnostics.internal.libraries.Library;
import org.counterflow.diagnostics.recorded.CaseFile;
import org.counterflow.diagnostics.recorded.CaseRecipe;
import org.counterflow.diagnostics.recorded.RecordedCase;
import org.counterflow.diagnostics.recorded.RecordedProblem;
import org.counterflow.diagnostics.replay.Outcome.Verdict;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Recorded runs are made again from what was asked for alone. */
class ReplayerTest {
  private static final Path GOLDEN = Path.of("../solvers/src/test/resources/golden");
  private static final Replayer REPLAYER = new Replayer(Catalogue.installed());
  private static final Map<String, RecordedCase> CASES = new LinkedHashMap<>();
  private static RecordedProblem problem;

  @BeforeAll
  static void read() throws IOException {
    try (Stream<Path> files = Files.list(GOLDEN)) {
      for (Path p : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
        if (CaseFile.isOther(p)) continue;
        for (RecordedCase c : CaseFile.read(p).cases()) CASES.put(c.id(), c);
      }
    }
    problem = RecordedProblem.read(GOLDEN.resolve("problem.json"));
    assertEquals(524, CASES.size());
  }

  private static RecordedCase find(String id) {
    RecordedCase c = CASES.get(id);
    assertNotNull(c, id);
    return c;
  }

  private static RecordedCase with(RecordedCase c, Map<String, Object> options) {
    return new RecordedCase(c.id(), c.library(), c.sampler(), options, c.defaults(), c.where(), c.space(), c.prediction(), c.states(), c.nodes(),
        c.inputs(), c.alphas(), c.sigmas(), c.noise(), c.drawnAfter(), c.evaluations(), c.tolerance());
  }

  private static RecordedCase withStates(RecordedCase c, double[][] states, int evaluations, double[] sigmas) {
    return new RecordedCase(c.id(), c.library(), c.sampler(), c.options(), c.defaults(), c.where(), c.space(), c.prediction(), states, c.nodes(),
        c.inputs(), c.alphas(), sigmas, c.noise(), c.drawnAfter(), evaluations, c.tolerance());
  }

  /** None is outside; what is not reproduced lacks a part, and says which. */
  @Test
  void recordsPassOrLackAPart() {
    var outside = new ArrayList<String>();
    Map<String, Integer> missing = new HashMap<>();
    int within = 0;
    for (RecordedCase c : CASES.values()) {
      Outcome o = REPLAYER.replay(c, problem);
      if (o.passed()) within++;
      else if (o.verdict() == Verdict.OUTSIDE) outside.add(o.toString());
      else missing.merge(o.reason().replaceFirst("[;.].*", ""), 1, Integer::sum);
    }
    assertEquals(List.of(), outside);
    assertTrue(within >= LEAST, within + " are within, for the rest there is " + missing);
  }

  /** As many as the catalogue has parts for. */
  private static final int LEAST = 524;

  /** The recipe of every record is known, whether or not its parts are installed. */
  @Test
  void eachRecordHasARecipe() {
    assertAll(CASES.values().stream().map(c -> () -> assertNotNull(Library.find(c, problem), c.id())));
  }

  /** What came of a run has no part in the recipe. */
  @Test
  void theRecipeComesFromTheOptionsAlone() {
    for (RecordedCase c : CASES.values()) {
      var blank = new RecordedCase("x", c.library(), c.sampler(), c.options(), c.defaults(), c.where(), c.space(), c.prediction(),
          new double[0][], List.of(), false, new double[0], new double[0], new double[0][], new double[0], 0, 0);
      assertEquals(Library.find(c, problem), Library.find(blank, problem), c.id());
    }
  }

  @Test
  void aDifferenceOfTenTolerancesIsSeenInEveryState() {
    RecordedCase c = find("heun-karras-N7");
    assertEquals(Verdict.WITHIN, REPLAYER.replay(c, problem).verdict());
    for (int k = 0; k < c.states().length; k++) {
      double[][] states = java.util.Arrays.stream(c.states()).map(double[]::clone).toArray(double[][]::new);
      states[k][3] += 10 * c.tolerance() * Math.max(1, Math.abs(states[k][3]));
      Outcome o = REPLAYER.replay(withStates(c, states, c.evaluations(), c.sigmas()), problem);
      assertEquals(Verdict.OUTSIDE, o.verdict(), "state " + k);
      assertEquals(10 * c.tolerance(), o.deviation(), c.tolerance());
    }
  }

  @Test
  void evaluationsCountAndStandWhereTheyWere() {
    RecordedCase c = find("ddim-leading-N10");
    Outcome more = REPLAYER.replay(withStates(c, c.states(), 11, c.sigmas()), problem);
    assertEquals(Verdict.OUTSIDE, more.verdict());
    assertTrue(more.reason().contains("10.0 evaluations for 11"), more.reason());
    double[] sigmas = c.sigmas().clone();
    sigmas[4] *= 1.0001;
    Outcome moved = REPLAYER.replay(withStates(c, c.states(), 10, sigmas), problem);
    assertEquals(Verdict.OUTSIDE, moved.verdict());
    assertTrue(moved.reason().startsWith("evaluation 4 is at sigma/alpha"), moved.reason());
  }

  @Test
  void whatIsUnknownIsNamed() {
    RecordedCase c = find("ddim-leading-N10");
    Map<String, Object> options = new LinkedHashMap<>(c.options());
    options.put("wizardry", true);
    Outcome unknown = REPLAYER.replay(with(c, options), problem);
    assertEquals(Verdict.NOT_REPRODUCED, unknown.verdict());
    assertTrue(unknown.reason().contains("wizardry"), unknown.reason());
    options.remove("wizardry");
    options.put("beta_schedule", "square");
    assertTrue(REPLAYER.replay(with(c, options), problem).reason().contains("\"beta_schedule\" must be one of"));
    RecordedCase k = find("k-euler-karras-N10");
    Map<String, Object> sampler = new LinkedHashMap<>(k.options());
    sampler.put("s_churn", 1.0);
    sampler.put("magic", 1L);
    assertTrue(REPLAYER.replay(with(k, sampler), problem).reason().contains("magic"));
  }

  /** Recorded noise is not drawn anew: another draw gives another run. */
  @Test
  void recordedNoiseIsUsed() {
    RecordedCase c = find("k-euler_ancestral-eta1-karras-N10");
    assertEquals(Verdict.WITHIN, REPLAYER.replay(c, problem).verdict());
    double[][] noise = java.util.Arrays.stream(c.noise()).map(double[]::clone).toArray(double[][]::new);
    noise[3][1] += 1e-3;
    var other = new RecordedCase(c.id(), c.library(), c.sampler(), c.options(), c.defaults(), c.where(), c.space(), c.prediction(), c.states(),
        c.nodes(), c.inputs(), c.alphas(), c.sigmas(), noise, c.drawnAfter(), c.evaluations(), c.tolerance());
    assertEquals(Verdict.OUTSIDE, REPLAYER.replay(other, problem).verdict());
  }

  @Test
  void recipesPrint() {
    CaseRecipe r = Library.find(find("dpmm-pp-o2-karras-tmodel-N10"), problem);
    assertEquals("dpmpp-2m:lower-order-final=below-15, 10 steps of karras along linear, epsilon, network-time=rint", r.toString());
  }
}
