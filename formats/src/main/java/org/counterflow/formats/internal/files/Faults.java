package org.counterflow.formats.internal.files;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.counterflow.formats.FormatException;

/** What the file system says, in words: many of its messages are a bare path. */
public final class Faults {
  private Faults() {}

  /** A file that is to be read exists and is no folder. */
  public static void readable(Path file) {
    if (Files.isDirectory(file)) throw new FormatException(file.toString(), "is a folder", "name a file in it");
    if (!Files.exists(file)) throw new FormatException(file.toString(), "there is no such file", "correct the path");
  }

  public static FormatException reading(Path file, IOException e) {
    return fault(file, "cannot be read: ", e);
  }

  public static FormatException writing(Path file, IOException e) {
    return fault(file, "cannot be written: ", e);
  }

  private static FormatException fault(Path file, String action, IOException e) {
    String where = file.toString();
    return switch (e) {
      case NoSuchFileException x -> new FormatException(where, action + "there is no such file or folder", "correct the path", x);
      case AccessDeniedException x ->
          new FormatException(where, action + "access is denied", "change its permissions, or choose another", x);
      case ClosedByInterruptException x -> new FormatException(where, action + "the thread was interrupted", "", x);
      case EOFException x -> new FormatException(where, "is cut off", "write it or copy it again", x);
      case FileSystemException x when x.getReason() != null -> new FormatException(where, action + x.getReason(), "", x);
      default -> new FormatException(where, action + e.getMessage(), "", e);
    };
  }
}
