package org.counterflow.solvers;

import org.counterflow.api.backend.Mixture;
import org.counterflow.api.catalogue.Target;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.tensor.Shape;
import org.counterflow.solvers.internal.PartName;
import org.counterflow.solvers.target.Mixtures;

/**
 * Distributions with a known score. Their default process is EDM's, from sigma 80 to 0.002: alpha is 1 and every solver runs on it.
 */
public final class Targets {
  static final double MOONS = 0.1;
  static final double ROLL = 0.05;
  static final double BOARD = 0.08;

  private Targets() {}

  /**
   * A Gaussian; see {@link Mixtures#gaussian}.
   *
   * @param mean of each coordinate
   * @param deviation above 0
   * @param dimensions at least 1
   */
  public static Target gaussian(double mean, double deviation, int dimensions) {
    var id = PartName.of("gaussian").with("mean", mean, 0).with("deviation", deviation, 1).with("dimensions", dimensions, 2);
    return of(id.toString(), Mixtures.gaussian(mean, deviation, dimensions));
  }

  /** Three bumps in one dimension; see {@link Mixtures#threeBumps}. */
  public static Target mixture() {
    return of("mixture", Mixtures.threeBumps());
  }

  /** Two half circles in the plane. */
  public static Target twoMoons() {
    return twoMoons(MOONS);
  }

  /**
   * Two half circles in the plane; see {@link Mixtures#twoMoons}.
   *
   * @param deviation of each component
   */
  public static Target twoMoons(double deviation) {
    return of(PartName.of("two-moons").with("deviation", deviation, MOONS).toString(), Mixtures.twoMoons(deviation));
  }

  /** A spiral in the plane. */
  public static Target swissRoll() {
    return swissRoll(ROLL);
  }

  /**
   * A spiral in the plane; see {@link Mixtures#swissRoll}.
   *
   * @param deviation of each component
   */
  public static Target swissRoll(double deviation) {
    return of(PartName.of("swiss-roll").with("deviation", deviation, ROLL).toString(), Mixtures.swissRoll(deviation));
  }

  /** The dark squares of a board in the plane. */
  public static Target checkerboard() {
    return checkerboard(BOARD);
  }

  /**
   * The dark squares of a board in the plane; see {@link Mixtures#checkerboard}.
   *
   * @param deviation of each component
   */
  public static Target checkerboard(double deviation) {
    return of(PartName.of("checkerboard").with("deviation", deviation, BOARD).toString(), Mixtures.checkerboard(deviation));
  }

  private static Target of(String id, Mixture mixture) {
    Shape shape = Shape.of(mixture.dimensions());
    return new Target(id, shape, mixture, ScoreFunction.of(mixture, shape, Schedules.edm()));
  }
}
