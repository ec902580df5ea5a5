package org.counterflow.backend.onnx;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.counterflow.api.network.NetworkException;
import org.jspecify.annotations.Nullable;

/**
 * A file that may be opened, and what can be said of it before the runtime has seen it.
 *
 * @param path of the .onnx file
 * @param data the files of its weights, in the order of the names that the .onnx file gives them; empty if they are inside
 * @param shapeless its ports of which not even the number of dimensions is declared
 */
record ModelFile(Path path, List<Path> data, Set<String> shapeless) {
  private static final int HEAD = 256;
  private static final String GIT_LFS = "version https://git-lfs";

  /**
   * Looks at a file and at the files of its weights.
   *
   * @throws NetworkException if it is clear without the runtime that this is no model, or that a part of it is missing
   */
  static ModelFile of(Path file) {
    if (Files.notExists(file)) throw new NetworkException(file + ": no such file; check the path");
    if (Files.isDirectory(file)) throw new NetworkException(file + " is a directory; name the .onnx file in it");
    if (!Files.isReadable(file)) throw new NetworkException(file + " cannot be read; check its permissions");
    checkStart(file);
    Declared declared;
    try {
      declared = Declared.of(file);
    } catch (IOException e) {
      throw damaged(file, e);
    }
    var data = new ArrayList<Path>();
    for (String name : declared.data()) {
      Path inside = inside(file, name);
      if (inside != null) data.add(weights(file, name, inside));
    }
    return new ModelFile(file, data, declared.shapeless());
  }

  /** {@code FILE is not an ONNX model, or is damaged or truncated}. */
  static NetworkException damaged(Path file, Exception cause) {
    return new NetworkException(file + " is not an ONNX model, or is damaged or truncated (" + size(file)
        + " bytes); copy or export it again", cause);
  }

  /** The SHA-256, in hexadecimal, of the file and behind it the files of its weights, one after the other. */
  String sha256() {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      update(digest, path);
      for (Path p : data) update(digest, p);
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** The names of the files of its weights, as messages list them. */
  String dataNames() {
    return data.stream().map(p -> String.valueOf(p.getFileName())).collect(Collectors.joining(", "));
  }

  private static void update(MessageDigest digest, Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      var buffer = new byte[1 << 18];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) digest.update(buffer, 0, n);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** Where weights are, or null if their name leads out of the folder: the runtime refuses that, and nobody else should look there. */
  private static @Nullable Path inside(Path file, String name) {
    try {
      Path folder = file.toAbsolutePath().normalize().getParent();
      return folder != null && folder.resolve(name).normalize().startsWith(folder) ? Path.of(name) : null;
    } catch (InvalidPathException e) {
      return null;
    }
  }

  private static Path weights(Path file, String name, Path relative) {
    try {
      Path data = file.resolveSibling(relative);
      // Beside a link, or beside what it leads to, as the runtime looks for them.
      Path other = file.toRealPath().resolveSibling(relative);
      if (Files.notExists(data) && Files.exists(other)) data = other;
      if (Files.notExists(data))
        throw new NetworkException(file + " keeps weights in a file of its own, " + name + ", which is missing; put it at " + data);
      if (!Files.isRegularFile(data) || !Files.isReadable(data))
        throw new NetworkException(file + " keeps weights in " + data + ", which cannot be read as a file; check it and its permissions");
      if (isPointer(data))
        throw new NetworkException(file + " keeps weights in " + data + ", which is a pointer of Git LFS; fetch it with git lfs pull");
      return data;
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static NetworkException unreadable(Path file, IOException e) {
    return new NetworkException(file + " cannot be read: " + e.getMessage() + "; check the disk and its permissions", e);
  }

  private static void checkStart(Path file) {
    try {
      String head = head(file);
      if (head.isEmpty()) throw new NetworkException(file + " is empty; copy or export it again");
      if (isPointer(file)) throw new NetworkException(file + " is a pointer of Git LFS, not the model; fetch it with git lfs pull");
      if (head.chars().allMatch(c -> (c >= ' ' && c < 127) || c == '\n' || c == '\r' || c == '\t'))
        throw new NetworkException(file + " is a text file, not an ONNX model; export the network to ONNX");
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static boolean isPointer(Path file) throws IOException {
    return head(file).startsWith(GIT_LFS);
  }

  private static String head(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(HEAD), StandardCharsets.ISO_8859_1);
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0;
    }
  }
}
