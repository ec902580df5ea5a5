package org.counterflow.backend.opencl;

import java.util.TreeSet;
import org.counterflow.api.backend.Availability;
import org.counterflow.api.backend.Availability.Unavailable;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.BackendException;
import org.counterflow.api.backend.BackendProvider;
import org.counterflow.api.backend.Options;
import org.counterflow.api.tensor.Memory;
import org.counterflow.backend.opencl.internal.OpenCl;

/**
 * Offers the OpenCL backend, id {@code opencl}, rank 50: never chosen where {@code cpu-vector} works, because a driver for the CPU is slower
 * and nobody knows of a graphics card whether it is the faster one before it was measured; asked for by name it is.
 *
 * <p>Devices are named as in {@code opencl:gpu} (the first of a type), {@code opencl:1} (by its number among those that are listed, from 0)
 * or {@code opencl:NVIDIA} (the first in whose name, or its platform's, this is found). Its one option, {@code compile-after}, says how often a
 * shape of a sum is asked for until it gets a kernel of its own: 3 times.
 */
public final class OpenClProvider implements BackendProvider {
  private static final String ID = "opencl";
  private static final String COMPILE_AFTER = "compile-after";

  /** Called by the service loader. */
  public OpenClProvider() {}

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
    return 50;
  }

  @Override
  public Memory memory() {
    return new Memory(ID);
  }

  @Override
  public Availability probe() {
    try {
      return OpenCl.availability();
    } catch (LinkageError e) {
      return new Unavailable("the classes of JOCL are missing (" + e.getMessage() + ")", "add org.jocl:jocl:2.0.6 to the class path or module path");
    }
  }

  @Override
  public Backend open(Options options) {
    var unknown = new TreeSet<>(options.more().keySet());
    unknown.remove(COMPILE_AFTER);
    if (!unknown.isEmpty())
      throw new IllegalArgumentException("backend " + ID + " has no option " + String.join(", ", unknown) + "; it has " + COMPILE_AFTER);
    if (probe() instanceof Unavailable(String reason, String remedy))
      throw new BackendException("backend \"" + ID + "\" is not usable: " + reason + ". Remedy: " + remedy);
    return OpenCl.open(options);
  }
}
