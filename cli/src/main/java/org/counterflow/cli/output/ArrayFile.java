package org.counterflow.cli.output;

import java.nio.file.Path;
import java.util.List;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.tensor.Shape;
import org.counterflow.formats.arrays.Npy;
import org.counterflow.formats.arrays.NpyWriter;
import org.counterflow.formats.recipes.Recipes;
import org.jspecify.annotations.Nullable;

/** Values as computed, [count, shape], with the recipe beside them. Written in parts, so that it may be larger than the memory. */
final class ArrayFile implements Destination {
  /** Elements that are held: 256 MiB in single precision, 512 in double. */
  private static final long PART = 1 << 26;

  /** Samples that are held: each has a seed and a label beside its elements. */
  private static final long SAMPLES = 1 << 20;

  private final Path path;
  private @Nullable NpyWriter writer;
  private int written;

  /** A file that ends in {@code .npy}. */
  ArrayFile(Path path) {
    this.path = path;
  }

  @Override
  public void check() {
    Destination.probe(path);
    Destination.probe(Recipes.fileBeside(path));
  }

  @Override
  public void check(Shape shape, int count) {
    // An array holds anything.
  }

  @Override
  public long atOnce(long elements) {
    return Math.clamp(PART / elements, 1, SAMPLES);
  }

  @Override
  public void write(SampleBatch batch) {
    Samples s = batch.samples();
    int count = batch.recipe().seeds().count();
    NpyWriter w = writer == null ? Npy.open(path, s, count) : writer;
    writer = w;
    w.write(s.values());
    written += s.count();
    if (written < count) return;
    w.commit(batch.recipe());
  }

  @Override
  public void close() {
    if (writer != null) writer.close();
  }

  @Override
  public List<Path> replaces() {
    return List.of(path, Recipes.fileBeside(path));
  }

  @Override
  public @Nullable Path foreign() {
    return Recipes.isReplaceable(path) ? null : Recipes.fileBeside(path);
  }

  @Override
  public List<Path> files(Seeds seeds) {
    return List.of(path);
  }

  @Override
  public Path path() {
    return path;
  }
}
