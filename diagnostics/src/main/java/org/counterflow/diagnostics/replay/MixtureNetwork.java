package org.counterflow.diagnostics.replay;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.DoubleFunction;
import org.counterflow.api.network.Call;
import org.counterflow.api.network.Network;
import org.counterflow.api.network.Port;
import org.counterflow.api.network.Ports;
import org.counterflow.api.process.Affine;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.value.Access;
import org.counterflow.api.value.Hold;
import org.counterflow.api.value.Value;
import org.counterflow.diagnostics.recorded.RecordedProblem;

/**
 * The recorded problem as a network that is exact, and keeps what it was asked.
 *
 * <p>With {@code C_k = alpha^2 S_k + sigma^2 I} and responsibilities r_k, noise {@code sigma sum_k r_k C_k^-1 (x - alpha m_k)} and data
 * {@code sum_k r_k (m_k + alpha S_k C_k^-1 (x - alpha m_k))}.
 */
final class MixtureNetwork implements Network {
  private static final String STATE = "sample";
  private static final String TIME = "timestep";
  private static final String OUTPUT = "out_sample";
  private static final String VARIANCE = "variance";

  /**
   * One question.
   *
   * @param at where
   * @param x the states [sample and dimension], of that place's process
   */
  record Asked(Point at, double[] x) {}

  private final RecordedProblem problem;
  private final Prediction prediction;
  private final DoubleFunction<Point> places;
  private final double variance;
  private final boolean silent;
  private final List<Asked> asked = new ArrayList<>();

  /**
   * A network.
   *
   * @param prediction what it gives
   * @param places of its time inputs
   * @param variance a second output of this value; NaN for none
   * @param silent whether it gives 0 instead
   */
  MixtureNetwork(RecordedProblem problem, Prediction prediction, DoubleFunction<Point> places, double variance, boolean silent) {
    this.problem = problem;
    this.prediction = prediction;
    this.places = places;
    this.variance = variance;
    this.silent = silent;
  }

  /** The questions so far, in order. */
  List<Asked> asked() {
    return asked;
  }

  @Override
  public Ports ports() {
    int d = problem.dimension();
    Port in = Port.of(STATE, ElementType.DOUBLE, "batch", d), time = Port.of(TIME, ElementType.DOUBLE, "batch");
    Port raw = Port.of(OUTPUT, ElementType.DOUBLE, "batch", d), second = Port.of(VARIANCE, ElementType.DOUBLE, "batch", d);
    return new Ports(List.of(in, time), Double.isNaN(variance) ? List.of(raw) : List.of(raw, second));
  }

  @Override
  public void evaluate(Call call) {
    double[] input = Objects.requireNonNull(call.inputs().get(STATE)).toDoubles(), times = Objects.requireNonNull(call.inputs().get(TIME)).toDoubles();
    int d = problem.dimension();
    double[] x = input.clone(), raw = new double[input.length], second = new double[input.length];
    for (int row = 0; row < times.length; row++) {
      Point p = places.apply(times[row]);
      double scale = prediction.inputScale(p);
      for (int i = row * d; i < (row + 1) * d; i++) x[i] = input[i] / scale;
      answer(p, x, row * d, raw);
    }
    Arrays.fill(second, variance);
    asked.add(new Asked(places.apply(times[0]), x));
    write(call, OUTPUT, raw);
    if (!Double.isNaN(variance)) write(call, VARIANCE, second);
  }

  private void answer(Point p, double[] x, int from, double[] raw) {
    if (silent) return;
    int d = problem.dimension();
    var noise = new double[d];
    var data = new double[d];
    estimate(p, x, from, noise, data);
    Affine ofNoise = prediction.noise(p), ofData = prediction.data(p);
    // The rule of either estimate gives the output; that which is the output alone, or has more of it, loses no digits.
    boolean byNoise = ofNoise.ofX() == 0 || ofData.ofX() != 0 && Math.abs(ofNoise.ofOutput()) >= Math.abs(ofData.ofOutput());
    for (int i = 0; i < d; i++)
      raw[from + i] = byNoise ? (noise[i] - ofNoise.ofX() * x[from + i]) / ofNoise.ofOutput()
          : (data[i] - ofData.ofX() * x[from + i]) / ofData.ofOutput();
  }

  private void estimate(Point p, double[] x, int from, double[] noise, double[] data) {
    int d = problem.dimension(), n = problem.weights().length;
    var log = new double[n];
    var solved = new double[n][];
    double most = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < n; k++) {
      var difference = new double[d];
      for (int i = 0; i < d; i++) difference[i] = x[from + i] - p.alpha() * problem.means()[k][i];
      var c = Cholesky.of(problem.covariances()[k], p.alpha() * p.alpha(), p.sigma() * p.sigma());
      solved[k] = c.solve(difference);
      double square = 0;
      for (int i = 0; i < d; i++) square += difference[i] * solved[k][i];
      log[k] = Math.log(problem.weights()[k]) - 0.5 * (c.logDeterminant() + square);
      most = Math.max(most, log[k]);
    }
    double sum = 0;
    for (int k = 0; k < n; k++) sum += Math.exp(log[k] - most);
    for (int k = 0; k < n; k++) {
      double r = Math.exp(log[k] - most) / sum;
      for (int i = 0; i < d; i++) {
        double moved = 0;
        for (int j = 0; j < d; j++) moved += problem.covariances()[k][i][j] * solved[k][j];
        noise[i] += p.sigma() * r * solved[k][i];
        data[i] += r * (problem.means()[k][i] + p.alpha() * moved);
      }
    }
  }

  private static void write(Call call, String output, double[] values) {
    Value to = call.outputs().get(output);
    if (to == null) return;
    try (Hold h = to.hold(Memory.HOST, Access.READ_WRITE)) {
      for (int i = 0; i < values.length; i++) h.segment().setAtIndex(JAVA_DOUBLE_UNALIGNED, i, values[i]);
    }
  }

  @Override
  public void close() {}
}
