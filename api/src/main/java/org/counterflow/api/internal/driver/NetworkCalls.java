package org.counterflow.api.internal.driver;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Buffer;
import org.counterflow.api.score.Call;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.Network;
import org.counterflow.api.score.Outputs;
import org.counterflow.api.score.Signature;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Sum;
import org.counterflow.api.tensor.Tensor;

/**
 * Calls networks for the rows of a batch in micro-batches of one fixed size. Where state and network share memory and precision, both
 * work on the same memory; elsewhere values go through host memory, the input's scale fused with the conversion.
 */
final class NetworkCalls implements AutoCloseable {
  private final Job job;
  private final Pool pool;
  private final Caller caller;
  private final Staging staging = new Staging();
  private final Map<Tensor, Tensor[]> cut = new IdentityHashMap<>();
  private final Set<Tensor> used = Collections.newSetFromMap(new IdentityHashMap<>());
  private final List<Tensor> answers = new ArrayList<>();

  NetworkCalls(Job job, Pool pool, Caller caller) {
    this.job = job;
    this.pool = pool;
    this.caller = caller;
  }

  List<Outputs> call(Network network, Expr input, double label, List<Conditions> conditions, String name) {
    Signature s = network.signature();
    if (!s.shape().equals(job.shape()))
      throw new IllegalArgumentException("the network takes samples of shape " + s.shape() + ", the run's have shape " + job.shape());
    MemorySegment in = input(network, input, name);
    var results = new ArrayList<Outputs>(conditions.size());
    for (int k = 0; k < conditions.size(); k++) {
      job.counters().networkRows.add(pool.rows());
      results.add(one(network, in, label, conditions.get(k), conditions.size() == 1 ? name : name + (char) ('a' + k)));
    }
    return results;
  }

  private Outputs one(Network network, MemorySegment in, double label, Conditions conditions, String name) {
    ConditionRows.check(conditions, pool.rows());
    List<Signature.Output> outputs = network.signature().outputs();
    var tensors = new LinkedHashMap<String, Tensor>();
    var segments = new LinkedHashMap<String, MemorySegment>();
    for (Signature.Output o : outputs) {
      Tensor t = pool.take(o.shape(), o.name().equals(Signature.RAW) ? name : name + "." + o.name());
      tensors.put(o.name(), t);
      segments.put(o.name(), shares(network, o.precision()) ? pool.buffer(t).segment()
          : staged("out " + o.name(), o.shape().elements(), o.precision()));
    }
    int m = job.microBatch();
    var labels = new double[m];
    Arrays.fill(labels, label);
    for (int from = 0; from < pool.padded(); from += m) {
      var rows = new HashMap<String, MemorySegment>();
      for (var e : segments.entrySet()) rows.put(e.getKey(), rows(e.getValue(), from, m));
      caller.call(network, new Call(m, rows(in, from, m), labels, sliced(conditions, from / m), rows, job.cancellation()));
    }
    var extras = new HashMap<String, Tensor>();
    for (Signature.Output o : outputs) {
      Tensor t = tensors.get(o.name());
      if (t == null) throw new AssertionError(o);
      MemorySegment segment = segments.get(o.name());
      if (segment != null && !shares(network, o.precision())) {
        pool.backend().convert(segment, o.precision(), pool.buffer(t));
        job.counters().copies.increment();
      }
      if (!o.name().equals(Signature.RAW)) extras.put(o.name(), t);
    }
    answers.addAll(tensors.values());
    return new Outputs(Objects.requireNonNull(tensors.get(Signature.RAW)), extras);
  }

  private MemorySegment input(Network network, Expr input, String name) {
    Precision p = network.signature().input();
    if (shares(network, p)) return pool.buffer(pool.value(input, job.shape(), "in " + name)).segment();
    MemorySegment to = staged("in", job.shape().elements(), p);
    Sum s = Sum.of(input);
    Tensor from = pool.only(s);
    double scale = from == null ? 1 : s.coefficient(0, 0);
    Buffer b = pool.buffer(from == null ? pool.value(input, job.shape(), "in " + name) : from);
    Pool.check(s.leaves().getFirst(), scale, -1);
    pool.backend().convert(b, scale, p, to);
    job.counters().copies.increment();
    return to;
  }

  private boolean shares(Network network, Precision edge) {
    Backend b = pool.backend();
    return b.memory().equals(Memory.HOST) && network.memory().equals(Memory.HOST) && b.precision() == edge;
  }

  private MemorySegment staged(String name, long elements, Precision p) {
    return staging.place(name, pool.padded() * elements * p.bytes());
  }

  private MemorySegment rows(MemorySegment all, int from, int count) {
    long row = all.byteSize() / pool.padded();
    return all.asSlice(from * row, count * row);
  }

  private Conditions sliced(Conditions c, int number) {
    Conditions rows = Conditions.NONE;
    for (Map.Entry<String, Tensor> e : c.tensors().entrySet()) rows = rows.with(e.getKey(), sliced(e.getValue(), number));
    return rows;
  }

  /** Cut once for as long as it is used, so that a network may keep what it makes of a piece. */
  private Tensor sliced(Tensor t, int number) {
    if (t.batch() == 1 || t.batch() == job.microBatch() && pool.padded() == job.microBatch()) return t;
    used.add(t);
    return cut.computeIfAbsent(t, k -> {
      var pieces = new Tensor[pool.padded() / job.microBatch()];
      for (int i = 0; i < pieces.length; i++) pieces[i] = ConditionRows.rows(k, i * job.microBatch(), job.microBatch());
      return pieces;
    })[number];
  }

  /** Whether a network was asked since the last step. */
  boolean answered() {
    return !answers.isEmpty();
  }

  /** The first of some rows in which a network said something that is not finite since the last step, or -1. */
  int firstNotFinite(int from, int count) {
    int first = -1;
    for (Tensor t : answers) {
      int row = (int) pool.backend().firstNotFinite(pool.buffer(t).rows(from, count));
      if (row >= 0 && (first < 0 || from + row < first)) first = from + row;
    }
    return first;
  }

  /** The end of a step: forgets the answers, and the pieces of what was not used in it. */
  void sweep() {
    answers.clear();
    cut.keySet().retainAll(used);
    used.clear();
  }

  @Override
  public void close() {
    answers.clear();
    staging.close();
  }
}
