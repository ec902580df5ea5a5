package org.counterflow.solvers.grid;

/** How many parts a range is cut into for N steps. */
public enum PerStep {
  /** N. */
  N("n"),
  /** N + 1. */
  N_PLUS_1("n+1");

  private final String text;

  PerStep(String text) {
    this.text = text;
  }

  int of(int steps) {
    return this == N ? steps : steps + 1;
  }

  @Override
  public String toString() {
    return text;
  }
}
