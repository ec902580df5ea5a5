package org.counterflow.api.network;

import java.util.List;
import java.util.Map;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.value.Value;
import org.counterflow.api.value.Values;

/**
 * A network: named values in, named values out. Safe for calls from several threads; closing waits for the calls in flight.
 *
 * <p>One open network serves every size of its open dimensions. It keeps no hold on a value beyond the call, and writes into no input.
 */
public interface Network extends AutoCloseable {
  /** What it takes and gives. */
  Ports ports();

  /** What the file says of itself, by key: all of it, in the file's own words. */
  default Map<String, String> metadata() {
    return Map.of();
  }

  /**
   * What a recipe records of it: {@code sha256} of all that its results depend on (weights beside the file included), {@code runtime},
   * {@code provider}, {@code file}.
   */
  default Map<String, String> identity() {
    return Map.of();
  }

  /** Memories whose values it takes without a copy, the preferred one first. Values in host memory it takes always. */
  default List<Memory> memories() {
    return List.of(Memory.HOST);
  }

  /**
   * Computes the outputs that the call has a place for. Rows along the batch do not depend on each other; they may depend on the number
   * of rows.
   *
   * @throws NetworkException if the runtime fails, or the values do not fit
   * @throws java.util.concurrent.CancellationException if the call was cancelled; the network stays usable
   * @throws IllegalStateException if the network or a value is closed
   */
  void evaluate(Call call);

  /**
   * Computes all outputs.
   *
   * @param inputs a value for each input
   * @return the outputs in new memory, for the caller to close
   * @throws NetworkException if an input is missing, unknown or does not fit, or the runtime fails
   */
  default Values run(Map<String, ? extends Value> inputs) {
    return OutputsOf.run(this, inputs);
  }

  /** Waits for the calls in flight and releases the network; to stop them sooner, cancel them. Idempotent. */
  @Override
  void close();
}
