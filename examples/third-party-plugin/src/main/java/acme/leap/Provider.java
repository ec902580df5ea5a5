package acme.leap;

import java.util.List;
import org.counterflow.api.catalogue.CatalogueProvider;
import org.counterflow.api.catalogue.Entry;
import org.counterflow.api.catalogue.Kind;

/** Tells the catalogue what is here. */
public final class Provider implements CatalogueProvider {
  @Override
  public int api() {
    return CatalogueProvider.API;
  }

  @Override
  public List<Entry<?>> entries() {
    return List.of(Entry.of(Kind.SOLVER, Leap.PART), Entry.of(Kind.SCHEDULE, Eased.PART));
  }
}
