package org.counterflow.api.internal.driver;

import java.util.Objects;

/** A coefficient that is no finite number. The step where it happened adds the rest of the message. */
final class CoefficientException extends ArithmeticException {
  private static final long serialVersionUID = 1;

  /** Whose it was, or -1 if it was the same for all. */
  final int row;

  CoefficientException(String leaf, double value, int row) {
    super("the coefficient of " + leaf + " is " + value);
    this.row = row;
  }

  /** The same in another row. */
  CoefficientException in(int otherRow) {
    return new CoefficientException(what(), otherRow);
  }

  private CoefficientException(String what, int row) {
    super(what);
    this.row = row;
  }

  String what() {
    return Objects.requireNonNull(getMessage());
  }
}
