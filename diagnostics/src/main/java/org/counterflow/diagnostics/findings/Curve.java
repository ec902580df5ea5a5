package org.counterflow.diagnostics.findings;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One series of a {@link Figure}.
 *
 * @param name as the legend says it
 * @param points in the order in which they are joined
 * @param look how it is drawn
 * @param slope of the line fitted to it on axes that are both logarithmic, or null where none was
 */
public record Curve(String name, List<At> points, Look look, @Nullable Double slope) {
  /** A point. */
  public record At(double x, double y) {}

  /** How a series is drawn. */
  public enum Look {
    /** Marks, joined by a line: what was measured. */
    MEASURED,
    /** A dashed line without marks: what theory says. */
    THEORY,
    /** Marks alone. */
    SCATTERED
  }

  /** Copies the points. */
  public Curve {
    points = List.copyOf(points);
    if (points.isEmpty()) throw new IllegalArgumentException("the series \"" + name + "\" has no point");
  }

  /** What was measured, without a fitted line. */
  public static Curve measured(String name, List<At> points) {
    return new Curve(name, points, Look.MEASURED, null);
  }
}
