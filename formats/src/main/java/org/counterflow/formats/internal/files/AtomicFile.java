package org.counterflow.formats.internal.files;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;
import org.counterflow.formats.FormatException;
import org.jspecify.annotations.Nullable;

/**
 * A file that appears complete or not at all. Bytes go to a temporary name in the same folder; {@link #commit} renames it, and closing
 * without it leaves whatever was there before. Nothing is left behind by an exception, nor by a JVM that is asked to end; one that is
 * killed outright may leave a hidden {@code .NAME.xxxx.part}.
 *
 * <pre>try (var file = AtomicFile.at(path)) {
 *   file.stream().write(bytes);
 *   file.commit();
 * }</pre>
 *
 * <p>A link is followed, so that the file it names is replaced. What is no ordinary file, such as a pipe, is written in place.
 */
public final class AtomicFile implements Closeable {
  /** What fills a file. */
  @FunctionalInterface
  public interface Content {
    /**
     * Writes everything; the stream is buffered and need not be closed.
     *
     * @throws IOException from the stream
     */
    void to(OutputStream out) throws IOException;
  }

  private final Path target;
  private final @Nullable Path temporary;
  private final OutputStream out;
  private final @Nullable Thread atExit;
  private boolean open = true;

  private AtomicFile(Path target, @Nullable Path temporary, OutputStream out) {
    this.target = target;
    this.temporary = temporary;
    this.out = out;
    this.atExit = temporary == null ? null : deletesAtExit(temporary);
  }

  /**
   * Opens a temporary file beside {@code file}.
   *
   * @param file to be made or replaced; its folder must exist
   * @throws FormatException if that is impossible
   */
  public static AtomicFile at(Path file) {
    if (Files.isDirectory(file)) throw new FormatException(file.toString(), "is a folder", "name a file in it");
    try {
      if (Files.exists(file) && !Files.isRegularFile(file))
        return new AtomicFile(file, null, buffered(Files.newOutputStream(file, StandardOpenOption.WRITE)));
      Path target = (Files.exists(file) ? file.toRealPath() : file).toAbsolutePath();
      Path folder = target.getParent();
      if (folder == null || !Files.isDirectory(folder))
        throw new FormatException(file.toString(), "there is no folder " + folder, "make it, or correct the path");
      String name = String.valueOf(target.getFileName());
      String stem = "." + (name.length() > 60 ? name.substring(0, 60) : name) + ".";
      for (int tries = 0; ; tries++) {
        Path temporary = folder.resolve(stem + Integer.toHexString(ThreadLocalRandom.current().nextInt()) + ".part");
        try {
          return new AtomicFile(target, temporary,
              buffered(Files.newOutputStream(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)));
        } catch (FileAlreadyExistsException e) {
          if (tries == 9) throw e;
        }
      }
    } catch (IOException e) {
      throw Faults.writing(file, e);
    }
  }

  /**
   * Writes a whole file.
   *
   * @param file to be made or replaced
   * @param content what fills it
   * @throws FormatException if it cannot be written; what was there before is then unchanged
   */
  public static void write(Path file, Content content) {
    try (var f = at(file)) {
      content.to(f.stream());
      f.commit();
    } catch (IOException e) {
      throw Faults.writing(file, e);
    }
  }

  /**
   * Writes a text in UTF-8.
   *
   * @param file to be made or replaced
   * @param text all of it
   * @throws FormatException if it cannot be written
   */
  public static void write(Path file, String text) {
    write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static OutputStream buffered(OutputStream out) {
    return new BufferedOutputStream(out, 1 << 16);
  }

  private static @Nullable Thread deletesAtExit(Path temporary) {
    var hook = new Thread(() -> {
      try {
        Files.deleteIfExists(temporary);
      } catch (IOException e) {
        // The JVM ends; a hidden file stays.
      }
    });
    try {
      Runtime.getRuntime().addShutdownHook(hook);
      return hook;
    } catch (IllegalStateException e) {
      return null;  // The JVM is ending already: a run that saves itself may still write.
    }
  }

  /** Where to write; buffered. Closing it is not needed and does not commit. */
  public OutputStream stream() {
    if (!open) throw new IllegalStateException(target + " is closed");
    return out;
  }

  /**
   * Gives the file its name. Nothing can be written afterwards.
   *
   * @throws FormatException if the last bytes cannot be written or the file cannot be renamed; nothing is left then
   * @throws IllegalStateException if it was committed or closed before
   */
  public void commit() {
    if (!open) throw new IllegalStateException(target + " is closed");
    try {
      out.close();
      if (temporary != null) rename(temporary, target);
    } catch (IOException e) {
      throw Faults.writing(target, e);
    } finally {
      close();
    }
  }

  private static void rename(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Gives up, unless it was committed: nothing is left. Idempotent. */
  @Override
  public void close() {
    if (!open) return;
    open = false;
    try {
      out.close();
    } catch (IOException e) {
      // What could not be flushed is deleted below; a failure to write was reported where it was written.
    }
    try {
      if (temporary != null) Files.deleteIfExists(temporary);
    } catch (IOException e) {
      // Not this file's content, so not worth hiding the exception that may be under way.
    }
    if (atExit != null) forget(atExit);
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending and the hook runs or has run.
    }
  }
}
