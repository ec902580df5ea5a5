package org.counterflow.api.score;

import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;
import org.counterflow.api.value.Value;
import org.jspecify.annotations.Nullable;

/**
 * Named, typed inputs of a run beside the state: class labels, embeddings, tokens, masks, known images. A value has a row a sample of the
 * run, or one row for all; what a network takes without a batch dimension is given whole. By convention {@link #CLASS} holds class labels,
 * a whole number a sample, whatever the network calls its input.
 *
 * <p>What a network takes and is not given, it gets by its description (for {@code class} the label that means none): that is how
 * classifier-free guidance asks without a condition.
 *
 * <p>The sampler reads values while the run lasts: they stay the caller's, and must not be closed before.
 */
public final class Conditions {
  /** No conditions. */
  public static final Conditions NONE = new Conditions(Map.of());

  /** The name of class labels. */
  public static final String CLASS = "class";

  private final Map<String, Value> values;

  private Conditions(Map<String, Value> values) {
    this.values = values;
  }

  /** Class labels, one a sample or one for all. */
  public static Conditions classes(long... labels) {
    return NONE.with(CLASS, Value.of(Shape.of(labels.length), labels));
  }

  /** These and one more, which replaces one of the same name. */
  public Conditions with(String name, Value value) {
    var m = new TreeMap<>(values);
    m.put(name, value);
    return new Conditions(m);
  }

  /** These and one more in double precision, a row a sample of the tensor. */
  public Conditions with(String name, Tensor rows) {
    return with(name, Value.of(rows.shape().batch(rows.batch()), rows.toDoubles()));
  }

  /** These without one. */
  public Conditions without(String name) {
    if (!values.containsKey(name)) return this;
    var m = new TreeMap<>(values);
    m.remove(name);
    return new Conditions(m);
  }

  /** The value of a name, or null. */
  public @Nullable Value find(String name) {
    return values.get(name);
  }

  /**
   * The value of a name.
   *
   * @throws NoSuchElementException naming what is there
   */
  public Value get(String name) {
    Value v = values.get(name);
    if (v == null) throw new NoSuchElementException("no condition \"" + name + "\"; given: " + values.keySet());
    return v;
  }

  /** All of them, by name. */
  public Map<String, Value> values() {
    return Collections.unmodifiableMap(values);
  }

  /** Whether both have the same names with the same value objects. */
  public boolean same(Conditions other) {
    if (this == other) return true;
    if (!values.keySet().equals(other.values.keySet())) return false;
    return values.entrySet().stream().allMatch(e -> other.values.get(e.getKey()) == e.getValue());
  }

  @Override
  public String toString() {
    return "conditions " + Arrays.toString(values.entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).toArray());
  }
}
