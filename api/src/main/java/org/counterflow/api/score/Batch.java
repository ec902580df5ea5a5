package org.counterflow.api.score;

import org.counterflow.api.network.Dimension;
import org.counterflow.api.network.Port;

/**
 * Which ports have a row a row of the state.
 *
 * @param state whose first dimension is the batch
 */
record Batch(Port state, Sizes sizes) {
  /** The fixed batch, or {@link Dimension#OPEN}. */
  long rows() {
    return sizes.of(state, 0);
  }

  /** Whether a port's first dimension is the batch, as far as sizes and names say. */
  boolean isBatched(Port p) {
    if (p == state) return true;
    if (p.rank() == 0 || WellKnown.isWhole(p.name()) && !isNamedAsBatch(p)) return false;
    Dimension mine = p.dimensions().getFirst(), batch = state.dimensions().getFirst();
    if (!mine.isOpen()) return !batch.isOpen() && mine.size() == batch.size();
    return mine.name().isEmpty() || isNamedAsBatch(p);
  }

  private boolean isNamedAsBatch(Port p) {
    Dimension mine = p.dimensions().getFirst();
    if (!mine.isOpen() || mine.name().isEmpty()) return false;
    if (mine.name().equals(state.dimensions().getFirst().name())) return true;
    return WellKnown.isBatch(mine.name()) && state.dimensions().stream().noneMatch(d -> d.name().equals(mine.name()));
  }

  /** Whether a port of one number, or one row, a row of the state has as many of them, whatever an exporter calls the dimension. */
  boolean hasARowEach(Port p) {
    return p.rank() > 0 && (p.dimensions().getFirst().isOpen() || sizes.of(p, 0) == rows());
  }

  /** Whether an input has one number a row: {@code [batch]}, {@code [batch, 1, ...]}; or one for all: {@code []}, {@code [1, ...]}. */
  boolean isNumber(Port p) {
    if (!p.isSupported()) return false;
    for (int i = 1; i < p.rank(); i++) if (sizes.of(p, i) != 1) return false;
    return p.rank() == 0 || hasARowEach(p) || sizes.of(p, 0) == 1;
  }
}
