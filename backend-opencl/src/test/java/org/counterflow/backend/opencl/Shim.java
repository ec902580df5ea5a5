package org.counterflow.backend.opencl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.counterflow.api.backend.Availability.Unavailable;
import org.junit.jupiter.api.Assumptions;

/** The library of {@code src/test/c/faults.c}, compiled, in the place of the real one. */
public final class Shim {
  private final Path folder;
  private final Path real;

  private Shim(Path folder, Path real) {
    this.folder = folder;
    this.real = real;
  }

  /** Compiles it; where there is no compiler, no driver, or no Linux, the test is skipped, unless it is required to run. */
  public static Shim compiled(Path folder) throws IOException, InterruptedException {
    Optional<Path> real = List.of("/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib", "/opt/rocm/lib").stream()
        .map(f -> Path.of(f, "libOpenCL.so.1")).filter(Files::exists).findFirst();
    demand(real.isPresent(), "no libOpenCL.so.1 in the system's folders");
    if (new OpenClProvider().probe() instanceof Unavailable(String reason, String _)) demand(false, "no OpenCL here: " + reason);
    demand(runs(List.of("cc", "--version")), "no C compiler: install gcc");
    Path source = Path.of("src/test/c/faults.c").toAbsolutePath();
    Path library = folder.resolve("libOpenCL.so.1");
    var compiler = new ProcessBuilder("cc", "-O1", "-shared", "-fPIC", "-Wl,-soname,libOpenCL.so.1", "-o", library.toString(), source.toString(),
        "-ldl").redirectErrorStream(true).start();
    String said = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (compiler.waitFor() != 0) throw new AssertionError(said);
    // The name that is looked for first; the real library has the other one as its own name, and so must this one.
    Files.createSymbolicLink(folder.resolve("libOpenCL.so"), library.getFileName());
    return new Shim(folder, real.orElseThrow());
  }

  private static void demand(boolean there, String reason) {
    if (System.getenv("COUNTERFLOW_OPENCL_REQUIRED") == null) Assumptions.assumeTrue(there, reason);
    else if (!there) throw new AssertionError(reason);
  }

  private static boolean runs(List<String> command) throws InterruptedException {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** A JVM that finds it before the real one. */
  public Child child() {
    return new Child().with("LD_LIBRARY_PATH", folder.toString()).with("COUNTERFLOW_REAL_OPENCL", real.toString());
  }
}
