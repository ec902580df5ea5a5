package org.counterflow.diagnostics.topic;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import org.counterflow.api.network.NetworkException;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeLabel;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.tensor.Shape;
import org.counterflow.solvers.Schedules;
import org.junit.jupiter.api.Test;

/** A network that cannot be measured is refused, with its name, the place and what to do. */
class SoundnessTest {
  private static ScoreFunction score(int elements, int out, JavaNetwork.Function f) {
    return ScoreFunction.of(new JavaNetwork(elements, out, f), Prediction.EPSILON, TimeLabel.STEP, Schedules.linear(1e-4, 0.02, 1000));
  }

  private static String refusal(ScoreFunction score, Shape shape) {
    String said = assertThrows(NetworkException.class, () -> Soundness.require("mine.onnx", score, shape)).getMessage();
    assertTrue(said.startsWith("model mine.onnx "), said);
    assertTrue(said.contains("Remedy: "), said);
    return said;
  }

  @Test
  void oneThatIsSoundPasses() {
    Soundness.require("mine.onnx", score(3, 3, (x, t) -> new float[] {0.5f * x[0], x[1] * t / 1000, -x[2]}), Shape.of(3));
  }

  @Test
  void anExactScoreFunctionPasses() {
    var target = org.counterflow.solvers.Targets.twoMoons();
    Soundness.require("two-moons", target.score(), target.shape());
  }

  @Test
  void noNumbersAreRefused() {
    String said = refusal(score(3, 3, (x, t) -> new float[] {x[0], t < 900 ? Float.NaN : 1, x[2]}), Shape.of(3));
    assertTrue(said.contains("not finite at time ") && !said.contains("time 999"), said);
    assertTrue(refusal(score(1, 1, (x, _) -> new float[] {x[0] / 0f}), Shape.of(1)).contains("not finite at time 999"));
  }

  @Test
  void anotherShapeIsRefused() {
    assertTrue(refusal(score(3, 3, (x, _) -> x), Shape.of(4)).contains("wrong shape: it takes samples of shape 3, and the data are 4"));
    assertTrue(refusal(score(3, 3, (x, _) -> new float[] {x[0]}), Shape.of(3)).contains("unwritten"));
  }

  @Test
  void chanceIsRefused() {
    var calls = new AtomicInteger();
    String said = refusal(score(2, 2, (x, _) -> new float[] {x[0], x[1] + 1e-6f * (calls.getAndIncrement() / 4)}), Shape.of(2));
    assertTrue(said.contains("is not deterministic") && said.contains("element 1 of sample"), said);
  }
}
