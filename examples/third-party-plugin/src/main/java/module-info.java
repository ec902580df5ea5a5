/** A third party's plugin: a solver, a schedule and a backend, found because the module provides them. */
module acme.leap {
  requires org.counterflow.api;

  provides org.counterflow.api.catalogue.CatalogueProvider with
      acme.leap.Provider;
  provides org.counterflow.api.backend.BackendProvider with
      acme.leap.AbacusProvider;
}
