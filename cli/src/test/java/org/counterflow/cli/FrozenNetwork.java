package org.counterflow.cli;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeLabel;
import org.counterflow.api.score.Call;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.Network;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.score.Signature;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;

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
  private static final double NULL_CLASS = 3;

  /** The score function of such a network, whose time input is the step of its own process. */
  static ScoreFunction score(Precision edges, boolean variance, Prediction prediction, NoiseSchedule own) {
    return ScoreFunction.of(new FrozenNetwork(edges, variance), prediction, TimeLabel.STEP, own);
  }

  private static double raw(double[] x, int i, double label, double c) {
    return StrictMath.tanh(0.8 * x[i] - 0.3 * x[(i + 1) % ELEMENTS] + 0.25 * StrictMath.sin(0.01 * label + c));
  }

  /** In (-1, 1), as a learned range is. */
  private static double variance(double[] x, int i, double label) {
    return StrictMath.sin(x[i] + 0.02 * label);
  }

  @Override
  public Memory memory() {
    return Memory.HOST;
  }

  @Override
  public Signature signature() {
    var outputs = new ArrayList<Signature.Output>();
    outputs.add(new Signature.Output(Signature.RAW, SHAPE, edges));
    if (variance) outputs.add(new Signature.Output("variance", SHAPE, edges));
    return new Signature(SHAPE, edges, outputs, Map.of(Conditions.CLASS, Shape.of()), true, Map.of(), Map.of("sha256", "f502e4"));
  }

  @Override
  public void evaluate(Call call) {
    Tensor labels = call.conditions().find(Conditions.CLASS);
    double[] classes = labels == null ? new double[] {NULL_CLASS} : labels.toDoubles();
    for (int row = 0; row < call.rows(); row++) {
      double c = classes[classes.length == 1 ? 0 : row], label = call.labels()[row];
      var x = new double[ELEMENTS];
      for (int i = 0; i < ELEMENTS; i++) x[i] = read(call.input(), row * ELEMENTS + i);
      for (String output : variance ? List.of(Signature.RAW, "variance") : List.of(Signature.RAW)) {
        MemorySegment to = call.outputs().get(output);
        for (int i = 0; i < ELEMENTS; i++)
          write(to, row * ELEMENTS + i, output.equals(Signature.RAW) ? raw(x, i, label, c) : variance(x, i, label));
      }
    }
  }

  private double read(MemorySegment s, int at) {
    return switch (edges) {
      case F16 -> Float.float16ToFloat(s.getAtIndex(JAVA_SHORT_UNALIGNED, at));
      case F32 -> s.getAtIndex(JAVA_FLOAT_UNALIGNED, at);
      case F64 -> s.getAtIndex(JAVA_DOUBLE_UNALIGNED, at);
    };
  }

  private void write(MemorySegment s, int at, double value) {
    switch (edges) {
      case F16 -> s.setAtIndex(JAVA_SHORT_UNALIGNED, at, Float.floatToFloat16((float) value));
      case F32 -> s.setAtIndex(JAVA_FLOAT_UNALIGNED, at, (float) value);
      case F64 -> s.setAtIndex(JAVA_DOUBLE_UNALIGNED, at, value);
    }
  }

  @Override
  public void close() {}
}
