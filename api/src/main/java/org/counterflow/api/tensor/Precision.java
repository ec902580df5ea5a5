package org.counterflow.api.tensor;

/** How one element is stored. A backend computes in {@link #F32} or {@link #F64}; {@link #F16} occurs only at a network's edges. */
public enum Precision {
  /** IEEE half precision. */
  F16(2),
  /** IEEE single precision. */
  F32(4),
  /** IEEE double precision. */
  F64(8);

  private final int bytes;

  Precision(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }
}
