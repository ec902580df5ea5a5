package org.counterflow.api.internal.driver;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.score.Roles;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Value;

/** The state as a network takes it: alone, or between channels that are given. */
final class State {
  private State() {}

  /**
   * The state of a call.
   *
   * @param alone the samples' own channels
   * @param given gives the others
   */
  static Value of(Roles roles, Value alone, Feeds given, int[] samples, Pieces.Piece p, Staging staging) {
    if (roles.concat().isEmpty()) return alone;
    int channels = 0;
    for (Roles.Slice s : roles.concat()) channels += s.channels();
    Shape row = alone.dimensions().row(), wide = row.with(0, channels);
    ElementType type = roles.state().type();
    Value all = staging.place("concatenated", type, wide.batch(p.size()));
    long channel = row.elements() / row.dimension(0) * type.bytes();
    var parts = new ArrayList<Value>();
    for (Roles.Slice s : roles.concat()) parts.add(s.name().equals(Roles.STATE) ? alone : fitting(given.concatenated(s), s, row));
    Segments.into(all, to -> {
      long at = 0;
      List<Roles.Slice> slices = roles.concat();
      for (int k = 0; k < slices.size(); k++) {
        long bytes = slices.get(k).channels() * channel, from = at;
        Value part = parts.get(k);
        boolean own = slices.get(k).name().equals(Roles.STATE);
        Segments.from(part, source -> {
          for (int r = 0; r < p.size(); r++) {
            int row1 = own ? r : part.count() == 1 ? 0 : samples[p.from() + r] - given.first(part);
            copy(source, part, row1 * bytes, to, type, r * wide.elements() * type.bytes() + from, bytes);
          }
        });
        at += bytes;
      }
    });
    return all;
  }

  private static void copy(MemorySegment source, Value part, long at, MemorySegment to, ElementType type, long put, long bytes) {
    if (part.type() == type) {
      MemorySegment.copy(source, at, to, put, bytes);
      return;
    }
    long w = type.bytes();
    for (long e = 0; e < bytes / w; e++) type.put(to, put / w + e, part.type().get(source, at / w + e));
  }

  private static Value fitting(Value v, Roles.Slice s, Shape row) {
    Shape wanted = row.with(0, s.channels());
    if (v.dimensions().equals(wanted)) return v.as(wanted.batch(1));
    if (v.dimensions().rank() == wanted.rank() + 1 && v.dimensions().row().equals(wanted)) return v;
    throw new IllegalArgumentException("condition \"" + s.name() + "\" is " + v + ", and the network takes " + wanted
        + " beside the state: a row a sample, or one for all");
  }
}
