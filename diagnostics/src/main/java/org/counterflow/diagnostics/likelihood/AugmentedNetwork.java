package org.counterflow.diagnostics.likelihood;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.counterflow.api.network.Call;
import org.counterflow.api.network.Network;
import org.counterflow.api.network.Port;
import org.counterflow.api.network.Ports;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeLabel;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.value.Access;
import org.counterflow.api.value.Hold;
import org.counterflow.api.value.Value;
import org.jspecify.annotations.Nullable;

/**
 * A network whose samples have further elements: the logarithm of the change of volume, one for each estimate of the divergence. In the
 * variables y = x/alpha and s = sigma/alpha the flow is {@code dy/ds = epsilon}, and that logarithm obeys {@code dl/ds = tr(d epsilon/dy)}:
 * the divergence is the noise estimate of an element that it does not depend on. Hence any solver integrates it beside the state, with its
 * own coefficients, stages and memory.
 */
final class AugmentedNetwork implements Network {
  /** The number of a sample in the run. */
  static final String ROW = "condition";
  private static final String STATE = "sample";
  private static final String TIME = "timestep";
  private static final String OUTPUT = "out_sample";

  private final Divergence divergence;
  private final NoiseSchedule schedule;
  private final Cells cells;
  private final long @Nullable [] labels;
  private final Map<Double, Point> places = new ConcurrentHashMap<>();

  /** Which part of the run a place lies in: signs are new in each, and the same for all evaluations inside. */
  @FunctionalInterface
  interface Cells {
    /** Its number. */
    long of(double lambda);
  }

  /**
   * A network.
   *
   * @param divergence what it says
   * @param schedule the run's process
   * @param cells parts of the run
   * @param labels a class a sample of the run, or null
   */
  AugmentedNetwork(Divergence divergence, NoiseSchedule schedule, Cells cells, long @Nullable [] labels) {
    this.divergence = divergence;
    this.schedule = schedule;
    this.cells = cells;
    this.labels = labels;
  }

  /** Elements of a sample: those of the data, and the further ones. */
  int width() {
    return Math.toIntExact(divergence.probe().shape().elements()) + divergence.estimates();
  }

  /** The label by which this network knows a place: its lambda. */
  TimeLabel label() {
    return (own, _) -> {
      double lambda = own.lambda();
      places.putIfAbsent(lambda, own);
      return lambda;
    };
  }

  @Override
  public Ports ports() {
    return new Ports(List.of(Port.of(STATE, ElementType.DOUBLE, "batch", width()), Port.of(TIME, ElementType.DOUBLE, "batch"),
        Port.of(ROW, ElementType.INT64, "batch")), List.of(Port.of(OUTPUT, ElementType.DOUBLE, "batch", width())));
  }

  @Override
  public Map<String, String> identity() {
    return Map.of("file", "the flow of " + divergence.probe().score() + " with its divergence");
  }

  @Override
  public void evaluate(Call call) {
    double[] all = input(call, STATE).toDoubles(), lambdas = input(call, TIME).toDoubles(), rows = input(call, ROW).toDoubles();
    var out = new double[all.length];
    // Rows of a fixed grid have one label; those of an adaptive run each its own.
    for (int from = 0; from < lambdas.length;) {
      int to = from + 1;
      while (to < lambdas.length && lambdas[to] == lambdas[from]) to++;
      evaluate(all, lambdas[from], rows, from, to, out);
      from = to;
    }
    try (Hold h = Objects.requireNonNull(call.outputs().get(OUTPUT)).hold(Memory.HOST, Access.READ_WRITE)) {
      for (int i = 0; i < out.length; i++) h.segment().setAtIndex(JAVA_DOUBLE_UNALIGNED, i, out[i]);
    }
  }

  private void evaluate(double[] all, double lambda, double[] rows, int from, int to, double[] out) {
    Point known = places.get(lambda), at = known != null ? known : schedule.atLambda(lambda);
    int n = Math.toIntExact(divergence.probe().shape().elements()), width = width(), count = to - from;
    var states = new double[count * n];
    var keys = new long[count];
    long[] classes = labels == null ? null : new long[count];
    for (int r = 0; r < count; r++) {
      System.arraycopy(all, (from + r) * width, states, r * n, n);
      int sample = (int) rows[from + r];
      keys[r] = Divergence.mixed(sample, cells.of(lambda));
      if (classes != null && labels != null) classes[r] = labels[sample];
    }
    double[] said = divergence.at(states, at, classes, keys);
    System.arraycopy(said, 0, out, from * width, said.length);
  }

  private static Value input(Call call, String port) {
    return Objects.requireNonNull(call.inputs().get(port));
  }

  @Override
  public void close() {}
}
