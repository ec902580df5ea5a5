package org.counterflow.diagnostics.topic;

import java.util.Set;
import org.counterflow.diagnostics.findings.Findings;

/** One question about samplers, answered by measuring. */
public interface Topic {
  /** As the command line names it. */
  String id();

  /** The question, as one sentence. */
  String asks();

  /** What of its {@link Material} can be chosen; what cannot is refused where somebody gives it. */
  default Set<Choice> choices() {
    return Set.of();
  }

  /**
   * Measures.
   *
   * @param effort how much work to put in; the bars hold for each
   * @param progress told what is being measured, one short line at a time
   * @throws IllegalStateException if something that was measured is no number, with where
   */
  Findings measure(Effort effort, Progress progress);

  /** What somebody who runs a topic may give. */
  enum Choice {
    /** A network in place of the bundled one. */
    MODEL,
    /** More networks than one. */
    MODELS,
    /** Data in place of the bundled images. */
    DATA,
    /** The solver under study. */
    SOLVER,
    /** Its number of steps. */
    STEPS
  }

  /** How much work to put in. */
  enum Effort {
    /** About a minute: fewer steps, fewer samplers. */
    QUICK,
    /** All of it. */
    WHOLE
  }

  /** Told how far a measurement is. */
  @FunctionalInterface
  interface Progress {
    /** What is being measured now. */
    void now(String what);
  }
}
