/**
 * How samplers behave, measured and compared: runs recorded from other programs are replayed, steps are shown by their coefficients,
 * orders of convergence are measured.
 *
 * <p>{@code recorded} reads records; {@code replay} runs them and says how far the results are apart; {@code plan} traces a run's steps;
 * {@code distance} says how far a sampler's law is from the exact one, and {@code convergence} how that falls with the number of steps.
 */
module org.counterflow.diagnostics {
  requires transitive org.counterflow.api;
  requires org.counterflow.solvers;
  requires org.counterflow.formats;
  requires org.apache.commons.numbers.gamma;
  requires commons.math3;
  requires static transitive org.jspecify;

  exports org.counterflow.diagnostics.recorded;
  exports org.counterflow.diagnostics.replay;
  exports org.counterflow.diagnostics.plan;
  exports org.counterflow.diagnostics.distance;
  exports org.counterflow.diagnostics.convergence;
}
