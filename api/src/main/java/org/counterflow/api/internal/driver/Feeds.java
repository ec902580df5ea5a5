package org.counterflow.api.internal.driver;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.counterflow.api.network.NetworkException;
import org.counterflow.api.network.Port;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.Roles;
import org.counterflow.api.score.ScoreNetwork;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Value;
import org.jspecify.annotations.Nullable;

/** What the inputs of a network beside state and time are given under some conditions. */
final class Feeds {
  private final ScoreNetwork network;
  private final Roles roles;
  private final Conditions conditions;
  private final RunConditions run;
  private final Shape sample;
  private final int first;
  private final Map<String, Value> filled = new HashMap<>();
  private final Map<String, Feed> feeds = new LinkedHashMap<>();

  /**
   * Feeds for a network.
   *
   * @param run keeps what all its groups have in common
   * @param sample the shape of one
   * @param first the number in the run of the first sample at work
   * @throws NetworkException if an input is given nothing
   */
  Feeds(ScoreNetwork network, Conditions conditions, RunConditions run, Shape sample, int first) {
    this.run = run;
    this.sample = sample;
    this.first = first;
    this.network = network;
    this.roles = network.roles();
    this.conditions = conditions;
    Port classes = roles.classes();
    if (classes != null) {
      Value labels = labels(classes, conditions.find(Conditions.CLASS));
      feeds.put(classes.name(), Feed.rows(classes, labels, first(labels)));
    }
    roles.conditions().forEach((name, port) -> feeds.put(port.name(), feed(name, port, conditions.find(name))));
  }

  boolean serves(ScoreNetwork n, Conditions c) {
    return n == network && conditions.same(c);
  }

  /** Adds the values for some samples. */
  void into(Map<String, Value> inputs, int[] samples, int from, int size) {
    feeds.forEach((port, feed) -> inputs.put(port, feed.value(samples, from, size)));
  }

  /** The number of the sample that a value's first row is for: what a rule gives may have a row for each sample at work only. */
  int first(Value rows) {
    return rows.count() == 1 || rows.count() == run.samples() ? 0 : first;
  }

  /** Rows that are concatenated to the state, in place of nothing the number that is said to fill them. */
  Value concatenated(Roles.Slice slice) {
    Value v = conditions.find(slice.name());
    if (v != null) return v;
    Double constant = network.constant(slice.name());
    if (constant == null) throw missing(slice.name(), roles.state());
    return filled.computeIfAbsent(slice.name(), n -> filled(roles.state().type(), sample.with(0, slice.channels()).batch(1), constant));
  }

  private Feed feed(String name, Port port, @Nullable Value given) {
    boolean batched = roles.isBatched(port);
    if (given == null) {
      Double constant = network.constant(name);
      if (constant == null) throw missing(name, port);
      Value v = filled(port, constant, batched);
      return batched ? Feed.rows(port, v, 0) : Feed.whole(port, v);
    }
    if (!batched) return run.shared(name, port, given, () -> Feed.whole(port, given));
    // A single row may come without its batch dimension.
    Value rows = given.dimensions().rank() == port.rank() ? given : given.as(given.dimensions().batch(1));
    return rows.count() == 1 ? run.shared(name, port, given, () -> Feed.rows(port, rows, 0)) : Feed.rows(port, rows, first(rows));
  }

  private Value filled(Port port, double constant, boolean batched) {
    Shape row = network.row(port, sample);
    if (row == null) throw new NetworkException(network.name() + ": its input " + port + " is filled with " + constant
        + ", and one of its dimensions is open; name it with dim.NAME=N, or give the whole value");
    return filled(port.type(), batched ? row.batch(1) : row, constant);
  }

  private static Value filled(ElementType type, Shape dimensions, double constant) {
    Value v = Value.zeros(type, dimensions);
    return constant == 0 ? v : v.map(z -> constant);
  }

  /** Labels as the input takes them: numbers, or rows with a 1. */
  private Value labels(Port port, @Nullable Value given) {
    if (given != null && given.dimensions().elements() > given.count()) return given.to(port.type());
    double[] labels = given == null ? new double[] {noClass(port)} : given.toDoubles();
    int width = roles.oneHot();
    var d = new int[port.rank()];
    for (int i = 0; i < d.length; i++) d[i] = i == 0 ? labels.length : width > 0 && i == d.length - 1 ? width : 1;
    var values = new double[labels.length * Math.max(1, width)];
    for (int i = 0; i < labels.length; i++) {
      if (given != null) check(port, labels[i], i);
      if (width == 0) values[i] = labels[i];
      else if (labels[i] < width) values[i * width + (int) labels[i]] = 1;
    }
    return Value.of(Shape.of(d.length == 0 ? new int[] {labels.length} : d), values).to(port.type());
  }

  private double noClass(Port port) {
    Double constant = network.constant(Conditions.CLASS);
    Integer none = network.description().nullClass();
    if (constant == null && none != null) return none;
    if (constant == null)
      throw new NetworkException(network.name() + ": its input " + port
          + " takes a class, none was given, and its metadata name no null class (counterflow.null-class); give a class, or fill the input "
          + "with input.class=LABEL (--input class=LABEL on the command line)");
    return constant;
  }

  private void check(Port port, double label, int row) {
    int n = network.description().classes().isEmpty() ? roles.oneHot() : network.description().classes().size();
    Integer none = network.description().nullClass();
    // Behind the last one-hot label comes the row of zeros.
    int most = roles.oneHot() > 0 ? n + 1 : n;
    boolean known = none != null && label == none || (n > 0 ? label == Math.rint(label) && label >= 0 && label < most
        : label == Math.rint(label) || port.type().isFloat());
    if (!known)
      throw new NetworkException(network.name() + ": class " + label + " of sample " + row + " is none of its classes; "
          + (n == 0 ? "give whole numbers" : "give 0 to " + (n - 1) + (none == null ? "" : ", or " + none + " for no class")));
  }

  private NetworkException missing(String name, Port port) {
    return new NetworkException(network.name() + ": its input " + port + " was given nothing; give the condition \"" + name
        + "\", or fill the input with input." + name + "=VALUE (--input " + name + "=VALUE on the command line)");
  }
}
