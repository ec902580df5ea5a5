package org.counterflow.backend.onnx;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarEntry;
import java.util.zip.CRC32;
import org.counterflow.api.internal.files.PrivateFolder;
import org.jspecify.annotations.Nullable;

/**
 * Where ONNX Runtime loads its libraries from. Left alone it unpacks 25 MB into a new temporary folder at each start and leaves the folder
 * behind. So they are unpacked here: with {@code -Dcounterflow.cache=DIR} once, into a folder of DIR that later starts use again; otherwise
 * into a temporary folder that is deleted as soon as they are loaded. {@code -Donnxruntime.native.path=DIR}, the runtime's own property,
 * comes before both, and a jar with libraries of execution providers unpacks itself.
 */
final class Natives implements AutoCloseable {
  /** The runtime's own property. */
  static final String PATH = "onnxruntime.native.path";
  /** A folder that is kept from run to run. */
  static final String CACHE = "counterflow.cache";

  private static final List<String> NEEDED = List.of("onnxruntime", "onnxruntime4j_jni");
  private static final String SHARED = "onnxruntime_providers_shared";
  private static final List<String> PROVIDERS = List.of("onnxruntime_providers_cuda", "onnxruntime_providers_tensorrt",
      "onnxruntime_providers_rocm", "onnxruntime_providers_dnnl", "onnxruntime_providers_openvino", "onnxruntime_providers_qnn",
      "webgpu_dawn");

  private final @Nullable Path temporary;
  private final boolean set;

  private Natives(@Nullable Path folder, @Nullable Path temporary) {
    this.temporary = temporary;
    this.set = folder != null;
    if (folder != null) System.setProperty(PATH, folder.toString());
  }

  /** Gets the libraries ready; to be closed once the runtime's first class is initialised. */
  static Natives prepare() {
    if (isSettled()) return new Natives(null, null);
    String cache = System.getProperty(CACHE);
    if (cache != null) {
      try {
        return new Natives(cached(Path.of(cache)), null);
      } catch (IOException e) {
        log("cannot keep ONNX Runtime's libraries in " + cache + " (" + CACHE + ")", e);
      }
    }
    try {
      Path folder = Files.createTempDirectory("counterflow-onnx");
      folder.toFile().deleteOnExit();
      for (String n : names()) {
        Path file = folder.resolve(file(n));
        file.toFile().deleteOnExit();
        unpack(n, file);
      }
      return new Natives(folder, folder);
    } catch (IOException e) {
      log("cannot unpack ONNX Runtime's libraries", e);
      return new Natives(null, null);
    }
  }

  /** Whether the user says where the libraries are, or the jar has none for this platform, or more than this class knows how to place. */
  private static boolean isSettled() {
    return System.getProperty(PATH) != null
        || NEEDED.stream().anyMatch(n -> System.getProperty("onnxruntime.native." + n + ".path") != null || resource(n) == null)
        || PROVIDERS.stream().anyMatch(n -> resource(n) != null);
  }

  /** Deletes what was temporary; where the system refuses to delete a loaded library, that happens, if it can, at exit. */
  @Override
  public void close() {
    if (set) System.clearProperty(PATH);
    deleteUnused();
    if (temporary == null) return;
    try {
      for (String n : names()) Files.deleteIfExists(temporary.resolve(file(n)));
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      log("cannot delete " + temporary + " yet", e);
    }
  }

  /**
   * The runtime makes itself a temporary folder, into which it unpacks nothing where its libraries are elsewhere, and deletes it at exit:
   * which a process that is killed does not live to see.
   */
  private static void deleteUnused() {
    if (PROVIDERS.stream().anyMatch(n -> resource(n) != null)) return;
    try {
      Field made = Class.forName("ai.onnxruntime.OnnxRuntime", false, OrtEnvironment.class.getClassLoader()).getDeclaredField("tempDirectory");
      made.setAccessible(true);
      if (made.get(null) instanceof Path folder) Files.deleteIfExists(folder);
    } catch (IOException | ReflectiveOperationException | RuntimeException e) {
      log("the runtime keeps its temporary folder until the exit", e);
    }
  }

  /**
   * The cache's folder is named for the content, and each file is compared with the jar: a damaged library would crash the JVM. And it is
   * the user's alone: who can write there could put in another after the comparison.
   */
  private static Path cached(Path cache) throws IOException {
    JarEntry main = entry(NEEDED.getFirst());
    Path folder = PrivateFolder.of(cache.resolve("onnxruntime-" + Long.toHexString(main.getCrc())));
    for (String n : names()) {
      Path file = folder.resolve(file(n));
      JarEntry entry = entry(n);
      if (PrivateFolder.isOwn(folder, file) && Files.size(file) == entry.getSize() && crc(file) == entry.getCrc()) continue;
      Path part = Files.createTempFile(folder, "part", ".tmp");
      try {
        unpack(n, part);
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(part);
      }
    }
    return folder;
  }

  private static List<String> names() {
    var names = new ArrayList<>(NEEDED);
    if (resource(SHARED) != null) names.add(SHARED);
    return names;
  }

  private static void unpack(String name, Path to) throws IOException {
    URL from = resource(name);
    if (from == null) throw new IOException("no " + name + " in the jar");
    try (InputStream in = from.openStream()) {
      Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static JarEntry entry(String name) throws IOException {
    URL url = resource(name);
    if (url != null && url.openConnection() instanceof JarURLConnection jar) {
      JarEntry entry = jar.getJarEntry();
      if (entry != null) return entry;
    }
    throw new IOException(name + " is not in a jar");
  }

  private static long crc(Path file) throws IOException {
    var crc = new CRC32();
    try (InputStream in = Files.newInputStream(file)) {
      var buffer = new byte[1 << 18];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) crc.update(buffer, 0, n);
    }
    return crc.getValue();
  }

  private static @Nullable URL resource(String name) {
    return OrtEnvironment.class.getResource("/ai/onnxruntime/native/" + platform() + "/" + file(name));
  }

  private static String file(String name) {
    return System.mapLibraryName(name).replace("jnilib", "dylib");
  }

  /** As the runtime's jar names its folders. */
  static String platform() {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String cpu = System.getProperty("os.arch", "");
    return (os.contains("mac") ? "osx" : os.contains("win") ? "win" : "linux") + "-"
        + (cpu.equals("amd64") || cpu.equals("x86_64") ? "x64" : cpu);
  }

  private static void log(String what, Exception e) {
    System.getLogger("org.counterflow.backend.onnx").log(Level.DEBUG, what, e);
  }
}
