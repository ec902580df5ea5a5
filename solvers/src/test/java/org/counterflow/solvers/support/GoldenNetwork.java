package org.counterflow.solvers.support;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;

import java.util.List;
import java.util.Map;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.network.Call;
import org.counterflow.api.network.Network;
import org.counterflow.api.network.Port;
import org.counterflow.api.network.Ports;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.value.Access;
import org.counterflow.api.value.Hold;
import org.counterflow.api.value.Value;

/**
 * The recorded problem as a network: a mixture of Gaussians with full covariances in the plane. Its own process is the circle
 * {@code alpha = cos t, sigma = sin t}, and t is its time input, so that it is exact wherever a run goes.
 *
 * @param weights of the components
 * @param means [component][2]
 * @param covariances [component][2][2]
 * @param prediction what it gives
 * @param variance a second output of this constant value; NaN for none
 */
public record GoldenNetwork(double[] weights, double[][] means, double[][][] covariances, Prediction prediction,
    double variance) implements Network {
  private static final NoiseSchedule CIRCLE = new NoiseSchedule() {
    @Override
    public Point at(double time) {
      return new Point(time, Math.cos(time), Math.sin(time));
    }

    @Override
    public double timeOfLambda(double lambda) {
      return Math.atan(Math.exp(-lambda));
    }

    @Override
    public Point earliest() {
      return at(1e-6);
    }

    @Override
    public Point latest() {
      return at(Math.PI / 2);
    }
  };

  /** The score function of this network. */
  public ScoreFunction score() {
    return ScoreFunction.of(this, prediction, (own, schedule) -> own.time(), CIRCLE);
  }

  @Override
  public Ports ports() {
    Port in = Port.of("sample", ElementType.DOUBLE, "batch", 2), time = Port.of("timestep", ElementType.DOUBLE, "batch");
    Port raw = Port.of("out_sample", ElementType.DOUBLE, "batch", 2), second = Port.of("variance", ElementType.DOUBLE, "batch", 2);
    return new Ports(List.of(in, time), Double.isNaN(variance) ? List.of(raw) : List.of(raw, second));
  }

  @Override
  public Map<String, String> metadata() {
    return Map.of("counterflow.micro-batch", "4");
  }

  @Override
  public void evaluate(Call call) {
    double[] input = call.inputs().get("sample").toDoubles(), labels = call.inputs().get("timestep").toDoubles();
    for (int row = 0; row < labels.length; row++) {
      Point p = CIRCLE.at(labels[row]);
      double scale = prediction.inputScale(p);
      double[] x = {input[2 * row] / scale, input[2 * row + 1] / scale};
      double[] data = posteriorMean(x, p);
      for (int i = 0; i < 2; i++) {
        // The prediction's own rule, solved for its output; from the noise estimate, which is exact at every sigma, where there is a
        // choice.
        double noise = (x[i] - p.alpha() * data[i]) / p.sigma();
        double raw = switch (prediction.toString()) {
          case "data" -> data[i];
          case "epsilon" -> noise;
          case "score" -> -noise / p.sigma();
          case "velocity" -> p.alpha() * noise - p.sigma() * data[i];
          case "flow" -> noise - data[i];
          default -> (data[i] - prediction.data(p).ofX() * x[i]) / prediction.data(p).ofOutput();
        };
        set(call, "out_sample", 2 * row + i, raw);
        if (!Double.isNaN(variance)) set(call, "variance", 2 * row + i, variance);
      }
    }
  }

  private double[] posteriorMean(double[] x, Point p) {
    int n = weights.length;
    var log = new double[n];
    var mean = new double[n][2];
    double most = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < n; k++) {
      double[][] s = covariances[k];
      double a2 = p.alpha() * p.alpha(), v = p.sigma() * p.sigma();
      double xx = a2 * s[0][0] + v, xy = a2 * s[0][1], yy = a2 * s[1][1] + v, det = xx * yy - xy * xy;
      double dx = x[0] - p.alpha() * means[k][0], dy = x[1] - p.alpha() * means[k][1];
      double ux = (yy * dx - xy * dy) / det, uy = (xx * dy - xy * dx) / det;
      log[k] = Math.log(weights[k]) - 0.5 * Math.log(det) - 0.5 * (dx * ux + dy * uy);
      most = Math.max(most, log[k]);
      mean[k][0] = means[k][0] + p.alpha() * (s[0][0] * ux + s[0][1] * uy);
      mean[k][1] = means[k][1] + p.alpha() * (s[1][0] * ux + s[1][1] * uy);
    }
    double sum = 0, mx = 0, my = 0;
    for (int k = 0; k < n; k++) {
      double w = Math.exp(log[k] - most);
      sum += w;
      mx += w * mean[k][0];
      my += w * mean[k][1];
    }
    return new double[] {mx / sum, my / sum};
  }

  private static void set(Call call, String output, int i, double value) {
    Value to = call.outputs().get(output);
    if (to == null) throw new IllegalStateException("no memory for the output " + output);
    try (Hold h = to.hold(Memory.HOST, Access.READ_WRITE)) {
      h.segment().setAtIndex(JAVA_DOUBLE_UNALIGNED, i, value);
    }
  }

  @Override
  public void close() {}
}
