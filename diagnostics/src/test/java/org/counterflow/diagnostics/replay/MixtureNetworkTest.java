package org.counterflow.diagnostics.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Random;
import org.counterflow.api.network.Call;
import org.counterflow.api.network.Cancellation;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Value;
import org.counterflow.diagnostics.recorded.RecordedProblem;
import org.junit.jupiter.api.Test;

/** The network of the recorded problem against the density itself, in any dimension. */
class MixtureNetworkTest {
  private static final Circle CIRCLE = new Circle();

  /** Random components with full covariances. */
  private static RecordedProblem problem(int d, int components) {
    var random = new Random(d);
    var weights = new double[components];
    var means = new double[components][d];
    var covariances = new double[components][d][d];
    double sum = 0;
    for (int k = 0; k < components; k++) {
      sum += weights[k] = 0.2 + random.nextDouble();
      double[][] root = new double[d][d];
      for (int i = 0; i < d; i++) {
        means[k][i] = 2 * random.nextGaussian();
        for (int j = 0; j < d; j++) root[i][j] = 0.5 * random.nextGaussian();
      }
      for (int i = 0; i < d; i++)
        for (int j = 0; j < d; j++)
          for (int m = 0; m < d; m++) covariances[k][i][j] += root[i][m] * root[j][m];
    }
    for (int k = 0; k < components; k++) weights[k] /= sum;
    return new RecordedProblem(weights, means, covariances, new double[][] {new double[d]}, Map.of());
  }

  private static double[] ask(RecordedProblem p, Prediction prediction, double angle, double[] x) {
    var network = new MixtureNetwork(p, prediction, CIRCLE::at, Double.NaN, false);
    double scale = prediction.inputScale(CIRCLE.at(angle));
    double[] in = x.clone();
    for (int i = 0; i < in.length; i++) in[i] *= scale;
    Shape shape = Shape.of(x.length);
    Value out = Value.of(shape.batch(1), new double[x.length]);
    network.evaluate(new Call(Map.of("sample", Value.of(shape.batch(1), in), "timestep", Value.of(Shape.of().batch(1), new double[] {angle})),
        Map.of("out_sample", out), new Cancellation()));
    assertEquals(ElementType.DOUBLE, out.type());
    return out.toDoubles();
  }

  /** log p by elimination, without the code under test. */
  private static double logDensity(RecordedProblem p, Point at, double[] x) {
    double sum = 0;
    int d = x.length;
    for (int k = 0; k < p.weights().length; k++) {
      double[][] a = new double[d][d + 1];
      for (int i = 0; i < d; i++) {
        for (int j = 0; j < d; j++) a[i][j] = at.alpha() * at.alpha() * p.covariances()[k][i][j] + (i == j ? at.sigma() * at.sigma() : 0);
        a[i][d] = x[i] - at.alpha() * p.means()[k][i];
      }
      double det = 1, square = 0;
      for (int i = 0; i < d; i++) {
        det *= a[i][i];
        square += a[i][d] * a[i][d] / a[i][i];
        for (int r = i + 1; r < d; r++) {
          double f = a[r][i] / a[i][i];
          for (int j = i; j <= d; j++) a[r][j] -= f * a[i][j];
        }
      }
      sum += p.weights()[k] * Math.exp(-0.5 * square) / Math.sqrt(det);
    }
    return Math.log(sum);
  }

  @Test
  void noiseIsTheGradientOfTheDensityAndDataTheRest() {
    for (int d : new int[] {1, 2, 3, 5}) {
      RecordedProblem p = problem(d, d + 1);
      var random = new Random(7);
      for (double angle : new double[] {0.2, 0.8, 1.4}) {
        Point at = CIRCLE.at(angle);
        var x = new double[d];
        for (int i = 0; i < d; i++) x[i] = random.nextGaussian();
        double[] noise = ask(p, Prediction.EPSILON, angle, x), data = ask(p, Prediction.DATA, angle, x);
        for (int i = 0; i < d; i++) {
          double h = 1e-5;
          double[] up = x.clone(), down = x.clone();
          up[i] += h;
          down[i] -= h;
          double gradient = (logDensity(p, at, up) - logDensity(p, at, down)) / (2 * h);
          assertEquals(-at.sigma() * gradient, noise[i], 1e-8 * Math.max(1, Math.abs(noise[i])));
          assertEquals(x[i], at.alpha() * data[i] + at.sigma() * noise[i], 1e-12 * Math.max(1, Math.abs(x[i])));
        }
      }
    }
  }

  @Test
  void everyPredictionSaysTheSame() {
    RecordedProblem p = problem(3, 2);
    double[] x = {0.3, -1.2, 0.7};
    for (double angle : new double[] {1e-3, 0.5, 1.5}) {
      Point at = CIRCLE.at(angle);
      double[] data = ask(p, Prediction.DATA, angle, x);
      for (Prediction q : new Prediction[] {Prediction.EPSILON, Prediction.VELOCITY, Prediction.FLOW, Prediction.SCORE, Prediction.edm(0.5),
          Prediction.edm(1.5, Prediction.Towards.NOISE, 0), Prediction.edm(0.5, Prediction.Towards.DATA, 5e-4)}) {
        double[] raw = ask(p, q, angle, x);
        for (int i = 0; i < 3; i++) {
          double d = q.data(at).ofX() * x[i] + q.data(at).ofOutput() * raw[i];
          assertEquals(data[i], d, 1e-12 * Math.max(1, Math.abs(d)) / at.alpha(), q + " at " + angle);
        }
      }
    }
  }

  @Test
  void aSingularCovarianceIsSaidWhereItMatters() {
    var c = Cholesky.of(new double[][] {{1, 1}, {1, 1}}, 1, 1);
    double[] x = c.solve(new double[] {3, 3});
    assertEquals(1, x[0], 1e-15);
    assertEquals(1, x[1], 1e-15);
    assertEquals(Math.log(3), c.logDeterminant(), 1e-15);
    var e = org.junit.jupiter.api.Assertions.assertThrows(ArithmeticException.class, () -> Cholesky.of(new double[][] {{1, 1}, {1, 1}}, 1, 0));
    assertTrue(e.getMessage().contains("not positive definite"));
  }
}
