package org.counterflow.formats.internal.files;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
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
 * <p>A link is followed, so that the file it names is replaced, or made where there is none. What is no ordinary file, such as a pipe, is
 * written in place. A file that is replaced hands its permissions on; one that is write-protected is not replaced.
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
   * @throws FormatException if that is impossible, or the file is write-protected
   */
  public static AtomicFile at(Path file) {
    if (Files.isDirectory(file)) throw new FormatException(file.toString(), "is a folder", "name a file in it");
    try {
      if (Files.exists(file) && !Files.isRegularFile(file))
        return new AtomicFile(file, null, buffered(Files.newOutputStream(file, StandardOpenOption.WRITE)));
      Path target = Places.followed(file).toAbsolutePath();
      Set<PosixFilePermission> permissions = Places.permissions(target);
      Places.requireWritable(file, permissions);
      Path folder = target.getParent();
      if (folder == null || !Files.isDirectory(folder))
        throw new FormatException(file.toString(), "there is no folder " + folder, "make it, or correct the path");
      String name = String.valueOf(target.getFileName());
      String stem = "." + (name.length() > 60 ? name.substring(0, 60) : name) + ".";
      for (int tries = 0; ; tries++) {
        Path temporary = folder.resolve(stem + Integer.toHexString(ThreadLocalRandom.current().nextInt()) + ".part");
        try {
          var f = new AtomicFile(target, temporary,
              buffered(Files.newOutputStream(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)));
          return f.permitting(permissions);
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

  /** Before anything is written: what only some may read is never there for others. */
  private AtomicFile permitting(@Nullable Set<PosixFilePermission> permissions) throws IOException {
    try {
      // Some file systems have one mode for all files and refuse to be asked for it.
      if (temporary != null && permissions != null && !permissions.equals(Files.getPosixFilePermissions(temporary)))
        Files.setPosixFilePermissions(temporary, permissions);
      return this;
    } catch (IOException e) {
      close();
      throw e;
    }
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

  /**
   * Gives two files their names once both are on the disk: the first is renamed before the second, and neither where one cannot be
   * written. Whoever ends the program between the two leaves the first new and the second as it was.
   *
   * @throws FormatException if the last bytes cannot be written or a file cannot be renamed; nothing but an already renamed first is left
   *     then
   * @throws IllegalStateException if one was committed or closed before
   */
  public static void commit(AtomicFile first, AtomicFile second) {
    try (first; second) {
      first.settle();
      second.settle();
      first.commit();
      second.commit();
    }
  }

  /** Everything written is on the disk, still under the temporary name. */
  private void settle() {
    if (!open) throw new IllegalStateException(target + " is closed");
    // An interrupt would close the channel under the file; it is kept for whoever it was meant for.
    boolean interrupted = Thread.interrupted();
    try {
      out.flush();
      if (temporary == null) return;
      try (FileChannel c = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        c.force(true);
      }
    } catch (IOException e) {
      throw Faults.writing(target, e);
    } finally {
      if (interrupted) Thread.currentThread().interrupt();
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
