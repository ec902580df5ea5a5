package org.counterflow.formats.internal.targets;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.CatalogueProvider;
import org.counterflow.api.catalogue.Entry;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.catalogue.MixtureTarget;
import org.counterflow.api.catalogue.Target;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.tensor.Shape;
import org.counterflow.formats.FormatException;
import org.counterflow.formats.arrays.Npy;
import org.counterflow.formats.arrays.NpyArray;
import org.jspecify.annotations.Nullable;

/**
 * The target {@code data:FILE.npy}: a data set with its exact denoiser, so that a sampler draws members of it. Its first dimension counts
 * the samples, the others are the shape of one; values are taken as they are. The default process of a run is EDM's ({@code edm}).
 */
public final class DataTargets implements CatalogueProvider {
  private static final Parameter<String> FILE = Parameter.text("file", "an array whose first dimension counts the samples; no default");
  private static final Part<Target> PART =
      Part.of(Target.class, "data", "the data set in an .npy file, with its exact denoiser", "").with(FILE);

  private final Supplier<NoiseSchedule> process;

  /** For the service loader: the schedule {@code edm} of whatever module is installed. */
  public DataTargets() {
    // Looked up when a target is made: while the catalogue loads, it cannot be asked.
    this(() -> Catalogue.installed().find(Kind.SCHEDULE, "edm"));
  }

  /**
   * With another default process.
   *
   * @param process asked for each target that is made
   */
  public DataTargets(Supplier<NoiseSchedule> process) {
    this.process = process;
  }

  /** The file that a catalogue text names, if it is {@code data:FILE}; else null. */
  public static @Nullable Path file(String text) {
    String[] parts = text.strip().split(":", 2);
    if (parts.length < 2 || !parts[0].strip().equals(PART.id()) || parts[1].isEmpty()) return null;
    String named = FILE.name() + "=";
    return Path.of(parts[1].startsWith(named) ? parts[1].substring(named.length()) : parts[1]);
  }

  /** The catalogue text of a file. */
  public static String text(Path file) {
    return PART.arguments().with(FILE, file.toString()).text();
  }

  @Override
  public int api() {
    return CatalogueProvider.API;
  }

  @Override
  public List<Entry<?>> entries() {
    return List.of(Entry.of(Kind.TARGET, PART.made(a -> read(Path.of(a.get(FILE))))));
  }

  /**
   * The target of a file.
   *
   * @param file an array of finite numbers, [n, shape]
   * @throws FormatException if it cannot be read, is empty, or has a number that is not finite
   */
  public Target read(Path file) {
    NpyArray data = Npy.read(file);
    Shape shape = data.sample();
    double[] values = data.values();
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i]))
        throw new FormatException(file.toString(),
            "has " + values[i] + " in sample " + i / shape.elements() + "; a data set needs finite numbers", "");
    }
    Mixture mixture = Mixture.ofData(Math.toIntExact(shape.elements()), values);
    return new MixtureTarget(text(file), shape, mixture, process.get());
  }
}
