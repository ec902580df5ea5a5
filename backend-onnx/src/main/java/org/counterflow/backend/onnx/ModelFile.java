package org.counterflow.backend.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtException.OrtErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.counterflow.api.score.NetworkException;

/** What can be wrong with a file, said before or after the runtime has seen it. */
final class ModelFile {
  private static final int HEAD = 256;
  private static final String GIT_LFS = "version https://git-lfs";

  private static final Pattern HEADS =
      Pattern.compile("^Error code - \\S+ - message: |Load model from .*? failed:|\\[ONNXRuntimeError] : \\d+ : \\w+ : ");
  /** A file, a line, a function's signature in C++. */
  private static final Pattern SOURCE =
      Pattern.compile("\\S+\\.(cc|h):\\d+ [^()]*\\((?:[^()]|\\([^()]*\\))*\\)( const)?( \\[with [^]]*])? ");

  private static final Pattern FUTURE = Pattern.compile("[Oo]pset|IR version|not a registered function|No Op registered");

  private ModelFile() {}

  /**
   * Looks at the beginning of the file.
   *
   * @throws NetworkException if it is clear without the runtime that this is no model
   */
  static void check(Path file) {
    if (Files.notExists(file)) throw new NetworkException(file + ": no such file; check the path");
    if (Files.isDirectory(file)) throw new NetworkException(file + " is a directory; name the .onnx file in it");
    if (!Files.isReadable(file)) throw new NetworkException(file + " cannot be read; check its permissions");
    try (InputStream in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(HEAD);
      checkStart(file, start);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** The SHA-256 of the file in hexadecimal. */
  static String sha256(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      var digest = MessageDigest.getInstance("SHA-256");
      var buffer = new byte[1 << 18];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) digest.update(buffer, 0, n);
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw unreadable(file, e);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static NetworkException unreadable(Path file, IOException e) {
    return new NetworkException(file + " cannot be read: " + e.getMessage() + "; check the disk and its permissions", e);
  }

  private static void checkStart(Path file, byte[] start) {
    if (start.length == 0) throw new NetworkException(file + " is empty; copy or export it again");
    var head = new String(start, StandardCharsets.ISO_8859_1);
    if (head.startsWith(GIT_LFS)) throw new NetworkException(file + " is a pointer of Git LFS, not the model; fetch it with git lfs pull");
    if (head.chars().allMatch(c -> (c >= ' ' && c < 127) || c == '\n' || c == '\r' || c == '\t'))
      throw new NetworkException(file + " is a text file, not an ONNX model; export the network to ONNX");
  }

  /** What the runtime said of a file, in words for users. */
  static NetworkException refused(Path file, String runtime, OrtException e) {
    String said = line(e);
    if (e.getCode() == OrtErrorCode.ORT_INVALID_PROTOBUF || said.contains("ModelProto does not have a graph"))
      return new NetworkException(file + " is not an ONNX model, or is damaged or truncated (" + size(file)
          + " bytes); copy or export it again", e);
    if (FUTURE.matcher(said).find())
      return new NetworkException(file + " needs more than " + runtime + " knows: " + said
          + "; export it with a lower opset (17 will do), or use a newer runtime", e);
    if (e.getCode() == OrtErrorCode.ORT_NOT_IMPLEMENTED)
      return new NetworkException(file + " uses an operator that " + runtime + " does not have for its types: " + said
          + "; export it in float", e);
    return new NetworkException(file + " is refused by " + runtime + ": " + said + "; export it again and check it with onnx.checker", e);
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0;
    }
  }

  /** What a user can do about a failed run. */
  static String remedy(OrtException e) {
    String said = line(e);
    if (said.contains("dimensions for output") || said.contains("shape verification") || said.contains("computed output shape"))
      return "its outputs have other shapes than its file leads to expect: export it with the outputs' dimensions fixed";
    return "check the conditions given; a smaller micro-batch takes less memory";
  }

  /** The runtime's message in one line, without its code and the places in its source. */
  static String line(OrtException e) {
    String said = e.getMessage() == null ? e.getCode().toString() : e.getMessage();
    said = HEADS.matcher(SOURCE.matcher(said).replaceAll("")).replaceAll("");
    return said.strip().replaceAll("\\s+", " ").replaceAll("[.;:]+$", "");
  }
}
