package org.counterflow.backend.cpuvector;

import java.util.List;
import java.util.TreeSet;
import org.counterflow.api.backend.Availability;
import org.counterflow.api.backend.Availability.Available;
import org.counterflow.api.backend.Availability.Unavailable;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.BackendException;
import org.counterflow.api.backend.BackendProvider;
import org.counterflow.api.backend.Device;
import org.counterflow.api.backend.Options;
import org.counterflow.api.tensor.Memory;
import org.counterflow.backend.cpuvector.internal.CpuVectorBackend;

/**
 * Offers the SIMD backend, id {@code cpu-vector}, rank 100: the choice for host memory wherever the JVM has the Vector API and its
 * optimizing compiler.
 *
 * <p>It has one device and no options of its own, and takes {@link Options#threads}; results do not depend on their number.
 */
public final class CpuVectorProvider implements BackendProvider {
  private static final String ID = "cpu-vector";

  /** Called by the service loader. */
  public CpuVectorProvider() {}

  @Override
  public int api() {
    return BackendProvider.API;
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public int rank() {
    return 100;
  }

  @Override
  public Memory memory() {
    return Memory.HOST;
  }

  @Override
  public Availability probe() {
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty())
      return new Unavailable(
          "the JVM runs without the module jdk.incubator.vector", "add --add-modules jdk.incubator.vector, or start from the module path");
    String compiler = System.getProperty("java.vm.info", "");
    if (compiler.contains("interpreted") || compiler.contains("emulated-client"))
      return new Unavailable(
          "the JVM runs without its optimizing compiler (" + compiler + "), where vectors cost a hundred times more",
          "remove -Xint or -XX:TieredStopAtLevel, or use backend java");
    try {
      return new Available(List.of(Device.of("CPU, " + CpuVectorBackend.vectorBits() + "-bit vectors", "cpu", true)));
    } catch (LinkageError e) {
      return new Unavailable("jdk.incubator.vector of this JVM is not the one of JDK 25: " + e, "run on JDK 25, or use backend java");
    }
  }

  @Override
  public Backend open(Options options) {
    if (!options.device().isEmpty())
      throw new IllegalArgumentException("backend " + ID + " has no device '" + options.device() + "'; leave the device empty");
    if (!options.more().isEmpty())
      throw new IllegalArgumentException("backend " + ID + " has no option " + String.join(", ", new TreeSet<>(options.more().keySet())));
    if (probe() instanceof Unavailable(String reason, String remedy))
      throw new BackendException("backend \"" + ID + "\" is not usable: " + reason + ". Remedy: " + remedy);
    return new CpuVectorBackend(options.precision(), options.workers());
  }
}
