package org.counterflow.backend.opencl.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.function.Consumer;
import org.counterflow.api.Sampler;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Buffer;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.backend.Term;
import org.counterflow.api.backend.Terms;
import org.counterflow.api.catalogue.Target;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.value.Access;
import org.counterflow.solvers.Solvers;
import org.counterflow.solvers.Targets;

/** Provokes faults one after the other, and prints of each what was said of it and how many things of OpenCL it left open. */
final class FaultsProgram {
  private static MethodHandle fault;
  private static MethodHandle open;

  private FaultsProgram() {}

  @SuppressWarnings("restricted")
  public static void main(String[] arguments) throws Throwable {
    SymbolLookup shim = SymbolLookup.libraryLookup("libOpenCL.so.1", Arena.global());
    fault = Linker.nativeLinker().downcallHandle(shim.findOrThrow("counterflow_fault"), FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));
    open = Linker.nativeLinker().downcallHandle(shim.findOrThrow("counterflow_open"), FunctionDescriptor.of(ValueLayout.JAVA_INT));
    for (boolean host : new boolean[] {true, false}) {
      opening("clCreateContext:1:-2", host);
      opening("clCreateCommandQueue:1:-6", host);
      provoke("clCreateBuffer:1:-61", host, b -> b.allocate(3, 4));
      provoke("clCreateBuffer:2:-4", host, b -> b.norm(b.allocate(3, 4)));
      provoke("clEnqueueNDRangeKernel:1:-5", host, FaultsProgram::sum);
      provoke("clSetKernelArg:3:-51", host, FaultsProgram::sum);
      provoke("clCreateKernel:1:-46", host, FaultsProgram::sum);
      provoke("clBuildProgram:1:-11", host, FaultsProgram::sum);
      provoke("clCreateProgramWithSource:1:-6", host, FaultsProgram::sum);
      provoke("clEnqueueReadBuffer:1:-36", host, b -> b.norm(b.allocate(3, 4)));
      provoke("clEnqueueReadBuffer:1:-2", host, b -> b.firstNotFinite(b.allocate(3, 4)));
      provoke("clEnqueueWriteBuffer:2:-5", host, b -> b.mixturePosterior(Mixture.ofData(2, new double[4]), 1, 1, b.allocate(1, 2), b.allocate(1, 2)));
      provoke("clEnqueueNDRangeKernel:40:-5", host, b -> {
        Target moons = Targets.twoMoons();
        Sampler.of(moons.score()).on(b).solver(Solvers.dpmSolverPP2M()).steps(20).sample(moons.shape(), Seeds.range(0, 4)).close();
      });
    }
    provoke("clEnqueueFillBuffer:1:-4", false, b -> b.allocate(3, 4));
    provoke("clEnqueueMapBuffer:1:-12", true, b -> b.allocate(3, 4).hold(Memory.HOST, Access.READ).close());
    provoke("clEnqueueReadBuffer:1:-5", false, b -> b.allocate(3, 4).hold(Memory.HOST, Access.READ).close());
    provoke("clEnqueueWriteBuffer:1:-5", false, b -> b.allocate(3, 4).hold(Memory.HOST, Access.WRITE).close());
    provoke("clFinish:2:-5", true, b -> b.allocate(3, 4).close());
  }

  private static void sum(OpenClBackend b) {
    Buffer x = b.allocate(3, 4);
    b.combine(x, new Terms(List.of(new Term.OfBuffer(x, new double[] {1, 2, 3}), new Term.OfNoise(1, new double[] {2})), new long[3]));
    b.download(x, Arena.ofAuto().allocate(48));
  }

  private static OpenClBackend backend(boolean host) {
    OpenClDevice d = Devices.named("");
    return new OpenClBackend(new OpenClDevice(d.number(), d.platform(), d.id(), d.platformName(), d.driver(), d.name(), d.type(), d.memoryBytes(),
        d.largestBytes(), d.fp64(), d.keepsSubnormals(), host), Precision.F32);
  }

  private static void set(String text) throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      fault.invokeExact(arena.allocateFrom(text));
    }
  }

  private static void opening(String chosen, boolean host) throws Throwable {
    set(chosen);
    String said = said(() -> backend(host).close());
    System.out.println(chosen + " | " + host + " | " + (int) open.invokeExact() + " | " + said);
    set("");
  }

  private static void provoke(String chosen, boolean host, Consumer<OpenClBackend> work) throws Throwable {
    OpenClBackend b = backend(host);
    set(chosen);
    String said = said(() -> work.accept(b));
    set("");
    // A device that failed once may be asked again: whether that helps is its own affair.
    String closed = said(b::close);
    System.out.println(chosen + " | " + host + " | " + (int) open.invokeExact() + " | " + said + (closed.equals("nothing") ? "" : " AND " + closed));
  }

  private static String said(Runnable work) {
    try {
      work.run();
      return "nothing";
    } catch (RuntimeException e) {
      return e.getClass().getSimpleName() + ": " + e.getMessage();
    }
  }
}
