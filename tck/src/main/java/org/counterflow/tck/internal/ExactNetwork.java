package org.counterflow.tck.internal;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;

import java.util.List;
import java.util.Objects;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.network.Call;
import org.counterflow.api.network.Network;
import org.counterflow.api.network.Port;
import org.counterflow.api.network.Ports;
import org.counterflow.api.process.Affine;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.value.Access;
import org.counterflow.api.value.Hold;

/**
 * A network that has learned a mixture in one dimension exactly: what it says of a state is the posterior mean as its prediction has it. It
 * is told lambda.
 */
public final class ExactNetwork implements Network {
  private final Mixture mixture;
  private final Prediction prediction;
  private final NoiseSchedule own;
  private volatile boolean closed;

  /**
   * A network that knows a mixture.
   *
   * @param mixture what it has learned, of one dimension
   * @param prediction what it says
   * @param own the process of its states
   */
  public ExactNetwork(Mixture mixture, Prediction prediction, NoiseSchedule own) {
    this.mixture = mixture;
    this.prediction = prediction;
    this.own = own;
  }

  /** Its score function. */
  public ScoreFunction score() {
    return ScoreFunction.of(this, prediction, (p, _) -> p.lambda(), own);
  }

  @Override
  public Ports ports() {
    return new Ports(List.of(Port.of("sample", ElementType.DOUBLE, "batch", 1), Port.of("timestep", ElementType.DOUBLE, "batch")),
        List.of(Port.of("out_sample", ElementType.DOUBLE, "batch", 1)));
  }

  @Override
  public void evaluate(Call call) {
    if (closed) throw new IllegalStateException("the exact network is closed");
    call.cancellation().check();
    double[] states = Objects.requireNonNull(call.inputs().get("sample")).toDoubles(),
        lambdas = Objects.requireNonNull(call.inputs().get("timestep")).toDoubles();
    try (Hold to = Objects.requireNonNull(call.outputs().get("out_sample")).hold(Memory.HOST, Access.READ_WRITE)) {
      for (int i = 0; i < states.length; i++) to.segment().setAtIndex(JAVA_DOUBLE_UNALIGNED, i, output(states[i], lambdas[i]));
    }
  }

  private double output(double input, double lambda) {
    Point p = own.atLambda(lambda);
    double x = input / prediction.inputScale(p);
    Affine data = prediction.data(p);
    return (posteriorMean(x, p) - data.ofX() * x) / data.ofOutput();
  }

  private double posteriorMean(double x, Point p) {
    int n = mixture.components();
    var log = new double[n];
    double most = Double.NEGATIVE_INFINITY, sum = 0, mean = 0;
    for (int k = 0; k < n; k++) {
      double v = variance(k, p), t = x - p.alpha() * mixture.mean(k, 0);
      log[k] = Math.log(mixture.weight(k)) - 0.5 * Math.log(v) - t * t / (2 * v);
      most = Math.max(most, log[k]);
    }
    for (int k = 0; k < n; k++) {
      double s = mixture.deviation(k), w = Math.exp(log[k] - most), m = mixture.mean(k, 0);
      sum += w;
      mean += w * (m + p.alpha() * s * s / variance(k, p) * (x - p.alpha() * m));
    }
    return mean / sum;
  }

  private double variance(int k, Point p) {
    double a = p.alpha() * mixture.deviation(k);
    return a * a + p.sigma() * p.sigma();
  }

  @Override
  public void close() {
    closed = true;
  }
}
