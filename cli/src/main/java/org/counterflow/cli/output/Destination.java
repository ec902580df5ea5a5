package org.counterflow.cli.output;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.counterflow.api.Recipe;
import org.counterflow.api.Seeds;
import org.counterflow.api.tensor.Shape;
import org.counterflow.formats.internal.files.AtomicFile;
import org.jspecify.annotations.Nullable;

/** Where samples go. What is there afterwards is complete; what cannot be written is known before the work begins. */
public sealed interface Destination extends AutoCloseable permits ArrayFile, PictureFile, PictureFolder {
  /**
   * The destination of a path: {@code .png}, {@code .npy}, or a folder, which exists, ends in a separator, or has no ending.
   *
   * @param text the path
   * @throws IllegalArgumentException if it has another ending, or is none
   */
  static Destination of(String text) {
    if (text.isBlank() || text.equals("-")) throw new IllegalArgumentException("--out " + (text.isBlank() ? "is empty"
        : "- asks for the standard output, which takes no samples") + ": give a file in .png or .npy, or a folder, ending in /");
    Path p = Path.of(text);
    String name = String.valueOf(p.getFileName()).toLowerCase(Locale.ROOT);
    if (text.endsWith("/") || text.endsWith(p.getFileSystem().getSeparator()) || Files.isDirectory(p)) return new PictureFolder(p);
    if (name.endsWith(".png")) return new PictureFile(p);
    if (name.endsWith(".npy")) return new ArrayFile(p);
    if (name.indexOf('.', 1) < 0) return new PictureFolder(p);
    throw new IllegalArgumentException("--out " + text
        + " has an ending that is not known: give a file in .png or .npy, or a folder, ending in /");
  }

  /** Whether it can be written. */
  void check();

  /**
   * Whether it can hold such samples.
   *
   * @param shape of one
   * @param count how many
   * @throws IllegalArgumentException if not
   */
  void check(Shape shape, int count);

  /**
   * Whether it can hold samples of such seeds.
   *
   * @throws IllegalArgumentException if not
   */
  default void check(Seeds seeds) {
    // A seed may be there twice.
  }

  /**
   * Samples that are drawn before they are written, so that little is lost when the run is stopped, or held in memory.
   *
   * @param elements of one sample
   */
  default long atOnce(long elements) {
    return Long.MAX_VALUE;
  }

  /** Whether each sample is written by itself. */
  default boolean oneByOne() {
    return false;
  }

  /**
   * The numbers of the samples that are to be drawn.
   *
   * @param seeds of all samples
   * @param recipe of each sample
   */
  default int[] missing(Seeds seeds, IntFunction<Recipe> recipe) {
    return IntStream.range(0, seeds.count()).toArray();
  }

  /** Writes samples: those that are missing, in their order, in one call or several. */
  void write(SampleBatch batch);

  /** Gives up what is not complete; nothing is left of it. */
  @Override
  default void close() {
    // What is written in one call is complete or not there.
  }

  /** The files that are written over if they are there; a folder's pictures are looked at one by one instead. */
  default List<Path> replaces() {
    return List.of();
  }

  /** One of them that is there and is not what Counterflow writes under such a name; null if there is none. */
  default @Nullable Path foreign() {
    return null;
  }

  /** The files that hold these samples once they are written. */
  List<Path> files(Seeds seeds);

  /** Where everything is: a file or a folder. */
  Path path();

  /** Fails if a file cannot be made; leaves nothing. */
  static void probe(Path file) {
    AtomicFile.at(file).close();
  }
}
