package org.counterflow.api.internal.driver;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.counterflow.api.backend.Buffer;
import org.counterflow.api.network.Call;
import org.counterflow.api.network.NetworkException;
import org.counterflow.api.network.Port;
import org.counterflow.api.score.Ask;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.Outputs;
import org.counterflow.api.score.Roles;
import org.counterflow.api.score.ScoreNetwork;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Sum;
import org.counterflow.api.tensor.Tensor;
import org.counterflow.api.value.Value;
import org.jspecify.annotations.Nullable;

/**
 * Calls networks for the rows of a pool. Where state and network share memory and precision, both work on the same memory; elsewhere
 * values go through host memory, the input's scale fused with the conversion.
 */
final class NetworkCalls {
  private final Job job;
  private final Pool pool;
  private final int first;
  private final Staging staging;
  private final List<Feeds> feeds = new ArrayList<>();
  private final Set<Feeds> asked = new HashSet<>();
  private final Map<Port, LabelFeed> labels = new HashMap<>();
  private final List<Tensor> answers = new ArrayList<>();

  /**
   * Calls for a pool.
   *
   * @param first the number of its first sample in the run
   */
  NetworkCalls(Job job, Pool pool, int first) {
    this.job = job;
    this.pool = pool;
    this.first = first;
    staging = job.staging();
  }

  /** Rows of a network's calls: where each comes from, and what it is asked with. */
  record Rows(ScoreNetwork network, int count, int[] samples, double[] labels, double[] towards, Conditions conditions) {}

  /** Asks for all rows of the pool. */
  List<Outputs> call(ScoreNetwork network, List<Ask> asks, String name) {
    require(network);
    var answered = new Outputs[asks.size()];
    Ask before = null;
    Source source = null;
    var left = new ArrayList<Integer>();
    for (int i = 0; i < answered.length; i++) left.add(i);
    while (!left.isEmpty()) {
      Ask one = asks.get(left.getFirst());
      List<Integer> together = left.stream().filter(i -> goesWith(one, asks.get(i))).toList();
      left.removeAll(together);
      job.conditions().check(network, one.conditions(), pool.rows());
      List<Ask> some = together.stream().map(asks::get).toList();
      List<String> names = together.stream().map(i -> answered.length == 1 ? name : name + letter(i)).toList();
      List<Outputs> outputs;
      if (some.size() == 1) {
        // Questions about one state have it brought to the network once.
        if (source == null || before == null || before.input() != one.input()) source = source(network, one.input(), names.getFirst());
        outputs = List.of(one(network, one, source, names.getFirst()));
        before = one;
      } else {
        outputs = packed(network, some, names);
        source = null;
      }
      for (int i = 0; i < outputs.size(); i++) answered[together.get(i)] = outputs.get(i);
    }
    return Arrays.asList(answered);
  }

  static String letter(int i) {
    return i < 26 ? String.valueOf((char) ('a' + i)) : "." + i;
  }

  /** Questions about different states under the same conditions share calls; those about one state share its memory instead. */
  private static boolean goesWith(Ask one, Ask other) {
    return one == other || one.input() != other.input() && one.conditions().same(other.conditions());
  }

  private void require(ScoreNetwork network) {
    List<ScoreNetwork> named = job.score().networks();
    if (!named.isEmpty() && named.stream().noneMatch(n -> n.network() == network.network()))
      throw new IllegalStateException("the score function " + job.score() + " asks " + network.name() + ", which is not among its networks()");
    if (!network.takes(job.shape()))
      throw new IllegalArgumentException(network.name() + " takes samples of shape " + (network.shape() == null ? network.roles().state()
          : network.shape()) + ", the run's have shape " + job.shape());
  }

  private Outputs one(ScoreNetwork network, Ask ask, Source source, String name) {
    int n = pool.rows();
    Rows rows = rows(network, List.of(ask), n);
    var outputs = new LinkedHashMap<String, Tensor>();
    shapes(network).forEach((output, shape) -> outputs.put(output, pool.take(shape, name(name, output))));
    job.counters().networkRows.add(n);
    evaluate(rows, source, outputs);
    return outputs(outputs);
  }

  /**
   * Asks for rows of samples that are not all of the pool's.
   *
   * @param state rows one behind the other
   */
  void ask(Rows rows, Tensor state, Map<String, Tensor> outputs) {
    require(rows.network());
    // Of an adaptive run, what a rule gives is one sample's.
    job.conditions().check(rows.network(), rows.conditions(), 1);
    job.counters().networkRows.add(rows.count());
    evaluate(rows, source(rows.network(), state), outputs);
  }

  private List<Outputs> packed(ScoreNetwork network, List<Ask> asks, List<String> names) {
    Rows rows = rows(network, asks, pool.padded());
    int needed = Pieces.needed(Pieces.cut(network, job, rows.count(), rows.labels(), rows.towards()));
    List<Tensor> states = pool.take(job.shape(), names.stream().map(n -> "in " + n).toList(), needed);
    for (int k = 0; k < asks.size(); k++) pool.combine(Sum.of(asks.get(k).input()), states.get(k));
    Tensor state = whole(states.getFirst());
    pool.repeat(state, rows.count());
    var parts = new LinkedHashMap<String, List<Tensor>>();
    shapes(network).forEach((output, shape) -> parts.put(output, pool.take(shape, names.stream().map(n -> name(n, output)).toList(), needed)));
    job.counters().networkRows.add((long) asks.size() * pool.rows());
    job.counters().paddedRows.add((long) asks.size() * (pool.padded() - pool.rows()));
    var whole = new LinkedHashMap<String, Tensor>();
    parts.forEach((output, some) -> whole.put(output, whole(some.getFirst())));
    evaluate(rows, source(network, state), whole);
    var answered = new ArrayList<Outputs>();
    for (int k = 0; k < asks.size(); k++) {
      var outputs = new LinkedHashMap<String, Tensor>();
      int part = k;
      parts.forEach((output, some) -> outputs.put(output, some.get(part)));
      answered.add(outputs(outputs));
    }
    return answered;
  }

  private static Tensor whole(Tensor part) {
    Held h = Held.of(part);
    if (h == null) throw new AssertionError(part);
    return new Tensor(part.shape(), part.name(), h);
  }

  private Rows rows(ScoreNetwork network, List<Ask> asks, int each) {
    int n = asks.size() * each;
    var samples = new int[n];
    var label = new double[n];
    var towards = new double[n];
    for (int i = 0; i < n; i++) {
      samples[i] = first + Math.min(i % each, pool.rows() - 1);
      label[i] = asks.get(i / each).label();
      towards[i] = asks.get(i / each).towards();
    }
    return new Rows(network, n, samples, label, towards, asks.getFirst().conditions());
  }

  private Outputs outputs(Map<String, Tensor> tensors) {
    answers.addAll(tensors.values());
    var extras = new HashMap<>(tensors);
    Tensor raw = extras.remove(Roles.RAW);
    if (raw == null) throw new AssertionError(tensors);
    return new Outputs(raw, extras);
  }

  static String name(String name, String output) {
    return output.equals(Roles.RAW) ? name : name + "." + output;
  }

  /** What a network gives, with the shape of a row of each. */
  Map<String, Shape> shapes(ScoreNetwork network) {
    Roles roles = network.roles();
    var shapes = new LinkedHashMap<String, Shape>();
    shapes.put(Roles.RAW, job.shape());
    if (roles.half() != null) shapes.put(roles.half(), job.shape());
    roles.extras().forEach((name, port) -> shapes.put(name, row(network, port)));
    return shapes;
  }

  private Shape row(ScoreNetwork network, Port port) {
    Shape row = network.row(port, job.shape());
    if (row == null) throw new NetworkException(network.name() + ": the size of its output " + port
        + " does not follow from the state's; name its dimensions with dim.NAME=N");
    return row;
  }

  /** The values of rows, as the network takes them. */
  private interface Source {
    Value rows(int from, int size);
  }

  private boolean shares(ScoreNetwork network, Port port) {
    return network.network().memories().stream().anyMatch(pool.backend()::reaches) && port.type() == ElementType.of(pool.backend().precision());
  }

  private Source source(ScoreNetwork network, Expr input, String name) {
    Port port = network.roles().state();
    if (shares(network, port) && network.roles().concat().isEmpty()) return source(network, pool.value(input, job.shape(), "in " + name));
    Sum s = Sum.of(input);
    Tensor only = pool.only(s);
    Tensor from = only == null ? pool.value(input, job.shape(), "in " + name) : only;
    double scale = only == null ? 1 : s.coefficient(0, 0);
    Pool.check(s.leaves().getFirst(), scale, -1);
    return staged(network, pool.buffer(from), scale);
  }

  /** Rows of a tensor, in its own memory where the network takes it. */
  private Source source(ScoreNetwork network, Tensor state) {
    Buffer b = pool.buffer(state);
    if (!shares(network, network.roles().state()) || !network.roles().concat().isEmpty()) return staged(network, b, 1);
    return (from, size) -> view(b.rows(from, size), job.shape().batch(size));
  }

  private Value view(Buffer rows, Shape dimensions) {
    return new BufferValue(rows, pool.backend().memory(), ElementType.of(pool.backend().precision()), dimensions, job.counters());
  }

  private Source staged(ScoreNetwork network, Buffer from, double scale) {
    ElementType type = network.roles().state().type();
    Value all = staging.place("in", type, job.shape().batch(Math.toIntExact(from.samples())));
    Segments.into(all, to -> pool.backend().convert(from, scale, type.precision(), to));
    job.counters().copies.increment();
    return all::rows;
  }

  private Feeds feeds(ScoreNetwork network, Conditions conditions) {
    for (Feeds f : feeds) {
      if (!f.serves(network, conditions)) continue;
      asked.add(f);
      return f;
    }
    var f = new Feeds(network, conditions, job.conditions(), job.shape(), first);
    feeds.add(f);
    asked.add(f);
    return f;
  }

  /**
   * Evaluates rows.
   *
   * @param source at least as many as there are, and as the last call needs
   * @param outputs where each output goes, with as many rows
   */
  private void evaluate(Rows rows, Source source, Map<String, Tensor> outputs) {
    ScoreNetwork network = rows.network();
    Roles roles = network.roles();
    Feeds given = feeds(network, rows.conditions());
    var sink = new Sink(network, outputs);
    List<Pieces.Piece> pieces = Pieces.cut(network, job, rows.count(), rows.labels(), rows.towards());
    int needed = Pieces.needed(pieces);
    int[] samples = Arrays.copyOf(rows.samples(), needed);
    Arrays.fill(samples, rows.count(), Math.max(rows.count(), needed), rows.samples()[rows.count() - 1]);
    double[] label = padded(rows.labels(), needed), towards = padded(rows.towards(), needed);
    for (Pieces.Piece p : pieces) {
      var inputs = new HashMap<String, Value>();
      inputs.put(roles.state().name(), State.of(roles, source.rows(p.from(), p.size()), given, samples, p, staging));
      time(inputs, roles.time(), roles, label, p);
      time(inputs, roles.towards(), roles, towards, p);
      given.into(inputs, samples, p.from(), p.size());
      call(network, new Call(inputs, sink.places(p), job.cancellation()));
      job.counters().paddedRows.add(p.size() - p.count());
    }
    sink.finish();
  }

  private static double[] padded(double[] perRow, int needed) {
    double[] all = Arrays.copyOf(perRow, needed);
    Arrays.fill(all, perRow.length, Math.max(perRow.length, needed), perRow[perRow.length - 1]);
    return all;
  }

  private void time(Map<String, Value> inputs, @Nullable Port port, Roles roles, double[] all, Pieces.Piece p) {
    if (port == null) return;
    LabelFeed feed = labels.computeIfAbsent(port, q -> new LabelFeed(q, !roles.isBatched(q)));
    inputs.put(port.name(), feed.value(all, p.from(), p.size()));
  }

  private void call(ScoreNetwork network, Call call) {
    job.cancellation().check();
    job.firstCalls().make(network.network(), call, () -> {
      long start = System.nanoTime();
      try {
        network.network().evaluate(call);
      } finally {
        job.counters().networkNanos.add(System.nanoTime() - start);
        job.counters().networkCalls.increment();
      }
    });
  }

  /** Places for the outputs of calls. */
  private final class Sink {
    private final Roles roles;
    private final Map<String, Tensor> outputs;
    private final Map<String, Value> staged = new LinkedHashMap<>();
    private final ScoreNetwork network;

    Sink(ScoreNetwork network, Map<String, Tensor> outputs) {
      this.network = network;
      this.roles = network.roles();
      this.outputs = outputs;
      if (roles.half() != null) stage(Roles.RAW, roles.raw(), twice(rows(Roles.RAW)));
      else if (!shares(network, roles.raw())) stage(Roles.RAW, roles.raw(), rows(Roles.RAW));
      roles.extras().forEach((name, port) -> {
        if (!shares(network, port)) stage(name, port, rows(name));
      });
    }

    private Tensor tensor(String output) {
      Tensor t = outputs.get(output);
      if (t == null) throw new AssertionError(output);
      return t;
    }

    private Shape rows(String output) {
      Tensor t = tensor(output);
      return t.shape().batch(Math.toIntExact(pool.buffer(t).samples()));
    }

    private Shape twice(Shape dimensions) {
      return dimensions.with(1, Math.multiplyExact(2, dimensions.dimension(1)));
    }

    private void stage(String output, Port port, Shape dimensions) {
      staged.put(output, staging.place("out " + output, port.type(), dimensions));
    }

    Map<String, Value> places(Pieces.Piece p) {
      var places = new HashMap<String, Value>();
      places.put(roles.raw().name(), place(Roles.RAW, p));
      roles.extras().forEach((name, port) -> places.put(port.name(), place(name, p)));
      return places;
    }

    private Value place(String output, Pieces.Piece p) {
      Value s = staged.get(output);
      if (s != null) return s.rows(p.from(), p.size());
      Tensor t = tensor(output);
      return view(pool.buffer(t).rows(p.from(), p.size()), t.shape().batch(p.size()));
    }

    /** Brings what was staged to where it belongs. */
    void finish() {
      if (roles.half() != null) halves();
      staged.forEach((output, value) -> {
        if (!output.equals(Roles.RAW) || roles.half() == null) bring(value, tensor(output));
      });
    }

    private void halves() {
      Value both = staged.get(Roles.RAW);
      if (both == null || roles.half() == null) throw new AssertionError(network);
      for (String output : List.of(Roles.RAW, roles.half())) {
        Value one = staging.place("half", both.type(), rows(output));
        Segments.halves(both, one, output.equals(Roles.RAW) ? 0 : 1);
        bring(one, tensor(output));
      }
    }

    private void bring(Value from, Tensor to) {
      Segments.from(from, s -> pool.backend().convert(s, from.type().precision(), pool.buffer(to)));
      job.counters().copies.increment();
    }
  }

  /** Whether a network was asked since the last step. */
  boolean answered() {
    return !answers.isEmpty();
  }

  /** The first of some rows in which a network said something that is not finite since the last step, or -1. */
  int firstNotFinite(int from, int count) {
    int sick = -1;
    for (Tensor t : answers) {
      int row = (int) pool.backend().firstNotFinite(pool.buffer(t).rows(from, count));
      if (row >= 0 && (sick < 0 || from + row < sick)) sick = from + row;
    }
    return sick;
  }

  /** The end of a step: forgets the answers, and the conditions that were not asked under. */
  void sweep() {
    answers.clear();
    if (asked.isEmpty()) return;
    feeds.retainAll(asked);
    asked.clear();
  }
}
