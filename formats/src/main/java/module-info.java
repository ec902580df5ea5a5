/**
 * Files in and out: arrays ({@code .npy}), pictures ({@code .png}) with the recipe inside, plots, JSON, recipes, and a data set as a
 * target ({@code data:FILE.npy}).
 *
 * <p>Nothing here needs {@code java.desktop}. The JSON library is loaded when a JSON text is read, and only then.
 */
module org.counterflow.formats {
  requires transitive org.counterflow.api;
  requires tools.jackson.core;
  requires static transitive org.jspecify;

  exports org.counterflow.formats;

  provides org.counterflow.api.catalogue.CatalogueProvider with
      org.counterflow.formats.DataTargets;
}
