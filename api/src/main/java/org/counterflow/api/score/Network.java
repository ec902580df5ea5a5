package org.counterflow.api.score;

import org.counterflow.api.tensor.Memory;

/**
 * A score network: a function of state, time and conditions. Safe for calls from several threads; closing waits for calls in flight or
 * makes them fail with a message, never crashes.
 */
public interface Network extends AutoCloseable {
  /** Where it computes: a backend in the same memory and precision exchanges states with it without a copy. */
  Memory memory();

  /** What it takes and gives. */
  Signature signature();

  /**
   * Evaluates rows. The result of a row may depend on the row and on the number of rows, never on the other rows.
   *
   * @throws NetworkException if the runtime fails
   * @throws java.util.concurrent.CancellationException if the call was cancelled
   */
  void evaluate(Call call);

  /** Releases the network. Idempotent. */
  @Override
  void close();
}
