package acme.leap;

import org.counterflow.tck.CatalogueContract;

/** Each part is made of its text, and prints as it. */
class ProviderTest extends CatalogueContract {
  ProviderTest() {
    super(new Provider());
  }
}
