package org.counterflow.diagnostics.learning;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;

import java.util.List;
import java.util.Map;
import org.counterflow.api.network.Call;
import org.counterflow.api.network.Network;
import org.counterflow.api.network.NetworkException;
import org.counterflow.api.network.Port;
import org.counterflow.api.network.Ports;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.value.Access;
import org.counterflow.api.value.Hold;
import org.counterflow.api.value.Value;

/**
 * A learned score as a network like any other: rows and their noise levels in, noise estimates out, all in double precision. It says of itself
 * what it is, so that {@link ScoreFunction#of(Network)} reads it; its process is {@code edm}, and it runs along any other too.
 */
public final class LearnedNetwork implements Network {
  private static final String STATE = "sample";
  private static final String TIME = "timestep";
  private static final String OUTPUT = "noise_pred";
  /** Rows of a call, and between two looks at whether it was cancelled: they cost little more than the call does. */
  private static final int ROWS = 1024;

  private final LearnedScore score;
  private volatile boolean closed;

  /** The network of a score. */
  public LearnedNetwork(LearnedScore score) {
    this.score = score;
  }

  /** What it evaluates. */
  public LearnedScore score() {
    return score;
  }

  /** {@code sample} [batch, dimensions] and {@code timestep} [batch], which is ln(sigma/alpha); {@code noise_pred} as the sample. */
  @Override
  public Ports ports() {
    int d = score.dimensions();
    return new Ports(List.of(Port.of(STATE, ElementType.DOUBLE, "batch", d), Port.of(TIME, ElementType.DOUBLE, "batch")),
        List.of(Port.of(OUTPUT, ElementType.DOUBLE, "batch", d)));
  }

  @Override
  public Map<String, String> metadata() {
    return Map.of("counterflow.format", "1", "counterflow.prediction", "epsilon", "counterflow.schedule", "edm:sigma-min=1e-6,sigma-max=1e6",
        "counterflow.time", "log-sigma:a=0,b=1", "counterflow.micro-batch", Integer.toString(ROWS), "counterflow.title", this.toString());
  }

  @Override
  public void evaluate(Call call) {
    if (closed) throw new IllegalStateException(this + " is closed");
    Value out = call.outputs().get(OUTPUT);
    if (out == null) return;
    double[] y = values(call, STATE), times = values(call, TIME);
    if (y.length != times.length * score.dimensions())
      throw new NetworkException(this + ": " + y.length + " numbers of " + STATE + " are no " + times.length + " rows of " + score.dimensions());
    var noise = new double[y.length];
    for (int row = 0; row < times.length;) {
      call.cancellation().check();
      int end = row + 1;
      while (end < times.length && end - row < ROWS && times[end] == times[row]) end++;
      score.level(-times[row]).noise(y, row, end, noise);
      row = end;
    }
    try (Hold h = out.hold(Memory.HOST, Access.WRITE)) {
      for (int i = 0; i < noise.length; i++) h.segment().setAtIndex(JAVA_DOUBLE_UNALIGNED, i, noise[i]);
    }
  }

  private double[] values(Call call, String input) {
    Value v = call.inputs().get(input);
    if (v == null) throw new NetworkException(this + ": a call without a value for its input " + input);
    return v.toDoubles();
  }

  /** Ends its use: later calls are refused. */
  @Override
  public void close() {
    closed = true;
  }

  @Override
  public String toString() {
    return "a score of " + score.bumps() + " bumps at " + score.lambdas().length + " levels";
  }
}
