package acme.twostage;

import java.util.List;
import org.counterflow.api.catalogue.CatalogueProvider;
import org.counterflow.api.catalogue.Entry;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.catalogue.Parameter;

/** Tells the catalogue what is here. The vendor's name stands before the id, so that nobody else has it. */
public final class Provider implements CatalogueProvider {
  @Override
  public int api() {
    return CatalogueProvider.API;
  }

  @Override
  public List<Entry<?>> entries() {
    return List.of(Entry.of(Kind.SOLVER, "acme/two-stage", "two evaluations a step, the second on the way", "arXiv:2211.01095",
        a -> new TwoStage(a.number("at")),
        Parameter.number("at", 0.5, 0.05, 1, "where on the way, in lambda: 0.5 is the middle, 1 the end")));
  }
}
