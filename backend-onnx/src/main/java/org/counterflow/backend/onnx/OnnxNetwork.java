package org.counterflow.backend.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.RunOptions;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.TensorInfo;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.counterflow.api.backend.Options;
import org.counterflow.api.score.Call;
import org.counterflow.api.score.Network;
import org.counterflow.api.score.NetworkException;
import org.counterflow.api.score.Signature;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Shape;

/**
 * A score network in an ONNX file, on ONNX Runtime.
 *
 * <p>The state is read from and the outputs are written to the segments of a call, in host memory and without a copy; only the halves of a
 * split output are copied. Calls from several threads run at the same time.
 *
 * <h2>Which input is what</h2>
 * <ul>
 * <li>The state is the input {@code sample}, else the first floating-point input with a dimension beside the batch. Its dimensions after
 *     the first are the {@link Shape}.
 * <li>The time is the first input called {@code timestep}, {@code t}, {@code time} or {@code sigma}, else the first other input with one
 *     number a row that is not {@code class_labels} or {@code class}. It may be missing.
 * <li>All others are conditions: {@code class_labels} is the condition {@code class}, the rest keep their names. A missing {@code class}
 *     is the null class of the file's metadata.
 * <li>Numbers are converted to the input's type, float16, float, double, int64 or int32, rounded half-even: a fractional time too. A class
 *     must be whole, and one of the file's classes.
 * <li>A model with a fixed batch, or with one time for all rows, is run so many rows after the other.
 * </ul>
 *
 * <h2>Which output is what</h2>
 * <ul>
 * <li>{@code raw} is the first output of the state's shape, or with twice its first dimension after the batch: then the first half is
 *     {@code raw} and the second, a learned variance, {@code variance}.
 * <li>Further floating-point outputs with a row a row of the state keep their names. Symbolic dimensions are taken to be the state's, and
 *     each call is checked.
 * </ul>
 *
 * <h2>Options</h2>
 * <ul>
 * <li>{@link Options#threads()}: threads of the runtime inside one call; they wait without spinning.
 * <li>{@link Options#device()}: an execution provider, {@code cpu} by default; {@code cuda:1} is the second device.
 * <li>{@code input.NAME=VALUE}: what a condition is where a call gives none.
 * <li>{@code dim.NAME=N}: the size of a dimension after the batch that the file leaves open; an unnamed one is {@code INPUT.INDEX}.
 * <li>{@code split=NAME}: the first output does hold two halves (its dimensions may be symbolic), and the second is called NAME.
 * <li>{@code spinning=1}: the threads wait by spinning, which is faster on a machine of one's own.
 * </ul>
 */
public final class OnnxNetwork implements Network {
  private static final Logger LOGGER = System.getLogger("org.counterflow.backend.onnx");

  private final Path file;
  private final OrtSession session;
  private final Signature signature;
  private final Description description;
  private final OrtEnvironment environment;
  private final Binding binding;
  private final Queue<Slot> slots = new ConcurrentLinkedQueue<>();
  private final ReadWriteLock open = new ReentrantReadWriteLock();
  private final AtomicLong runs = new AtomicLong();
  private final AtomicLong runNanos = new AtomicLong();
  private boolean closed;

  private OnnxNetwork(Path file, OrtSession session, OrtEnvironment environment, Signature signature, Description description,
      Binding binding) {
    this.file = file;
    this.session = session;
    this.environment = environment;
    this.signature = signature;
    this.description = description;
    this.binding = binding;
  }

  /**
   * Opens a network with default options: the CPU, as many threads as processors.
   *
   * @param file in ONNX format
   * @throws NetworkException if the file is missing, damaged or no score network
   */
  public static OnnxNetwork open(Path file) {
    return open(file, Options.defaults());
  }

  /**
   * Opens a network.
   *
   * @param file in ONNX format
   * @param options see above; the precision is ignored
   * @throws NetworkException if the file is missing, damaged or no score network, or if the execution provider is not there
   * @throws IllegalArgumentException if an option is unknown, malformed, or names what the model does not have
   */
  public static OnnxNetwork open(Path file, Options options) {
    Settings settings = Settings.of(options);
    ModelFile.check(file);
    // Code that has not run before is slow at this; the runtime needs as long for the session.
    CompletableFuture<String> hash = CompletableFuture.supplyAsync(() -> ModelFile.sha256(file));
    Engine engine = Engine.get();
    try (var session = new SessionOptions()) {
      session.setIntraOpNumThreads(options.workers());
      session.setInterOpNumThreads(1);
      session.setExecutionMode(SessionOptions.ExecutionMode.SEQUENTIAL);
      session.addConfigEntry("session.intra_op.allow_spinning", settings.spinning() ? "1" : "0");
      // Below this level each failure is also printed to the standard error stream, beside the exception.
      session.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      String provider = ExecutionProvider.add(options.device(), session, engine);
      return of(file, hash, provider, engine, engine.open(file, session), settings);
    } catch (OrtException e) {
      throw ModelFile.refused(file, engine.version(), e);
    }
  }

  private static String sha256(CompletableFuture<String> hash) {
    try {
      return hash.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof NetworkException n) throw n;
      throw e;
    }
  }

  private static OnnxNetwork of(Path file, CompletableFuture<String> hash, String provider, Engine engine, OrtSession session, Settings settings)
      throws OrtException {
    try {
      Description description = Description.of(file.toString(), session.getMetadata().getCustomMetadata());
      if (!description.unknown().isEmpty())
        LOGGER.log(Level.WARNING, file + ": metadata keys under counterflow. that this version does not know: " + description.unknown());
      Layout layout = Layout.of(file.toString(), ports(session.getInputInfo().values(), settings),
          ports(session.getOutputInfo().values(), settings), settings);
      var conditions = new LinkedHashMap<String, Shape>();
      layout.conditions().forEach((name, port) -> conditions.put(name, port.row()));
      Path name = file.getFileName() == null ? file : file.getFileName();
      var signature = new Signature(layout.shape(), layout.precision(), layout.signature(), conditions, layout.time() != null,
          description.values(), Map.of("sha256", sha256(hash), "runtime", engine.version(), "provider", provider, "file", name.toString()));
      return new OnnxNetwork(file, session, engine.environment(), signature, description,
          new Binding(file.toString(), layout, description, settings));
    } catch (OrtException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  private static List<Port> ports(Collection<NodeInfo> nodes, Settings settings) {
    return nodes.stream().map(n -> port(n, settings)).toList();
  }

  private static Port port(NodeInfo n, Settings settings) {
    if (!(n.getInfo() instanceof TensorInfo t)) return new Port(n.getName(), null, "no tensor", new long[0], List.of(), Map.of());
    String type = t.type.toString().toLowerCase(Locale.ROOT);
    return new Port(n.getName(), Element.of(t.onnxType), type, t.getShape(), List.of(t.getDimensionNames()), settings.dimensions());
  }

  @Override
  public Memory memory() {
    return Memory.HOST;
  }

  @Override
  public Signature signature() {
    return signature;
  }

  /** The names of the classes that the file's metadata list, by label; empty if there are none. */
  public List<String> classes() {
    return description.classes();
  }

  /** Nanoseconds spent inside the runtime, summed over all calls and threads: what is not the cost of the network is ours. */
  public long runNanos() {
    return runNanos.get();
  }

  /** How often the runtime ran. */
  public long runs() {
    return runs.get();
  }

  /**
   * Evaluates rows. Outputs that the call does not name are not computed.
   *
   * @throws NetworkException if a segment, a label or a condition does not fit, or if the runtime fails
   * @throws CancellationException if the call was cancelled; the network stays usable
   * @throws IllegalStateException if the network is closed
   */
  @Override
  public void evaluate(Call call) {
    open.readLock().lock();
    try {
      if (closed) throw new IllegalStateException(file + ": the network is closed");
      run(call);
    } finally {
      open.readLock().unlock();
    }
  }

  private void run(Call call) {
    int rows = binding.rowsAtOnce(call);
    binding.checkSegments(call);
    double[][] values = binding.values(call);
    try {
      Slot slot = slot(rows);
      boolean good = false;
      try {
        call.cancellation().begin(() -> terminate(slot.options()));
        try {
          for (int from = 0; from < call.rows(); from += rows) {
            if (from > 0) call.cancellation().check();
            slot.load(call, values, from);
            run(slot);
            slot.unload(call, from);
          }
        } finally {
          call.cancellation().end();
        }
        call.cancellation().check();
        good = true;
      } finally {
        // Terminated options stay terminated, and a failed run may have left anything.
        if (good) slots.add(slot);
        else slot.close();
      }
    } catch (OrtException e) {
      if (call.cancellation().isCancelled()) throw cancelled(e);
      throw new NetworkException(file + ": the runtime failed: " + ModelFile.line(e) + "; " + ModelFile.remedy(e), e);
    }
  }

  private void run(Slot slot) throws OrtException {
    long start = System.nanoTime();
    try (var _ = session.run(slot.inputs(), Collections.emptySet(), slot.outputs(), slot.options())) {
      // Closed at once: the outputs are the call's own.
    } finally {
      runNanos.addAndGet(System.nanoTime() - start);
      runs.incrementAndGet();
    }
  }

  /** A slot of an earlier call, or a new one. */
  Slot slot(int rows) throws OrtException {
    Slot slot = slots.poll();
    if (slot != null && slot.rows() == rows) return slot;
    if (slot != null) slot.close();
    return new Slot(binding.layout(), binding.numbers(), rows, environment);
  }

  private static void terminate(RunOptions options) {
    try {
      options.setTerminate(true);
    } catch (OrtException e) {
      throw new NetworkException("the call in flight cannot be stopped: " + ModelFile.line(e), e);
    }
  }

  private static CancellationException cancelled(OrtException cause) {
    var e = new CancellationException("the run was cancelled");
    e.initCause(cause);
    return e;
  }

  /** Waits for the calls in flight and releases the network; to stop them sooner, cancel them. Idempotent. */
  @Override
  public void close() {
    open.writeLock().lock();
    try {
      if (closed) return;
      closed = true;
      for (Slot s = slots.poll(); s != null; s = slots.poll()) s.close();
      session.close();
    } catch (OrtException e) {
      throw new NetworkException(file + ": closing failed: " + ModelFile.line(e), e);
    } finally {
      open.writeLock().unlock();
    }
  }

  /** Names the file. */
  @Override
  public String toString() {
    return "onnx network " + file;
  }
}
