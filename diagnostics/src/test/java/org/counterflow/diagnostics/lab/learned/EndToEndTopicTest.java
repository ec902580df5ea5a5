package org.counterflow.diagnostics.lab.learned;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import org.counterflow.api.Backends;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Options;
import org.counterflow.api.tensor.Precision;
import org.counterflow.diagnostics.findings.Bar;
import org.counterflow.diagnostics.findings.Findings;
import org.counterflow.diagnostics.learning.BumpFit;
import org.counterflow.diagnostics.topic.Topic;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The bars of learning and sampling together are met. */
class EndToEndTopicTest {
  private static void assertMet(List<Bar> bars) {
    List<Bar> failed = bars.stream().filter(b -> !b.met()).toList();
    assertTrue(failed.isEmpty(), failed.toString());
  }

  /** One score learned from draws, and one with the noise integrated out. */
  @Test
  void bothBoundsHoldAndTheStochasticSamplerForgivesRoughScores() {
    try (Backend backend = Backends.installed().open("java", Options.defaults().in(Precision.F64))) {
      var fits = new EndToEndFits(backend);
      var draws = new EndToEndDraws(fits, Topic.Effort.QUICK, what -> {});
      assertEquals(3, draws.bars().size());
      assertMet(draws.bars());
      EndToEndFit exact = fits.learned(BumpFit.onLine(), 300, 2);
      assertMet(exact.bounds("300 samples"));
      // The bounds are no idle ones: a third of them is there.
      assertTrue(exact.tv(EndToEndSampler.AB2, EndToEndFit.BOUND) > exact.error().ode() / 3);
    }
  }

  @Test
  @Tag("full")
  void everyBarOfAQuickRunIsMet() {
    Findings f = new EndToEndTopic().measure(Topic.Effort.QUICK, what -> {});
    assertMet(f.bars());
    assertTrue(f.bars().size() > 40, f.bars().size() + " bars");
    var names = new HashSet<String>();
    for (Bar b : f.bars()) assertTrue(names.add(b.name()), "twice: " + b.name());
    assertEquals(5, f.figures().size());
  }
}
