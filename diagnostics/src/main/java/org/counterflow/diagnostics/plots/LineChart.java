package org.counterflow.diagnostics.plots;

import java.awt.BasicStroke;
import java.awt.Font;
import java.awt.Rectangle;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.jspecify.annotations.Nullable;

/**
 * Curves over two axes, each linear or logarithmic, as SVG with text as text. Equal charts give equal bytes on every machine. Colours follow the
 * reader's page, light or dark, and curves are told apart by markers and dashes too. Immutable.
 *
 * {@snippet :
 * String svg = LineChart.of("Error against steps", PlotAxis.logarithmic("steps"), PlotAxis.logarithmic("total variation"))
 *     .with(Curve.of("dpmpp-2m", steps, errors).fitted(-2.02, 0.9)).svg();
 * }
 */
public final class LineChart {
  /** Of the legend's letters; no other text has it. */
  static final int LEGEND_SIZE = 12;
  private static final int TITLE_SIZE = 15;
  private static final int WIDTH = 760;
  private static final int HEIGHT = 500;
  private static final float LINE = 1.8f;
  private static final float[] DASHES = {7, 4};
  private static final float[] DOTS = {2, 3};
  private static final double MARKER = 3.6;

  private final String title;
  private final PlotAxis horizontal;
  private final PlotAxis vertical;
  private final List<Curve> curves;
  private final int height;

  private LineChart(String title, PlotAxis horizontal, PlotAxis vertical, List<Curve> curves, int height) {
    this.title = title;
    this.horizontal = horizontal;
    this.vertical = vertical;
    this.curves = curves;
    this.height = height;
  }

  /** A chart without curves yet. */
  public static LineChart of(String title, PlotAxis horizontal, PlotAxis vertical) {
    return new LineChart(title, horizontal, vertical, List.of(), HEIGHT);
  }

  /**
   * The same with one curve more.
   *
   * @throws IllegalArgumentException if it has the name of another, or cannot be drawn on these axes
   */
  public LineChart with(Curve c) {
    if (curves.stream().anyMatch(o -> o.name().equals(c.name())))
      throw new IllegalArgumentException("the chart \"" + title + "\" has a curve \"" + c.name() + "\" already: give each a name of its own");
    for (int i = 0; i < c.count(); i++) {
      refuse(c, horizontal, c.x(i));
      refuse(c, vertical, c.y(i));
    }
    if (c.isFitted() && !(horizontal.isLogarithmic() && vertical.isLogarithmic()))
      throw new IllegalArgumentException("curve \"" + c.name() + "\" has a fitted power, which is a line on logarithmic axes alone: take "
          + "PlotAxis.logarithmic for both");
    var all = new ArrayList<>(curves);
    all.add(c);
    return new LineChart(title, horizontal, vertical, List.copyOf(all), height);
  }

  private static void refuse(Curve c, PlotAxis axis, double value) {
    if (axis.isLogarithmic() && !(value > 0))
      throw new IllegalArgumentException("curve \"" + c.name() + "\" has the value " + value + " on the logarithmic axis \"" + axis.label()
          + "\": leave it out, or take PlotAxis.linear");
  }

  /**
   * The same with another height; the usual one is 500 for a width of 760.
   *
   * @param height in pixels, at least 200
   */
  public LineChart height(int height) {
    if (height < 200) throw new IllegalArgumentException("a chart's height must be at least 200, was " + height);
    return new LineChart(title, horizontal, vertical, curves, height);
  }

  /** What stands above it. */
  public String title() {
    return title;
  }

  /** The curves in the legend's order. */
  public List<Curve> curves() {
    return curves;
  }

  /**
   * The picture: one {@code svg} element, to be written to a file or into a page.
   *
   * @throws IllegalStateException if it has no curve
   */
  public String svg() {
    if (curves.isEmpty()) throw new IllegalStateException("the chart \"" + title + "\" has no curve: add one with with(curve)");
    var data = new XYSeriesCollection();
    var renderer = new XYLineAndShapeRenderer();
    renderer.setDrawSeriesLineAsPath(true);
    for (int k = 0; k < curves.size(); k++) add(curves.get(k), k, data, renderer);
    // After the curves, so that the numbers of these are those of their inks.
    for (int k = 0; k < curves.size(); k++) if (curves.get(k).isFitted()) addFit(curves.get(k), k, data, renderer);

    var plot = new XYPlot(data, TickedAxis.of(horizontal, data.getDomainLowerBound(false), data.getDomainUpperBound(false)),
        TickedAxis.of(vertical, data.getRangeLowerBound(false), data.getRangeUpperBound(false)), renderer);
    plot.setBackgroundPaint(Ink.PAPER.color());
    plot.setOutlinePaint(Ink.FRAME.color());
    plot.setDomainGridlinePaint(Ink.FAINT.color());
    plot.setRangeGridlinePaint(Ink.FAINT.color());
    plot.setDomainGridlineStroke(new BasicStroke(1));
    plot.setRangeGridlineStroke(new BasicStroke(1));
    plot.setShadowGenerator(null);

    var chart = new JFreeChart(null, new Lettering(Font.BOLD, TITLE_SIZE), plot, false);
    chart.setBackgroundPaint(Ink.PAPER.color());
    chart.setPadding(new RectangleInsets(8, 8, 8, 16));
    var above = new TextTitle(title, new Lettering(Font.BOLD, TITLE_SIZE));
    above.setPaint(Ink.TEXT.color());
    chart.setTitle(above);
    var legend = new LegendTitle(plot);
    legend.setItemFont(new Lettering(Font.PLAIN, LEGEND_SIZE));
    legend.setItemPaint(Ink.TEXT.color());
    legend.setPosition(RectangleEdge.BOTTOM);
    legend.setItemLabelPadding(new RectangleInsets(2, 4, 2, 10));
    chart.addSubtitle(legend);

    var canvas = new SvgCanvas(WIDTH, height);
    try {
      chart.draw(canvas, new Rectangle(WIDTH, height));
      return SlimSvg.of(canvas.getRoot(), title, WIDTH, height);
    } finally {
      canvas.dispose();
    }
  }

  private static void add(Curve c, int k, XYSeriesCollection data, XYLineAndShapeRenderer renderer) {
    String name = c.isFitted() ? c.name() + String.format(Locale.ROOT, " (slope %.2f)", c.slope()).replace('-', '\u2212') : c.name();
    var series = new XYSeries(name, false, true);
    for (int i = 0; i < c.count(); i++) series.add(c.x(i), c.y(i));
    data.addSeries(series);
    int round = k / Ink.CURVES.size();
    renderer.setSeriesPaint(k, Ink.curve(k).color());
    renderer.setSeriesLinesVisible(k, c.line());
    renderer.setSeriesShapesVisible(k, c.markers());
    renderer.setSeriesShape(k, marker(k));
    renderer.setSeriesShapesFilled(k, round % 2 == 0);
    renderer.setSeriesStroke(k, stroke(c.isDashed() || round % 3 == 1 ? DASHES : round % 3 == 2 ? DOTS : null));
  }

  private static void addFit(Curve c, int k, XYSeriesCollection data, XYLineAndShapeRenderer renderer) {
    double least = Double.POSITIVE_INFINITY, most = 0;
    for (int i = 0; i < c.count(); i++) {
      least = Math.min(least, c.x(i));
      most = Math.max(most, c.x(i));
    }
    int at = data.getSeriesCount();
    var series = new XYSeries(at, false, true);
    series.add(least, c.fit(least));
    series.add(most, c.fit(most));
    data.addSeries(series);
    renderer.setSeriesPaint(at, Ink.curve(k).color());
    renderer.setSeriesShapesVisible(at, false);
    renderer.setSeriesStroke(at, stroke(DASHES));
    renderer.setSeriesVisibleInLegend(at, false);
  }

  private static BasicStroke stroke(float @Nullable [] dashes) {
    return new BasicStroke(LINE, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, dashes, 0);
  }

  private static Shape marker(int k) {
    double m = MARKER;
    return switch (k % 5) {
      case 0 -> new Ellipse2D.Double(-m, -m, 2 * m, 2 * m);
      case 1 -> new Rectangle2D.Double(-m, -m, 2 * m, 2 * m);
      case 2 -> polygon(0, -m - 1, m + 1, m, -m - 1, m);
      case 3 -> polygon(0, -m - 1.5, m + 1.5, 0, 0, m + 1.5, -m - 1.5, 0);
      default -> polygon(0, m + 1, m + 1, -m, -m - 1, -m);
    };
  }

  private static Shape polygon(double... xy) {
    var p = new Path2D.Double();
    p.moveTo(xy[0], xy[1]);
    for (int i = 2; i < xy.length; i += 2) p.lineTo(xy[i], xy[i + 1]);
    p.closePath();
    return p;
  }

  @Override
  public String toString() {
    return "chart \"" + title + "\" of " + curves.size() + " curves";
  }
}
