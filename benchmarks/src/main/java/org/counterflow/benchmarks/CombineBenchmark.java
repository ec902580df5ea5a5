package org.counterflow.benchmarks;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
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
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A sum of three terms, {@code d = a x + b y + c z}, by the vector backend with one thread, against the plain fused loop over arrays; a
 * memory copy of as many bytes as the sum writes stands beside.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsPrepend = {"--add-modules", "jdk.incubator.vector", "-Xmx4g"})
public class CombineBenchmark {
  private static final float A = 0.75f;
  private static final float B = -0.5f;
  private static final float C = 0.25f;

  /** Elements. */
  @Param({"65536", "1048576", "16777216"})
  public int n;

  private float[] x = {};
  private float[] y = {};
  private float[] z = {};
  private float[] d = {};
  private Backend backend;
  private Buffer out;
  private Buffer[] in = {};
  private Terms terms;

  /** Values in arrays and in the backend. */
  @Setup(Level.Trial)
  public void begin() {
    x = new float[n];
    y = new float[n];
    z = new float[n];
    d = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = i % 17;
      y[i] = i % 13;
      z[i] = i % 11;
    }
    backend = Backends.installed().open("cpu-vector", Options.defaults().threads(1));
    out = backend.allocate(1, n);
    in = new Buffer[] {backend.allocate(1, n), backend.allocate(1, n), backend.allocate(1, n)};
    MemorySegment.copy(x, 0, in[0].segment(), ValueLayout.JAVA_FLOAT, 0, n);
    MemorySegment.copy(y, 0, in[1].segment(), ValueLayout.JAVA_FLOAT, 0, n);
    MemorySegment.copy(z, 0, in[2].segment(), ValueLayout.JAVA_FLOAT, 0, n);
    terms = new Terms(List.of(new Term.OfBuffer(in[0], new double[] {A}), new Term.OfBuffer(in[1], new double[] {B}),
        new Term.OfBuffer(in[2], new double[] {C})), new long[] {0});
  }

  /** Gives the memory back. */
  @TearDown(Level.Trial)
  public void end() {
    backend.close();
  }

  /** The yardstick. */
  @Benchmark
  public float[] plainFusedLoop() {
    float[] p = x, q = y, r = z, s = d;
    for (int i = 0; i < s.length; i++) s[i] = Math.fma(C, r[i], Math.fma(B, q[i], A * p[i]));
    return s;
  }

  /** The backend. */
  @Benchmark
  public Buffer combine() {
    backend.combine(out, terms);
    return out;
  }

  /** For comparison: a copy of n floats. */
  @Benchmark
  public Buffer copy() {
    MemorySegment.copy(in[0].segment(), 0, out.segment(), 0, 4L * n);
    return out;
  }
}
