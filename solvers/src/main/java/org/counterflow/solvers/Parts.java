package org.counterflow.solvers;

import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.catalogue.CatalogueProvider;
import org.counterflow.api.catalogue.Entry;

/** This module's parts by name: a service that {@link org.counterflow.api.catalogue.Catalogue#installed()} finds. */
public final class Parts implements CatalogueProvider {
  /** For {@link java.util.ServiceLoader}. */
  public Parts() {}

  @Override
  public int api() {
    return CatalogueProvider.API;
  }

  @Override
  public List<Entry<?>> entries() {
    var all = new ArrayList<Entry<?>>();
    all.addAll(SolverEntries.list());
    all.addAll(ScheduleEntries.list());
    all.addAll(GridEntries.list());
    all.addAll(NetworkEntries.list());
    all.addAll(TargetEntries.list());
    return List.copyOf(all);
  }
}
