package org.counterflow.backend.opencl.internal;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.counterflow.api.internal.files.PrivateFolder;
import org.jspecify.annotations.Nullable;

/**
 * Compiled programs on disk, in a folder of {@code -Dcounterflow.cache=DIR} that is the user's alone; without that none are kept. A file is
 * named for the device, its driver, the text and the options, begins with the hash of what follows, and when all together are larger than
 * they may be those that were not used for longest go. Whatever goes wrong, programs are compiled.
 */
final class Binaries {
  /** Bytes of all files. */
  static final long MOST_BYTES = 64L << 20;

  private static final int HASH = 32;
  private static final String END = ".bin";

  private final @Nullable Path folder;
  private final long most;
  private final String device;

  Binaries(@Nullable Path folder, long most, String device) {
    this.folder = folder;
    this.most = most;
    this.device = device;
  }

  static Binaries of(OpenClDevice device) {
    String cache = System.getProperty(Natives.CACHE);
    Path folder = null;
    try {
      if (cache != null) folder = PrivateFolder.of(Path.of(cache).resolve("opencl-kernels"));
    } catch (IOException e) {
      log("no compiled kernels are kept", e);
    }
    return new Binaries(folder, MOST_BYTES, device.platformName() + "\n" + device.name() + "\n" + device.driver());
  }

  /** The name of a program. */
  String key(String text, String options) {
    return HexFormat.of().formatHex(hash((device + "\n" + options + "\n" + text).getBytes(StandardCharsets.UTF_8)));
  }

  byte @Nullable [] read(String key) {
    if (folder == null) return null;
    Path file = folder.resolve(key + END);
    try {
      if (!PrivateFolder.isOwn(folder, file)) return null;
      byte[] all = Files.readAllBytes(file);
      byte[] program = Arrays.copyOfRange(all, Math.min(HASH, all.length), all.length);
      if (all.length <= HASH || !Arrays.equals(hash(program), Arrays.copyOf(all, HASH))) return null;
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
      return program;
    } catch (IOException e) {
      log("cannot read " + file, e);
      return null;
    }
  }

  void write(String key, byte[] program) {
    if (folder == null || program.length > most) return;
    try {
      Path part = Files.createTempFile(folder, "part", ".tmp");
      try {
        byte[] all = Arrays.copyOf(hash(program), HASH + program.length);
        System.arraycopy(program, 0, all, HASH, program.length);
        Files.write(part, all);
        Files.move(part, folder.resolve(key + END), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(part);
      }
      prune(folder);
    } catch (IOException e) {
      log("cannot keep a compiled kernel in " + folder, e);
    }
  }

  void delete(String key) {
    if (folder == null) return;
    try {
      Files.deleteIfExists(folder.resolve(key + END));
    } catch (IOException e) {
      log("cannot delete a compiled kernel in " + folder, e);
    }
  }

  private record Kept(Path file, FileTime used, long bytes) {}

  private void prune(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(f -> f.toString().endsWith(END)).toList();
    }
    var kept = new ArrayList<Kept>();
    for (Path f : files) kept.add(new Kept(f, Files.getLastModifiedTime(f), Files.size(f)));
    kept.sort(Comparator.comparing(Kept::used).reversed());
    long bytes = 0;
    for (Kept k : kept) {
      bytes += k.bytes();
      if (bytes > most) Files.deleteIfExists(k.file());
    }
  }

  private static byte[] hash(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e); // every JDK has it
    }
  }

  private static void log(String what, Exception e) {
    System.getLogger("org.counterflow.backend.opencl").log(Level.DEBUG, what, e);
  }
}
