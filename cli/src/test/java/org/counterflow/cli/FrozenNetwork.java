package org.counterflow.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.counterflow.api.network.Call;
import org.counterflow.api.network.Network;
import org.counterflow.api.network.Port;
import org.counterflow.api.network.Ports;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeLabel;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.score.ScoreNetwork;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Access;
import org.counterflow.api.value.Hold;
import org.counterflow.api.value.Value;

/**
 * A network in Java, each row computed by itself, in double and by StrictMath, and rounded at the edge. Of the frozen tests this file alone
 * knows how a network is described and called.
 *
 * @param edges precision of its input and outputs
 * @param variance whether it has the output {@code variance} too
 */
record FrozenNetwork(Precision edges, boolean variance) implements Network {
  static final Shape SHAPE = Shape.of(2, 3);
  private static final int ELEMENTS = 6;
  /** The label that means no class. */
  private static final String NULL_CLASS = "3";

  /** The step of the network's own process, also beyond its table: what is asked there is not moved. */
  static final TimeLabel ANY_STEP = new TimeLabel() {
    @Override
    public double of(Point own, NoiseSchedule schedule) {
      return TimeLabel.STEP.of(own, schedule);
    }

    @Override
    public Range range(NoiseSchedule schedule) {
      return new Range(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    }

    @Override
    public String toString() {
      return TimeLabel.STEP.toString();
    }
  };

  /** The score function of such a network. */
  static ScoreFunction score(Precision edges, boolean variance, Prediction prediction, TimeLabel label, NoiseSchedule own) {
    var network = ScoreNetwork.of(new FrozenNetwork(edges, variance), Map.of("input.class", NULL_CLASS));
    return ScoreFunction.of(network, prediction, label, own);
  }

  private static double raw(double[] x, int i, double label, double c) {
    return StrictMath.tanh(0.8 * x[i] - 0.3 * x[(i + 1) % ELEMENTS] + 0.25 * StrictMath.sin(0.01 * label + c));
  }

  /** In (-1, 1), as a learned range is. */
  private static double variance(double[] x, int i, double label) {
    return StrictMath.sin(x[i] + 0.02 * label);
  }

  @Override
  public Ports ports() {
    var outputs = new ArrayList<Port>();
    outputs.add(Port.of("out", type(), "batch", 2, 3));
    if (variance) outputs.add(Port.of("variance", type(), "batch", 2, 3));
    return new Ports(List.of(Port.of("x", type(), "batch", 2, 3), Port.of("t", ElementType.DOUBLE, "batch"),
        Port.of("class", ElementType.DOUBLE, "batch")), outputs);
  }

  private ElementType type() {
    return ElementType.of(edges);
  }

  @Override
  public Map<String, String> identity() {
    return Map.of("sha256", "f502e4");
  }

  @Override
  public void evaluate(Call call) {
    double[] states = input(call, "x"), labels = input(call, "t"), classes = input(call, "class");
    for (int row = 0; row < labels.length; row++) {
      var x = new double[ELEMENTS];
      System.arraycopy(states, row * ELEMENTS, x, 0, ELEMENTS);
      for (Map.Entry<String, Value> output : call.outputs().entrySet()) {
        try (Hold to = output.getValue().hold(Memory.HOST, Access.WRITE)) {
          for (int i = 0; i < ELEMENTS; i++)
            type().put(to.segment(), row * ELEMENTS + i,
                output.getKey().equals("out") ? raw(x, i, labels[row], classes[row]) : variance(x, i, labels[row]));
        }
      }
    }
  }

  private static double[] input(Call call, String name) {
    Value v = call.inputs().get(name);
    if (v == null) throw new AssertionError("no " + name + " among " + call.inputs());
    return v.toDoubles();
  }

  @Override
  public void close() {}
}
