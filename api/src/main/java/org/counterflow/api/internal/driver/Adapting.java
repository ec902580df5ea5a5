package org.counterflow.api.internal.driver;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.counterflow.api.score.Ask;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.Outputs;
import org.counterflow.api.score.Roles;
import org.counterflow.api.score.ScoreNetwork;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Sum;
import org.counterflow.api.tensor.Tensor;
import org.counterflow.api.value.Value;

/**
 * Samples with steps of their own, as rows of one batch. Each runs until it waits for an answer; the samples that wait for arithmetic are
 * served first, together, and once all wait for networks they are called, in full micro-batches. A sample's path does not depend on which
 * others it meets. All of it happens in the caller's thread.
 */
final class Adapting implements Group {
  /** Tensors that the states may be spread over before they are brought together. */
  private static final int MOST_PLACES = 8;

  private final Job job;
  private final long[] seeds;
  private final int first;
  private final Pool pool;
  private final NetworkCalls calls;
  private final RowKernels kernels;
  private final List<Lane> lanes = new ArrayList<>();

  /** See {@link Batch}. */
  Adapting(Job job, long[] seeds, int first, Start start) {
    this.job = job;
    this.seeds = seeds;
    this.first = first;
    pool = new Pool(job.backend(), job.slabs(), job.counters(), seeds, Pieces.padded(job, seeds.length));
    calls = new NetworkCalls(job, pool, first);
    kernels = new RowKernels(pool, job.counters());
    try {
      Tensor x = pool.take(job.shape(), "x0");
      pool.combine(Sum.of(start.state(job, pool, first)), x);
      if (!(x.storage() instanceof Held h)) throw new AssertionError(x);
      for (int r = 0; r < seeds.length; r++) {
        int row = r;
        lanes.add(new Lane(job, new long[] {seeds[r]}, first + r, new Tensor(job.shape(), "x0", Part.row(h, r)),
            new RowWork(seeds[r], name -> given(name, row))));
      }
      sweep();
    } catch (Throwable e) { // whatever a watcher or a start throws
      try (Adapting _ = this) {
        throw e;
      }
    }
  }

  private Tensor given(String name, int row) {
    Tensor all = pool.place(name, job.conditions().row(name), first);
    return all.batch() == 1 && seeds.length > 1 || !(all.storage() instanceof Held h) ? all
        : new Tensor(all.shape(), name, Part.row(h, all.batch() == 1 ? 0 : row));
  }

  @Override
  public int samples() {
    return lanes.size();
  }

  @Override
  public boolean done() {
    return lanes.stream().allMatch(Lane::done);
  }

  @Override
  public boolean advance() {
    return run(false);
  }

  /** Without waiting for the slowest after each step, which would leave rows of the micro-batches empty. */
  @Override
  public void finish() {
    while (run(true)) {
      // Once is enough, but for samples that were done before.
    }
  }

  /**
   * One accepted step of each sample that is not at its end, or all of them.
   *
   * @return false if there was none
   */
  private boolean run(boolean toTheEnd) {
    int[] working = IntStream.range(0, lanes.size()).filter(r -> !lanes.get(r).done()).toArray();
    if (working.length == 0) return false;
    for (int r : working) lanes.get(r).begin();
    try {
      var waiting = new ArrayList<Integer>();
      while (working.length + waiting.size() > 0) {
        job.cancellation().check();
        for (int r : working) if (lanes.get(r).proceed(toTheEnd)) waiting.add(r);
        Collections.sort(waiting);
        int[] near = waiting.stream().mapToInt(r -> r).filter(r -> !(lanes.get(r).waiting() instanceof Request.Call)).toArray();
        int[] served = near.length > 0 ? near : waiting.stream().mapToInt(r -> r).toArray();
        serve(served);
        for (int r : served) waiting.remove((Integer) r);
        working = served;
        sweep();
      }
      return true;
    } catch (CoefficientException e) {
      throw explained(e);
    } finally {
      // What was begun and not accepted has not happened.
      lanes.forEach(Lane::leave);
      sweep();
    }
  }

  private RuntimeException explained(CoefficientException e) {
    Lane lane = lanes.get(e.row);
    return lane.check().coefficient(e.in(0), lane.sick() ? 0 : -1);
  }

  private void serve(int[] rows) {
    Map<Class<? extends Request>, List<Integer>> kinds = new LinkedHashMap<>();
    for (int r : rows) kinds.computeIfAbsent(lanes.get(r).waiting().getClass(), k -> new ArrayList<>()).add(r);
    kinds.forEach((kind, of) -> {
      int[] some = of.stream().mapToInt(r -> r).toArray();
      List<?> answers = answers(some, of.stream().map(r -> lanes.get(r).waiting()).toList());
      for (int i = 0; i < some.length; i++) lanes.get(some[i]).answer(answers.get(i));
    });
  }

  /** Answers to requests of one kind. */
  private List<?> answers(int[] rows, List<Request> all) {
    return switch (all.getFirst()) {
      case Request.Value _ -> {
        List<Request.Value> of = as(Request.Value.class, all);
        yield inRows(rows, () -> kernels.values(job.shape(), rows, of.stream().map(Request.Value::sum).toList(),
            of.stream().map(Request.Value::name).toList()));
      }
      case Request.Reduce _ -> Arrays.stream(kernels.reduce(as(Request.Reduce.class, all))).boxed().toList();
      case Request.Map _ -> kernels.map(job.shape(), as(Request.Map.class, all));
      case Request.Posterior _ -> kernels.posterior(job.shape(), as(Request.Posterior.class, all));
      case Request.Finite _ -> {
        boolean[] finite = kernels.finite(as(Request.Finite.class, all).stream().map(Request.Finite::state).toList());
        yield IntStream.range(0, finite.length).mapToObj(i -> finite[i]).toList();
      }
      case Request.Call _ -> called(rows, as(Request.Call.class, all));
    };
  }

  private static <R extends Request> List<R> as(Class<R> kind, List<Request> all) {
    return all.stream().map(kind::cast).toList();
  }

  /** A coefficient that is no number belongs to a sample, whatever its place among those that are served. */
  private static <T> T inRows(int[] rows, Supplier<T> work) {
    try {
      return work.get();
    } catch (CoefficientException e) {
      throw e.in(rows[Math.max(0, e.row)]);
    }
  }

  /** Network calls of samples that wait for the same network under the same conditions go out together. */
  private List<List<Outputs>> called(int[] rows, List<Request.Call> requests) {
    var outputs = new ArrayList<List<Outputs>>();
    for (Request.Call c : requests) outputs.add(new ArrayList<>(Collections.nCopies(c.asks().size(), null)));
    var together = new LinkedHashMap<Together, List<Slot>>();
    for (int i = 0; i < rows.length; i++) {
      List<Ask> asks = requests.get(i).asks();
      for (int k = 0; k < asks.size(); k++) {
        Conditions c = asks.get(k).conditions();
        together.computeIfAbsent(new Together(requests.get(i).network(), new Same(c), k), t -> new ArrayList<>())
            .add(new Slot(rows[i], i, k, asks.get(k), requests.get(i).name() + (asks.size() == 1 ? "" : NetworkCalls.letter(k))));
      }
    }
    together.forEach((t, slots) -> {
      List<Outputs> some = call(t.network(), t.conditions().all(), slots);
      for (int i = 0; i < slots.size(); i++) outputs.get(slots.get(i).request()).set(slots.get(i).ask(), some.get(i));
    });
    return outputs;
  }

  /** A question of a sample. */
  private record Slot(int row, int request, int ask, Ask asked, String name) {}

  private record Together(ScoreNetwork network, Same conditions, int ask) {}

  /** Conditions by the values they hold. */
  private record Same(Conditions all) {
    @Override
    public boolean equals(Object o) {
      return o instanceof Same s && all.same(s.all);
    }

    @Override
    public int hashCode() {
      return all.values().keySet().hashCode();
    }
  }

  private List<Outputs> call(ScoreNetwork network, Conditions conditions, List<Slot> slots) {
    int n = slots.size();
    int[] rows = slots.stream().mapToInt(Slot::row).toArray();
    List<Sum> states = slots.stream().map(s -> Sum.of(s.asked().input())).toList();
    double[] labels = slots.stream().mapToDouble(s -> s.asked().label()).toArray();
    double[] towards = slots.stream().mapToDouble(s -> s.asked().towards()).toArray();
    int needed = Pieces.needed(Pieces.cut(network, job, n, labels, towards));
    Tensor in = n == needed && RowKernels.leads(states) ? whole(states.getFirst()) : inRows(rows, () -> packed(rows, states, needed, slots));
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    for (Map.Entry<String, Shape> e : calls.shapes(network).entrySet())
      outputs.put(e.getKey(), pool.take(e.getValue(), NetworkCalls.name(slots.getFirst().name(), e.getKey()), needed));
    calls.ask(new NetworkCalls.Rows(network, n, Arrays.stream(rows).map(r -> first + r).toArray(), labels, towards,
        conditions), in, outputs);
    var answered = new ArrayList<Outputs>(n);
    for (int i = 0; i < n; i++) {
      int row = i;
      Function<String, Tensor> output = name -> RowKernels.row(outputs, name, row, NetworkCalls.name(slots.get(row).name(), name));
      Map<String, Tensor> extras = new LinkedHashMap<>();
      for (String name : outputs.keySet()) if (!name.equals(Roles.RAW)) extras.put(name, output.apply(name));
      answered.add(new Outputs(output.apply(Roles.RAW), extras));
    }
    return answered;
  }

  private static Tensor whole(Sum state) {
    if (state.leaves().getFirst() instanceof Tensor t && t.storage() instanceof Part p) return new Tensor(t.shape(), t.name(), p.whole());
    throw new AssertionError(state);
  }

  /** States one behind the other, and the last again as often as a call needs. */
  private Tensor packed(int[] rows, List<Sum> states, int needed, List<Slot> slots) {
    Tensor in = pool.take(job.shape(), "in " + slots.getFirst().name(), needed);
    int[] padded = Arrays.copyOf(rows, needed);
    Arrays.fill(padded, rows.length, needed, rows[rows.length - 1]);
    var all = new ArrayList<>(states);
    while (all.size() < needed) all.add(states.getLast());
    kernels.combine(padded, all, job.shape(), pool.buffer(in));
    return in;
  }

  /** Gives back what no sample may ask for any more. */
  private void sweep() {
    gather();
    Set<Tensor> keep = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Lane l : lanes) l.keep(keep);
    pool.sweep(keep);
    calls.sweep();
  }

  /** States that were reached at different times lie in different tensors, and a tensor is kept whole for one row of it. */
  private void gather() {
    int[] resting = IntStream.range(0, lanes.size()).filter(r -> !lanes.get(r).working()).toArray();
    Set<Held> places = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int r : resting) places.add(lanes.get(r).place());
    if (places.size() <= MOST_PLACES) return;
    List<Track> tracks = Arrays.stream(resting).mapToObj(r -> lanes.get(r).track()).toList();
    List<Tensor> states = kernels.values(job.shape(), resting, tracks.stream().map(t -> Sum.of(t.x())).toList(),
        tracks.stream().map(t -> t.x().name()).toList());
    for (int i = 0; i < states.size(); i++) tracks.get(i).moved(states.get(i));
  }

  @Override
  public void values(Value to, int row) {
    for (int r = 0; r < lanes.size(); r++) {
      Tensor x = lanes.get(r).track().x();
      Segments.into(to.rows(row + r, 1), s -> job.backend().download(pool.buffer(x), s));
    }
  }

  @Override
  public void save(DataOutput out) throws IOException {
    for (Lane l : lanes) l.track().save(out, pool);
  }

  @Override
  public void load(DataInput in) throws IOException {
    var places = new ArrayList<Tensor>();
    for (int r = 0; r < lanes.size(); r++) {
      int row = r;
      var next = new int[1];
      // The k-th values of each sample share a tensor.
      lanes.get(r).track().load(new StateReader(in, 1, (shape, name, values) -> {
        int k = next[0]++;
        while (k < places.size() && !places.get(k).shape().equals(shape)) k = next[0]++;
        if (k >= places.size()) places.add(pool.take(shape, name));
        Tensor place = places.get(Math.min(k, places.size() - 1));
        if (!(place.storage() instanceof Held h)) throw new AssertionError(place);
        Held.write(pool.backend(), values, h.buffer().rows(row, 1));
        return new Tensor(shape, name, Part.row(h, row));
      }), in);
    }
    sweep();
  }

  @Override
  public void close() {
    pool.close();
  }
}
