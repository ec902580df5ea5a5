/**
 * How samplers behave, measured and compared: runs recorded from other programs are replayed, steps are shown by their coefficients,
 * orders of convergence are measured.
 *
 * <p>{@code recorded} reads records; {@code replay} runs them and says how far the results are apart; {@code plan} traces a run's steps;
 * {@code accuracy} compares samplers with a fine solution; {@code plots} draws figures, {@code report} writes a page;
 * {@code distance} says how far a sampler's law is from the exact one, and {@code convergence} how that falls with the number of steps;
 * {@code samples} has distances between laws of which there are samples alone; {@code learning} fits scores to samples;
 * {@code regularity} measures the derivatives of score functions, {@code likelihood} how likely data are;
 * {@code topic} says what a question of the laboratory is, {@code lab} has them all, and {@code findings} is what a measurement says.
 */
module org.counterflow.diagnostics {
  requires transitive org.counterflow.api;
  requires org.counterflow.solvers;
  requires org.counterflow.formats;
  requires java.desktop;
  requires org.jfree.jfreechart;
  requires org.apache.xmlgraphics.batik.svggen;
  requires org.apache.commons.numbers.gamma;
  requires commons.math3;
  requires static transitive org.jspecify;

  exports org.counterflow.diagnostics.recorded;
  exports org.counterflow.diagnostics.accuracy;
  exports org.counterflow.diagnostics.replay;
  exports org.counterflow.diagnostics.plan;
  exports org.counterflow.diagnostics.plots;
  exports org.counterflow.diagnostics.report;
  exports org.counterflow.diagnostics.distance;
  exports org.counterflow.diagnostics.convergence;
  exports org.counterflow.diagnostics.regularity;
  exports org.counterflow.diagnostics.samples;
  exports org.counterflow.diagnostics.likelihood;
  exports org.counterflow.diagnostics.findings;
  exports org.counterflow.diagnostics.learning;
  exports org.counterflow.diagnostics.topic;
  exports org.counterflow.diagnostics.lab;
}
