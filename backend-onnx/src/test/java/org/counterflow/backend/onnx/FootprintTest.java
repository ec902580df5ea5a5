package org.counterflow.backend.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtSession;
import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.counterflow.api.backend.Availability;
import org.counterflow.api.network.Network;
import org.counterflow.api.network.NetworkException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a whole program leaves on the disk, and what it says where something is missing: each time a JVM of its own, with an empty home. */
class FootprintTest {
  @TempDir Path folder;
  private Path home;
  private Path temporary;
  private Path model;

  @BeforeEach
  void folders() throws IOException {
    home = Files.createDirectory(folder.resolve("home"));
    temporary = Files.createDirectory(folder.resolve("tmp"));
    model = Fixture.fashion(folder);
  }

  @Test
  void aRunLeavesNoFileBehind() throws Exception {
    assertEquals("evaluated, telemetry off: 1", run(true, List.of()));
    assertEquals(List.of(), files(home));
    assertEquals(List.of(), files(temporary));
  }

  @Test
  void aCacheHoldsTheLibrariesOnceAndHealsItself() throws Exception {
    Path cache = folder.resolve("cache");
    var flags = List.of("-Dcounterflow.cache=" + cache);
    assertEquals("evaluated, telemetry off: 1", run(true, flags));
    List<Path> kept = files(cache);
    assertTrue(kept.size() >= 2 && kept.stream().allMatch(p -> p.getParent().getFileName().toString().startsWith("onnxruntime-")),
        kept.toString());
    Path library = kept.stream().filter(p -> p.toString().contains("4j_jni")).findFirst().orElseThrow();
    byte[] whole = Files.readAllBytes(library);
    var time = Files.getLastModifiedTime(library);
    assertEquals("evaluated, telemetry off: 1", run(true, flags));
    assertEquals(time, Files.getLastModifiedTime(library), "unpacked once");

    byte[] damaged = whole.clone();
    damaged[damaged.length / 2] ^= 1;
    Files.write(library, damaged);
    assertEquals("evaluated, telemetry off: 1", run(true, flags));
    assertEquals(-1, Arrays.mismatch(whole, Files.readAllBytes(library)));
    assertEquals(kept, files(cache));
    assertEquals(List.of(), files(home));
    assertEquals(List.of(), files(temporary));

    Path folderOfLibraries = library.getParent();
    assertEquals("evaluated, telemetry off: 1", run(true, List.of("-Donnxruntime.native.path=" + folderOfLibraries)),
        "the runtime's own property");
    assertEquals(List.of(), files(temporary));
  }

  @Test
  void anUnusableCacheIsDoneWithout() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    assertEquals("evaluated, telemetry off: 1", run(true, List.of("-Dcounterflow.cache=" + file)));
    assertEquals(List.of(), files(temporary));
  }

  @Test
  void withoutTheRuntimesJarTheProviderSaysSo() throws Exception {
    String said = run(false, List.of());
    assertTrue(said.contains("classes of ONNX Runtime are missing") && said.contains("add com.microsoft.onnxruntime:onnxruntime:1.28.0"),
        said);
    assertTrue(said.endsWith(" / network runtime \"onnx\" is not usable: " + said.replaceFirst(" / (.*) / .*", ". Remedy: $1")), said);
  }

  /** A network that nobody closes is released by the collector, which says what was opened. */
  @Test
  void aForgottenNetworkIsReleasedWithAWarning() throws Exception {
    String said = run(true, List.of("-Dforget=yes"), "WARNING: the onnx network " + model + " was opened and not closed, and nobody uses "
        + "it any more: its memory is released now; close it, in a try statement at best");
    assertEquals("released", said);
  }

  @Test
  void aWrongFolderForTheLibrariesIsNamed() throws Exception {
    String said = run(true, List.of("-Donnxruntime.native.path=" + home));
    assertTrue(said.contains("not found at " + home) && said.contains("correct -Donnxruntime.native.path"), said);
  }

  @Test
  void withoutATemporaryFolderTheRemedyIsNamed() throws Exception {
    String said = run(true, List.of("-Djava.io.tmpdir=" + folder.resolve("nowhere")));
    assertTrue(said.contains("cannot be unpacked into " + folder.resolve("nowhere")) && said.contains("-Djava.io.tmpdir"), said);
  }

  @Test
  void deniedNativeAccessIsNamed() throws Exception {
    String said = run(true, List.of("--illegal-native-access=deny", "--enable-native-access=java.base"));
    assertTrue(said.contains("--enable-native-access="), said);
  }

  /** What it says on the standard output; fails if it says anything on the error stream or does not end well. */
  private String run(boolean withRuntime, List<String> flags) throws Exception {
    return run(withRuntime, flags, "");
  }

  private String run(boolean withRuntime, List<String> flags, String error) throws Exception {
    var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
        "-Xshare:auto",
        "-Duser.home=" + home, "-Djava.io.tmpdir=" + temporary));
    if (flags.stream().noneMatch(f -> f.startsWith("--illegal"))) command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(flags);
    var path = new ArrayList<>(List.of(root(FootprintTest.class), root(OnnxNetwork.class), root(Network.class)));
    if (withRuntime) path.add(root(OrtSession.class));
    command.addAll(List.of("-cp", String.join(File.pathSeparator, path), Program.class.getName(), model.toString()));
    var builder = new ProcessBuilder(command).redirectError(folder.resolve("err").toFile());
    builder.environment().keySet().removeIf(k -> k.startsWith("ORT_") || k.startsWith("XDG_") || k.startsWith("JAVA_")
        || k.startsWith("JDK_"));
    builder.environment().put("HOME", home.toString());
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    // The first line of a logger's message has the date and the place.
    assertEquals(error, Files.readString(folder.resolve("err")).replaceAll("WARNING: java.io.tmpdir directory does not exist\\R", "")
        .replaceFirst(".* org.counterflow.backend.onnx.Session forgotten\\R", "").strip());
    assertEquals(0, process.exitValue());
    return out.strip();
  }

  /** The folder or jar that a class is from, also where a module is patched. */
  private static String root(Class<?> c) throws Exception {
    String name = c.getName().replace('.', '/') + ".class";
    String url = c.getResource("/" + name).toString();
    String base = url.substring(0, url.length() - name.length());
    if (base.startsWith("jar:")) base = base.substring(4, base.length() - 2);
    return Path.of(URI.create(base)).toString();
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(p -> !p.equals(folder) && (Files.isRegularFile(p) || folder.getFileName().toString().equals("tmp"))).sorted()
          .toList();
    }
  }

  /** The other JVM's program: opens the network as the registry does, evaluates once, and says how it went. */
  static final class Program {
    private Program() {}

    public static void main(String[] args) throws Throwable {
      var provider = new OnnxProvider();
      if (provider.probe() instanceof Availability.Unavailable u) {
        String opened = "opened";
        try {
          OnnxNetwork.open(Path.of(args[0]), Fixture.options()).close();
        } catch (NetworkException e) {
          opened = e.getMessage();
        }
        System.out.println((u.reason() + " / " + u.remedy() + " / " + opened).replaceAll("\\s+", " "));
        return;
      }
      if (System.getProperty("forget") != null) {
        forget(Path.of(args[0]));
        for (int i = 0; i < 200 && OnnxNetwork.handles().values().stream().anyMatch(n -> n > 0); i++) {
          System.gc();
          Thread.sleep(20);
        }
        System.out.println(OnnxNetwork.handles().values().stream().allMatch(n -> n == 0) ? "released" : OnnxNetwork.handles());
        return;
      }
      try (var network = provider.open(Path.of(args[0]), Fixture.options())) {
        Fixture.fashion(network, Fixture.fashion(Fixture.normals(1, 784), new float[] {500}, new long[] {10}));
      }
      System.out.println("evaluated, telemetry off: " + environment("ORT_DISABLE_TELEMETRY"));
    }

    @SuppressWarnings("resource")
    private static void forget(Path file) {
      Fixture.fashion(OnnxNetwork.open(file, Fixture.options()),
          Fixture.fashion(Fixture.normals(1, 784), new float[] {500}, new long[] {10}));
      if (OnnxNetwork.handles().get("tensor") < 4) throw new AssertionError(OnnxNetwork.handles());
    }

    /** As native code sees it: {@link System#getenv} is a copy from the start. */
    @SuppressWarnings("restricted")
    private static String environment(String name) throws Throwable {
      var linker = Linker.nativeLinker();
      var getenv = linker.downcallHandle(linker.defaultLookup().find("getenv").orElseThrow(),
          FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS));
      try (var arena = Arena.ofConfined()) {
        var value = (MemorySegment) getenv.invokeExact(arena.allocateFrom(name));
        return value.address() == 0 ? "unset" : value.reinterpret(16).getString(0);
      }
    }
  }
}
