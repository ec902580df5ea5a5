/**
 * How samplers behave, measured and compared: runs recorded from other programs are replayed, steps are shown by their coefficients.
 *
 * <p>{@code recorded} reads records; {@code replay} runs them and says how far the results are apart; {@code plan} traces a run's steps;
 * {@code accuracy} compares samplers with a fine solution; {@code plots} draws line charts.
 */
module org.counterflow.diagnostics {
  requires transitive org.counterflow.api;
  requires org.counterflow.solvers;
  requires org.counterflow.formats;
  requires java.desktop;
  requires org.jfree.jfreechart;
  requires org.apache.xmlgraphics.batik.svggen;
  requires static transitive org.jspecify;

  exports org.counterflow.diagnostics.recorded;
  exports org.counterflow.diagnostics.accuracy;
  exports org.counterflow.diagnostics.replay;
  exports org.counterflow.diagnostics.plan;
  exports org.counterflow.diagnostics.plots;
}
