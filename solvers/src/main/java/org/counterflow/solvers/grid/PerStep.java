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

  /** Reads {@code n} or {@code n+1}. */
  public static PerStep parse(String text) {
    for (PerStep p : values()) if (p.text.equals(text)) return p;
    throw new IllegalArgumentException("expected n or n+1, was \"" + text + "\"");
  }

  @Override
  public String toString() {
    return text;
  }
}
