package org.counterflow.backend.opencl.internal;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.counterflow.api.backend.Availability.Unavailable;
import org.counterflow.api.internal.files.PrivateFolder;
import org.jspecify.annotations.Nullable;

/**
 * Where JOCL loads its library from. Left alone it unpacks it under a fixed name into the temp folder, where anybody may have put another,
 * and leaves it there. So it is unpacked here: with {@code -Dcounterflow.cache=DIR} once, into a folder of DIR that is the user's alone;
 * otherwise into a temporary folder that is deleted as soon as the library is loaded. A copy in {@code -Djava.library.path} comes first.
 */
final class Natives {
  /** A folder that is kept from run to run. */
  static final String CACHE = "counterflow.cache";

  private static final String NAME = "JOCL_2_0_6";
  private static final String TEMP = "java.io.tmpdir";
  /** What dynamic linkers say of a file that they may not run. */
  private static final List<String> NO_EXECUTION = List.of("failed to map segment", "Operation not permitted", "Permission denied");

  private Natives() {}

  /** Loads JOCL, whose own first words on a machine without OpenCL would go to the standard output; null if that went well. */
  static @Nullable Unavailable load() {
    try {
      Unavailable missing = loader();
      if (missing != null) return missing;
      if (isOnPath()) initialise();
      else unpacked();
      return null;
    } catch (IOException | LinkageError | RuntimeException e) {
      return explain(e);
    }
  }

  /** The library that finds drivers: looked up by the JDK, which says in an exception what it does not find. */
  @SuppressWarnings("restricted")
  private static @Nullable Unavailable loader() {
    var faults = new StringBuilder();
    for (String name : loaders()) {
      try {
        SymbolLookup.libraryLookup(name, Arena.global());
        return null;
      } catch (IllegalArgumentException e) {
        faults.append(faults.isEmpty() ? "" : ", ").append(name);
      }
    }
    return new Unavailable("OpenCL's loader is not on this machine (" + faults + ")",
        "install a driver for the device together with the loader, for instance the packages pocl-opencl-icd and ocl-icd-libopencl1 for the CPU");
  }

  /** As JOCL tries them. */
  private static List<String> loaders() {
    return switch (os()) {
      case "apple" -> List.of("/System/Library/Frameworks/OpenCL.framework/Versions/Current/OpenCL");
      case "windows" -> List.of("OpenCL.dll");
      default -> List.of("libOpenCL.so", "libOpenCL.so.1");
    };
  }

  private static void initialise() {
    try {
      Class.forName("org.jocl.CL", true, Natives.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new NoClassDefFoundError(e.getMessage());
    }
  }

  private static boolean isOnPath() {
    String path = System.getProperty("java.library.path", "");
    return Arrays.stream(path.split(Pattern.quote(File.pathSeparator))).anyMatch(p -> !p.isEmpty() && Files.isRegularFile(Path.of(p, file())));
  }

  private static void unpacked() throws IOException {
    URL library = org.jocl.Pointer.class.getResource("/lib/" + file());
    if (library == null) throw new UnsatisfiedLinkError("the jar holds no " + file());
    String cache = System.getProperty(CACHE);
    if (cache != null) {
      try {
        initialise(cached(Path.of(cache), library));
        return;
      } catch (IOException e) {
        System.getLogger("org.counterflow.backend.opencl").log(Level.DEBUG, "cannot keep JOCL's library in " + cache + " (" + CACHE + ")", e);
      }
    }
    Path folder = Files.createTempDirectory("counterflow-opencl");
    Path file = folder.resolve(file());
    try {
      copy(library, file);
      initialise(folder);
    } finally {
      delete(file);
      delete(folder);
    }
  }

  /** JOCL takes the file that it finds where it would unpack. No other code asks for this property after the JVM's start. */
  private static void initialise(Path folder) {
    String before = System.getProperty(TEMP);
    System.setProperty(TEMP, folder.toString());
    try {
      initialise();
    } finally {
      if (before == null) System.clearProperty(TEMP);
      else System.setProperty(TEMP, before);
    }
  }

  /** The file is compared with the jar, byte by byte: a damaged library would crash the JVM. */
  private static Path cached(Path cache, URL library) throws IOException {
    byte[] bytes;
    try (InputStream in = library.openStream()) {
      bytes = in.readAllBytes();
    }
    Path folder = PrivateFolder.of(cache.resolve("jocl-" + HexFormat.of().toHexDigits(Arrays.hashCode(bytes))));
    Path file = folder.resolve(file());
    if (PrivateFolder.isOwn(folder, file) && Arrays.equals(Files.readAllBytes(file), bytes)) return folder;
    Path part = Files.createTempFile(folder, "part", ".tmp");
    try {
      Files.write(part, bytes);
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
    return folder;
  }

  private static void copy(URL library, Path to) throws IOException {
    try (InputStream in = library.openStream()) {
      Files.copy(in, to);
    }
  }

  /** Where the system refuses to delete a loaded library that happens, if it can, at exit. */
  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      path.toFile().deleteOnExit();
    }
  }

  /** As the jar names it. */
  static String file() {
    return System.mapLibraryName(NAME + "-" + platform());
  }

  /** As the jar names platforms. */
  static String platform() {
    String cpu = System.getProperty("os.arch", "");
    return os() + "-" + switch (cpu) {
      case "amd64", "x86_64" -> "x86_64";
      case "aarch64" -> "arm64";
      default -> cpu;
    };
  }

  private static String os() {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    return os.contains("mac") ? "apple" : os.contains("win") ? "windows" : "linux";
  }

  static Unavailable explain(Throwable e) {
    String reason = e.getMessage() == null ? e.toString() : e.getMessage().lines().findFirst().orElse("");
    return switch (e) {
      case IllegalCallerException _ -> new Unavailable(reason,
          "start the JVM with --enable-native-access=jocl,org.counterflow.backend.opencl (class path: ALL-UNNAMED)");
      case IOException _ -> new Unavailable("its library cannot be unpacked into " + System.getProperty(TEMP) + ": " + e,
          "make room there, name a folder to keep it in with -D" + CACHE + ", or another one with -D" + TEMP);
      case NoClassDefFoundError _ ->
          new Unavailable("the classes of JOCL are missing (" + reason + ")", "add org.jocl:jocl:2.0.6 to the class path or module path");
      // Of a file system that is mounted without the right to run code.
      case UnsatisfiedLinkError _ when NO_EXECUTION.stream().anyMatch(String.valueOf(e.getMessage())::contains) -> new Unavailable(
          "its library lies where the system runs no code: " + reason,
          "name a folder that is not mounted noexec with -D" + CACHE + " or -D" + TEMP);
      case UnsatisfiedLinkError _ -> new Unavailable("no library for " + platform() + " that loads: " + reason,
          "the jar of JOCL has libraries for 64-bit Linux, Windows and macOS; put another into a folder and name that with -Djava.library.path");
      default -> new Unavailable(e.toString(), "see the cause, or use --backend auto");
    };
  }
}
