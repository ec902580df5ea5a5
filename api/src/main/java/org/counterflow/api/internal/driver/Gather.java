package org.counterflow.api.internal.driver;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.counterflow.api.score.Call;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.Network;
import org.counterflow.api.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Where lanes meet: calls wait until every live lane waits, then go out as padded micro-batches from the coordinating thread, one after
 * the other for each network. A lane that finishes or fails leaves, and wakes the rest.
 */
final class Gather implements Caller, AutoCloseable {
  private final int microBatch;
  private final Caller direct;
  private final Staging staging = new Staging();
  private final Lock lock = new ReentrantLock();
  private final Condition complete = lock.newCondition();
  private final Condition served = lock.newCondition();
  private List<Waiting> waiting = new ArrayList<>();
  private int live;

  private static final class Waiting {
    final Network network;
    final Call call;
    boolean done;
    @Nullable Throwable failed;

    Waiting(Network network, Call call) {
      this.network = network;
      this.call = call;
    }
  }

  /** Calls that can share a micro-batch. */
  private record Together(Network network, Set<String> conditions) {}

  Gather(int microBatch, Caller direct) {
    this.microBatch = microBatch;
    this.direct = direct;
  }

  /** Before lanes start: how many will. */
  void expect(int lanes) {
    lock.lock();
    try {
      live = lanes;
    } finally {
      lock.unlock();
    }
  }

  /** A lane has no more calls. */
  void leave() {
    lock.lock();
    try {
      live--;
      signalIfComplete();
    } finally {
      lock.unlock();
    }
  }

  /** Only the coordinator needs to know, and once: if each lane woke all others, their wakings would grow as the square of the lanes. */
  private void signalIfComplete() {
    if (waiting.size() >= live) complete.signal();
  }

  @Override
  public void call(Network network, Call call) {
    var w = new Waiting(network, call);
    lock.lock();
    try {
      waiting.add(w);
      signalIfComplete();
      while (!w.done) served.awaitUninterruptibly();
    } finally {
      lock.unlock();
    }
    if (w.failed instanceof RuntimeException e) throw e;
    if (w.failed instanceof Error e) throw e;
  }

  /** Serves calls until every lane has left. */
  void serve() {
    while (true) {
      List<Waiting> batch;
      lock.lock();
      try {
        while (live > 0 && waiting.size() < live) complete.awaitUninterruptibly();
        if (live == 0) return;
        batch = waiting;
        waiting = new ArrayList<>();
      } finally {
        lock.unlock();
      }
      var together = new LinkedHashMap<Together, List<Waiting>>();
      for (Waiting w : batch)
        together.computeIfAbsent(new Together(w.network, w.call.conditions().tensors().keySet()), k -> new ArrayList<>()).add(w);
      together.forEach((t, all) -> {
        for (int i = 0; i < all.size(); i += microBatch) microBatch(t.network(), all.subList(i, Math.min(all.size(), i + microBatch)));
      });
      lock.lock();
      try {
        for (Waiting w : batch) w.done = true;
        served.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  private void microBatch(Network network, List<Waiting> some) {
    try {
      Call one = some.getFirst().call;
      long row = one.input().byteSize();
      MemorySegment in = staging.place("in", row * microBatch);
      var labels = new double[microBatch];
      for (int i = 0; i < microBatch; i++) {
        Call c = some.get(i < some.size() ? i : 0).call;
        MemorySegment.copy(c.input(), 0, in, i * row, row);
        labels[i] = c.labels()[0];
      }
      Map<String, MemorySegment> outputs = new HashMap<>();
      one.outputs().forEach((name, s) -> outputs.put(name, staging.place("out " + name, s.byteSize() * microBatch)));
      direct.call(network, new Call(microBatch, in, labels, joined(some), outputs, one.cancellation()));
      for (int i = 0; i < some.size(); i++) {
        int at = i;
        some.get(i).call.outputs().forEach((name, to) -> {
          MemorySegment from = outputs.get(name);
          if (from != null) MemorySegment.copy(from, at * to.byteSize(), to, 0, to.byteSize());
        });
      }
    } catch (RuntimeException | Error e) {
      // Errors too: else the lanes would wait for ever.
      for (Waiting w : some) w.failed = e;
    }
  }

  private Conditions joined(List<Waiting> some) {
    Conditions all = Conditions.NONE;
    for (String name : some.getFirst().call.conditions().tensors().keySet()) {
      Tensor first = some.getFirst().call.conditions().get(name);
      // One row for all samples, as a fixed run has it.
      if (some.size() > 1 && some.stream().allMatch(w -> w.call.conditions().get(name) == first)) {
        all = all.with(name, first);
        continue;
      }
      int n = Math.toIntExact(first.shape().elements());
      var values = new double[microBatch * n];
      for (int i = 0; i < microBatch; i++)
        System.arraycopy(some.get(i < some.size() ? i : 0).call.conditions().get(name).toDoubles(), 0, values, i * n, n);
      all = all.with(name, Tensor.of(first.shape(), values));
    }
    return all;
  }

  @Override
  public void close() {
    staging.close();
  }
}
