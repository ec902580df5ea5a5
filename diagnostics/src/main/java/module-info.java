/**
 * How samplers behave, measured and compared: runs recorded from other programs are replayed, steps are shown by their coefficients.
 *
 * <p>{@code recorded} reads records; {@code replay} runs them and says how far the results are apart; {@code plan} traces a run's steps;
 * {@code lab} measures the theory's claims, and {@code findings} is what a measurement says.
 */
module org.counterflow.diagnostics {
  requires transitive org.counterflow.api;
  requires org.counterflow.solvers;
  requires org.counterflow.formats;
  requires static transitive org.jspecify;

  exports org.counterflow.diagnostics.recorded;
  exports org.counterflow.diagnostics.replay;
  exports org.counterflow.diagnostics.plan;
  exports org.counterflow.diagnostics.findings;
  exports org.counterflow.diagnostics.lab;
}
