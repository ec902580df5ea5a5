package org.counterflow.diagnostics.accuracy;

import org.counterflow.api.process.NoiseSchedule;

/**
 * How a network is solved with many steps, to compare fewer with: by UniPC on a grid on which its error falls fast. With 100 steps and with 200 the
 * bundled network ends 0.003 apart (root mean square, of a range of 2), and so does the bundled flow.
 */
public final class FineSolution {
  /** The solver, as the catalogue names it. */
  public static final String SOLVER = "unipc";

  private FineSolution() {}

  /**
   * The grid, as the catalogue names it.
   *
   * @param along the process of the run; one that begins at pure noise, such as rectified flow, needs its steps spread evenly there too
   */
  public static String grid(NoiseSchedule along) {
    return along.latest().inside() ? "final(time-quadratic)" : "beta57";
  }
}
