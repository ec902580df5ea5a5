package org.counterflow.api.score;

import org.counterflow.api.tensor.Expr;

/** One question to a network: a state, its time, and the conditions to answer under; for every sample at work. */
public final class Ask {
  private final Expr input;
  private final double label;
  private final double towards;
  private final Conditions conditions;

  private Ask(Expr input, double label, double towards, Conditions conditions) {
    this.input = input;
    this.label = label;
    this.towards = towards;
    this.conditions = conditions;
  }

  /**
   * A question.
   *
   * @param input the state as the network takes it, scaled
   * @param label the time label
   * @param conditions those that the network has no port for are left out
   */
  public static Ask of(Expr input, double label, Conditions conditions) {
    return new Ask(input, label, Double.NaN, conditions);
  }

  /** The same with a second time label, for networks that take one. */
  public Ask towards(double second) {
    return new Ask(input, label, second, conditions);
  }

  /** The state as the network takes it. */
  public Expr input() {
    return input;
  }

  /** The time label. */
  public double label() {
    return label;
  }

  /** The second time label; NaN if there is none. */
  public double towards() {
    return towards;
  }

  /** What to answer under. */
  public Conditions conditions() {
    return conditions;
  }
}
