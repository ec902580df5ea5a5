package org.counterflow.api.backend;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.counterflow.api.tensor.Precision;

/** How to open a backend or a network. Immutable; each method that changes something gives new options. */
public final class Options {
  private static final Options DEFAULTS = new Options(Precision.F32, 0, "", Map.of());

  private final Precision precision;
  private final int threads;
  private final String device;
  private final Map<String, String> more;

  private Options(Precision precision, int threads, String device, Map<String, String> more) {
    this.precision = precision;
    this.threads = threads;
    this.device = device;
    this.more = more;
  }

  /** Single precision, as many threads as processors, the default device. */
  public static Options defaults() {
    return DEFAULTS;
  }

  /**
   * These options in another precision.
   *
   * @param p F32 or F64
   */
  public Options in(Precision p) {
    if (p == Precision.F16) throw new IllegalArgumentException("a backend computes in F32 or F64, not in F16");
    return new Options(p, threads, device, more);
  }

  /**
   * These options with another number of threads.
   *
   * @param n worker threads, 0 for as many as there are processors
   */
  public Options threads(int n) {
    if (n < 0) throw new IllegalArgumentException("threads must be at least 0 (0 = one a processor), was " + n);
    return new Options(precision, n, device, more);
  }

  /**
   * These options for another device.
   *
   * @param d what stands after the colon of {@code opencl:gpu} or {@code onnx:cpu}; empty for the default
   */
  public Options device(String d) {
    return new Options(precision, threads, d, more);
  }

  /**
   * These options with a further setting.
   *
   * @param name documented by the provider, to which an unknown one is an error
   */
  public Options with(String name, String value) {
    var all = new TreeMap<>(more);
    all.put(name, value);
    return new Options(precision, threads, device, Collections.unmodifiableMap(all));
  }

  /** The precision of the arithmetic; ignored by networks. */
  public Precision precision() {
    return precision;
  }

  /** Worker threads, 0 for as many as there are processors. */
  public int threads() {
    return threads;
  }

  /** What stands after the colon of {@code opencl:gpu} or {@code onnx:cpu}; empty for the default. */
  public String device() {
    return device;
  }

  /** Further settings by name, each documented by its provider; an unknown name is an error. */
  public Map<String, String> more() {
    return more;
  }

  /** The thread count with 0 resolved to the number of processors. */
  public int workers() {
    return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
  }

  @Override
  public String toString() {
    return precision + ", " + (threads == 0 ? "all" : threads) + " threads" + (device.isEmpty() ? "" : ", device " + device)
        + (more.isEmpty() ? "" : ", " + more);
  }
}
