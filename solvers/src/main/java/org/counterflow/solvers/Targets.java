package org.counterflow.solvers;

import java.util.List;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.catalogue.MixtureTarget;
import org.counterflow.api.catalogue.Target;
import org.counterflow.api.part.Arguments;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.tensor.Shape;
import org.counterflow.solvers.target.Mixtures;

/**
 * Distributions with a known score. Their default process is EDM's, from sigma 80 to 0.002: alpha is 1 and every solver runs on it.
 */
public final class Targets {
  /** Least deviation, whose square still counts beside a state of 1 in double precision. */
  private static final double LEAST = 1e-6;
  private static final Parameter<Double> MEAN = Parameter.number("mean", 0, -1e6, 1e6, "of each coordinate");
  private static final Parameter<Double> DEVIATION = Parameter.number("deviation", 1, LEAST, 1e6, "standard deviation of each coordinate");
  private static final Parameter<Integer> DIMENSIONS = Parameter.integer("dimensions", 2, 1, 1_000_000, "of a sample");
  private static final Parameter<Double> MOONS = component(0.1);
  private static final Parameter<Double> ROLL = component(0.05);
  private static final Parameter<Double> BOARD = component(0.08);

  private static final Part<Target> GAUSSIAN = part("gaussian", "one Gaussian: the theory's samplers are affine on it")
      .with(MEAN, DEVIATION, DIMENSIONS).made(a -> of(a, Mixtures.gaussian(a.get(MEAN), a.get(DEVIATION), a.get(DIMENSIONS))));
  private static final Part<Target> MIXTURE = part("mixture", "three overlapping bumps in one dimension, on which the rates are measured")
      .made(a -> of(a, Mixtures.threeBumps()));
  private static final Part<Target> TWO_MOONS = part("two-moons", "two half circles in the plane")
      .with(MOONS).made(a -> of(a, Mixtures.twoMoons(a.get(MOONS))));
  private static final Part<Target> SWISS_ROLL = part("swiss-roll", "a spiral in the plane")
      .with(ROLL).made(a -> of(a, Mixtures.swissRoll(a.get(ROLL))));
  private static final Part<Target> CHECKERBOARD = part("checkerboard", "the dark squares of a board in the plane")
      .with(BOARD).made(a -> of(a, Mixtures.checkerboard(a.get(BOARD))));

  static final List<Part<Target>> PARTS = List.of(GAUSSIAN, MIXTURE, TWO_MOONS, SWISS_ROLL, CHECKERBOARD);

  private Targets() {}

  private static Parameter<Double> component(double byDefault) {
    return Parameter.number("deviation", byDefault, LEAST, 100, "standard deviation of each component");
  }

  private static Part<Target> part(String id, String summary) {
    return Part.of(Target.class, id, summary, "");
  }

  private static Target of(Arguments a, Mixture mixture) {
    return new MixtureTarget(a.text(), Shape.of(mixture.dimensions()), mixture, Schedules.edm());
  }

  /**
   * A Gaussian; see {@link Mixtures#gaussian}.
   *
   * @param mean of each coordinate
   * @param deviation above 0
   * @param dimensions at least 1
   */
  public static Target gaussian(double mean, double deviation, int dimensions) {
    return GAUSSIAN.make(GAUSSIAN.arguments().with(MEAN, mean).with(DEVIATION, deviation).with(DIMENSIONS, dimensions));
  }

  /** Three bumps in one dimension; see {@link Mixtures#threeBumps}. */
  public static Target mixture() {
    return MIXTURE.make(MIXTURE.arguments());
  }

  /** Two half circles in the plane. */
  public static Target twoMoons() {
    return twoMoons(MOONS.byDefault());
  }

  /**
   * Two half circles in the plane; see {@link Mixtures#twoMoons}.
   *
   * @param deviation of each component
   */
  public static Target twoMoons(double deviation) {
    return TWO_MOONS.make(TWO_MOONS.arguments().with(MOONS, deviation));
  }

  /** A spiral in the plane. */
  public static Target swissRoll() {
    return swissRoll(ROLL.byDefault());
  }

  /**
   * A spiral in the plane; see {@link Mixtures#swissRoll}.
   *
   * @param deviation of each component
   */
  public static Target swissRoll(double deviation) {
    return SWISS_ROLL.make(SWISS_ROLL.arguments().with(ROLL, deviation));
  }

  /** The dark squares of a board in the plane. */
  public static Target checkerboard() {
    return checkerboard(BOARD.byDefault());
  }

  /**
   * The dark squares of a board in the plane; see {@link Mixtures#checkerboard}.
   *
   * @param deviation of each component
   */
  public static Target checkerboard(double deviation) {
    return CHECKERBOARD.make(CHECKERBOARD.arguments().with(BOARD, deviation));
  }
}
