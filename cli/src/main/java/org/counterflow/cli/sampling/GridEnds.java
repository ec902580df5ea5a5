package org.counterflow.cli.sampling;

import java.util.List;
import org.counterflow.api.Sampler;
import org.counterflow.api.process.Point;
import org.counterflow.cli.terminal.Console;

/**
 * Says where a grid does not lead from noise to data: the samples are then nearly the noise they began with, or keep some of it, and
 * nothing else tells.
 */
final class GridEnds {
  /** Noise that a picture does not show: a fortieth of the range from black to white. */
  private static final double UNSEEN = 0.05;
  /** An end that is the process's own, as far as grids agree on it. */
  private static final double OWN = 2;

  private GridEnds() {}

  static void check(Sampler sampler, Beginning.Kind kind, Console console) {
    if (kind == Beginning.Kind.ENCODED) return;
    List<Point> points = sampler.grid().on(sampler.schedule(), sampler.steps());
    Point first = points.getFirst(), last = points.getLast();
    Point noise = sampler.schedule().latest(), clean = sampler.schedule().earliest();
    boolean noisy = kind == Beginning.Kind.NOISE || kind == Beginning.Kind.NORMALS;
    if (noisy && first.ratio() < 1 && first.ratio() * OWN < noise.ratio()) console.warn("the grid " + sampler.grid() + " with steps "
        + sampler.steps() + " begins " + place(first) + ", where a sample is more data than noise, so that samples stay near the noise"
        + " that they begin with: give more --steps, or another --grid");
    if (last.ratio() > UNSEEN && last.ratio() > OWN * clean.ratio()) console.warn("the grid " + sampler.grid() + " with steps "
        + sampler.steps() + " ends " + place(last) + ", so that samples keep noise: give a --grid that ends at clean data");
  }

  private static String place(Point p) {
    return String.format(java.util.Locale.ROOT, "at time %.4g with sigma/alpha %.4g", p.time(), p.ratio());
  }
}
