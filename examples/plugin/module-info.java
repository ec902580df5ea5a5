/** A third party's plugin: one solver, found because the module provides it. */
module acme.twostage {
  requires org.counterflow.api;

  provides org.counterflow.api.catalogue.CatalogueProvider with
      acme.twostage.Provider;
}
