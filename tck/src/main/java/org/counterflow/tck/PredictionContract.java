package org.counterflow.tck;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.List;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.process.Affine;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.Shape;
import org.counterflow.solvers.Grids;
import org.counterflow.solvers.Schedules;
import org.counterflow.solvers.Solvers;
import org.counterflow.solvers.target.Mixtures;
import org.counterflow.tck.internal.ExactNetwork;
import org.counterflow.tck.internal.Plain;
import org.counterflow.tck.internal.Runs;
import org.junit.jupiter.api.Test;

/** What every prediction keeps to: {@link Prediction}. */
public abstract class PredictionContract {
  private static final List<NoiseSchedule> PROCESSES = List.of(Schedules.vp(), Schedules.ve(), Schedules.rectifiedFlow());
  private static final Mixture BUMPS = Mixtures.threeBumps();
  private static final double[] STARTS = {-2.1, -0.4, 0.3, 1.7};

  private final Prediction prediction;

  /**
   * The contract of a prediction.
   *
   * @param prediction to be tested
   */
  protected PredictionContract(Prediction prediction) {
    this.prediction = prediction;
  }

  /** {@link Prediction}: "the data and noise estimates as combinations of state and output": of one output, {@code x = alpha D + sigma epsilon}. */
  @Test
  public void dataAndNoiseMakeTheState() {
    for (NoiseSchedule s : PROCESSES) {
      for (double lambda : new double[] {-2.5, -1, 0, 0.7, 3}) {
        Point p = s.atLambda(lambda);
        Affine data = prediction.data(p), noise = prediction.noise(p);
        for (double x : new double[] {-1.5, 0.4}) {
          for (double f : new double[] {-0.8, 1.1}) {
            double d = data.ofX() * x + data.ofOutput() * f, e = noise.ofX() * x + noise.ofOutput() * f, made = p.alpha() * d + p.sigma() * e;
            if (!(Math.abs(made - x) <= 1e-9 * Math.max(1, Math.abs(p.alpha() * d))))
              fail(prediction + " has data " + d + " and noise " + e + " for state " + x + " and output " + f + " at " + p
                  + ": alpha data + sigma noise is " + made
                  + ", should be the state; is a sign wrong?");
          }
        }
        if (data.ofOutput() == 0 && noise.ofOutput() == 0) fail(prediction + " does not depend on the network's output at " + p);
      }
    }
  }

  /** {@link Prediction#isScaleFree}: "an output of the network's own process means the same at every (alpha, sigma, x) of the same ratio". */
  @Test
  public void itIsFreeOfScaleAsItSays() {
    for (double c : new double[] {0.3, 2}) {
      Point p = new Point(0.5, 0.8, 0.6), q = new Point(0.5, c * 0.8, c * 0.6);
      double one = prediction.data(p).ofX() * 0.7 + prediction.data(p).ofOutput() * 0.4, other = prediction.data(q).ofX() * c * 0.7
          + prediction.data(q).ofOutput() * 0.4;
      if (prediction.isScaleFree() != Math.abs(one - other) <= 1e-12)
        fail(prediction + " says that it is " + (prediction.isScaleFree() ? "" : "not ")
            + "free of scale, but the same output gives the data estimate " + one + " at " + p
            + " and " + other + " at " + q);
    }
  }

  /** {@link Prediction}: "a network of one process runs on the points of another": the exact network draws the exact score's samples. */
  @Test
  public void anExactNetworkDrawsTheExactSamples() {
    try (Backend b = Plain.f64()) {
      for (Solver s : List.of(Solvers.ddim(), Solvers.uniPC(3), Solvers.heun(), Solvers.ddpm())) {
        double[] expected = Runs.normalized(Runs.sampler(b, ScoreFunction.of(BUMPS, Shape.of(1), Schedules.vp()), s, Schedules.vp(),
            Grids.logSnr(-3, 3), 6), STARTS);
        for (NoiseSchedule own : PROCESSES) {
          for (NoiseSchedule along : PROCESSES) {
            double[] got = Runs.normalized(Runs.sampler(b, new ExactNetwork(BUMPS, prediction, own).score(), s, along, Grids.logSnr(-3, 3), 6),
                STARTS);
            for (int i = 0; i < got.length; i++)
              if (!(Math.abs(got[i] - expected[i]) <= 1e-7 * Math.max(1, Math.abs(expected[i]))))
                fail(s + " along " + along + " draws " + got[i] + " from an exact network of " + own + " that predicts " + prediction
                    + ", should be " + expected[i]);
          }
        }
      }
    }
  }

  /** {@link Prediction#inputScale}: "What the state of the network's own process is multiplied by before it enters the network". */
  @Test
  public void theInputIsScaledByAPositiveNumber() {
    for (NoiseSchedule s : PROCESSES) {
      double scale = prediction.inputScale(s.atLambda(0));
      if (!(scale > 0) || Double.isInfinite(scale)) fail(prediction + " scales the network's input by " + scale + " along " + s);
    }
  }

  /** {@link Prediction}: "{@code toString()} is the catalogue text." */
  @Test
  public void itsTextIsOneLine() {
    Texts.check("prediction", prediction);
  }
}
