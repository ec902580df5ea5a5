package org.counterflow.backend.onnx;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.counterflow.api.score.Call;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.NetworkException;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;

/** Checks calls against a model, so that the runtime and native memory meet only what fits. */
final class Binding {
  private final String file;
  private final Layout layout;
  private final Description description;
  private final Settings settings;
  private final List<Port> numbers;

  Binding(String file, Layout layout, Description description, Settings settings) {
    this.file = file;
    this.layout = layout;
    this.description = description;
    this.settings = settings;
    var ports = new ArrayList<Port>();
    if (layout.time() != null) ports.add(layout.time());
    ports.addAll(layout.conditions().values());
    this.numbers = List.copyOf(ports);
  }

  Layout layout() {
    return layout;
  }

  /** The inputs beside the state: the time, if there is one, and the conditions. */
  List<Port> numbers() {
    return numbers;
  }

  /**
   * How many rows the runtime is given at once.
   *
   * @throws NetworkException if the rows of the call cannot be cut so
   */
  int rowsAtOnce(Call call) {
    if (call.rows() < 1) throw wrong("a call has " + call.rows() + " rows", "ask for at least one");
    if (layout.rows() == Port.OPEN) return call.rows();
    int rows = Math.toIntExact(layout.rows());
    if (call.rows() % rows != 0)
      throw wrong("it takes exactly " + rows + " rows at once, " + call.rows() + " were given",
          "set the micro-batch to a multiple of " + rows + ", or export it with a dynamic batch");
    return rows;
  }

  /**
   * Checks the segments of a call.
   *
   * @throws NetworkException if one cannot be used
   */
  void checkSegments(Call call) {
    check("the input", call.input(), call.rows(), layout.shape(), layout.precision());
    int known = 0;
    for (Layout.Output o : layout.outputs()) {
      for (String name : o.names()) {
        MemorySegment s = call.outputs().get(name);
        if (s == null) continue;
        check(name, s, call.rows(), o.shape(), o.precision());
        if (s.isReadOnly()) throw wrong("the segment for output " + name + " is read-only", "give one that can be written");
        known++;
      }
    }
    if (known == 0 || known < call.outputs().size())
      throw wrong("the call asks for the outputs " + call.outputs().keySet(),
          "ask for one or more of " + layout.signature().stream().map(o -> o.name()).collect(Collectors.joining(", ")));
  }

  /**
   * The values for each of {@link #numbers}: one value for everything, one row for all, or one row a row.
   *
   * @throws NetworkException if something is missing or does not fit
   */
  double[][] values(Call call) {
    var values = new double[numbers.size()][];
    int k = 0;
    if (layout.time() != null) {
      if (call.labels().length != call.rows())
        throw wrong("the call has " + call.labels().length + " time labels for " + call.rows() + " rows", "give one a row");
      values[k++] = call.labels();
    }
    for (String name : layout.conditions().keySet()) values[k] = condition(name, numbers.get(k++), call);
    for (k = 0; k < values.length; k++) checkRange(numbers.get(k), values[k]);
    return values;
  }

  private double[] condition(String name, Port port, Call call) {
    Tensor given = call.conditions().find(name);
    if (given == null) return new double[] {missing(name, port)};
    double[] values = rows(name, port, given, call.rows());
    if (name.equals(Conditions.CLASS)) checkClasses(port, values);
    return values;
  }

  private double[] rows(String name, Port port, Tensor given, int rows) {
    if (given.shape().elements() != port.elements())
      throw wrong("condition \"" + name + "\" has the shape " + given.shape() + ", its input is " + port,
          "give " + port.elements() + " values a sample");
    if (given.batch() != 1 && given.batch() != rows)
      throw wrong("condition \"" + name + "\" has " + given.batch() + " rows for " + rows, "give one a sample, or one for all");
    return given.toDoubles();
  }

  private double missing(String name, Port port) {
    Double constant = layout.constant(name, settings);
    // A label that the option names may be one that means no class, which need not be among the file's.
    if (constant != null && name.equals(Conditions.CLASS) && (constant < 0 || constant != Math.rint(constant)))
      throw wrong("the option input." + name + " is " + constant, "give the whole number of a class, or of no class");
    if (constant != null) return constant;
    if (name.equals(Conditions.CLASS)) {
      if (description.nullClass() != null) return description.nullClass();
      throw wrong("its input " + port + " takes a class, none was given, and its metadata name no null class (counterflow.null-class)",
          "give a class, or fill the input with the option input." + name + "=LABEL (--input " + name + "=LABEL on the command line)");
    }
    throw wrong("its input " + port + " was given nothing",
        "give the condition \"" + name + "\", or fill the input with the option input." + name + "=VALUE (--input " + name
            + "=VALUE on the command line)");
  }

  private void checkClasses(Port port, double[] labels) {
    int n = description.classes().size();
    Integer none = description.nullClass();
    for (int i = 0; i < labels.length; i++) {
      double c = labels[i];
      if (isClass(port, c)) continue;
      throw wrong("class " + c + " of row " + i + " is none of its classes",
          n == 0 ? "give whole numbers" : "give 0 to " + (n - 1) + (none == null ? "" : ", or " + none + " for no class"));
    }
  }

  private boolean isClass(Port port, double c) {
    int n = description.classes().size();
    Integer none = description.nullClass();
    if (none != null && c == none) return true;
    if (n > 0) return c == Math.rint(c) && c >= 0 && c < n;
    return c == Math.rint(c) || !port.element().isInteger();
  }

  private void checkRange(Port port, double[] values) {
    Element element = port.element();
    if (!element.isInteger()) return;
    for (double v : values) {
      if (!element.holds(v)) throw wrong("its input " + port + " cannot hold " + v, "give a finite number within the range of " + element);
    }
  }

  private void check(String what, MemorySegment s, int rows, Shape shape, Precision precision) {
    long needed = Math.multiplyExact(rows * shape.elements(), (long) precision.bytes());
    if (!s.isNative()) throw wrong("the segment for " + what + " is on the Java heap", "allocate it in an Arena");
    if (!s.scope().isAlive() || !s.isAccessibleBy(Thread.currentThread()))
      throw wrong("the segment for " + what + " was freed or belongs to another thread",
          "keep its Arena open during the call, and use a shared one for several threads");
    if (s.byteSize() < needed)
      throw wrong("the segment for " + what + " has " + s.byteSize() + " bytes, but " + rows + " x " + shape + " in " + precision
          + " takes " + needed, "allocate what the signature says");
    if (s.address() % precision.bytes() != 0)
      throw wrong("the segment for " + what + " is not aligned to " + precision.bytes() + " bytes",
          "allocate it aligned; 64 bytes suit all");
    if (needed / rows * rowsAtOnce(rows) > Slot.MOST_BYTES)
      throw wrong("the tensor for " + what + " exceeds 2 GiB, the most that the runtime takes from Java", "use a smaller micro-batch");
  }

  private int rowsAtOnce(int rows) {
    return layout.rows() == Port.OPEN ? rows : Math.toIntExact(layout.rows());
  }

  private NetworkException wrong(String what, String remedy) {
    return new NetworkException(file + ": " + what + "; " + remedy);
  }
}
