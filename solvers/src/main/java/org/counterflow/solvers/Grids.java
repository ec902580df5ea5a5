package org.counterflow.solvers;

import org.counterflow.api.process.TimeGrid;
import org.counterflow.solvers.grid.Explicit;
import org.counterflow.solvers.grid.Exponential;
import org.counterflow.solvers.grid.Final;
import org.counterflow.solvers.grid.Flow;
import org.counterflow.solvers.grid.Karras;
import org.counterflow.solvers.grid.Leading;
import org.counterflow.solvers.grid.Linspace;
import org.counterflow.solvers.grid.LogSnr;
import org.counterflow.solvers.grid.Spaced;
import org.counterflow.solvers.grid.TimePower;
import org.counterflow.solvers.grid.Trailing;

/** Time grids with their usual settings; their types have the others. */
public final class Grids {
  private Grids() {}

  /** Equal steps in time from pure noise to clean data; see {@link Trailing}. */
  public static TimeGrid trailing() {
    return new Trailing();
  }

  /** Equal steps in time up from the beginning; see {@link Leading}. */
  public static TimeGrid leading() {
    return new Leading();
  }

  /** Equal steps in time between the ends, then clean data; see {@link Linspace}. */
  public static TimeGrid linspace() {
    return new Linspace();
  }

  /**
   * Equal steps in a root of sigma/alpha, then clean data; see {@link Karras}.
   *
   * @param rho usually 7
   */
  public static TimeGrid karras(double rho) {
    return new Karras(rho);
  }

  /** Equal steps in lambda, then clean data; see {@link Exponential}. */
  public static TimeGrid exponential() {
    return new Exponential();
  }

  /**
   * Equal steps of a flow's noise level, shifted, then clean data; see {@link Flow}.
   *
   * @param shift 1 is none; 3 in Stable Diffusion 3
   */
  public static TimeGrid flow(double shift) {
    return new Flow(shift);
  }

  /** Equal steps in time between the ends, without clean data; see {@link TimePower}. */
  public static TimeGrid timeUniform() {
    return new TimePower(1);
  }

  /** Equal steps in the root of time between the ends, without clean data; see {@link TimePower}. */
  public static TimeGrid timeQuadratic() {
    return new TimePower(2);
  }

  /** The second grid between the ends of the first; see {@link Spaced}. */
  public static TimeGrid spaced(TimeGrid ends, TimeGrid inner) {
    return new Spaced(ends, inner);
  }

  /** Equal steps in lambda between the schedule's ends; see {@link LogSnr}. */
  public static TimeGrid logSnr() {
    return new LogSnr();
  }

  /**
   * Equal steps in lambda; see {@link LogSnr}.
   *
   * @param from lambda of the first node
   * @param to lambda of the last node, above from
   */
  public static TimeGrid logSnr(double from, double to) {
    return new LogSnr(from, to);
  }

  /**
   * Given places; see {@link Explicit}.
   *
   * @param times in the schedule's time, from noise to data
   */
  public static TimeGrid explicit(double... times) {
    return Explicit.of(times);
  }

  /** A grid followed by the step to clean data; see {@link Final}. */
  public static TimeGrid toZero(TimeGrid inner) {
    return new Final(inner);
  }

  /** A grid that ends at the schedule's earliest point; see {@link Final}. */
  public static TimeGrid toSigmaMin(TimeGrid inner) {
    return new Final(inner, Final.At.SIGMA_MIN);
  }

  /** A grid without the step to clean data; see {@link Final}. */
  public static TimeGrid withoutEnd(TimeGrid inner) {
    return new Final(inner, Final.At.NONE);
  }
}
