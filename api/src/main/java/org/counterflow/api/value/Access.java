package org.counterflow.api.value;

/** What the holder of a value does with it. */
public enum Access {
  /** Reads what is there. */
  READ,
  /** Writes every element, whatever was there. */
  WRITE,
  /** Reads what is there and writes. */
  READ_WRITE;

  /** Whether the values before matter. */
  public boolean reads() {
    return this != WRITE;
  }

  /** Whether the values after matter. */
  public boolean writes() {
    return this != READ;
  }
}
