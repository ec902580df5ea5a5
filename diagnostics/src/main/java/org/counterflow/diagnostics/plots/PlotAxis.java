package org.counterflow.diagnostics.plots;

import java.util.Arrays;

/** An axis of a {@link LineChart}: what it measures, and whether its scale is logarithmic. Its range is that of the data. Immutable. */
public final class PlotAxis {
  private final String label;
  private final boolean logarithmic;
  private final double[] ticks;

  private PlotAxis(String label, boolean logarithmic, double[] ticks) {
    this.label = label;
    this.logarithmic = logarithmic;
    this.ticks = ticks;
  }

  /** A linear axis. */
  public static PlotAxis linear(String label) {
    return new PlotAxis(label, false, new double[0]);
  }

  /** A logarithmic axis, for values above 0. */
  public static PlotAxis logarithmic(String label) {
    return new PlotAxis(label, true, new double[0]);
  }

  /** The same with ticks at these values, where they are in its range. */
  public PlotAxis ticks(double... at) {
    return new PlotAxis(label, logarithmic, at.clone());
  }

  /** What it measures. */
  public String label() {
    return label;
  }

  /** Whether equal ratios have equal lengths. */
  public boolean isLogarithmic() {
    return logarithmic;
  }

  /** The ticks in a range. */
  double[] ticks(double low, double high) {
    double[] all = ticks.length > 0 ? ticks : logarithmic ? Ticks.logarithmic(low, high) : Ticks.linear(low, high);
    return Arrays.stream(all).filter(t -> t >= low && t <= high).toArray();
  }

  /** The range that holds values with a little room beside them. */
  double[] range(double least, double most) {
    if (logarithmic) {
      double room = Math.max(0.04 * Math.log(most / least), 0.05);
      return new double[] {least * Math.exp(-room), most * Math.exp(room)};
    }
    double room = most > least ? 0.04 * (most - least) : Math.max(0.5 * Math.abs(most), 0.5);
    return new double[] {least - room, most + room};
  }

  @Override
  public String toString() {
    return label + (logarithmic ? ", logarithmic" : "");
  }
}
