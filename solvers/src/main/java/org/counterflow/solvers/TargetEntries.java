package org.counterflow.solvers;

import static org.counterflow.api.catalogue.Parameter.integer;
import static org.counterflow.api.catalogue.Parameter.number;

import java.util.List;
import org.counterflow.api.catalogue.Entry;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.catalogue.Parameter;
import org.counterflow.api.catalogue.Target;

/** The catalogue's targets. */
final class TargetEntries {
  /** The square still counts beside a state of 1, in double precision. */
  private static final double LEAST = 1e-6;

  private TargetEntries() {}

  static List<Entry<Target>> list() {
    return List.of(
        Entry.of(Kind.TARGET, "gaussian", "one Gaussian: the theory's samplers are affine on it", "",
            a -> Targets.gaussian(a.number("mean"), a.number("deviation"), a.integer("dimensions")),
            number("mean", 0, -1e6, 1e6, "of each coordinate"),
            number("deviation", 1, LEAST, 1e6, "standard deviation of each coordinate"),
            integer("dimensions", 2, 1, 1_000_000, "of a sample")),
        Entry.of(Kind.TARGET, "mixture", "three overlapping bumps in one dimension, on which the rates are measured", "",
            a -> Targets.mixture()),
        Entry.of(Kind.TARGET, "two-moons", "two half circles in the plane", "",
            a -> Targets.twoMoons(a.number("deviation")), deviation(Targets.MOONS)),
        Entry.of(Kind.TARGET, "swiss-roll", "a spiral in the plane", "",
            a -> Targets.swissRoll(a.number("deviation")), deviation(Targets.ROLL)),
        Entry.of(Kind.TARGET, "checkerboard", "the dark squares of a board in the plane", "",
            a -> Targets.checkerboard(a.number("deviation")), deviation(Targets.BOARD)));
  }

  private static Parameter deviation(double byDefault) {
    return number("deviation", byDefault, LEAST, 100, "standard deviation of each component");
  }
}
