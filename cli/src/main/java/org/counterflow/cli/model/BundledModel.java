package org.counterflow.cli.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A network that comes with the command line. Runtimes open files, so it is unpacked into the cache, once.
 *
 * @param id what users type
 * @param bytes its size
 * @param sha256 of its file, hexadecimal
 */
public record BundledModel(String id, long bytes, String sha256) {
  /** All of them; the first is the default. */
  public static final List<BundledModel> ALL = List.of(
      new BundledModel("fashion-mnist", 3_082_205, "d00aee81a3bb2b881eaefad244c918f76d0dcd794f94d8b73e20f6eb5b84ca0e"),
      new BundledModel("fashion-mnist-flow", 1_359_255, "dcc43b2c75aaa8f442d5217960c68feda5c55eb3cc00c191c51ce9ce9f84ee3f"));

  /** A classifier of the same pictures, whose features the laboratory compares samples by. It estimates no score, so that it is none of {@link #ALL}. */
  public static final BundledModel FEATURES = new BundledModel("fashion-mnist-features", 522_715, "bbdd7cdccd21e248ad795736e86041bfafd552c2dca198317c9ea35070f776fd");

  /**
   * An unpacked network.
   *
   * @param path where
   * @param temporary whether it is to be deleted once it is open
   */
  record Unpacked(Path path, boolean temporary) {}

  /** The one of an id, or null. */
  public static @Nullable BundledModel find(String id) {
    for (BundledModel m : ALL) if (m.id.equals(id)) return m;
    return null;
  }

  /** The file's name. */
  public String file() {
    return id + ".onnx";
  }

  /** Its content. */
  public InputStream content() {
    InputStream in = BundledModel.class.getResourceAsStream("/org/counterflow/cli/models/" + file());
    if (in == null) throw new IllegalStateException("the network " + id
        + " is missing from this installation. Remedy: install Counterflow again");
    return in;
  }

  /**
   * The network as a file: in the cache, else, where that cannot be written, a temporary one.
   *
   * @param anew whether a copy in the cache is not to be trusted
   */
  Unpacked unpacked(boolean anew) {
    Path cache = Cache.folder();
    if (cache != null) {
      try {
        return new Unpacked(cached(cache.resolve("models"), anew), false);
      } catch (IOException e) {
        System.getLogger("org.counterflow.cli").log(System.Logger.Level.DEBUG, "cannot keep " + id + " in " + cache, e);
      }
    }
    try {
      Path file = Files.createTempFile(id, ".onnx");
      file.toFile().deleteOnExit();
      unpack(file);
      return new Unpacked(file, true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path cached(Path folder, boolean anew) throws IOException {
    Path file = folder.resolve(sha256.substring(0, 12) + "-" + file());
    if (!anew && Files.isRegularFile(file) && Files.size(file) == bytes) return file;
    Path part = Files.createTempFile(Cache.made(folder), id, ".part");
    try {
      unpack(part);
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
    return file;
  }

  private void unpack(Path to) throws IOException {
    try (InputStream in = content()) {
      Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
