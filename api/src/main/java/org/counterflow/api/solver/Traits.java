package org.counterflow.api.solver;

/**
 * What a solver claims; contract tests check each claim. Each claim has one word, which asks without an argument and claims with one.
 *
 * <p>{@code atEnds}: it takes steps that touch alpha = 0 or sigma = 0 itself; else the driver takes them by holding the data estimate
 * (from sigma = 0 the noise estimate). {@code handsOn}: it evaluates where it arrives, and the next step begins with that by
 * {@link Step#next}; whoever moves the state on loses it, and has one more evaluation a step. {@code wraps}: it hands every step on through {@link Step#run}, so neither that rule nor an early
 * evaluation applies to it.
 */
public final class Traits {
  private final double order;
  private final double weakOrder;
  private final int remembers;
  private final int evaluations;
  private final boolean stochastic;
  private final boolean atEnds;
  private final boolean wraps;
  private final boolean handsOn;

  private Traits(double order, double weakOrder, int remembers, int evaluations, boolean stochastic, boolean atEnds, boolean wraps,
      boolean handsOn) {
    if (!(order >= 0) || !(weakOrder >= 0) || remembers < 0 || evaluations < 0)
      throw new IllegalArgumentException("a solver has no order " + order + ", weak order " + weakOrder + ", " + evaluations
          + " evaluations a step and memory of " + remembers + ": none of them is below 0");
    this.order = order;
    this.weakOrder = weakOrder;
    this.remembers = remembers;
    this.evaluations = evaluations;
    this.stochastic = stochastic;
    this.atEnds = atEnds;
    this.wraps = wraps;
    this.handsOn = handsOn;
  }

  /** A deterministic solver of this order with one evaluation a step and no memory. */
  public static Traits of(double order) {
    return new Traits(order, order, 0, 1, false, false, false, false);
  }

  /** The same, reading {@code past(1)} to {@code past(n)}. */
  public Traits remembers(int n) {
    return new Traits(order, weakOrder, n, evaluations, stochastic, atEnds, wraps, handsOn);
  }

  /** The same with {@code n} evaluations a step. */
  public Traits evaluations(int n) {
    return new Traits(order, weakOrder, remembers, n, stochastic, atEnds, wraps, handsOn);
  }

  /** The same drawing noise, with this order in distribution. */
  public Traits stochastic(double weak) {
    return new Traits(order, weak, remembers, evaluations, true, atEnds, wraps, handsOn);
  }

  /** The same, taking steps at the ends itself or not. */
  public Traits atEnds(boolean itself) {
    return new Traits(order, weakOrder, remembers, evaluations, stochastic, itself, wraps, handsOn);
  }

  /** The same, only running other solvers or not. */
  public Traits wraps(boolean others) {
    return new Traits(order, weakOrder, remembers, evaluations, stochastic, atEnds, others, handsOn);
  }

  /** The same, beginning its next step with the evaluation of where it arrived, or not. */
  public Traits handsOn(boolean last) {
    return new Traits(order, weakOrder, remembers, evaluations, stochastic, atEnds, wraps, last);
  }

  /** Order of convergence of each sample's end, with a start of sufficient order. */
  public double order() {
    return order;
  }

  /** Order of convergence in distribution. */
  public double weakOrder() {
    return weakOrder;
  }

  /** How many past evaluations it reads. */
  public int remembers() {
    return remembers;
  }

  /** Evaluations a step once started. */
  public int evaluations() {
    return evaluations;
  }

  /** Whether it draws noise. */
  public boolean stochastic() {
    return stochastic;
  }

  /** Whether it takes steps at alpha = 0 or sigma = 0 itself. */
  public boolean atEnds() {
    return atEnds;
  }

  /** Whether it only runs other solvers. */
  public boolean wraps() {
    return wraps;
  }

  /** Whether its next step begins with the evaluation of where it arrived. */
  public boolean handsOn() {
    return handsOn;
  }

  /** Evaluations a step where a wrapper moves the state on after each: one more for a solver that {@link #handsOn hands on} its last. */
  public int evaluationsMoved() {
    return evaluations + (handsOn ? 1 : 0);
  }

  @Override
  public String toString() {
    return "order " + order + (stochastic ? ", weak order " + weakOrder : "") + ", " + evaluations + " evaluations a step, remembers "
        + remembers + (atEnds ? ", at ends" : "") + (handsOn ? ", hands on" : "") + (wraps ? ", wraps" : "");
  }
}
