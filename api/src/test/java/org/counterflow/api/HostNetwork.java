package org.counterflow.api;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.counterflow.api.internal.arithmetic.Half;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeLabel;
import org.counterflow.api.score.Call;
import org.counterflow.api.score.Network;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.score.Signature;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;

/** A network in Java that remembers how it was called. Each row is computed by itself, in double, and rounded at the edge. */
final class HostNetwork implements Network {
  /** The label of no class. */
  static final double NULL_CLASS = 3;

  /** One row as the network sees it. */
  record Row(double[] x, double label, Map<String, double[]> conditions) {
    double condition(String name, double otherwise) {
      double[] c = conditions.get(name);
      return c == null ? otherwise : c[0];
    }
  }

  /** One call as it came. */
  record Seen(Call call, long input, Map<String, Long> outputs, List<Row> rows, Thread thread) {}

  private record Output(String name, Shape shape, Precision precision, Function<Row, double[]> of) {}

  final List<Seen> seen = Collections.synchronizedList(new ArrayList<>());
  private final Shape shape;
  private final Precision input;
  private final List<Output> outputs;
  private final Map<String, String> description;
  private final Memory memory;
  private final Consumer<Call> before;

  private HostNetwork(Shape shape, Precision input, List<Output> outputs, Map<String, String> description, Memory memory,
      Consumer<Call> before) {
    this.shape = shape;
    this.input = input;
    this.outputs = outputs;
    this.description = description;
    this.memory = memory;
    this.before = before;
  }

  /** A smooth function of state, time and class. */
  static HostNetwork of(Shape shape, Precision edges) {
    return of(shape, edges, edges, HostNetwork::smooth);
  }

  static HostNetwork of(Shape shape, Precision input, Precision output, Function<Row, double[]> raw) {
    return new HostNetwork(shape, input, List.of(new Output(Signature.RAW, shape, output, raw)), Map.of(), Memory.HOST, c -> {});
  }

  HostNetwork with(String name, Shape of, Precision p, Function<Row, double[]> f) {
    var more = new ArrayList<>(outputs);
    more.add(new Output(name, of, p, f));
    return new HostNetwork(shape, input, more, description, memory, before);
  }

  HostNetwork saying(String key, String value) {
    var more = new HashMap<>(description);
    more.put(key, value);
    return new HostNetwork(shape, input, outputs, more, memory, before);
  }

  HostNetwork in(Memory m) {
    return new HostNetwork(shape, input, outputs, description, m, before);
  }

  /** Runs at the start of each call. */
  HostNetwork before(Consumer<Call> hook) {
    return new HostNetwork(shape, input, outputs, description, memory, hook);
  }

  ScoreFunction epsilon() {
    return ScoreFunction.of(this, Prediction.EPSILON, TimeLabel.UNIT, Worlds.TURN);
  }

  private static double[] smooth(Row r) {
    var f = new double[r.x().length];
    double c = r.condition("class", NULL_CLASS);
    for (int i = 0; i < f.length; i++)
      f[i] = StrictMath.tanh(0.8 * r.x()[i] - 0.3 * r.x()[(i + 1) % f.length] + 0.25 * StrictMath.sin(r.label() + c));
    return f;
  }

  int rowsSeen() {
    return seen.stream().mapToInt(s -> s.rows().size()).sum();
  }

  @Override
  public Memory memory() {
    return memory;
  }

  @Override
  public Signature signature() {
    var identity = new TreeMap<String, String>();
    identity.put("sha256", "5eed");
    identity.put("file", "smooth.net");
    return new Signature(shape, input, outputs.stream().map(o -> new Signature.Output(o.name, o.shape, o.precision)).toList(),
        Map.of("class", Shape.of()), true, description, identity);
  }

  @Override
  public void evaluate(Call call) {
    before.accept(call);
    int n = Math.toIntExact(shape.elements());
    var rows = new ArrayList<Row>();
    for (int r = 0; r < call.rows(); r++) rows.add(new Row(read(call.input(), input, r, n), call.labels()[r], conditions(call, r)));
    var addresses = new LinkedHashMap<String, Long>();
    for (Output o : outputs) {
      MemorySegment to = call.outputs().get(o.name);
      int width = Math.toIntExact(o.shape.elements());
      if (to.byteSize() != (long) call.rows() * width * o.precision.bytes())
        throw new AssertionError(o.name + " has " + to.byteSize() + " bytes");
      addresses.put(o.name, to.address());
      for (int r = 0; r < call.rows(); r++) write(o.of.apply(rows.get(r)), to, o.precision, r);
    }
    var labels = new Call(call.rows(), call.input(), call.labels().clone(), call.conditions(), call.outputs(), call.cancellation());
    seen.add(new Seen(labels, call.input().address(), addresses, rows, Thread.currentThread()));
  }

  private static Map<String, double[]> conditions(Call call, int row) {
    var some = new TreeMap<String, double[]>();
    for (Map.Entry<String, Tensor> e : call.conditions().tensors().entrySet()) {
      Tensor t = e.getValue();
      if (t.batch() != 1 && t.batch() != call.rows())
        throw new AssertionError(e.getKey() + " has " + t.batch() + " rows in a call of " + call.rows());
      int n = Math.toIntExact(t.shape().elements()), r = t.batch() == 1 ? 0 : row;
      some.put(e.getKey(), Arrays.copyOfRange(t.toDoubles(), r * n, r * n + n));
    }
    return some;
  }

  private static double[] read(MemorySegment s, Precision p, int row, int n) {
    var x = new double[n];
    for (int i = 0; i < n; i++) {
      long at = (long) row * n + i;
      x[i] = switch (p) {
        case F16 -> Half.toFloat(s.getAtIndex(JAVA_SHORT_UNALIGNED, at));
        case F32 -> s.getAtIndex(JAVA_FLOAT_UNALIGNED, at);
        case F64 -> s.getAtIndex(JAVA_DOUBLE_UNALIGNED, at);
      };
    }
    return x;
  }

  private static void write(double[] f, MemorySegment s, Precision p, int row) {
    for (int i = 0; i < f.length; i++) {
      long at = (long) row * f.length + i;
      switch (p) {
        case F16 -> s.setAtIndex(JAVA_SHORT_UNALIGNED, at, Half.of(f[i]));
        case F32 -> s.setAtIndex(JAVA_FLOAT_UNALIGNED, at, (float) f[i]);
        case F64 -> s.setAtIndex(JAVA_DOUBLE_UNALIGNED, at, f[i]);
      }
    }
  }

  @Override
  public void close() {}
}
