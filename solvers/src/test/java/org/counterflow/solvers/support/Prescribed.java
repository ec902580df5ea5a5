package org.counterflow.solvers.support;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;

import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.counterflow.api.network.Call;
import org.counterflow.api.network.Network;
import org.counterflow.api.network.Port;
import org.counterflow.api.network.Ports;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.value.Access;
import org.counterflow.api.value.Hold;
import org.counterflow.api.value.Value;
import org.counterflow.solvers.Schedules;

/**
 * A network that gives a function of sigma/alpha, whatever the state is: the ODE is then an integral, and a rule that is exact for
 * polynomials must give it.
 *
 * @param ofRatio the output at sigma/alpha
 */
public record Prescribed(DoubleUnaryOperator ofRatio) implements Network {
  /** The score function of this network, whose output is this estimate. */
  public ScoreFunction score(Prediction prediction) {
    return ScoreFunction.of(this, prediction, (own, schedule) -> own.ratio(), Schedules.edm());
  }

  @Override
  public Ports ports() {
    return new Ports(List.of(Port.of("sample", ElementType.DOUBLE, "batch", 1), Port.of("timestep", ElementType.DOUBLE, "batch")),
        List.of(Port.of("out_sample", ElementType.DOUBLE, "batch", 1)));
  }

  @Override
  public void evaluate(Call call) {
    double[] ratios = call.inputs().get("timestep").toDoubles();
    Value to = call.outputs().get("out_sample");
    if (to == null) throw new IllegalStateException("no memory for the output");
    try (Hold h = to.hold(Memory.HOST, Access.READ_WRITE)) {
      for (int i = 0; i < ratios.length; i++) h.segment().setAtIndex(JAVA_DOUBLE_UNALIGNED, i, ofRatio.applyAsDouble(ratios[i]));
    }
  }

  @Override
  public void close() {}
}
