package org.counterflow.formats.internal.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.counterflow.formats.FormatException;
import org.jspecify.annotations.Nullable;

/** What stands at the place where a file is to go. */
final class Places {
  /** As many links one after the other as Linux follows. */
  private static final int MOST_LINKS = 40;
  private static final Set<PosixFilePermission> WRITING = Set.of(PosixFilePermission.OWNER_WRITE, PosixFilePermission.GROUP_WRITE,
      PosixFilePermission.OTHERS_WRITE);

  private Places() {}

  /**
   * The file that a path means: where it is a link, the one at its end, which need not exist.
   *
   * @throws FormatException if links go round in a circle
   */
  static Path followed(Path file) throws IOException {
    Path at = file;
    for (int links = 0; Files.isSymbolicLink(at); links++) {
      if (links == MOST_LINKS) throw new FormatException(file.toString(), "is a link that leads nowhere: it goes round in a circle", "remove it");
      at = at.resolveSibling(Files.readSymbolicLink(at));
    }
    return at;
  }

  /** The permissions of a file; null where there is none, or a system without them. */
  static @Nullable Set<PosixFilePermission> permissions(Path file) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    return view == null || !Files.exists(file) ? null : view.readAttributes().permissions();
  }

  /**
   * Renaming asks for no permission of the file that is replaced, so it is asked for here; the system's administrator, who has all, heeds a
   * protection against everyone.
   */
  static void requireWritable(Path file, @Nullable Set<PosixFilePermission> permissions) {
    boolean everyones = permissions != null && WRITING.stream().noneMatch(permissions::contains);
    if (everyones || Files.exists(file) && !Files.isWritable(file))
      throw new FormatException(file.toString(), "is write-protected", "permit writing to it, or choose another");
  }
}
