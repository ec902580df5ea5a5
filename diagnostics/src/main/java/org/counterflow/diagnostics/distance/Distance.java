package org.counterflow.diagnostics.distance;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What tells two laws apart: p the exact one, q the sampler's. */
public enum Distance {
  /** Total variation, half the integral of {@code |p - q|}: 0 to 1. */
  TV,
  /** The Kullback-Leibler divergence of q from p, the integral of {@code p log(p/q)}, in nats: it falls with twice the order. */
  KL;

  /** Its name on the command line and in JSON. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** How many times the order of a solver this distance falls with. */
  public int orders() {
    return this == KL ? 2 : 1;
  }

  /**
   * The one of this id.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Distance of(String id) {
    for (Distance d : values()) if (d.id().equals(id)) return d;
    throw new IllegalArgumentException("no distance \"" + id + "\". There are " + Arrays.stream(values()).map(Distance::id)
        .collect(Collectors.joining(", ")));
  }
}
