package org.counterflow.backend.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OrtSession;
import java.io.File;
import java.io.IOException;
import java.lang.foreign.Linker;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.counterflow.api.Sampler;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whoever closes a run, a backend, a network, samples or values while others work with them gets no crash and corrupts nothing: in JVMs
 * of their own whose allocator gives large blocks back to the system at once, so that a late access is a fault, and overwrites small ones.
 */
@Tag("full")
class ClosingTest {
  private static final int CLOSES = 1000;
  private static final Pattern SAID = Pattern.compile("closed \\d+ of kind \\w+: (\\d+) calls ended by it, (\\d+) not");

  @TempDir Path folder;

  /** Two at a time: each has about one thread at work. */
  @Test
  @Timeout(600)
  void nothingCrashesAndEveryErrorSaysWhatWasClosed() throws Exception {
    assumeTrue(Linker.nativeLinker().defaultLookup().find("gnu_get_libc_version").isPresent(),
        "the C library is not glibc, whose allocator is told by the environment to give memory back at once");
    Path model = model();
    var children = new ArrayList<Callable<String>>();
    for (String backend : List.of("java", "cpu-vector")) {
      children.add(() -> child("run", backend, model));
      children.add(() -> child("backend", backend, model));
    }
    for (String kind : List.of("network", "samples", "values")) children.add(() -> child(kind, "java", model));
    try (var pool = Executors.newFixedThreadPool(2)) {
      for (Future<String> said : pool.invokeAll(children)) {
        Matcher m = SAID.matcher(said.get());
        assertTrue(m.matches(), said.get());
        // Most closes hit a call at work, else nothing was tried.
        assertTrue(Integer.parseInt(m.group(1)) > CLOSES / 4, said.get());
      }
    }
  }

  /** y = x / 2, after so many products with the unit matrix that a call takes a while; the time is taken and does not count. */
  private Path model() {
    int width = 40;
    var unit = new float[width * width];
    for (int i = 0; i < width; i++) unit[i * width + i] = 1;
    var model = new OnnxModel().input("sample", OnnxModel.FLOAT, "batch", 1, width, width).input("timestep", OnnxModel.FLOAT, "batch")
        .output("out_sample", OnnxModel.FLOAT, "batch", 1, width, width).constant("unit", unit, width, width)
        .constant("half", new float[] {0.5f}).constant("zero", new float[] {0}).constant("shape", new long[] {-1, 1, 1, 1});
    int products = 12;
    for (int i = 0; i < products; i++) model.node("MatMul", "x" + (i + 1), i == 0 ? "sample" : "x" + i, "unit");
    model.node("Mul", "nothing", "timestep", "zero").node("Reshape", "column", "nothing", "shape").node("Mul", "halves", "x" + products, "half")
        .node("Add", "out_sample", "halves", "column");
    return model.write(folder.resolve("half.onnx"));
  }

  private String child(String kind, String backend, Path model) throws Exception {
    Path own = Files.createDirectory(folder.resolve(kind + "-" + backend));
    Path out = own.resolve("out");
    var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m",
        "-Djava.io.tmpdir=" + own, "-XX:ErrorFile=" + own.resolve("hs_err.log"), "-XX:-CreateCoredumpOnCrash", "--add-modules",
        "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-cp", String.join(File.pathSeparator, root(ClosingProgram.class.getName()), root(OnnxNetwork.class.getName()),
        root(Sampler.class.getName()), root(OrtSession.class.getName()), root("org.counterflow.backend.cpuvector.CpuVectorProvider")),
        ClosingProgram.class.getName(), kind, Integer.toString(CLOSES), Integer.toString(kind.length() * 31 + backend.length()), backend,
        model.toString()));
    var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
    builder.environment().put("MALLOC_MMAP_THRESHOLD_", "65536");
    builder.environment().put("MALLOC_PERTURB_", "1");
    Process process = builder.start();
    try {
      assertTrue(process.waitFor(500, TimeUnit.SECONDS), () -> "no end: " + said(out));
    } finally {
      process.destroyForcibly();
    }
    assertTrue(Files.notExists(own.resolve("hs_err.log")), () -> "crashed: " + said(out));
    assertEquals(0, process.exitValue(), () -> said(out));
    return said(out).lines().reduce((first, last) -> last).orElse("");
  }

  private static String said(Path out) {
    try {
      return Files.readString(out).strip();
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** The folder or jar that a class is from, also where a module is patched. */
  private static String root(String type) {
    String name = type.replace('.', '/') + ".class";
    var url = ClosingTest.class.getClassLoader().getResource(name);
    assertNotNull(url, name);
    String base = url.toString().substring(0, url.toString().length() - name.length());
    return Path.of(URI.create(base.startsWith("jar:") ? base.substring(4, base.length() - 2) : base)).toString();
  }
}
