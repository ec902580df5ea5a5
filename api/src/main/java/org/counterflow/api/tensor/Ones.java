package org.counterflow.api.tensor;

/** The sample whose every element is 1: the constant term that fitted solvers use. */
public enum Ones implements Expr {
  /** The only one. */
  ONES;

  @Override
  public String toString() {
    return "1";
  }
}
