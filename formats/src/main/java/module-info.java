/**
 * Files in and out: arrays ({@code .npy}), pictures ({@code .png}) with the recipe inside, recipes, a data set as a target
 * ({@code data:FILE.npy}), and any process as a noise schedule ({@code table:FILE}).
 *
 * <p>{@code arrays} reads and writes NumPy's format; {@code pictures} shows samples; {@code recipes} keeps what a sample can be drawn again
 * from; {@code schedulers} reads the scheduler configurations of diffusers; {@code coefficients} keeps those of a solver that was fitted; the root package has the one exception. Nothing here needs {@code java.desktop}. The JSON library is loaded when a JSON text is
 * read, and only then.
 */
@SuppressWarnings("module") // the modules of the qualified exports are compiled later
module org.counterflow.formats {
  requires transitive org.counterflow.api;
  requires tools.jackson.core;
  requires static transitive org.jspecify;

  exports org.counterflow.formats;
  exports org.counterflow.formats.arrays;
  exports org.counterflow.formats.coefficients;
  exports org.counterflow.formats.pictures;
  exports org.counterflow.formats.recipes;
  exports org.counterflow.formats.schedulers;
  // What the command line and the diagnostics share with the formats: whole files or none, JSON, other programs' options, the file behind
  // a data target.
  exports org.counterflow.formats.internal.files to
      org.counterflow.cli;
  exports org.counterflow.formats.internal.json to
      org.counterflow.cli, org.counterflow.diagnostics;
  exports org.counterflow.formats.internal.mapping to
      org.counterflow.diagnostics;
  exports org.counterflow.formats.internal.png to
      org.counterflow.cli;
  exports org.counterflow.formats.internal.targets to
      org.counterflow.cli;

  provides org.counterflow.api.catalogue.CatalogueProvider with
      org.counterflow.formats.internal.targets.DataTargets, org.counterflow.formats.internal.schedules.TableSchedules,
      org.counterflow.formats.internal.solvers.NonStationarySolvers;
}
