package org.counterflow.api.value;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.SequencedMap;

/**
 * Values by name, with their owner: closing closes each.
 *
 * {@snippet :
 * try (Values out = decoder.run(Map.of("latent_sample", samples.value()))) {
 *   float[] picture = out.get("sample").toFloats();
 * }
 * }
 */
public final class Values implements AutoCloseable {
  private final SequencedMap<String, Value> values;

  private Values(SequencedMap<String, Value> values) {
    this.values = values;
  }

  /** Values that belong to this from now on. */
  public static Values of(Map<String, ? extends Value> values) {
    return new Values(Collections.unmodifiableSequencedMap(new LinkedHashMap<>(values)));
  }

  /**
   * The value of a name, valid until this is closed.
   *
   * @throws NoSuchElementException naming what is there
   */
  public Value get(String name) {
    Value v = values.get(name);
    if (v == null) throw new NoSuchElementException("no value \"" + name + "\"; there are " + values.keySet());
    return v;
  }

  /** All of them, by name. */
  public SequencedMap<String, Value> map() {
    return values;
  }

  /** Frees all of them, each also if another cannot be freed. Idempotent. */
  @Override
  public void close() {
    RuntimeException failed = null;
    for (Value v : values.values()) {
      try {
        v.close();
      } catch (RuntimeException e) {
        if (failed == null) failed = e;
        else failed.addSuppressed(e);
      }
    }
    if (failed != null) throw failed;
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
