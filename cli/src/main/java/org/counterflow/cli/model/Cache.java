package org.counterflow.cli.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * The one folder outside the user's own that Counterflow writes to: {@code -Dcounterflow.cache=DIR}, else {@code counterflow} in
 * {@code $XDG_CACHE_HOME}, {@code $HOME/.cache} or {@code %LOCALAPPDATA%}. It may be deleted at any time.
 */
public final class Cache {
  /** The system property that names the folder; network runtimes keep their unpacked libraries there too. */
  public static final String PROPERTY = "counterflow.cache";

  private Cache() {}

  /** The folder, which may not exist yet; null where there is no place for one. */
  public static @Nullable Path folder() {
    String given = System.getProperty(PROPERTY);
    if (given != null && !given.isBlank()) return Path.of(given);
    Path base = absolute(System.getenv("XDG_CACHE_HOME"), "");
    if (base == null) base = absolute(System.getenv("HOME"), ".cache");
    if (base == null) base = absolute(System.getenv("LOCALAPPDATA"), "");
    return base == null ? null : base.resolve("counterflow");
  }

  private static @Nullable Path absolute(@Nullable String text, String below) {
    if (text == null || text.isBlank()) return null;
    Path p = Path.of(text);
    return p.isAbsolute() ? p.resolve(below) : null;
  }

  /** A folder of the cache, made for the user alone where it is missing. */
  static Path made(Path folder) throws IOException {
    boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
    return posix ? Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")))
        : Files.createDirectories(folder);
  }

  /** Tells network runtimes of the folder, before the first of them is asked anything. */
  public static void announce() {
    Path folder = folder();
    if (folder != null && System.getProperty(PROPERTY) == null) System.setProperty(PROPERTY, folder.toString());
  }
}
