package org.counterflow.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.counterflow.api.score.Evaluation;
import org.counterflow.api.score.OutputRule;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.score.Workspace;
import org.counterflow.api.tensor.Precision;
import org.junit.jupiter.api.Test;

/** What one of several rules, or the guidance below them, says of itself holds for the whole. */
class RulesTogetherTest {
  private record Named(String name, boolean movesState) implements OutputRule {
    @Override
    public String toString() {
      return name;
    }

    @Override
    public Evaluation apply(Evaluation e, Workspace w) {
      return e;
    }
  }

  private final ScoreFunction net = HostNetwork.of(Worlds.PAIR, Precision.F32).epsilon();
  private final OutputRule resting = new Named("resting", false);
  private final OutputRule moving = new Named("moving", true);

  @Test
  void aStateMovesIfAnyOfThemMovesIt() {
    assertFalse(net.with(resting).movesState());
    assertTrue(net.with(moving).movesState());
    assertTrue(net.with(moving).with(resting).movesState());
    assertTrue(net.with(resting).with(moving).movesState());
    assertTrue(net.guided(new Zoo.Moving(0.5)).with(resting).movesState());
  }

  @Test
  void theyStandInTheOrderInWhichTheyAreApplied() {
    assertEquals("resting + moving", net.with(resting).with(moving).settings().get("rule"));
    assertEquals("moving + resting", net.with(moving).with(resting).settings().get("rule"));
  }
}
