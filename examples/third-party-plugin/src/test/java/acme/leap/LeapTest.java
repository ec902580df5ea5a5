package acme.leap;

import org.counterflow.tck.SolverContract;

/** The solver keeps to what solvers keep to: order, evaluations, memory, ends, batches, threads, both directions. */
class LeapTest extends SolverContract {
  LeapTest() {
    super(new Leap(0.5));
  }
}
