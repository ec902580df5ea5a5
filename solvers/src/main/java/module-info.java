/**
 * Solvers, noise schedules, time grids, guidance, output rules, and targets with a known answer.
 *
 * <p>The root package has a factory for each kind and the catalogue; the others hold the families. Each part is a value whose
 * {@code toString()} is the catalogue text that makes it again.
 */
module org.counterflow.solvers {
  requires transitive org.counterflow.api;
  requires static org.jspecify;

  exports org.counterflow.solvers;
  exports org.counterflow.solvers.ode;
  exports org.counterflow.solvers.sde;
  exports org.counterflow.solvers.theory;
  exports org.counterflow.solvers.distilled;
  exports org.counterflow.solvers.schedule;
  exports org.counterflow.solvers.grid;
  exports org.counterflow.solvers.guidance;
  exports org.counterflow.solvers.rule;
  exports org.counterflow.solvers.target;
  exports org.counterflow.solvers.math;

  provides org.counterflow.api.catalogue.CatalogueProvider with
      org.counterflow.solvers.Parts;
}
