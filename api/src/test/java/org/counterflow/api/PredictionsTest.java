package org.counterflow.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.process.Affine;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeLabel;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.tensor.Precision;
import org.junit.jupiter.api.Test;

/** Networks that know one distribution exactly, each in its own words: whatever they say and however they were trained, samples are one. */
class PredictionsTest {
  private static final double MEAN = 0.7, VARIANCE = 0.09;
  private static final List<Prediction> PREDICTIONS = List.of(Prediction.DATA, Prediction.EPSILON, Prediction.VELOCITY, Prediction.FLOW,
      Prediction.flow(Prediction.Towards.DATA), Prediction.SCORE, Prediction.edm(0.5),
      Prediction.edm(0.5, Prediction.Towards.NOISE, 0.01));
  private static final List<NoiseSchedule> PROCESSES = List.of(Worlds.TURN, Worlds.EXPLODING, Worlds.STRAIGHT);

  /** What a network of a process says, from the posterior mean of a normal distribution and what the prediction means. */
  private static HostNetwork exact(NoiseSchedule own, Prediction prediction) {
    return HostNetwork.of(Worlds.PAIR, Precision.F64, Precision.F64, r -> {
      // Where nothing was trained it says something all the same.
      Point p = own.at(Math.min(r.label(), own.latest().time()));
      Affine says = prediction.data(p);
      var f = new double[2];
      for (int i = 0; i < 2; i++) {
        double x = r.x()[i] / prediction.inputScale(p), total = p.alpha() * p.alpha() * VARIANCE + p.sigma() * p.sigma();
        double data = MEAN + p.alpha() * VARIANCE / total * (x - p.alpha() * MEAN);
        f[i] = (data - says.ofX() * x) / says.ofOutput();
      }
      return f;
    }).without(HostNetwork.CLASSES);
  }

  /** Places that all three processes know. */
  private static Worlds.Nodes nodes(NoiseSchedule s) {
    var all = new ArrayList<Point>();
    for (int i = 0; i <= Zoo.STEPS; i++) all.add(s.atLambda(-2.5 + 6.0 * i / Zoo.STEPS));
    return new Worlds.Nodes(all);
  }

  @Test
  void everyPredictionOfEveryProcessAlongEveryProcess() {
    try (Backend b = Worlds.java(Precision.F64)) {
      for (NoiseSchedule along : PROCESSES) {
        double[] reference = null;
        for (NoiseSchedule own : PROCESSES) {
          for (Prediction p : PREDICTIONS) {
            ScoreFunction f = ScoreFunction.of(exact(own, p), p, TimeLabel.UNIT, own);
            Sampler s = Zoo.sampler(f, new SmallSolvers.TwoM(), nodes(along)).along(along).on(b);
            double[] drawn = Zoo.values(s.start(Worlds.PAIR, Worlds.seeds(4), Conditions.NONE));
            if (reference == null) reference = drawn;
            assertArrayEquals(reference, drawn, 1e-9, p + " of " + own + " along " + along);
          }
        }
        if (reference == null) throw new AssertionError();
        for (double v : reference) assertTrue(Math.abs(v - MEAN) < 5 * Math.sqrt(VARIANCE + 0.1), along + " gives " + v);
      }
    }
  }

  @Test
  void aScoreHasTheScaleOfItsOwnProcess() {
    // The score of the process that explodes is alpha times that of the one that keeps the variance, at one ratio.
    Point own = Worlds.EXPLODING.at(2), along = Worlds.TURN.atLambda(own.lambda());
    double eps = 0.3;
    assertEquals(eps, Prediction.SCORE.noise(own).ofOutput() * (-eps / own.sigma()), 1e-12);
    assertEquals(eps, Prediction.SCORE.noise(along).ofOutput() * (-eps / along.sigma()), 1e-12);
    assertTrue(Math.abs(Prediction.SCORE.noise(along).ofOutput() * (-eps / own.sigma()) - eps) > 0.1, "taken for another's it is wrong");
  }
}
