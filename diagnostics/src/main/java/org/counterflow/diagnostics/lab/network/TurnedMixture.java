package org.counterflow.diagnostics.lab.network;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;

import java.util.List;
import java.util.Objects;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.network.Call;
import org.counterflow.api.network.Network;
import org.counterflow.api.network.Port;
import org.counterflow.api.network.Ports;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeLabel;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.value.Access;
import org.counterflow.api.value.Hold;
import org.counterflow.api.value.Value;

/**
 * A network of the plane that is wrong in a known way: the exact data estimate of a mixture, plus the state turned by a right angle,
 * {@code error R x / rms(x)}, with rms(x) the root mean square an element of all states at that noise level. So the root mean square of its error is
 * {@code error} at each level, and its Jacobian's error {@code (error / rms(x)) R} has no symmetric part.
 *
 * <p>On a variance-preserving process; its label is {@code sigma / alpha}.
 *
 * @param mixture in two dimensions
 * @param error root mean square an element
 */
record TurnedMixture(Mixture mixture, double error) implements Network {
  private static final String STATE = "sample";
  private static final String TIME = "timestep";
  private static final String OUTPUT = "out_sample";

  /** As what samplers ask. */
  ScoreFunction score(NoiseSchedule own) {
    return ScoreFunction.of(this, Prediction.DATA, TimeLabel.sigma(1), own);
  }

  /** Root mean square of an element of the mixture's samples. */
  double size() {
    double sum = 0;
    for (int k = 0; k < mixture.components(); k++)
      for (int e = 0; e < 2; e++) sum += mixture.weight(k) * (mixture.mean(k, e) * mixture.mean(k, e) + mixture.deviation(k) * mixture.deviation(k)) / 2;
    return Math.sqrt(sum);
  }

  @Override
  public Ports ports() {
    Port in = Port.of(STATE, ElementType.DOUBLE, "batch", 2), time = Port.of(TIME, ElementType.DOUBLE, "batch");
    return new Ports(List.of(in, time), List.of(Port.of(OUTPUT, ElementType.DOUBLE, "batch", 2)));
  }

  @Override
  public void evaluate(Call call) {
    double[] x = Objects.requireNonNull(call.inputs().get(STATE)).toDoubles(), ratios = Objects.requireNonNull(call.inputs().get(TIME)).toDoubles();
    var data = new double[x.length];
    for (int row = 0; row < ratios.length; row++) {
      double alpha = 1 / Math.hypot(1, ratios[row]), sigma = ratios[row] * alpha;
      exact(x[2 * row], x[2 * row + 1], alpha, sigma, data, 2 * row);
      double by = error / Math.hypot(alpha * size(), sigma);
      data[2 * row] -= by * x[2 * row + 1];
      data[2 * row + 1] += by * x[2 * row];
    }
    Value to = call.outputs().get(OUTPUT);
    if (to == null) return;
    try (Hold h = to.hold(Memory.HOST, Access.READ_WRITE)) {
      for (int i = 0; i < data.length; i++) h.segment().setAtIndex(JAVA_DOUBLE_UNALIGNED, i, data[i]);
    }
  }

  private void exact(double x, double y, double alpha, double sigma, double[] data, int at) {
    int n = mixture.components();
    var logs = new double[n];
    double most = Double.NEGATIVE_INFINITY, sum = 0;
    for (int k = 0; k < n; k++) {
      double v = alpha * alpha * mixture.deviation(k) * mixture.deviation(k) + sigma * sigma;
      double dx = x - alpha * mixture.mean(k, 0), dy = y - alpha * mixture.mean(k, 1);
      logs[k] = Math.log(mixture.weight(k)) - Math.log(v) - (dx * dx + dy * dy) / (2 * v);
      most = Math.max(most, logs[k]);
    }
    for (int k = 0; k < n; k++) {
      double s = mixture.deviation(k) * mixture.deviation(k), pull = alpha * s / (alpha * alpha * s + sigma * sigma), w = Math.exp(logs[k] - most);
      sum += w;
      data[at] += w * (mixture.mean(k, 0) + pull * (x - alpha * mixture.mean(k, 0)));
      data[at + 1] += w * (mixture.mean(k, 1) + pull * (y - alpha * mixture.mean(k, 1)));
    }
    data[at] /= sum;
    data[at + 1] /= sum;
  }

  @Override
  public void close() {}
}
