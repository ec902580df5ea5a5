package org.counterflow.api;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.counterflow.api.internal.arithmetic.Normals;
import org.counterflow.api.network.Call;
import org.counterflow.api.network.Dimension;
import org.counterflow.api.network.Network;
import org.counterflow.api.network.Port;
import org.counterflow.api.network.Ports;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeLabel;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Access;
import org.counterflow.api.value.Hold;
import org.counterflow.api.value.Value;

/** A network in Java that remembers how it was called. Each row is computed by itself, in double, and rounded at the edge. */
final class HostNetwork implements Network {
  /** The label of no class. */
  static final double NULL_CLASS = 3;
  static final String STATE = "sample";
  static final String TIME = "timestep";
  static final String CLASSES = "class_labels";
  static final String RAW = "out_sample";

  /** One row as the network sees it, its place, and how many there are; the class is the condition {@code class}. */
  record Row(double[] x, double label, Map<String, double[]> conditions, int place, int rows) {
    double condition(String name, double otherwise) {
      double[] c = conditions.get(name);
      return c == null ? otherwise : c[0];
    }
  }

  /** One call as it came: where its values lie, by port, and what they were. */
  record Seen(Call call, Map<String, Long> addresses, List<Row> rows, Thread thread) {
    long input() {
      return addresses.getOrDefault(STATE, 0L);
    }

    long output() {
      return addresses.getOrDefault(RAW, 0L);
    }

    /** Rows of a value as it came: one where it is the same for all. */
    int rowsOf(String input) {
      Value v = call.inputs().get(input);
      if (v == null) throw new AssertionError(input + " is not in " + call.inputs());
      return v.count();
    }
  }

  private record Output(Port port, Shape row, Function<Row, double[]> of) {}

  /** Calls for a run's samples. */
  final List<Seen> seen = Collections.synchronizedList(new ArrayList<>());
  /** Calls that ask whether rows depend on each other: normals of a few seeds in turn. */
  final List<Seen> probes = Collections.synchronizedList(new ArrayList<>());
  private final Shape shape;
  private final List<Port> inputs;
  private final List<Output> outputs;
  private final Map<String, String> metadata;
  private final Map<String, String> identity;
  private final Memory memory;
  private final Consumer<Call> before;

  private HostNetwork(Shape shape, List<Port> inputs, List<Output> outputs, Map<String, String> metadata, Map<String, String> identity,
      Memory memory, Consumer<Call> before) {
    this.shape = shape;
    this.inputs = List.copyOf(inputs);
    this.outputs = List.copyOf(outputs);
    this.metadata = metadata;
    this.identity = identity;
    this.memory = memory;
    this.before = before;
  }

  /** A smooth function of state, time and class. */
  static HostNetwork of(Shape shape, Precision edges) {
    return of(shape, edges, edges, HostNetwork::smooth);
  }

  static HostNetwork of(Shape shape, Precision input, Precision output, Function<Row, double[]> raw) {
    List<Port> inputs = List.of(Port.of(STATE, ElementType.of(input), dimensions(shape)), Port.of(TIME, ElementType.DOUBLE, "batch"),
        Port.of(CLASSES, ElementType.INT64, "batch"));
    List<Output> outputs = List.of(new Output(Port.of(RAW, ElementType.of(output), dimensions(shape)), shape, raw));
    return new HostNetwork(shape, inputs, outputs, Map.of("counterflow.null-class", "3"), Map.of("sha256", "5eed", "file", "smooth.net"),
        Memory.HOST, c -> {});
  }

  /** The same function, each row scaled by how many rows the call has. */
  static HostNetwork byCount(Shape shape, Precision edges) {
    return of(shape, edges, edges, r -> scaled(smooth(r), 1 + 0.01 * r.rows()));
  }

  /** The same function, each row scaled by its place. */
  static HostNetwork byPlace(Shape shape, Precision edges) {
    return of(shape, edges, edges, r -> scaled(smooth(r), 1 + 0.01 * r.place()));
  }

  private static Object[] dimensions(Shape row) {
    var d = new Object[row.rank() + 1];
    d[0] = "batch";
    for (int i = 0; i < row.rank(); i++) d[i + 1] = row.dimension(i);
    return d;
  }

  /** With a further output. */
  HostNetwork with(String name, Shape row, Precision p, Function<Row, double[]> f) {
    var more = new ArrayList<>(outputs);
    more.add(new Output(Port.of(name, ElementType.of(p), dimensions(row)), row, f));
    return new HostNetwork(shape, inputs, more, metadata, identity, memory, before);
  }

  /** With an input that the run has to give, a row a sample. */
  HostNetwork taking(String name, ElementType type, Shape row) {
    return taking(Port.of(name, type, dimensions(row)));
  }

  /** With another input, in place of one of that name. */
  HostNetwork taking(Port port) {
    var more = new ArrayList<>(inputs);
    more.removeIf(p -> p.name().equals(port.name()));
    more.add(port);
    return new HostNetwork(shape, more, outputs, metadata, identity, memory, before);
  }

  /** Without an input. */
  HostNetwork without(String name) {
    return new HostNetwork(shape, inputs.stream().filter(p -> !p.name().equals(name)).toList(), outputs, metadata, identity, memory, before);
  }

  HostNetwork saying(String key, String value) {
    var more = new HashMap<>(metadata);
    more.put(key, value);
    return new HostNetwork(shape, inputs, outputs, more, identity, memory, before);
  }

  HostNetwork called(Map<String, String> other) {
    return new HostNetwork(shape, inputs, outputs, metadata, other, memory, before);
  }

  HostNetwork in(Memory m) {
    return new HostNetwork(shape, inputs, outputs, metadata, identity, m, before);
  }

  /** Runs at the start of each call. */
  HostNetwork before(Consumer<Call> hook) {
    return new HostNetwork(shape, inputs, outputs, metadata, identity, memory, hook);
  }

  ScoreFunction epsilon() {
    return ScoreFunction.of(this, Prediction.EPSILON, TimeLabel.UNIT, Worlds.TURN);
  }

  static double[] smooth(Row r) {
    var f = new double[r.x().length];
    double c = r.condition("class", NULL_CLASS);
    for (int i = 0; i < f.length; i++)
      f[i] = StrictMath.tanh(0.8 * r.x()[i] - 0.3 * r.x()[(i + 1) % f.length] + 0.25 * StrictMath.sin(r.label() + c));
    return f;
  }

  private static double[] scaled(double[] f, double by) {
    for (int i = 0; i < f.length; i++) f[i] *= by;
    return f;
  }

  int rowsSeen() {
    return seen.stream().mapToInt(s -> s.rows().size()).sum();
  }

  @Override
  public Ports ports() {
    return new Ports(inputs, outputs.stream().map(Output::port).toList());
  }

  @Override
  public Map<String, String> metadata() {
    return metadata;
  }

  @Override
  public Map<String, String> identity() {
    return identity;
  }

  @Override
  public List<Memory> memories() {
    return List.of(memory);
  }

  @Override
  public void evaluate(Call call) {
    before.accept(call);
    Map<String, Long> addresses = new TreeMap<>();
    Map<String, double[]> values = new TreeMap<>();
    for (Port p : inputs) {
      Value v = call.inputs().get(p.name());
      if (v == null || v.type() != p.type() || !p.takes(v.dimensions())) throw new AssertionError(p + " is given " + v);
      try (Hold h = hold(v, Access.READ)) {
        addresses.put(p.name(), SegmentOf.hold(h).address());
        var all = new double[Math.toIntExact(v.dimensions().elements())];
        for (int i = 0; i < all.length; i++) all[i] = p.type().get(SegmentOf.hold(h), i);
        values.put(p.name(), all);
      }
    }
    if (call.inputs().size() != inputs.size()) throw new AssertionError(call.inputs() + " for " + inputs);
    Value state = call.inputs().get(STATE);
    if (state == null) throw new AssertionError(inputs);
    var rows = new ArrayList<Row>();
    for (int r = 0; r < state.count(); r++) rows.add(row(values, r, state.count()));
    for (Output o : outputs) {
      Value to = call.outputs().get(o.port.name());
      if (to == null) continue;
      if (to.type() != o.port.type() || !to.dimensions().equals(o.row.batch(rows.size()))) throw new AssertionError(o.port + " goes to " + to);
      try (Hold h = hold(to, Access.WRITE)) {
        addresses.put(o.port.name(), SegmentOf.hold(h).address());
        int n = Math.toIntExact(o.row.elements());
        for (int r = 0; r < rows.size(); r++) {
          double[] f = o.of.apply(rows.get(r));
          for (int i = 0; i < n; i++) o.port.type().put(SegmentOf.hold(h), (long) r * n + i, f[i]);
        }
      }
    }
    (isProbe(rows) ? probes : seen).add(new Seen(call, addresses, rows, Thread.currentThread()));
  }

  /** In its own memory where it lies there, as a runtime of a device would take it. */
  private Hold hold(Value v, Access access) {
    return v.hold(v.memory().equals(memory) ? memory : Memory.HOST, access);
  }

  private Row row(Map<String, double[]> values, int row, int rows) {
    Map<String, double[]> conditions = new TreeMap<>();
    double[] x = {};
    double label = Double.NaN;
    Dimension batch = inputs.stream().filter(p -> p.name().equals(STATE)).findFirst().orElseThrow().dimensions().getFirst();
    for (Port p : inputs) {
      double[] all = values.getOrDefault(p.name(), new double[0]);
      boolean perRow = p.rank() > 0 && p.dimensions().getFirst().size() == batch.size();
      int n = perRow ? all.length / rows : all.length;
      double[] mine = perRow ? Arrays.copyOfRange(all, row * n, row * n + n) : all;
      switch (p.name()) {
        case STATE -> x = mine;
        case TIME -> label = mine[0];
        case CLASSES -> conditions.put("class", mine);
        default -> conditions.put(p.name(), mine);
      }
    }
    return new Row(x, label, conditions, row, rows);
  }

  private static boolean isProbe(List<Row> rows) {
    return isProbe(rows, 0) || rows.size() > 1 && isProbe(rows, 1);
  }

  private static boolean isProbe(List<Row> rows, int shift) {
    for (int r = 0; r < rows.size(); r++) {
      double[] x = rows.get(r).x();
      // In half precision at most three digits are left of a normal.
      for (int i = 0; i < x.length; i++) if (Math.abs(x[i] - Normals.normal((r + shift) % 3, 0, i)) > 2e-3) return false;
    }
    return true;
  }

  @Override
  public void close() {}
}
