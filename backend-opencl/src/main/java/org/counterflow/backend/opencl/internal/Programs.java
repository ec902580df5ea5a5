package org.counterflow.backend.opencl.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.counterflow.api.backend.BackendException;
import org.counterflow.api.tensor.Precision;
import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.cl_device_id;
import org.jocl.cl_kernel;
import org.jocl.cl_program;
import org.jspecify.annotations.Nullable;

/**
 * The programs of a backend, each built when it is first needed: from what {@link Binaries} kept of an earlier run, or from its text. To be
 * used under the lock of the queue.
 */
final class Programs implements AutoCloseable {
  private final Queue queue;
  private final Precision precision;
  private final Binaries binaries;
  private final Map<String, cl_program> programs = new HashMap<>();
  private final Map<String, cl_kernel> kernels = new HashMap<>();
  /** Those of which it is known that no earlier run left them. */
  private final Set<String> missing = new HashSet<>();
  private int built;

  Programs(Queue queue, Precision precision) {
    this.queue = queue;
    this.precision = precision;
    binaries = Binaries.of(queue.device());
  }

  /** How many programs the driver compiled. */
  int built() {
    return built;
  }

  /**
   * A kernel.
   *
   * @param program names its program here
   * @param kernel its name in there
   * @param source of the program
   */
  cl_kernel kernel(String program, String kernel, Supplier<String> source) {
    return kernels.computeIfAbsent(program + "/" + kernel, k -> {
      var code = new int[1];
      cl_kernel made = CL.clCreateKernel(program(program, source), kernel, code);
      queue.check("clCreateKernel of " + kernel, code[0]);
      return made;
    });
  }

  /** Whether a program is there, or was left by an earlier run, so that it costs no compiling. */
  boolean isKept(String program, Supplier<String> source) {
    if (programs.containsKey(program)) return true;
    if (missing.contains(program)) return false;
    boolean kept = binaries.read(binaries.key(source.get(), options())) != null;
    if (!kept) missing.add(program);
    return kept;
  }

  private cl_program program(String name, Supplier<String> source) {
    cl_program known = programs.get(name);
    if (known != null) return known;
    String text = source.get();
    String key = binaries.key(text, options());
    byte[] kept = binaries.read(key);
    cl_program p = kept == null ? null : restored(kept);
    if (p == null) {
      if (kept != null) binaries.delete(key);
      p = compiled(text);
      byte[] binary = binary(p);
      if (binary != null) binaries.write(key, binary);
    }
    programs.put(name, p);
    return p;
  }

  /** No option that lets the compiler round otherwise than the text says. */
  private String options() {
    return "-cl-std=CL1.2" + (precision == Precision.F64 ? " -DF64" : "") + (queue.device().fp64() ? " -DDOUBLES" : "");
  }

  private cl_program compiled(String text) {
    var code = new int[1];
    cl_program p = CL.clCreateProgramWithSource(queue.context(), 1, new String[] {text}, null, code);
    queue.check("clCreateProgramWithSource", code[0]);
    int built = CL.clBuildProgram(p, 0, null, options(), null, null);
    if (built == CL.CL_SUCCESS) {
      this.built++;
      return p;
    }
    String log = log(p);
    CL.clReleaseProgram(p);
    throw refused(built, text, log);
  }

  private BackendException refused(int code, String text, String log) {
    String where;
    try {
      Path file = Files.createTempFile("counterflow-opencl", ".log");
      Files.writeString(file, Status.name(code) + " on " + queue.device() + ", driver " + queue.device().driver() + ", options " + options()
          + "\n\n" + log + "\n\n" + text, StandardCharsets.UTF_8);
      where = "what its compiler said is in " + file;
    } catch (IOException e) {
      where = "what its compiler said could not be written to a file (" + e.getMessage() + "): " + log.lines().findFirst().orElse("nothing");
    }
    return new BackendException("backend opencl: the driver of " + queue.device() + " does not build a kernel: " + Status.name(code) + "; "
        + where + ". Remedy: update the driver, or use --backend auto");
  }

  private String log(cl_program p) {
    var size = new long[1];
    cl_device_id device = queue.device().id();
    if (CL.clGetProgramBuildInfo(p, device, CL.CL_PROGRAM_BUILD_LOG, 0, null, size) != CL.CL_SUCCESS || size[0] < 1) return "";
    var bytes = new byte[Math.toIntExact(size[0])];
    if (CL.clGetProgramBuildInfo(p, device, CL.CL_PROGRAM_BUILD_LOG, bytes.length, Pointer.to(bytes), null) != CL.CL_SUCCESS) return "";
    return new String(bytes, 0, bytes.length - 1, StandardCharsets.UTF_8);
  }

  /** A program from what was kept; null where the driver does not take it. */
  private @Nullable cl_program restored(byte[] binary) {
    var code = new int[1];
    var status = new int[1];
    cl_program p = CL.clCreateProgramWithBinary(queue.context(), 1, new cl_device_id[] {queue.device().id()}, new long[] {binary.length},
        new byte[][] {binary}, status, code);
    if (code[0] != CL.CL_SUCCESS || status[0] != CL.CL_SUCCESS || p == null) return null;
    if (CL.clBuildProgram(p, 0, null, options(), null, null) == CL.CL_SUCCESS) return p;
    CL.clReleaseProgram(p);
    return null;
  }

  private static byte @Nullable [] binary(cl_program p) {
    var size = new long[1];
    if (CL.clGetProgramInfo(p, CL.CL_PROGRAM_BINARY_SIZES, Long.BYTES, Pointer.to(size), null) != CL.CL_SUCCESS || size[0] < 1) return null;
    var bytes = new byte[Math.toIntExact(size[0])];
    int code = CL.clGetProgramInfo(p, CL.CL_PROGRAM_BINARIES, Long.BYTES, Pointer.to(Pointer.to(bytes)), null);
    return code == CL.CL_SUCCESS ? bytes : null;
  }

  @Override
  public void close() {
    kernels.values().forEach(CL::clReleaseKernel);
    kernels.clear();
    programs.values().forEach(CL::clReleaseProgram);
    programs.clear();
  }
}
