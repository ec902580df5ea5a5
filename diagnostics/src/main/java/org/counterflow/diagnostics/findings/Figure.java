package org.counterflow.diagnostics.findings;

import java.util.List;

/**
 * What a plot shows.
 *
 * @param title above it
 * @param x across
 * @param y up
 * @param curves in the order of the legend
 */
public record Figure(String title, Scale x, Scale y, List<Curve> curves) {
  /**
   * An axis.
   *
   * @param name with the unit
   * @param logarithmic or linear
   */
  public record Scale(String name, boolean logarithmic) {}

  /** Copies the list, and checks that what a logarithmic axis shows is positive. */
  public Figure {
    curves = List.copyOf(curves);
    for (Curve c : curves) {
      for (Curve.At p : c.points()) {
        if (x.logarithmic() && !(p.x() > 0) || y.logarithmic() && !(p.y() > 0))
          throw new IllegalArgumentException("figure \"" + title + "\", series \"" + c.name() + "\": (" + p.x() + ", " + p.y()
              + ") has no place on a logarithmic axis");
      }
    }
  }

  /** Both axes logarithmic. */
  public static Figure logarithmic(String title, String x, String y, List<Curve> curves) {
    return new Figure(title, new Scale(x, true), new Scale(y, true), curves);
  }
}
