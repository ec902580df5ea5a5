package org.counterflow.backend.onnx;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.counterflow.api.backend.Availability.Unavailable;
import org.counterflow.api.backend.Options;
import org.counterflow.api.network.Call;
import org.counterflow.api.network.Network;
import org.counterflow.api.network.NetworkException;
import org.counterflow.api.network.Ports;
import org.counterflow.api.value.Value;
import org.counterflow.api.value.Values;

/**
 * A network in an ONNX file, on ONNX Runtime: any network, a denoiser as well as a text encoder or a decoder.
 *
 * <p>Its ports are what the file declares: float16, float, double, int32, int64 and bool in any dimensions, open ones under the file's
 * names. Ports of other types are listed as unsupported; an input of such a type cannot be given, an output is left out.
 *
 * <p>Values in host memory are read and written in place: inputs are wrapped, outputs are pinned, and each is held while the runtime works.
 * For the next call with the same {@link Value} objects, whose contents may have changed, the wrapping is kept; the last eight values of
 * each port stay reachable until the network is closed. {@link #run} keeps none. Calls from several threads run at the same time.
 *
 * <h2>Options</h2>
 * <ul>
 * <li>{@link Options#threads()}: threads of the runtime inside one call, at most as many as there are processors; they wait without
 *     spinning.
 * <li>{@link Options#device()}: an execution provider, {@code cpu} by default; {@code cuda:1} is the second device.
 * <li>{@code spinning=1}: the threads wait by spinning, which is faster on a machine of one's own.
 * <li>{@code config.KEY=VALUE}: an entry of the runtime's session configuration. On 64-bit ARM {@code mlas.disable_kleidiai} is {@code 1}
 *     unless said otherwise: with those kernels the bits of a row depend on the number of rows.
 * </ul>
 */
public final class OnnxNetwork implements Network {
  private static final Cleaner CLEANER = Cleaner.create();

  private final Session session;
  private final Ports ports;
  private final Map<String, String> metadata;
  private final Map<String, String> identity;
  private final Cleaner.Cleanable forgotten;

  private OnnxNetwork(Loader.Loaded loaded) {
    session = loaded.session();
    ports = session.ports();
    metadata = loaded.metadata();
    identity = loaded.identity();
    forgotten = CLEANER.register(this, session::forgotten);
  }

  /**
   * Opens a network with default options: the CPU, as many threads as processors.
   *
   * @param file in ONNX format
   * @throws NetworkException if the file or one with its weights is missing or damaged, or if the runtime is not usable here
   */
  public static OnnxNetwork open(Path file) {
    return open(file, Options.defaults());
  }

  /**
   * Opens a network.
   *
   * @param file in ONNX format; weights may be in files beside it
   * @param options see above; the precision is ignored
   * @throws NetworkException if the file or one with its weights is missing or damaged, or if the runtime or the execution provider is not
   *     usable here
   * @throws IllegalArgumentException if an option is unknown or out of range
   */
  public static OnnxNetwork open(Path file, Options options) {
    if (OnnxProvider.availability() instanceof Unavailable(String reason, String remedy))
      throw new NetworkException("network runtime \"" + OnnxProvider.ID + "\" is not usable: " + reason + ". Remedy: " + remedy);
    return new OnnxNetwork(Loader.load(file, options));
  }

  @Override
  public Ports ports() {
    return ports;
  }

  @Override
  public Map<String, String> metadata() {
    return metadata;
  }

  /**
   * What a recipe records: {@code sha256} of the file and, behind it, the files of its weights in the order of their names,
   * {@code runtime}, {@code provider}, {@code file}, and {@code config.KEY} for each entry of the runtime's configuration that was set, by
   * the user or on this kind of processor.
   */
  @Override
  public Map<String, String> identity() {
    return identity;
  }

  /**
   * Computes the outputs and writes those that the call has a place for.
   *
   * @throws NetworkException naming port and value if a value does not fit, or if the runtime fails
   * @throws CancellationException if the call was cancelled; the network stays usable
   * @throws IllegalStateException if the network or a value is closed
   */
  @Override
  public void evaluate(Call call) {
    try {
      session.evaluate(call);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /**
   * Computes all outputs whose type values can have. Where their dimensions do not follow from the inputs, the runtime allocates them and
   * they are copied.
   *
   * @throws NetworkException naming port and value if a value does not fit or an output has no elements, or if the runtime fails
   * @throws IllegalStateException if the network or a value is closed
   */
  @Override
  public Values run(Map<String, ? extends Value> inputs) {
    try {
      return session.compute(inputs);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** Nanoseconds spent inside the runtime, summed over all calls and threads: what is not the cost of the network is ours. */
  public long runNanos() {
    return session.runNanos();
  }

  /** How often the runtime ran. */
  public long runs() {
    return session.runs();
  }

  /**
   * What native memory is behind and was not closed yet, in this process, all networks together, by kind: {@code session}, {@code slot}
   * (what one call at a time needs), {@code tensor} and {@code value} (outputs of {@link #run}). For tests that account for native memory.
   */
  public static Map<String, Long> handles() {
    return Handle.counts();
  }

  /**
   * Waits for the calls in flight and releases the network; to stop them sooner, cancel them. Idempotent. A network that is never closed is
   * released, with a warning, when nobody can reach it any more.
   *
   * @throws IllegalStateException if the current thread is in a call of this network and would wait for itself; it stays open then
   */
  @Override
  public void close() {
    try {
      session.close();
      forgotten.clean();
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** Names the file. */
  @Override
  public String toString() {
    return "onnx network " + session.file();
  }
}
