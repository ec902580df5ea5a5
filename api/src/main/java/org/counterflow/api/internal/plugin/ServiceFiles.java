package org.counterflow.api.internal.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Looks at the lists of services in jars before the JDK does, which reads each as a whole, line by line, into memory: whatever it unpacks to.
 */
final class ServiceFiles {
  private static final String FOLDER = "META-INF/services/";
  /** The longest that was ever seen in the wild has a few thousand. */
  private static final int MOST_BYTES = 1 << 20;

  private ServiceFiles() {}

  /**
   * Checks a jar, or the jars of a folder.
   *
   * @throws IOException if one cannot be read
   * @throws IllegalArgumentException if a list is longer than any could be
   */
  static void check(Path plugin) throws IOException {
    if (!Files.isDirectory(plugin)) {
      checkJar(plugin);
      return;
    }
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(plugin, "*.jar")) {
      for (Path p : jars) if (Files.isRegularFile(p)) checkJar(p);
    }
  }

  private static void checkJar(Path jar) throws IOException {
    try (var zip = new ZipFile(jar.toFile())) {
      for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
        ZipEntry e = all.nextElement();
        if (!e.isDirectory() && e.getName().startsWith(FOLDER)) checkLength(zip, e);
      }
    } catch (IOException e) {
      throw new IOException(jar.getFileName() + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** By what is there: what an entry says of its size need not be so. */
  private static void checkLength(ZipFile zip, ZipEntry e) throws IOException {
    try (InputStream in = zip.getInputStream(e)) {
      var piece = new byte[1 << 13];
      long read = 0;
      for (int n = in.read(piece); n >= 0 && read <= MOST_BYTES; n = in.read(piece)) read += n;
      if (read > MOST_BYTES)
        throw new IllegalArgumentException("its " + e.getName() + " has more than " + MOST_BYTES + " bytes: it is no list of services");
    }
  }
}
