package org.counterflow.api.score;

import java.util.Collections;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Named inputs of a run beside the state: class labels, embeddings, masks, known images; one row a sample, or one for all. By convention
 * {@code class} holds class labels, a single number a sample.
 *
 * <p>What a network takes and is not given, it fills with the value its description names (for {@code class} the null class): that is
 * how classifier-free guidance asks without a condition.
 */
public final class Conditions {
  /** No conditions. */
  public static final Conditions NONE = new Conditions(Map.of());

  /** The name of class labels. */
  public static final String CLASS = "class";

  private final Map<String, Tensor> tensors;

  private Conditions(Map<String, Tensor> tensors) {
    this.tensors = tensors;
  }

  /** Class labels, one a sample. */
  public static Conditions classes(double... labels) {
    return NONE.with(CLASS, Tensor.of(Shape.of(), labels));
  }

  /** These and one more, which replaces one of the same name. */
  public Conditions with(String name, Tensor values) {
    var m = new TreeMap<>(tensors);
    m.put(name, values);
    return new Conditions(m);
  }

  /** These without one. */
  public Conditions without(String name) {
    if (!tensors.containsKey(name)) return this;
    var m = new TreeMap<>(tensors);
    m.remove(name);
    return new Conditions(m);
  }

  /** The values of a name, or null. */
  public @Nullable Tensor find(String name) {
    return tensors.get(name);
  }

  /**
   * The values of a name.
   *
   * @throws NoSuchElementException naming what is there
   */
  public Tensor get(String name) {
    Tensor t = tensors.get(name);
    if (t == null) throw new NoSuchElementException("no condition \"" + name + "\"; given: " + tensors.keySet());
    return t;
  }

  /** All of them, by name. */
  public Map<String, Tensor> tensors() {
    return Collections.unmodifiableMap(tensors);
  }

  @Override
  public String toString() {
    return "conditions " + tensors.keySet();
  }
}
