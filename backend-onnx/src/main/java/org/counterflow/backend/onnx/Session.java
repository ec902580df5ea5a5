package org.counterflow.backend.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.RunOptions;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicLong;
import org.counterflow.api.network.Call;
import org.counterflow.api.network.Cancellation;
import org.counterflow.api.network.NetworkException;
import org.counterflow.api.network.Port;
import org.counterflow.api.network.Ports;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Value;
import org.counterflow.api.value.Values;

/** A model that the runtime has loaded, with all native memory of a network; it does not know the network, which may be forgotten. */
final class Session {
  private final String file;
  private final Ports ports;
  private final Fit fit;
  private final OrtEnvironment environment;
  private final OrtSession session;
  /** Of calls that have ended; the latest first, whose tensors are the ones that the next call needs. */
  private final Deque<Slot> idle = new ConcurrentLinkedDeque<>();
  private final AtomicLong runs = new AtomicLong();
  private final AtomicLong runNanos = new AtomicLong();
  /** The threads of the calls in flight. */
  private final List<Thread> working = new ArrayList<>();
  private boolean closing;
  private boolean closed;
  /** Whether outputs had the dimensions that the file leads to expect. */
  private volatile boolean asDeclared = true;

  /** Takes over a loaded model. */
  Session(String file, Ports ports, OrtEnvironment environment, OrtSession session) {
    this.file = file;
    this.ports = ports;
    this.fit = new Fit(file, ports);
    this.environment = environment;
    this.session = session;
    Handle.SESSION.opened();
  }

  String file() {
    return file;
  }

  Ports ports() {
    return ports;
  }

  OrtEnvironment environment() {
    return environment;
  }

  long runs() {
    return runs.get();
  }

  long runNanos() {
    return runNanos.get();
  }

  /** As {@link OnnxNetwork#evaluate}. */
  void evaluate(Call call) {
    begin();
    try {
      fit.inputs(call.inputs());
      fit.outputs(call.outputs());
      Slot slot = idle.pollFirst();
      boolean good = false;
      try {
        if (slot == null) slot = new Slot(this);
        slot.run(call.inputs(), call.outputs(), Set.of(), Map.of(), call.cancellation());
        good = true;
      } finally {
        // Options that were terminated stay so, and a run that failed may have left anything.
        if (good) idle.addFirst(slot);
        else if (slot != null) slot.close();
      }
    } catch (OrtException e) {
      if (call.cancellation().isCancelled()) throw cancelled(e);
      throw Said.failed(file, e);
    } finally {
      end();
    }
  }

  /** As {@link OnnxNetwork#run}. */
  Values compute(Map<String, ? extends Value> inputs) {
    begin();
    try {
      long[] sizes = fit.inputs(inputs);
      boolean trusted = asDeclared;
      try {
        return compute(inputs, sizes, trusted);
      } catch (OrtException e) {
        if (!trusted || !Said.isAboutShapes(e)) throw e;
        // Names of dimensions that were made up for an export: h and w of an input, and of an output twice as large.
        asDeclared = false;
        return compute(inputs, sizes, false);
      }
    } catch (OrtException e) {
      throw Said.failed(file, e);
    } finally {
      end();
    }
  }

  /** Computes all outputs, in a slot that is not kept: nor are the values in its tensors. */
  private Values compute(Map<String, ? extends Value> inputs, long[] sizes, boolean trusted) throws OrtException {
    var places = new LinkedHashMap<String, Value>();
    var open = new LinkedHashSet<String>();
    var found = new LinkedHashMap<String, Value>();
    try (var slot = new Slot(this)) {
      for (Port p : ports.outputs()) {
        if (!p.isSupported()) continue;
        Shape shape = trusted ? fit.shape(p, sizes) : null;
        if (shape == null) open.add(p.name());
        else places.put(p.name(), Found.place(file + ": its output " + p, p.type(), shape));
      }
      if (places.isEmpty() && open.isEmpty())
        throw new NetworkException(file + ": none of its outputs has a type that values can have; it has the " + ports);
      slot.run(inputs, places, open, found, new Cancellation());
      var all = new LinkedHashMap<String, Value>();
      for (Port p : ports.outputs()) {
        Value v = places.getOrDefault(p.name(), found.get(p.name()));
        if (v != null) all.put(p.name(), v);
      }
      return Values.of(all);
    } catch (OrtException | RuntimeException | Error e) {
      places.values().forEach(Value::close);
      found.values().forEach(Value::close);
      throw e;
    }
  }

  /** Runs the model once. */
  OrtSession.Result run(Map<String, OnnxTensor> inputs, Set<String> open, Map<String, OnnxTensor> pinned, RunOptions options)
      throws OrtException {
    long start = System.nanoTime();
    try {
      return session.run(inputs, open, pinned, options);
    } finally {
      runNanos.addAndGet(System.nanoTime() - start);
      runs.incrementAndGet();
    }
  }

  private static CancellationException cancelled(OrtException cause) {
    var e = new CancellationException("the run was cancelled");
    e.initCause(cause);
    return e;
  }

  private synchronized void begin() {
    if (closing) throw new IllegalStateException(file + ": the network is closed");
    working.add(Thread.currentThread());
  }

  private synchronized void end() {
    working.remove(Thread.currentThread());
    if (closing && working.isEmpty()) notifyAll();
  }

  /** As {@link OnnxNetwork#close}. */
  void close() {
    boolean interrupted = false;
    try {
      synchronized (this) {
        if (working.contains(Thread.currentThread()))
          throw new IllegalStateException(file + ": the network is closed by a call that it works for; close it when the call has"
              + " returned");
        closing = true;
        while (!working.isEmpty()) {
          try {
            wait();
          } catch (InterruptedException e) {
            interrupted = true;
          }
        }
        release();
      }
    } finally {
      if (interrupted) Thread.currentThread().interrupt();
    }
  }

  /** Releases what a network that nobody can reach any more has left open, and says so; never waits. */
  synchronized void forgotten() {
    if (closed) return;
    System.getLogger("org.counterflow.backend.onnx").log(Level.WARNING, "the onnx network " + file
        + " was opened and not closed, and nobody uses it any more: its memory is released now; close it, in a try statement at best");
    closing = true;
    // A call in flight would have kept the network reachable.
    if (working.isEmpty()) release();
  }

  private void release() {
    if (closed) return;
    closed = true;
    for (Slot s = idle.pollFirst(); s != null; s = idle.pollFirst()) s.close();
    Handle.SESSION.closed();
    try {
      session.close();
    } catch (OrtException e) {
      throw new NetworkException(file + ": closing failed: " + Said.line(e), e);
    }
  }
}
