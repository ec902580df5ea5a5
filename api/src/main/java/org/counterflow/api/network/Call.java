package org.counterflow.api.network;

import java.util.Map;
import org.counterflow.api.value.Value;

/** One call of a network: a value for each input, by the port's name, and a place for each output that is wanted. */
public final class Call {
  private final Map<String, Value> inputs;
  private final Map<String, Value> outputs;
  private final Cancellation cancellation;

  /**
   * A call.
   *
   * @param inputs a value for each input
   * @param outputs where outputs go; what is not named need not be computed
   * @param cancellation stops it
   */
  public Call(Map<String, ? extends Value> inputs, Map<String, ? extends Value> outputs, Cancellation cancellation) {
    this.inputs = Map.copyOf(inputs);
    this.outputs = Map.copyOf(outputs);
    this.cancellation = cancellation;
  }

  /** A value for each input, by name. To be held while they are read, and never written. */
  public Map<String, Value> inputs() {
    return inputs;
  }

  /** Where each wanted output goes, by name, with the output's dimensions. To be held while they are written. */
  public Map<String, Value> outputs() {
    return outputs;
  }

  /** Stops the call. */
  public Cancellation cancellation() {
    return cancellation;
  }
}
