package org.counterflow.backend.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.counterflow.api.backend.Device;
import org.counterflow.api.network.NetworkException;

/**
 * What ONNX Runtime computes on; users type its name without "ExecutionProvider".
 *
 * @param provider the runtime's own constant
 */
record ExecutionProvider(OrtProvider provider) implements Comparable<ExecutionProvider> {
  /** {@code cpu}, {@code cuda}, {@code tensorrt}, {@code coreml}, {@code dml} and so on. */
  String id() {
    return provider.getName().replace("ExecutionProvider", "").toLowerCase(Locale.ROOT);
  }

  Device device() {
    return switch (provider) {
      case CPU, DNNL, XNNPACK, ACL -> Device.of(provider.getName(), "cpu", provider == OrtProvider.CPU);
      case CUDA, ROCM -> Device.of(provider.getName(), "gpu", true);
      case TENSOR_RT, MI_GRAPH_X, DIRECT_ML, WEBGPU -> Device.of(provider.getName(), "gpu", false);
      default -> Device.of(provider.getName(), "accelerator", false);
    };
  }

  /**
   * Adds what was asked for.
   *
   * @param device {@code ID}, or {@code ID:N} for the N-th device of its kind; empty for the CPU
   * @return the id, as recipes record it
   * @throws NetworkException if it is not compiled in or does not start
   */
  static String add(String device, SessionOptions to, Engine engine) {
    String[] parts = device.toLowerCase(Locale.ROOT).replace("executionprovider", "").split(":", 2);
    String id = parts[0].isEmpty() ? "cpu" : parts[0];
    List<ExecutionProvider> compiled = engine.executionProviders();
    int number = parts.length == 1 ? 0 : number(device, parts[1]);
    for (ExecutionProvider p : compiled) {
      if (!p.id().equals(id)) continue;
      try {
        p.add(number, to);
        return parts.length == 1 ? id : id + ":" + number;
      } catch (OrtException e) {
        throw new NetworkException("execution provider \"" + id + "\" does not start: " + Said.line(e)
            + ". Remedy: install its driver and libraries, or use onnx:cpu", e);
      }
    }
    boolean nvidia = id.equals("cuda") || id.equals("tensorrt");
    String jar = nvidia ? "put the jar onnxruntime_gpu in the place of onnxruntime" : "use a build of ONNX Runtime that has it";
    throw new NetworkException(engine.version() + " has no execution provider \"" + id + "\" here; it has "
        + compiled.stream().map(ExecutionProvider::id).collect(Collectors.joining(", ")) + ". Remedy: " + jar + ", or use onnx:cpu");
  }

  private void add(int number, SessionOptions to) throws OrtException {
    switch (provider) {
      case CPU -> { }
      case CUDA -> to.addCUDA(number);
      case ROCM -> to.addROCM(number);
      case TENSOR_RT -> to.addTensorrt(number);
      case DIRECT_ML -> to.addDirectML(number);
      case DNNL -> to.addDnnl(true);
      case OPEN_VINO -> to.addOpenVINO("");
      case CORE_ML -> to.addCoreML();
      case XNNPACK -> to.addXnnpack(Map.of());
      case WEBGPU -> to.addWebGPU(Map.of());
      case QNN -> to.addQnn(Map.of());
      case NNAPI -> to.addNnapi();
      default -> throw new NetworkException("this version does not know how to use " + provider.getName() + ". Remedy: use onnx:cpu");
    }
  }

  private static int number(String device, String text) {
    try {
      int n = Integer.parseInt(text);
      if (n >= 0) return n;
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException("onnx:" + device + ": what follows the second colon is the number of a device, 0 or above");
  }

  @Override
  public int compareTo(ExecutionProvider other) {
    return provider.compareTo(other.provider);
  }
}
