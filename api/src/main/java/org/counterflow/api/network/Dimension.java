package org.counterflow.api.network;

/**
 * One dimension of a {@link Port}: a size, or open under a name. Open dimensions of one name have one size in a call.
 *
 * @param size at least 0, or {@value #OPEN}
 * @param name of an open dimension; empty where the size is known or the file gives no name
 */
public record Dimension(long size, String name) {
  /** The size of an open dimension. */
  public static final long OPEN = -1;

  /** Checks the size. */
  public Dimension {
    if (size < OPEN) throw new IllegalArgumentException("a dimension is at least 0, or " + OPEN + " where it is open, was " + size);
  }

  /** A known size. */
  public static Dimension of(long size) {
    return new Dimension(size, "");
  }

  /** Open, under a name. */
  public static Dimension open(String name) {
    return new Dimension(OPEN, name);
  }

  /** Whether any size will do. */
  public boolean isOpen() {
    return size == OPEN;
  }

  @Override
  public String toString() {
    return isOpen() ? name.isEmpty() ? "?" : name : Long.toString(size);
  }
}
