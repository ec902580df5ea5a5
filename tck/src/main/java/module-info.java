/**
 * Contract tests for parts of others: solvers, backends, schedules, grids, predictions, networks, catalogues.
 *
 * <p>A test class extends the contract of what it brings and hands it over in its constructor; JUnit Jupiter does the rest. Each test says
 * the sentence of the documentation that it checks, and its failure says what is wrong with the part.
 */
module org.counterflow.tck {
  requires transitive org.counterflow.api;
  requires transitive org.junit.jupiter.api;
  requires transitive org.junit.jupiter.params;
  requires org.counterflow.solvers;
  requires org.counterflow.diagnostics;
  requires static transitive org.jspecify;

  exports org.counterflow.tck;
}
