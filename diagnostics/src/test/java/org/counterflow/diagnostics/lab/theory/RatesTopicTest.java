package org.counterflow.diagnostics.lab.theory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.diagnostics.findings.Bar;
import org.counterflow.diagnostics.findings.Findings;
import org.counterflow.diagnostics.lab.Topics;
import org.counterflow.diagnostics.topic.Topic;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The laboratory's bars are met. */
class RatesTopicTest {
  private static void assertMet(List<Bar> bars) {
    List<Bar> failed = bars.stream().filter(b -> !b.met()).toList();
    assertTrue(failed.isEmpty(), failed.toString());
  }

  /** Those that take little: the reasons alone. */
  @Test
  void theReasonsAreMeasured() {
    var said = new ArrayList<String>();
    var reasons = new RateReasons(said::add);
    assertMet(reasons.bars());
    assertEquals(12, reasons.bars().size());
    assertEquals(6, reasons.figures().size());
    assertEquals(2, said.size());
  }

  @Test
  @Tag("full")
  void everyBarOfAQuickRunIsMet() {
    Findings f = new Topics(Catalogue.installed()).find("rates").measure(Topic.Effort.QUICK, what -> {});
    assertMet(f.bars());
    assertTrue(f.bars().size() > 150, f.bars().size() + " bars");
    var names = new HashSet<String>();
    for (Bar b : f.bars()) assertTrue(names.add(b.name()), "twice: " + b.name());
  }

  @Test
  void anUnknownTopicIsRefusedWithThoseThatThereAre() {
    var topics = new Topics(Catalogue.installed());
    assertTrue(assertThrows(IllegalArgumentException.class, () -> topics.find("rate")).getMessage().contains("rates"));
  }

  @Test
  void aGridOfEveryEntryNeedsATableOfThatSize() {
    assertThrows(IllegalArgumentException.class, () -> new EveryEntry().on(org.counterflow.solvers.Schedules.cosine(100), 50));
  }
}
