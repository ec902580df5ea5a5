package org.counterflow.api.internal.driver;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.counterflow.api.value.Value;

/** Samples of a run that are worked on at one time. */
public interface Group extends AutoCloseable {
  /** How many. */
  int samples();

  /** Whether all are at their end. */
  boolean done();

  /** One accepted step of each sample that is not at its end; false if there was none. */
  boolean advance();

  /** All steps that are left. */
  default void finish() {
    while (advance()) {
      // Each call takes one step.
    }
  }

  /**
   * Copies the states.
   *
   * @param to [samples or more, shape], in the backend's precision
   * @param first the row of the first sample
   */
  void values(Value to, int first);

  /** Writes all that the recipe does not say. */
  void save(DataOutput out) throws IOException;

  /** Reads what {@link #save} wrote, into a group that was begun the same way. */
  void load(DataInput in) throws IOException;

  @Override
  void close();
}
