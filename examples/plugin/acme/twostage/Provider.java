package acme.twostage;

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
    return List.of(Entry.of(Kind.SOLVER, TwoStage.PART));
  }
}
