package org.counterflow.diagnostics.plots;

import java.util.Objects;

/** A series of a {@link LineChart}: named points in their order, joined by a line, with a marker on each; withers say otherwise. Immutable. */
public final class Curve {
  private final String name;
  private final double[] x;
  private final double[] y;
  private final boolean line;
  private final boolean markers;
  private final boolean dashed;
  private final double slope;
  private final double factor;

  private Curve(String name, double[] x, double[] y, boolean line, boolean markers, boolean dashed, double slope, double factor) {
    this.name = name;
    this.x = x;
    this.y = y;
    this.line = line;
    this.markers = markers;
    this.dashed = dashed;
    this.slope = slope;
    this.factor = factor;
  }

  /**
   * Points.
   *
   * @param name what the legend calls them
   * @param x horizontal, finite, at least one
   * @param y vertical, finite, as many
   */
  public static Curve of(String name, double[] x, double[] y) {
    Objects.requireNonNull(name, "name");
    if (x.length == 0 || x.length != y.length)
      throw new IllegalArgumentException("curve \"" + name + "\" has " + x.length + " x and " + y.length + " y: give at least one point, and as many"
          + " of one as of the other");
    for (int i = 0; i < x.length; i++) {
      if (!Double.isFinite(x[i]) || !Double.isFinite(y[i]))
        throw new IllegalArgumentException("curve \"" + name + "\" has the point (" + x[i] + ", " + y[i] + "), which cannot be drawn: leave it out");
    }
    return new Curve(name, x.clone(), y.clone(), true, true, false, Double.NaN, Double.NaN);
  }

  /** The same as markers alone. */
  public Curve withoutLine() {
    return new Curve(name, x, y, false, true, dashed, slope, factor);
  }

  /** The same without markers: a function, not measurements. */
  public Curve withoutMarkers() {
    return new Curve(name, x, y, true, false, dashed, slope, factor);
  }

  /** The same with a dashed line: a claim or a bound. */
  public Curve dashed() {
    return new Curve(name, x, y, true, markers, true, slope, factor);
  }

  /**
   * The same as markers, with the line {@code y = factor x^slope} that was fitted to them, from the least to the largest x; the legend says the
   * slope. For charts whose axes are both logarithmic.
   *
   * @param slope of log y against log x, finite
   * @param factor y at x = 1, above 0
   */
  public Curve fitted(double slope, double factor) {
    if (!Double.isFinite(slope) || !(factor > 0 && factor < Double.POSITIVE_INFINITY))
      throw new IllegalArgumentException("curve \"" + name + "\" cannot have a fit of slope " + slope + " and factor " + factor
          + ": both must be finite, the factor above 0");
    return new Curve(name, x, y, false, true, dashed, slope, factor);
  }

  /** What the legend calls it. */
  public String name() {
    return name;
  }

  /** How many points. */
  public int count() {
    return x.length;
  }

  /** Horizontal place of point {@code i}. */
  public double x(int i) {
    return x[i];
  }

  /** Vertical place of point {@code i}. */
  public double y(int i) {
    return y[i];
  }

  boolean line() {
    return line;
  }

  boolean markers() {
    return markers;
  }

  boolean isDashed() {
    return dashed;
  }

  boolean isFitted() {
    return !Double.isNaN(slope);
  }

  double slope() {
    return slope;
  }

  /** The fitted line at x. */
  double fit(double at) {
    return factor * Math.pow(at, slope);
  }

  @Override
  public String toString() {
    return "curve " + name + " of " + x.length + (x.length == 1 ? " point" : " points");
  }
}
