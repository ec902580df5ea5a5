package org.counterflow.backend.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtException.OrtErrorCode;
import java.util.regex.Pattern;
import org.counterflow.api.network.NetworkException;

/** What the runtime said, in words for users. */
final class Said {
  private static final Pattern HEADS =
      Pattern.compile("^Error code - \\S++ - message: |Load model from .*? failed:|\\[ONNXRuntimeError] : \\d++ : \\w++ : ");
  /** A file, a line, a function's signature in C++. */
  private static final Pattern SOURCE =
      Pattern.compile("\\S+\\.(?:cc|h):\\d++ [^()]*+\\((?:[^()]++|\\([^()]*+\\))*+\\)(?: const)?+(?: \\[with [^]]*+])?+ ");

  /** Characters at each end of a long message. */
  private static final int HALF = 1000;

  private static final Pattern MEMORY = Pattern.compile("(?i)alloc|out of memory|memory");
  private static final Pattern SIZES = Pattern.compile("(?i)dimension|shape|broadcast|axis|rank|size|mismatch");

  private static final Pattern FUTURE = Pattern.compile("[Oo]pset|IR version|not a registered function|No Op registered");

  private Said() {}

  /** Of a file that it does not open. */
  static NetworkException refused(ModelFile file, String runtime, OrtException e) {
    String said = line(e);
    if (e.getCode() == OrtErrorCode.ORT_INVALID_PROTOBUF || said.contains("ModelProto does not have a graph"))
      return ModelFile.damaged(file.path(), e);
    if (FUTURE.matcher(said).find())
      return new NetworkException(file.path() + " needs more than " + runtime + " knows: " + said
          + "; export it with a lower opset (17 will do), or use a newer runtime", e);
    if (e.getCode() == OrtErrorCode.ORT_NOT_IMPLEMENTED)
      return new NetworkException(file.path() + " uses an operator that " + runtime + " does not have for its types: " + said
          + "; export it in float", e);
    return new NetworkException(file.path() + " is refused by " + runtime + ": " + said + "; " + remedy(file, said), e);
  }

  private static String remedy(ModelFile file, String said) {
    if (said.contains("escapes") || said.contains("Absolute path"))
      return "keep the files of its weights in its own folder, and export it with their names alone";
    if (!file.data().isEmpty())
      return "copy it again together with the files of its weights (" + file.dataNames() + "), or check it with onnx.checker";
    return "export it again and check it with onnx.checker";
  }

  /** Of a run that failed. */
  static NetworkException failed(String file, OrtException e) {
    return new NetworkException(file + ": the runtime failed: " + line(e) + "; " + remedy(e), e);
  }

  private static String remedy(OrtException e) {
    if (isAboutShapes(e)) return "its outputs have other dimensions than were asked for: ask for those, or leave it to run(...) to find them";
    String said = line(e);
    if (MEMORY.matcher(said).find()) return "fewer rows at a time take less memory";
    return SIZES.matcher(said).find() ? "it does not take inputs of these sizes: many networks want multiples of 8 or more, and fixed lengths of"
        + " conditions" : "check the values given";
  }

  /** Whether an output had other dimensions than its place. */
  static boolean isAboutShapes(OrtException e) {
    String said = line(e);
    return said.contains("dimensions for output") || said.contains("shape verification") || said.contains("computed output shape");
  }

  /** The runtime's message in one line, without its code and the places in its source. */
  static String line(OrtException e) {
    String said = e.getMessage() == null ? e.getCode().toString() : e.getMessage();
    said = SOURCE.matcher(HEADS.matcher(shortened(said)).replaceAll("")).replaceAll("").strip().replaceAll("\\s++", " ");
    int end = said.length();
    while (end > 0 && ".;:".indexOf(said.charAt(end - 1)) >= 0) end--;
    return said.substring(0, end);
  }

  /** Its begin and its end: names that a file gives to its nodes may have any length. */
  private static String shortened(String said) {
    if (said.length() <= 2 * HALF) return said;
    return said.substring(0, HALF) + " ... " + said.substring(said.length() - HALF);
  }
}
