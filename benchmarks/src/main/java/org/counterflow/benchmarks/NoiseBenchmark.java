package org.counterflow.benchmarks;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.counterflow.api.Backends;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Buffer;
import org.counterflow.api.backend.Options;
import org.counterflow.api.backend.Term;
import org.counterflow.api.backend.Terms;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Standard normals on one core, by the vector backend's sum of one noise term, against the kernel alone as it was first prototyped. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsPrepend = {"--add-modules", "jdk.incubator.vector"})
public class NoiseBenchmark {
  private static final int N = 1 << 18;

  private Arena arena = Arena.ofShared();
  private MemorySegment plain = MemorySegment.NULL;
  private Backend backend;
  private Buffer out;
  private Terms terms;

  /** Allocates. */
  @Setup(Level.Trial)
  public void begin() {
    plain = arena.allocate(4L * N, 64);
    backend = Backends.installed().open("cpu-vector", Options.defaults().threads(1));
    out = backend.allocate(1, N);
    terms = new Terms(List.of(new Term.OfNoise(7, new double[] {1})), new long[] {42});
  }

  /** Gives the memory back. */
  @TearDown(Level.Trial)
  public void end() {
    backend.close();
    arena.close();
  }

  /** The yardstick: normals per microsecond. */
  @Benchmark
  @OperationsPerInvocation(N)
  public MemorySegment prototype() {
    PrototypeNoise.fill(plain, N, 42, 7);
    return plain;
  }

  /** The backend: normals per microsecond. */
  @Benchmark
  @OperationsPerInvocation(N)
  public Buffer backend() {
    backend.combine(out, terms);
    return out;
  }
}
