package org.counterflow.api.score;

import java.util.List;
import java.util.Map;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * What a network takes and gives, and what its file says of itself.
 *
 * @param shape of one sample: the state in, and the first output
 * @param input precision of the state at the network's edge
 * @param outputs the outputs by name and in order: {@code raw} first, then the further ones (a learned variance)
 * @param conditions names it takes beside the state and the time, with the shape of one row of each
 * @param hasTime whether it takes a time label at all
 * @param description what the file says of itself: keys without their prefix ({@code prediction}, {@code schedule}, {@code time},
 *     {@code range}, {@code classes}, {@code null-class}, {@code micro-batch}, {@code title}, {@code data}, {@code licence})
 * @param identity what a recipe records of it: {@code sha256}, {@code runtime}, {@code provider}, {@code file}
 */
public record Signature(Shape shape, Precision input, List<Output> outputs, Map<String, Shape> conditions, boolean hasTime,
    Map<String, String> description, Map<String, String> identity) {
  /** The name of the first output. */
  public static final String RAW = "raw";

  /** Copies the collections. */
  public Signature {
    outputs = List.copyOf(outputs);
    conditions = Map.copyOf(conditions);
    description = Map.copyOf(description);
    identity = Map.copyOf(identity);
    if (outputs.isEmpty() || !outputs.getFirst().name().equals(RAW))
      throw new IllegalArgumentException("the first output of a network must be \"" + RAW + "\", outputs are " + outputs);
    if (outputs.stream().map(Output::name).distinct().count() < outputs.size())
      throw new IllegalArgumentException("two outputs of a network have one name: " + outputs);
  }

  /** The description under a key, or null. */
  public @Nullable String says(String key) {
    return description.get(key);
  }

  /**
   * One output.
   *
   * @param name how evaluations know it
   * @param shape of one row
   * @param precision at the network's edge
   */
  public record Output(String name, Shape shape, Precision precision) {}
}
