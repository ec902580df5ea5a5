/**
 * The words of the subject, the driver that runs a sampler, the registry of what is installed, and a plain-Java backend.
 *
 * <p>{@code part} how parts are declared; {@code tensor} what solvers compute with; {@code value} what networks take and give;
 * {@code backend} for makers of arithmetic; {@code network} networks of any kind; {@code process} noise schedules, grids and predictions;
 * {@code score} score functions; {@code solver} for makers of solvers; {@code catalogue} for makers of plugins; the root package for users.
 */
@SuppressWarnings("module") // the modules of qualified exports are compiled later
module org.counterflow.api {
  requires static transitive org.jspecify;

  exports org.counterflow.api;
  exports org.counterflow.api.part;
  exports org.counterflow.api.tensor;
  exports org.counterflow.api.value;
  exports org.counterflow.api.backend;
  exports org.counterflow.api.network;
  exports org.counterflow.api.process;
  exports org.counterflow.api.score;
  exports org.counterflow.api.solver;
  exports org.counterflow.api.catalogue;
  // The specified arithmetic on single values, for the ends of vector loops.
  exports org.counterflow.api.internal.arithmetic to
      org.counterflow.backend.cpuvector,
      org.counterflow.backend.opencl;
  // Folders from which code is loaded.
  exports org.counterflow.api.internal.files to
      org.counterflow.backend.onnx,
      org.counterflow.backend.opencl;
  // Memory that native code uses.
  exports org.counterflow.api.internal.memory to
      org.counterflow.backend.opencl;
  // What messages need: what somebody may have meant by a name, and how a text is shown that came from elsewhere.
  exports org.counterflow.api.internal.text to
      org.counterflow.cli,
      org.counterflow.formats;

  uses org.counterflow.api.backend.BackendProvider;
  uses org.counterflow.api.network.NetworkProvider;
  uses org.counterflow.api.catalogue.CatalogueProvider;
  uses org.counterflow.api.score.ScoreReader;

  provides org.counterflow.api.score.ScoreReader with
      org.counterflow.api.catalogue.DescribedScores;
}
