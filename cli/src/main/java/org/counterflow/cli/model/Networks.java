package org.counterflow.cli.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.counterflow.api.Backends;
import org.counterflow.api.backend.Options;
import org.counterflow.api.internal.text.Nearest;
import org.counterflow.api.network.Network;
import org.counterflow.api.network.NetworkException;
import org.counterflow.formats.internal.files.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * Opens networks by id or file.
 *
 * @param backends the runtimes there are
 * @param runtime the one asked for, or null
 * @param options how to open
 */
public record Networks(Backends backends, @Nullable String runtime, Options options) {
  /**
   * Opens a network.
   *
   * @param text a bundled id, or a file
   * @throws IllegalArgumentException if it is neither
   * @throws NetworkException if it is no file, or cannot be opened
   */
  public Network open(String text) {
    BundledModel bundled = BundledModel.find(text);
    if (bundled != null) return open(bundled);
    List<String> ids = BundledModel.ALL.stream().map(BundledModel::id).toList();
    String there = "Bundled: " + String.join(", ", ids) + ". Remedy: take one of these, or give a FILE.onnx";
    if (text.isBlank()) throw new IllegalArgumentException("--model is empty. " + there);
    Path file = Path.of(text);
    if (!text.endsWith(".onnx") && file.getNameCount() == 1 && !Files.exists(file))
      throw new IllegalArgumentException("no model \"" + text + "\", nor a file of that name" + Nearest.hint(text, ids) + ". " + there);
    if (Files.isDirectory(file)) throw new NetworkException("\"" + text + "\" is a folder. Remedy: give a FILE.onnx in it");
    return backends.open(file, runtime, options);
  }

  /**
   * Opens a bundled network.
   *
   * @throws NetworkException if it cannot be opened
   */
  public Network open(BundledModel m) {
    try {
      Network n = open(m, false);
      if (m.sha256().equals(n.identity().getOrDefault("sha256", m.sha256()))) return n;
      n.close();
    } catch (NetworkException e) {
      BundledModel.Unpacked copy = m.unpacked(false);
      if (m.sha256().equals(sha256(copy))) throw e;
    }
    // Damaged in the cache; the size was right, or it would have been replaced before.
    return open(m, true);
  }

  private Network open(BundledModel m, boolean anew) {
    BundledModel.Unpacked copy = m.unpacked(anew);
    try {
      return backends.open(copy.path(), runtime, options);
    } finally {
      forget(copy);
    }
  }

  private static String sha256(BundledModel.Unpacked copy) {
    try {
      return Sha256.of(copy.path());
    } finally {
      forget(copy);
    }
  }

  private static void forget(BundledModel.Unpacked copy) {
    try {
      if (copy.temporary()) Files.deleteIfExists(copy.path());
    } catch (IOException e) {
      // It goes when the process ends.
    }
  }
}
