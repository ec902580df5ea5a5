package org.counterflow.api.tensor;

/**
 * Where values live. Two parts that name the same memory exchange values without a copy.
 *
 * @param id {@code host}, or the name of a device's memory
 */
public record Memory(String id) {
  /** The memory of this process, off the Java heap. */
  public static final Memory HOST = new Memory("host");

  @Override
  public String toString() {
    return id;
  }
}
