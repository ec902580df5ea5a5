package org.counterflow.backend.onnx;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.counterflow.api.Backends;
import org.counterflow.api.Run;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Options;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeLabel;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.solver.Adaptive;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Value;
import org.counterflow.api.value.Values;

/**
 * Closes things of one kind while another thread works with them, each at a moment of chance. Ends with 0 if every call came to the right
 * values, or to an error that says what was closed, and no byte was written to memory that was given back.
 *
 * <p>Arguments: the kind, how many, the seed of the moments, a backend, the network.
 */
final class ClosingProgram {
  /** Rows of a call; a state is larger than the 64 KiB from which on the allocator asks the system, which takes memory back at once. */
  private static final int ROWS = 16;

  private static final Shape SHAPE = Shape.of(1, 40, 40);
  private static final Seeds SEEDS = Seeds.range(0, ROWS);
  private static final int CANARIES = 4;

  private final String backendId;
  private final Path file;
  private final Random random;
  private final ExecutorService threads = Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory());
  /** Of fixed and of adaptive steps. */
  private final double[][] expected = new double[2][];
  private int ended;
  private int finished;

  private ClosingProgram(String backendId, Path file, long seed) {
    this.backendId = backendId;
    this.file = file;
    random = new Random(seed);
  }

  /** Something that is closed. */
  private interface Closing {
    /** What others do with it, once at least, and until it is enough. */
    List<Work> work(AtomicBoolean enough);

    void close();

    /** Whether an error says what was closed. */
    boolean says(RuntimeException e);

    /** Gives the rest back. */
    default void after() {}
  }

  /** Calls that are to come to these values. */
  private interface Work {
    void run();
  }

  public static void main(String[] args) throws Exception {
    var program = new ClosingProgram(args[3], Path.of(args[4]), Long.parseLong(args[2]));
    String said;
    try (OnnxNetwork network = program.open(); Backend backend = program.backend()) {
      said = program.closeAll(args[0], Integer.parseInt(args[1]), network, backend);
    }
    System.out.println(said);
    System.exit(said.startsWith("closed") && OnnxNetwork.handles().values().stream().allMatch(n -> n == 0) ? 0 : 1);
  }

  private OnnxNetwork open() {
    return OnnxNetwork.open(file, Fixture.options());
  }

  private Backend backend() {
    return Backends.installed().open(backendId, Options.defaults().threads(2));
  }

  private String closeAll(String kind, int count, OnnxNetwork network, Backend backend) throws Exception {
    double nanos = 0;
    for (int i = 0; i < 20; i++) nanos = time(kind, network, backend);
    double most = 4 * nanos;
    for (int i = 0; i < count; i++) {
      var enough = new AtomicBoolean();
      Closing c = closing(kind, i, network, backend);
      var working = new ArrayList<Future<RuntimeException>>();
      for (Work w : c.work(enough)) working.add(threads.submit(caught(w)));
      long end = System.nanoTime() + (long) (random.nextDouble() * nanos);
      while (System.nanoTime() < end) Thread.onSpinWait();
      c.close();
      try (Arena arena = Arena.ofShared()) {
        // Memory that was given back is likely to be given to these.
        List<MemorySegment> canaries = canaries(arena);
        enough.set(true);
        for (Future<RuntimeException> w : working) {
          RuntimeException e = awaited(w);
          if (e != null && !c.says(e)) return "after " + i + " closes: " + trace(e);
          if (e == null) finished++;
          else ended++;
          // About as many closes come too late as in time, however fast the calls are by now; where work goes on until it is ended, in any.
          nanos = Math.min(most, nanos * (e == null ? 0.98 : 1.02));
        }
        for (MemorySegment s : canaries)
          for (long at = 0; at < s.byteSize(); at += 8)
            if (s.get(ValueLayout.JAVA_LONG, at) != ~at) return "after " + i + " closes: byte " + at + " of foreign memory was written";
      }
      c.after();
    }
    return "closed " + count + " of kind " + kind + ": " + ended + " calls ended by it, " + finished + " not";
  }

  private static Callable<RuntimeException> caught(Work w) {
    return () -> {
      try {
        w.run();
        return null;
      } catch (RuntimeException e) {
        return e;
      }
    };
  }

  private static RuntimeException awaited(Future<RuntimeException> w) throws Exception {
    try {
      return w.get(30, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      Thread.getAllStackTraces().forEach((t, s) -> System.out.println(t + " " + Arrays.toString(s)));
      System.exit(2);
      throw e;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private static List<MemorySegment> canaries(Arena arena) {
    var all = new ArrayList<MemorySegment>();
    for (int k = 0; k < CANARIES; k++) {
      MemorySegment s = arena.allocate(4L * ROWS * SHAPE.elements(), 64);
      for (long at = 0; at < s.byteSize(); at += 8) s.set(ValueLayout.JAVA_LONG, at, ~at);
      all.add(s);
    }
    return all;
  }

  private static String trace(Throwable e) {
    var s = new StringBuilder(e.toString());
    for (StackTraceElement t : e.getStackTrace()) s.append("\n  ").append(t);
    for (Throwable t : e.getSuppressed()) s.append("\nsuppressed ").append(trace(t));
    return e.getCause() == null ? s.toString() : s.append("\ncaused by ").append(trace(e.getCause())).toString();
  }

  /** How long the work of a kind takes where nobody closes anything. */
  private long time(String kind, OnnxNetwork network, Backend backend) {
    Closing c = closing(kind, 0, network, backend);
    long began = System.nanoTime();
    c.work(new AtomicBoolean(true)).forEach(Work::run);
    long nanos = System.nanoTime() - began;
    c.close();
    c.after();
    return nanos;
  }

  private Closing closing(String kind, int i, OnnxNetwork network, Backend backend) {
    return switch (kind) {
      case "run" -> new ClosedRun(sampler(network, backend, i));
      case "backend" -> new ClosedBackend(network, backend(), i);
      case "network" -> new ClosedNetwork(open(), backend, i);
      case "samples" -> new ClosedSamples(network, backend);
      case "values" -> new ClosedValues(network);
      default -> throw new IllegalArgumentException(kind);
    };
  }

  private static Sampler sampler(OnnxNetwork network, Backend backend, int i) {
    return Sampler.of(ScoreFunction.of(network, Prediction.EPSILON, TimeLabel.UNIT, Small.STRAIGHT)).on(backend).microBatch(ROWS).steps(4)
        .solver(i % 2 == 0 ? Small.ddim() : Small.adaptive(0.2)).grid(Small.times(false));
  }

  /** Bits as of a run that nobody disturbed: the first one. */
  private void check(Samples s, int i) {
    double[] values = s.toDoubles();
    if (expected[i % 2] == null) expected[i % 2] = values;
    if (!Arrays.equals(expected[i % 2], values)) throw new IllegalArgumentException("wrong values");
  }

  private static Value states() {
    return Value.of(SHAPE.batch(ROWS), Fixture.normals(7, ROWS * (int) SHAPE.elements()));
  }

  private static Map<String, Value> inputs(Value state) {
    return Map.of("sample", state, "timestep", Value.of(Shape.of(ROWS), new float[ROWS]));
  }

  /** The network halves. */
  private static void check(Values out, float[] in) {
    float[] y = out.get("out_sample").toFloats();
    for (int k = 0; k < in.length; k++) if (y[k] != in[k] * 0.5f) throw new IllegalArgumentException("wrong value " + k);
  }

  private final class ClosedRun implements Closing {
    final Run run;
    final boolean adaptive;

    ClosedRun(Sampler s) {
      run = s.start(SHAPE, SEEDS, Conditions.NONE);
      adaptive = s.solver() instanceof Adaptive;
    }

    @Override
    public List<Work> work(AtomicBoolean enough) {
      return List.of(() -> {
        try (Samples s = run.finish()) {
          check(s, adaptive ? 1 : 0);
        }
      });
    }

    @Override
    public void close() {
      run.close();
    }

    @Override
    public boolean says(RuntimeException e) {
      return e instanceof CancellationException && "the run was cancelled".equals(e.getMessage())
          || e instanceof IllegalStateException && "the run is closed".equals(e.getMessage());
    }
  }

  private final class ClosedBackend implements Closing {
    final Backend backend;
    final Sampler sampler;
    final int number;

    ClosedBackend(OnnxNetwork network, Backend backend, int i) {
      this.backend = backend;
      sampler = sampler(network, backend, i);
      number = i;
    }

    @Override
    public List<Work> work(AtomicBoolean enough) {
      return List.of(() -> {
        try (Samples s = sampler.sample(SHAPE, SEEDS)) {
          check(s, number);
        }
      });
    }

    @Override
    public void close() {
      backend.close();
    }

    @Override
    public boolean says(RuntimeException e) {
      return e instanceof IllegalStateException && !(e instanceof CancellationException)
          && e.getMessage().matches("backend " + backendId + " is used after it was closed|a buffer of backend " + backendId
              + " is used after it was closed");
    }
  }

  private final class ClosedNetwork implements Closing {
    final OnnxNetwork network;
    final Sampler sampler;
    final int number;

    ClosedNetwork(OnnxNetwork network, Backend backend, int i) {
      this.network = network;
      sampler = sampler(network, backend, i);
      number = i;
    }

    @Override
    public List<Work> work(AtomicBoolean enough) {
      Work sampling = () -> {
        try (Samples s = sampler.sample(SHAPE, SEEDS)) {
          check(s, number);
        }
      };
      return List.of(sampling, () -> {
        Value x = states();
        do {
          try (Values out = network.run(inputs(x))) {
            check(out, x.toFloats());
          }
        } while (!enough.get());
      });
    }

    @Override
    public void close() {
      network.close();
    }

    @Override
    public boolean says(RuntimeException e) {
      return e instanceof IllegalStateException && !(e instanceof CancellationException)
          && e.getMessage().equals(file + ": the network is closed");
    }
  }

  private final class ClosedSamples implements Closing {
    final OnnxNetwork network;
    final Sampler sampler;
    final Samples samples;
    final float[] values;

    ClosedSamples(OnnxNetwork network, Backend backend) {
      this.network = network;
      sampler = sampler(network, backend, 0);
      samples = sampler.sample(SHAPE, SEEDS);
      values = samples.value().toFloats();
    }

    @Override
    public List<Work> work(AtomicBoolean enough) {
      Work calling = () -> {
        do {
          try (Values out = network.run(inputs(samples.value()))) {
            check(out, values);
          }
        } while (!enough.get());
      };
      return List.of(calling, () -> {
        do {
          sampler.from(samples.value()).strength(0.5).sample(SHAPE, SEEDS).close();
          samples.toDoubles();
        } while (!enough.get());
      });
    }

    @Override
    public void close() {
      samples.close();
    }

    @Override
    public boolean says(RuntimeException e) {
      return e instanceof IllegalStateException && !(e instanceof CancellationException)
          && e.getMessage().equals("samples is used after it was closed");
    }
  }

  private final class ClosedValues implements Closing {
    final OnnxNetwork network;
    final Values values;
    final float[] floats;

    ClosedValues(OnnxNetwork network) {
      this.network = network;
      values = network.run(inputs(states()));
      floats = values.get("out_sample").toFloats();
    }

    @Override
    public List<Work> work(AtomicBoolean enough) {
      Work calling = () -> {
        do {
          try (Values out = network.run(inputs(values.get("out_sample")))) {
            check(out, floats);
          }
        } while (!enough.get());
      };
      return List.of(calling, () -> {
        do {
          if (!Arrays.equals(floats, values.get("out_sample").map(v -> v).toFloats())) throw new IllegalArgumentException("wrong values");
        } while (!enough.get());
      });
    }

    @Override
    public void close() {
      values.close();
    }

    @Override
    public boolean says(RuntimeException e) {
      return e instanceof IllegalStateException && !(e instanceof CancellationException)
          && e.getMessage().matches("the value that .*: its output \"out_sample\" .* gave is used after it was closed");
    }
  }
}
