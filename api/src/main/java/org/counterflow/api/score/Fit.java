package org.counterflow.api.score;

import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.network.Dimension;
import org.counterflow.api.network.Port;
import org.jspecify.annotations.Nullable;

/**
 * How an input may be the state of an output: shaped alike but for the channels, the first dimension after the batch.
 *
 * @param kind what the channels say
 * @param isSure whether all dimensions are the same, not only possibly so
 * @param channels of the state itself, or {@link Dimension#OPEN}
 * @param halves whether the output has twice as many
 */
record Fit(Port state, Port raw, Kind kind, boolean isSure, long channels, boolean halves) {
  /** What the channels of input and output say. */
  enum Kind {
    /** As many, or as it is said. */
    SAME,
    /** The output has twice as many. */
    HALVES,
    /** The input has more. */
    CONCAT
  }

  /** One part of the state port's channels; so many, or {@link Dimension#OPEN} for the rest. */
  record Part(String name, long channels) {}

  /**
   * Holds an input against an output.
   *
   * @param parts what is said to fill the input's channels; null if nothing is said, empty if it takes the state alone
   * @param split whether it is said that the output holds two halves
   * @return null if they do not fit
   */
  static @Nullable Fit of(Port in, Port out, Sizes sizes, @Nullable List<Part> parts, boolean split) {
    int rank = in.rank();
    if (!isFloat(in) || !isFloat(out) || rank == 0 || out.rank() != rank) return null;
    Sizes.Match match = batch(in, out, sizes);
    for (int i = 2; i < rank; i++) match = match.and(sizes.match(in, i, out, i));
    if (match == Sizes.Match.NO) return null;
    boolean sure = match == Sizes.Match.SURE;
    if (rank == 1) return split || parts != null && !parts.isEmpty() ? null : new Fit(in, out, Kind.SAME, sure, 1, false);
    long ci = sizes.of(in, 1), co = sizes.of(out, 1);
    if (parts != null && !parts.isEmpty()) return filled(in, out, sure, state(parts, ci, co, split), co, split);
    if (ci == Dimension.OPEN || co == Dimension.OPEN) {
      if (split) return new Fit(in, out, Kind.SAME, false, ci != Dimension.OPEN ? ci : co == Dimension.OPEN ? co : co / 2, true);
      Sizes.Match channels = sizes.match(in, 1, out, 1);
      return channels == Sizes.Match.NO ? null
          : new Fit(in, out, Kind.SAME, sure && channels == Sizes.Match.SURE, Math.max(ci, co), false);
    }
    if (split && co % 2 != 0) return null;
    long c = split ? co / 2 : co;
    if (ci == c) return new Fit(in, out, Kind.SAME, sure, ci, split);
    if (!split && co == 2 * ci) return new Fit(in, out, Kind.HALVES, sure, ci, true);
    // Vectors in and shorter ones out are a classifier's too; as many in as out, and two halves out, could be anything.
    boolean isConcat = ci > c && c > 0 && parts == null && rank > 2 && !(split && ci == co);
    return isConcat ? new Fit(in, out, Kind.CONCAT, sure, c, split) : null;
  }

  static boolean isFloat(Port p) {
    return p.isSupported() && p.type().isFloat();
  }

  /** A fixed batch may be open in the output, where exporters lose its size; an open one that is fixed there is none. */
  private static Sizes.Match batch(Port in, Port out, Sizes sizes) {
    long a = sizes.of(in, 0), b = sizes.of(out, 0);
    if (a != Dimension.OPEN && b == Dimension.OPEN) return Sizes.Match.MAYBE;
    return a == Dimension.OPEN && b != Dimension.OPEN ? Sizes.Match.NO : sizes.match(in, 0, out, 0);
  }

  private static @Nullable Fit filled(Port in, Port out, boolean sure, long state, long co, boolean split) {
    if (state < 1) return null;
    if (co == Dimension.OPEN || co == state && !split) return new Fit(in, out, Kind.SAME, sure, state, co == Dimension.OPEN && split);
    return co == 2 * state ? new Fit(in, out, Kind.SAME, sure, state, true) : null;
  }

  /** How many of the channels are the state's by what is said; 0 if that does not add up. */
  private static long state(List<Part> parts, long ci, long co, boolean split) {
    long others = 0, state = Dimension.OPEN;
    boolean rest = false;
    for (Part p : parts) {
      if (p.name().equals(Roles.STATE)) state = p.channels();
      else if (p.channels() == Dimension.OPEN) rest = true;
      else others += p.channels();
    }
    if (state == Dimension.OPEN && !rest && ci != Dimension.OPEN) state = ci - others;
    if (state == Dimension.OPEN && co != Dimension.OPEN) state = split ? co / 2 : co;
    if (ci != Dimension.OPEN && (rest ? state + others >= ci : state + others != ci)) return 0;
    return state;
  }

  /** The parts as they are said, each with its channels, the state among them; a lone rest is measured. */
  List<Roles.Slice> slices(List<Part> parts, Sizes sizes) {
    long total = sizes.of(state, 1);
    var slices = new ArrayList<Roles.Slice>();
    if (parts.stream().noneMatch(p -> p.name().equals(Roles.STATE))) slices.add(new Roles.Slice(Roles.STATE, Math.toIntExact(channels)));
    long known = channels;
    for (Part p : parts) if (!p.name().equals(Roles.STATE) && p.channels() != Dimension.OPEN) known += p.channels();
    for (Part p : parts) {
      long n = p.name().equals(Roles.STATE) ? channels : p.channels() == Dimension.OPEN ? total - known : p.channels();
      slices.add(new Roles.Slice(p.name(), Math.toIntExact(n)));
    }
    return List.copyOf(slices);
  }
}
