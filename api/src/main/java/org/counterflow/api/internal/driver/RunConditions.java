package org.counterflow.api.internal.driver;

import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.counterflow.api.internal.text.Nearest;
import org.counterflow.api.network.Port;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.Guidance;
import org.counterflow.api.score.Roles;
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
    for (String name : score.needs())
      if (all.find(name) == null)
        throw new IllegalArgumentException("the condition \"" + name + "\" is not given, and " + score.settings().getOrDefault("rule", "a rule")
            + " needs it; given: " + all.values().keySet());
    all.values().forEach((name, value) -> {
      requireKnown(name);
      // A negative has to fit where the condition does.
      boolean negative = name.endsWith(Guidance.NEGATIVE);
      if (score.takes().contains(name) && !negative) requireRows(name, value, samples);
      String fits = negative ? name.substring(0, name.length() - Guidance.NEGATIVE.length()) : name;
      for (ScoreNetwork n : score.networks()) check(n, fits, value, samples);
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
    requireRows(name, v, samples);
    return v;
  }

  /** A feed that is the same for all groups of the run, where the value is the run's: what is made of it is made once. */
  Feed shared(String name, Port port, Value value, Supplier<Feed> made) {
    return all.find(name) != value ? made.get() : shared.computeIfAbsent(new Shared(port, value), k -> made.get());
  }

  /**
   * What a rule or guidance asks a network with may have other names and values than the run.
   *
   * @param atWork samples at work, for each of which a value may have a row
   */
  void check(ScoreNetwork network, Conditions asked, int atWork) {
    if (asked == all) return;
    asked.values().forEach((name, value) -> {
      if (all.find(name) == value) return;
      requireKnown(name);
      check(network, name, value, atWork);
    });
  }

  private void requireKnown(String name) {
    if (known.contains(name)) return;
    throw new IllegalArgumentException("no condition \"" + name + "\"" + Nearest.hint(name, known) + ". Known: "
        + (known.isEmpty() ? "none, nothing here takes one" : known));
  }

  private void requireRows(String name, Value v, int atWork) {
    if (v.dimensions().rank() == 0 || v.count() != 1 && v.count() != samples && v.count() != atWork)
      throw new IllegalArgumentException("condition \"" + name + "\" is " + v + ", " + (v.dimensions().rank() == 0 ? "which has no rows" : rows(v.count()))
          + " for " + samples + (samples == 1 ? " sample; give 1 row" : " samples; give 1 row or " + samples));
  }

  private static String rows(long n) {
    return n == 1 ? "1 row" : n + " rows";
  }

  private void check(ScoreNetwork n, String name, Value v, int atWork) {
    Roles roles = n.roles();
    if (name.equals(Conditions.CLASS) && roles.classes() != null) {
      checkClasses(v, roles);
      requireRows(name, v, atWork);
      return;
    }
    for (Roles.Slice s : roles.concat()) if (s.name().equals(name) && !name.equals(Roles.STATE)) checkChannels(v, s, roles, atWork);
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
    if (rowFrom == 1) requireRows(name, v, atWork);
    if (v.type() != port.type() && !port.type().isFloat()) checkHeld(name, v, port);
  }

  /** Floating-point types hold every number. */
  private static void checkHeld(String name, Value v, Port port) {
    double[] all = v.toDoubles();
    for (int i = 0; i < all.length; i++) {
      if (!port.type().holds(all[i]))
        throw new IllegalArgumentException("condition \"" + name + "\" is " + v + ", whose element " + i + " is " + all[i] + ", and the network takes "
            + port + ", which cannot hold it");
    }
  }

  private static void checkClasses(Value v, Roles roles) {
    boolean labels = v.dimensions().elements() == v.count();
    boolean oneHot = roles.oneHot() > 0 && v.dimensions().rank() == 2 && v.dimensions().dimension(1) == roles.oneHot();
    if (!labels && !oneHot)
      throw new IllegalArgumentException("condition \"class\" is " + v + ", and the network takes a label a sample"
          + (roles.oneHot() > 0 ? ", or a row of " + roles.oneHot() + " numbers" : ""));
  }

  private void checkChannels(Value v, Roles.Slice s, Roles roles, int atWork) {
    Port port = roles.state();
    int rank = v.dimensions().rank(), rowFrom = rank - port.rank() + 1;
    boolean fits = (rowFrom == 0 || rowFrom == 1) && v.dimensions().dimension(rowFrom) == s.channels();
    for (int i = 2; fits && i < port.rank(); i++) {
      long size = port.dimensions().get(i).size();
      fits = port.dimensions().get(i).isOpen() || size == v.dimensions().dimension(rowFrom + i - 1);
    }
    if (!fits)
      throw new IllegalArgumentException("condition \"" + s.name() + "\" is " + v + ", and fills " + s.channels() + " channels of " + port
          + ": a row a sample, or one for all");
    if (rowFrom == 1) requireRows(s.name(), v, atWork);
  }
}
