package org.counterflow.backend.onnx;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.NetworkException;
import org.counterflow.api.score.Signature;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Which input and output of a model is what; the rules are those of {@link OnnxNetwork}.
 *
 * @param state the input that takes x_t
 * @param shape of one sample
 * @param precision of the state
 * @param time the input that takes the time, or null
 * @param conditions the other inputs, by the name of the condition
 * @param outputs what it gives, the raw output first
 * @param rows how many rows it takes at once, or {@link Port#OPEN}
 */
record Layout(Port state, Shape shape, Precision precision, @Nullable Port time, Map<String, Port> conditions, List<Output> outputs,
    long rows) {
  private static final List<String> TIMES = List.of("timestep", "t", "time", "sigma");
  private static final Set<String> CLASSES = Set.of("class_labels", Conditions.CLASS);
  private static final String VARIANCE = "variance";

  /**
   * An output of the model.
   *
   * @param port its name in the model
   * @param precision of its elements
   * @param names what calls know it as: one name, or two for the halves along the first dimension after the batch
   * @param shape of a row of each
   */
  record Output(String port, Precision precision, List<String> names, Shape shape) {
    /** The dimensions of the whole output with so many rows. */
    long[] with(int rows) {
      var d = new long[shape.rank() + 1];
      d[0] = rows;
      for (int i = 1; i < d.length; i++) d[i] = shape.dimension(i - 1);
      if (names.size() > 1) d[1] *= names.size();
      return d;
    }
  }

  static Layout of(String file, List<Port> inputs, List<Port> outputs, Settings settings) {
    checkNames(settings, inputs, outputs);
    Port state = state(file, inputs);
    closed(file, state);
    Precision precision = state.element == null ? null : state.element.precision;
    if (precision == null) throw no(file, "its state " + state + " is not of type float16, float or double", "export it with one of these");
    Port time = time(file, inputs, state);
    var conditions = new LinkedHashMap<String, Port>();
    for (Port p : inputs) {
      if (p == state || p == time) continue;
      if (p.element == null)
        throw no(file, "its input " + p + " has a type that is not supported", "export it as float16, float, double, int32 or int64");
      closed(file, p);
      if (conditions.put(CLASSES.contains(p.name) ? Conditions.CLASS : p.name, p) != null)
        throw no(file, "it has two inputs for the class, class_labels and class", "export it with one of them renamed");
    }
    for (String name : settings.constants().keySet()) {
      if (!conditions.containsKey(name) && conditions.values().stream().noneMatch(p -> p.name.equals(name)))
        throw new IllegalArgumentException(file + " has no input \"" + name + "\" to fill; it has " + conditions.keySet()
            + " beside the state and the time");
    }
    long rows = rows(file, inputs);
    return new Layout(state, state.row(), precision, time, conditions, outputs(file, state, outputs, settings.split(), rows), rows);
  }

  /** What is given instead of a condition, or null. */
  @Nullable Double constant(String condition, Settings settings) {
    Double c = settings.constants().get(condition);
    Port port = conditions.get(condition);
    return c == null && port != null ? settings.constants().get(port.name) : c;
  }

  List<Signature.Output> signature() {
    return outputs.stream().flatMap(o -> o.names().stream().map(n -> new Signature.Output(n, o.shape(), o.precision()))).toList();
  }

  private static Port state(String file, List<Port> inputs) {
    for (Port p : inputs) {
      if (!p.name.equals("sample")) continue;
      if (p.rank() < 2)
        throw no(file, "its state " + p + " has no dimension beside the batch",
            "export it with the batch first and the sample's dimensions behind");
      return p;
    }
    for (Port p : inputs) {
      if (p.rank() >= 2 && p.element != null && !p.element.isInteger()) return p;
    }
    throw no(file, "none of its inputs " + inputs + " is a floating-point state [batch, ...]", "export it with an input \"sample\"");
  }

  private static @Nullable Port time(String file, List<Port> inputs, Port state) {
    for (Port p : inputs) {
      if (p == state || !TIMES.contains(p.name)) continue;
      if (!p.isNumber() || p.element == null)
        throw no(file, "its time " + p + " is not one number a row",
            "export it as [batch] or [batch, 1] of type float, double, float16, int64 or int32");
      return p;
    }
    for (Port p : inputs) {
      if (p != state && p.isNumber() && p.element != null && !CLASSES.contains(p.name)) return p;
    }
    return null;
  }

  /** Rows at a time: a model exported for a fixed batch, or with one time for all rows, is run that many rows after the other. */
  private static long rows(String file, List<Port> inputs) {
    var rows = new TreeSet<Long>();
    for (Port p : inputs) rows.add(p.rows());
    rows.remove(Port.OPEN);
    if (rows.size() > 1)
      throw no(file, "its inputs " + inputs + " disagree about the batch, their first dimension", "export it with a dynamic batch");
    return rows.isEmpty() ? Port.OPEN : rows.first();
  }

  private static List<Output> outputs(String file, Port state, List<Port> ports, @Nullable String split, long rows) {
    Shape shape = state.row();
    Port raw = null;
    boolean halves = false;
    for (Port p : ports) {
      if (p.element == null || p.element.isInteger()) continue;
      halves = fits(p, shape, 2) && (split != null || (p.rank() > 1 && p.dimension(1) == 2L * shape.dimension(0)));
      if (!halves && (split != null || !fits(p, shape, 1))) continue;
      raw = p;
      break;
    }
    if (raw == null)
      throw no(file, "none of its outputs " + ports + " has the state's shape " + shape
          + (split == null ? " or twice its first dimension" : " with its first dimension doubled, as split asks"),
          "export the network's estimate as an output of the state's shape");
    var outputs = new ArrayList<Output>();
    outputs.add(output(raw, halves ? List.of(Signature.RAW, split == null ? VARIANCE : split) : List.of(Signature.RAW), shape));
    for (Port p : ports) {
      if (p == raw || p.element == null || p.element.isInteger() || p.rank() == 0) continue;
      if (p.dimension(0) != Port.OPEN && p.dimension(0) != rows) continue;
      // A symbolic dimension of a further output can only be guessed, and where the guess is wrong the call says so.
      if (p.open().isEmpty()) outputs.add(output(p, List.of(p.name), p.row()));
      else if (fits(p, shape, 1)) outputs.add(output(p, List.of(p.name), shape));
    }
    var names = new LinkedHashSet<String>();
    for (Output o : outputs) {
      for (String n : o.names()) {
        if (!names.add(n))
          throw no(file, "two of its outputs would be called \"" + n + "\"",
              "rename the output, or name the second half with the option split=NAME");
      }
    }
    return List.copyOf(outputs);
  }

  private static Output output(Port p, List<String> names, Shape shape) {
    if (p.element == null || p.element.precision == null) throw new AssertionError(p);
    return new Output(p.name, p.element.precision, names, shape);
  }

  /**
   * Whether an output may have the shape, its first dimension times {@code factor}; an undeclared rank and symbolic dimensions may be
   * anything.
   */
  private static boolean fits(Port p, Shape shape, int factor) {
    if (p.rank() == 0) return true;
    if (p.rank() != shape.rank() + 1) return false;
    for (int i = 1; i < p.rank(); i++) {
      long expected = (long) shape.dimension(i - 1) * (i == 1 ? factor : 1);
      if (p.dimension(i) != Port.OPEN && p.dimension(i) != expected) return false;
    }
    return true;
  }

  private static void closed(String file, Port p) {
    if (p.elements() == 0) throw no(file, "its input " + p + " has no elements", "export it with dimensions of at least 1");
    if (!p.open().isEmpty())
      throw new NetworkException(file + ": the size of its input " + p + " is open in " + p.open() + "; give the option dim."
          + p.open().getFirst() + "=N (--dim " + p.open().getFirst() + "=N on the command line), or export it with fixed sizes");
  }

  private static void checkNames(Settings settings, List<Port> inputs, List<Port> outputs) {
    var symbols = new TreeSet<String>();
    for (List<Port> ports : List.of(inputs, outputs)) {
      for (Port p : ports) symbols.addAll(p.symbols());
    }
    for (String name : settings.dimensions().keySet()) {
      if (!symbols.contains(name)) throw new IllegalArgumentException("the model has no dimension \"" + name + "\"; it has " + symbols);
    }
  }

  private static NetworkException no(String file, String what, String remedy) {
    return new NetworkException(file + " is not a score network: " + what + "; " + remedy);
  }
}
