package org.counterflow.api.backend;

import java.util.Map;
import org.counterflow.api.tensor.Precision;

/**
 * How to open a backend or a network.
 *
 * @param precision of the arithmetic; ignored by networks
 * @param threads worker threads, 0 for as many as there are processors
 * @param device what stands after the colon of {@code opencl:gpu} or {@code onnx:cpu}; empty for the default
 * @param more further settings by name, each documented by its provider; an unknown name is an error
 */
public record Options(Precision precision, int threads, String device, Map<String, String> more) {
  /** Checks the thread count and copies the map. */
  public Options {
    if (threads < 0) throw new IllegalArgumentException("threads must be at least 0 (0 = one a processor), was " + threads);
    if (precision == Precision.F16) throw new IllegalArgumentException("a backend computes in F32 or F64, not in F16");
    more = Map.copyOf(more);
  }

  /** Single precision, as many threads as processors, the default device. */
  public static Options defaults() {
    return new Options(Precision.F32, 0, "", Map.of());
  }

  /** These options in another precision. */
  public Options in(Precision p) {
    return new Options(p, threads, device, more);
  }

  /** These options with another number of threads. */
  public Options threads(int n) {
    return new Options(precision, n, device, more);
  }

  /** These options for another device. */
  public Options device(String d) {
    return new Options(precision, threads, d, more);
  }

  /** The thread count with 0 resolved to the number of processors. */
  public int workers() {
    return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
  }
}
