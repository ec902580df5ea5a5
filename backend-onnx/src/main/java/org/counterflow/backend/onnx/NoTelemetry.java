package org.counterflow.backend.onnx;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * Switches ONNX Runtime's telemetry off, in this process, before its library loads. 1.28.0 has none on Linux; 1.29.0 writes a device id
 * and a database unless this variable is set, and its Java switch comes too late.
 */
final class NoTelemetry {
  private static final String VARIABLE = "ORT_DISABLE_TELEMETRY";

  private NoTelemetry() {}

  /** Sets the variable unless the user has; does nothing where there is no setenv or where native access is denied. */
  @SuppressWarnings("restricted")
  static void set() {
    if (System.getenv(VARIABLE) != null) return;
    Linker linker = Linker.nativeLinker();
    Optional<MemorySegment> setenv = linker.defaultLookup().find("setenv");
    if (setenv.isEmpty()) return;
    try (var arena = Arena.ofConfined()) {
      MethodHandle call = linker.downcallHandle(setenv.get(),
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
      int ignored = (int) call.invokeExact(arena.allocateFrom(VARIABLE), arena.allocateFrom("1"), 0);
    } catch (Error e) {
      throw e;
    } catch (Throwable e) {
      // Native access is denied to this module: the runtime is then refused as well, or was loaded by its own permission.
      System.getLogger("org.counterflow.backend.onnx").log(System.Logger.Level.DEBUG, VARIABLE + " not set", e);
    }
  }
}
