package org.counterflow.tck;

import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.solvers.Grids;
import org.counterflow.solvers.Schedules;
import org.counterflow.solvers.Solvers;
import org.counterflow.solvers.ode.FixedStride;

/** Steps by entries of a table, for replaying; only there, and one way. */
class FixedStrideTest extends SolverContract {
  FixedStrideTest() {
    super(new FixedStride(Solvers.heun()));
  }

  @Override
  protected NoiseSchedule schedule() {
    return Schedules.linear(1e-4, 0.02, 960);
  }

  /** Whose strides are the solver's. */
  @Override
  protected TimeGrid inside() {
    return Grids.leading();
  }

  /** Its last step goes where no node is. */
  @Override
  protected boolean followsConstants() {
    return false;
  }

  @Override
  protected boolean returns() {
    return false;
  }

  /** Only tables have its strides, and those do not halve. */
  @Override
  protected boolean converges() {
    return false;
  }
}
