package org.counterflow.api.internal.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;

/** A folder from which code is loaded: of the user who runs this, and of nobody else. Where files have no owners it is as any other. */
public final class PrivateFolder {
  private static final Set<PosixFilePermission> OTHERS = PosixFilePermissions.fromString("----w--w-");
  private static final Set<PosixFilePermission> OWN = PosixFilePermissions.fromString("rwx------");

  private PrivateFolder() {}

  /**
   * The folder, made for the user alone where it is missing, and closed to others where it was open to them. Files in it may still be
   * theirs: {@link #isOwn}.
   *
   * @throws IOException if it cannot be made, or is another user's
   */
  public static Path of(Path folder) throws IOException {
    Files.createDirectories(folder, isPosix(folder) ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWN)} : new FileAttribute<?>[0]);
    if (!isPosix(folder)) return folder;
    // A file that is made now is of who makes it, whatever that is called here.
    Path probe = Files.createTempFile(folder, "owner", ".tmp");
    try {
      UserPrincipal user = Files.getOwner(probe), owner = Files.getOwner(folder);
      if (!owner.equals(user)) throw new IOException(folder + " belongs to " + owner.getName() + ", not to " + user.getName());
      if (!Files.getPosixFilePermissions(folder).equals(OWN)) Files.setPosixFilePermissions(folder, OWN);
      return folder;
    } finally {
      Files.delete(probe);
    }
  }

  /** Whether a file is there, of the folder's owner, and nobody else can write it. */
  public static boolean isOwn(Path folder, Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) return false;
    return !isPosix(folder) || Files.getOwner(file).equals(Files.getOwner(folder)) && !isOpen(file);
  }

  private static boolean isOpen(Path file) throws IOException {
    return Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains);
  }

  private static boolean isPosix(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
