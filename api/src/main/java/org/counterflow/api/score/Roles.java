package org.counterflow.api.score;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.counterflow.api.network.Dimension;
import org.counterflow.api.network.Port;
import org.jspecify.annotations.Nullable;

/**
 * Which port of a network is what. They are said, or unambiguous by well-known names or by shape, or refused
 * ({@link ScoreNetwork#of(org.counterflow.api.network.Network, java.util.Map)}); never taken by position.
 */
public final class Roles {
  /** The name of the state's own part in {@link #concat}. */
  public static final String STATE = "state";

  /** How evaluations know the network's estimate among its outputs. */
  public static final String RAW = "raw";

  private final Port state;
  private final Port raw;
  private final @Nullable Port time;
  private final @Nullable Port towards;
  private final @Nullable Port classes;
  private final int oneHot;
  private final @Nullable String half;
  private final SequencedMap<String, Port> conditions;
  private final List<Slice> concat;
  private final SequencedMap<String, Port> extras;
  private final Batch batch;

  /** What fills some channels of the state port. A channel is an index of the first dimension after the batch. */
  public record Slice(String name, int channels) {}

  /** All at once: only {@link RoleFinder} has them. */
  Roles(Fit fit, @Nullable Port time, @Nullable Port towards, @Nullable Port classes, int oneHot, @Nullable String half,
      SequencedMap<String, Port> conditions, List<Slice> concat, SequencedMap<String, Port> extras, Batch batch) {
    this.state = fit.state();
    this.raw = fit.raw();
    this.time = time;
    this.towards = towards;
    this.classes = classes;
    this.oneHot = oneHot;
    this.half = half;
    this.conditions = new LinkedHashMap<>(conditions);
    this.concat = List.copyOf(concat);
    this.extras = new LinkedHashMap<>(extras);
    this.batch = batch;
  }

  /** The input that takes the state x_t, a row a sample: {@code [batch, ...]}; {@code [batch]} where samples are single numbers. */
  public Port state() {
    return state;
  }

  /** The output that is the network's estimate. */
  public Port raw() {
    return raw;
  }

  /** The input that takes the time label: {@code [batch]}, {@code [batch, 1, ...]}, or one for all rows; null if it takes none. */
  public @Nullable Port time() {
    return time;
  }

  /** The input that takes the label of the time that a step goes to, or null. */
  public @Nullable Port towards() {
    return towards;
  }

  /** The input that takes the class, or null. */
  public @Nullable Port classes() {
    return classes;
  }

  /**
   * How classes are given: 0 as labels, one number a row; else as rows of so many numbers, of which that of the label is 1. The label
   * behind the last, where it means no class, is a row of zeros.
   */
  public int oneHot() {
    return oneHot;
  }

  /** The name of the second half of the raw output's channels ({@code variance}); null if the raw output is the estimate alone. */
  public @Nullable String half() {
    return half;
  }

  /** All other inputs, by the name of the condition, which is the port's. */
  public SequencedMap<String, Port> conditions() {
    return Collections.unmodifiableSequencedMap(conditions);
  }

  /** What fills the channels of the state port, in order, the state itself as {@link #STATE}; empty if it takes the state alone. */
  public List<Slice> concat() {
    return concat;
  }

  /** Further floating-point outputs with a row a row, by name: the port's, or {@code variance} for what is said to be that. */
  public SequencedMap<String, Port> extras() {
    return Collections.unmodifiableSequencedMap(extras);
  }

  /** How many rows a call has; {@link Dimension#OPEN} for any number. */
  public long rows() {
    return batch.rows();
  }

  /** Whether the first dimension of a port of this network is the batch; else it is given whole, the same for all rows. */
  public boolean isBatched(Port p) {
    return p == time || p == towards || p == classes ? batch.hasARowEach(p) : batch.isBatched(p);
  }

  /** Whether a call of several rows has one time for all of them: the time, or the target time, is a scalar or {@code [1]}. */
  public boolean oneTimeForAll() {
    return rows() != 1 && (time != null && !isBatched(time) || towards != null && !isBatched(towards));
  }

  @Override
  public String toString() {
    var s = new StringBuilder("roles: state ").append(state);
    if (!concat.isEmpty()) s.append(" of ").append(concat.stream().map(p -> p.name() + ":" + p.channels()).toList());
    if (time != null) s.append(", time ").append(time);
    if (towards != null) s.append(", towards ").append(towards);
    if (classes != null) s.append(", class ").append(classes);
    conditions.values().forEach(p -> s.append(", condition ").append(p));
    s.append(", raw ").append(raw);
    if (half != null) s.append(" and ").append(half);
    extras.values().forEach(p -> s.append(", ").append(p));
    return s.toString();
  }
}
