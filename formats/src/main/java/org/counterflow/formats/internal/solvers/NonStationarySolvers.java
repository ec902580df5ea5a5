package org.counterflow.formats.internal.solvers;

import java.util.List;
import org.counterflow.api.catalogue.CatalogueProvider;
import org.counterflow.api.catalogue.Entry;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.solver.Solver;
import org.counterflow.formats.coefficients.StepCoefficients;
import org.counterflow.formats.internal.files.NamedFile;

/**
 * The solver {@code non-stationary:FILE}, by a file of {@link StepCoefficients}. It prints with the file's hash, {@code
 * non-stationary:FILE#sha256=HASH}, and a text with one takes no other file.
 */
public final class NonStationarySolvers implements CatalogueProvider {
  private static final int MOST_BYTES = 1 << 26;
  private static final Parameter<String> FILE = Parameter.text("file", "coefficients of each step, as JSON; no default");
  private static final Part<Solver> PART = Part
      .of(Solver.class, "non-stationary", "coefficients of each step from a file, fitted to a network", "arXiv:2403.01329").with(FILE);

  /** For the service loader. */
  public NonStationarySolvers() {}

  @Override
  public int api() {
    return CatalogueProvider.API;
  }

  @Override
  public List<Entry<?>> entries() {
    return List.of(Entry.of(Kind.SOLVER, PART.made(a -> read(a.get(FILE)))));
  }

  private static Solver read(String named) {
    NamedFile file = NamedFile.read(named, MOST_BYTES);
    var coefficients = StepCoefficients.read(file.text("give a file that Counterflow wrote"), file.file().toString());
    return new NonStationary(coefficients, PART.arguments().with(FILE, file.named()).text());
  }
}
