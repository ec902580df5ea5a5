package org.counterflow.api.internal.driver;

import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.counterflow.api.catalogue.Nearest;
import org.counterflow.api.network.Port;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.score.ScoreNetwork;
import org.counterflow.api.value.Value;

/** The conditions of all samples of a run, checked before anything runs. */
public final class RunConditions {
  private final Conditions all;
  private final int samples;
  private final Set<String> known = new TreeSet<>();
  private final Map<Shared, Feed> shared = new HashMap<>();

  /** By identity: ports and values have no other equality. */
  private record Shared(Port port, Value value) {}

  /**
   * Checks names, rows and shapes.
   *
   * @throws IllegalArgumentException naming the condition and what would fit
   */
  public RunConditions(ScoreFunction score, Conditions all, int samples) {
    this.all = all;
    this.samples = samples;
    known.addAll(score.takes());
    for (ScoreNetwork n : score.networks()) known.addAll(n.conditions());
    all.values().forEach((name, value) -> {
      requireKnown(name);
      if (score.takes().contains(name)) requireRows(name, value);
      for (ScoreNetwork n : score.networks()) check(n, name, value);
    });
  }

  /** All of them. */
  Conditions all() {
    return all;
  }

  /** Samples of the run. */
  int samples() {
    return samples;
  }

  /** A value with a row a sample, or one for all. */
  Value row(String name) {
    Value v = all.find(name);
    if (v == null) throw new NoSuchElementException("no condition \"" + name + "\"; given: " + all.values().keySet());
    requireRows(name, v);
    return v;
  }

  /** A feed that is the same for all groups of the run: what is made of it once is made once. */
  Feed shared(Port port, Value value, Supplier<Feed> made) {
    return shared.computeIfAbsent(new Shared(port, value), k -> made.get());
  }

  /** What a rule or guidance asks a network with may have other names and values than the run. */
  void check(ScoreNetwork network, Conditions asked) {
    if (asked == all) return;
    asked.values().forEach((name, value) -> {
      requireKnown(name);
      check(network, name, value);
    });
  }

  private void requireKnown(String name) {
    if (known.contains(name)) return;
    throw new IllegalArgumentException("no condition \"" + name + "\"" + Nearest.hint(name, known) + ". Known: "
        + (known.isEmpty() ? "none, nothing here takes one" : known));
  }

  private void requireRows(String name, Value v) {
    if (v.dimensions().rank() == 0 || v.count() != 1 && v.count() != samples)
      throw new IllegalArgumentException("condition \"" + name + "\" is " + v + ", " + v.count() + " rows for " + samples
          + " samples; give 1 or " + samples);
  }

  private void check(ScoreNetwork n, String name, Value v) {
    if (name.equals(Conditions.CLASS) && n.roles().classes() != null) {
      requireRows(name, v);
      return;
    }
    Port port = n.roles().conditions().get(name);
    if (port == null || !n.conditions().contains(name)) return;
    boolean batched = n.roles().isBatched(port);
    int rank = v.dimensions().rank(), rowFrom = batched && rank == port.rank() ? 1 : 0, portFrom = batched ? 1 : 0;
    boolean fits = rank - rowFrom == port.rank() - portFrom;
    for (int i = 0; fits && i < rank - rowFrom; i++) {
      long size = port.dimensions().get(portFrom + i).size();
      fits = port.dimensions().get(portFrom + i).isOpen() || size == v.dimensions().dimension(rowFrom + i);
    }
    if (!fits)
      throw new IllegalArgumentException("condition \"" + name + "\" is " + v + ", and the network takes " + port
          + (batched ? ": a row a sample, or one for all" : ", without a batch: give it whole"));
    if (rowFrom == 1) requireRows(name, v);
  }
}
