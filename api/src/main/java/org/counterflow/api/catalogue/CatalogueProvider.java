package org.counterflow.api.catalogue;

import java.util.List;

/** One module's parts: a service. */
public interface CatalogueProvider {
  /** The version of this interface that current providers are built for. */
  int API = 2;

  /** The version this provider was built for: {@code return CatalogueProvider.API;}. */
  int api();

  /** Its parts. */
  List<Entry<?>> entries();
}
