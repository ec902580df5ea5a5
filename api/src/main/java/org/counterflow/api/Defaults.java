package org.counterflow.api;

import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.solver.Solver;

/** What a sampler does where nothing else is asked for; the command line does the same. */
public final class Defaults {
  /** The solver. */
  public static final String SOLVER = "dpmpp-2m";

  /** The grid of most processes. */
  public static final String GRID = "trailing";

  /** The grid of processes that name their places by sigma, whose times are spread too unevenly for others. */
  public static final String SIGMA_GRID = "karras";

  /** Steps with a network. */
  public static final int STEPS = 10;

  /** Steps for a known distribution, whose evaluations cost little. */
  public static final int TARGET_STEPS = 40;

  /** Rows of a network call, where the file does not say. */
  public static final int MICRO_BATCH = 16;

  private Defaults() {}

  /** The text of the grid for a process. */
  public static String grid(NoiseSchedule schedule) {
    String id = schedule.toString().split(":", 2)[0];
    return id.equals("edm") || id.equals("ve") ? SIGMA_GRID : GRID;
  }

  static Solver solver() {
    return Catalogue.installed().find(Kind.SOLVER, SOLVER);
  }

  static TimeGrid gridOf(NoiseSchedule schedule) {
    return Catalogue.installed().find(Kind.GRID, grid(schedule));
  }
}
