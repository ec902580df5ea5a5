package org.counterflow.api.score;

import java.util.Map;
import org.counterflow.api.tensor.Tensor;

/**
 * What a network gave for one set of conditions.
 *
 * @param raw the output that the prediction speaks of
 * @param extras the further outputs by name
 */
public record Outputs(Tensor raw, Map<String, Tensor> extras) {
  /** Copies the map. */
  public Outputs {
    extras = Map.copyOf(extras);
  }
}
