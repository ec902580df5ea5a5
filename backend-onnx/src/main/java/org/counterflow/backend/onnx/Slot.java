package org.counterflow.backend.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.RunOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.counterflow.api.network.Cancellation;
import org.counterflow.api.network.NetworkException;
import org.counterflow.api.network.Port;
import org.counterflow.api.network.Ports;
import org.counterflow.api.value.Access;
import org.counterflow.api.value.Value;

/** What one call at a time needs: tensors over its values, and the options of its run, by which it is stopped. */
final class Slot implements AutoCloseable {
  private final Session session;
  private final RunOptions options;
  private final Runnable stop;
  private final Tensors[] inputs;
  private final Tensors[] outputs;
  private final Holds holds = new Holds();
  private final Map<String, OnnxTensor> given = new HashMap<>();
  private final Map<String, OnnxTensor> pinned = new HashMap<>();

  Slot(Session session) throws OrtException {
    this.session = session;
    Ports ports = session.ports();
    inputs = tensors("input", ports.inputs());
    outputs = tensors("output", ports.outputs());
    options = new RunOptions();
    stop = this::stop;
    Handle.SLOT.opened();
  }

  private Tensors[] tensors(String what, List<Port> ports) {
    return ports.stream().map(p -> new Tensors(session.environment(), session.file() + ": its " + what + " " + p)).toArray(Tensors[]::new);
  }

  /**
   * Runs the session.
   *
   * @param in a value for each input
   * @param out a place for each output that is written in place
   * @param open outputs that the runtime allocates
   * @param found where these go, as values that own their memory; what is there after a failure is the caller's to close
   * @throws java.util.concurrent.CancellationException if it was cancelled
   */
  void run(Map<String, ? extends Value> in, Map<String, ? extends Value> out, Set<String> open, Map<String, Value> found,
      Cancellation cancellation) throws OrtException {
    try (Holds h = holds) {
      wrap(session.ports().inputs(), in, inputs, Access.READ, given, h);
      wrap(session.ports().outputs(), out, outputs, Access.WRITE, pinned, h);
      try (var _ = cancellation.onCancel(stop); var result = session.run(given, open, pinned, options)) {
        for (Port p : session.ports().outputs()) {
          if (!open.contains(p.name())) continue;
          OnnxValue v = result.get(p.name()).orElseThrow();
          if (!(v instanceof OnnxTensor t)) throw new NetworkException(session.file() + ": its output " + p + " came out as no tensor");
          found.put(p.name(), Found.copy(session.file() + ": its output " + p, p.type(), t));
        }
      }
      cancellation.check();
    }
  }

  private static void wrap(List<Port> ports, Map<String, ? extends Value> values, Tensors[] tensors, Access access,
      Map<String, OnnxTensor> to, Holds holds) throws OrtException {
    to.clear();
    for (int i = 0; i < tensors.length; i++) {
      String name = ports.get(i).name();
      Value v = values.get(name);
      // The hold comes first: of a value that was closed, nothing is looked at.
      if (v != null) to.put(name, tensors[i].over(v, holds.hold(v, access)));
    }
  }

  private void stop() {
    try {
      options.setTerminate(true);
    } catch (OrtException e) {
      throw new NetworkException(session.file() + ": the call in flight cannot be stopped: " + Said.line(e), e);
    }
  }

  @Override
  public void close() {
    for (Tensors t : inputs) t.close();
    for (Tensors t : outputs) t.close();
    options.close();
    Handle.SLOT.closed();
  }
}
