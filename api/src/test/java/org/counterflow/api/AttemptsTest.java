package org.counterflow.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.network.NetworkException;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeLabel;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.solver.Adaptive;
import org.counterflow.api.solver.Decision;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Value;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What did not happen does not count, and what is far away does not come near. */
class AttemptsTest {
  private final Backend backend = Worlds.java(Precision.F64);

  @AfterEach
  void close() {
    backend.close();
  }

  /** The way takes 6 attempts, and 6 may be made. */
  @Test
  void anAttemptThatFailedOutsideTheSolverWasNotMade() {
    boolean[] failing = {false};
    HostNetwork net = HostNetwork.of(Worlds.PAIR, Precision.F64).before(c -> {
      if (failing[0]) throw new NetworkException("the plug was pulled");
    });
    double way = Worlds.TURN.latest().stepTo(Worlds.TURN.earliest());
    var six = new Adaptive(new SmallSolvers.Pair(1), t -> new Decision(true, 1), way / 6 + 1e-6, 6);
    Sampler s = Zoo.sampler(net.epsilon(), six, Worlds.INSIDE).on(backend).microBatch(1);
    double[] whole = Zoo.values(s.start(Worlds.PAIR, Seeds.of(4), Conditions.NONE));
    Run r = s.start(Worlds.PAIR, Seeds.of(4), Conditions.NONE);
    for (int i = 0; i < 3; i++) {
      r.advance();
      failing[0] = true;
      assertThrows(NetworkException.class, r::advance);
      failing[0] = false;
    }
    assertArrayEquals(whole, Zoo.values(r));
  }

  @Test
  void aDeadlineBeyondAllTimeIsNone() {
    Sampler s = Zoo.sampler(Worlds.bumps(), new SmallSolvers.Heun(), Worlds.INSIDE).on(backend).steps(40);
    double[] whole = Zoo.values(s.start(Worlds.PAIR, Seeds.of(4), Conditions.NONE));
    for (Duration far : new Duration[] {Duration.ofSeconds(Long.MAX_VALUE), Duration.ofDays(200 * 365), Duration.ofDays(100 * 365)})
      assertArrayEquals(whole, Zoo.values(s.deadline(far).start(Worlds.PAIR, Seeds.of(4), Conditions.NONE)));
  }

  /** At clean data a network is asked at the earliest place of its process, and a score has the scale that it has there. */
  @Test
  void atCleanDataTheNetworkSpeaksOfItsEarliestPlace() {
    HostNetwork net = HostNetwork.of(Worlds.PAIR, Precision.F64, Precision.F64, r -> new double[] {0.25, -0.5});
    ScoreFunction f = ScoreFunction.of(net, Prediction.SCORE, TimeLabel.SIGMA, Worlds.EXPLODING);
    Point clean = Worlds.EXPLODING.clean(), own = Worlds.EXPLODING.earliest(), q = Worlds.EXPLODING.at(2);
    Sampler s = Sampler.of(f).solver(new SmallSolvers.Ddim()).grid(Worlds.Nodes.of(q, clean)).steps(1).on(backend).microBatch(1);
    double[] x = {1, 3}, raw = {0.25, -0.5}, expected = new double[2];
    for (int i = 0; i < 2; i++)
      expected[i] = x[i] + q.sigma() * (Prediction.SCORE.noise(own).ofX() * x[i] + Prediction.SCORE.noise(own).ofOutput() * raw[i]);
    try (Samples encoded = s.encode(Value.of(Shape.of(1, 2), x), Seeds.of(1), Conditions.NONE)) {
      assertArrayEquals(expected, encoded.toDoubles(), 1e-12);
    }
  }
}
