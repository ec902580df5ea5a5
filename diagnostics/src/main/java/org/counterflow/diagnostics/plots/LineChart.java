package org.counterflow.diagnostics.plots;

import java.awt.BasicStroke;
import java.awt.Font;
import java.awt.Rectangle;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.Locale;
import org.counterflow.diagnostics.findings.Curve;
import org.counterflow.diagnostics.findings.Figure;
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
 * Draws a {@link Figure} as SVG with text as text. Equal figures give equal bytes on every machine. Colours follow the reader's page, light or
 * dark, and curves are told apart by markers and dashes too. A curve with a slope gets the line of that slope through the middle of its points.
 *
 * {@snippet :
 * var errors = new Curve("dpmpp-2m", points, Curve.Look.SCATTERED, -2.02);
 * String svg = LineChart.svg(Figure.logarithmic("Error against steps", "steps", "total variation", List.of(errors)));
 * }
 */
public final class LineChart {
  /** Of the legend's letters; no other text has it. */
  static final int LEGEND_SIZE = 12;
  private static final int TITLE_SIZE = 15;
  private static final int WIDTH = 760;
  /** Of title, axis and area of the curves. */
  private static final int HEIGHT = 430;
  /** Of a row of the legend. */
  private static final int ROW = 20;
  private static final float LINE = 1.8f;
  private static final float[] DASHES = {7, 4};
  private static final float[] DOTS = {2, 3};
  private static final double MARKER = 3.6;

  private LineChart() {}

  /**
   * The picture: one {@code svg} element, to be written to a file or into a page.
   *
   * @throws IllegalArgumentException if it has no curve, a point that is not finite, or a slope on an axis that is not logarithmic
   */
  public static String svg(Figure figure) {
    List<Curve> curves = figure.curves();
    if (curves.isEmpty()) throw new IllegalArgumentException("the figure \"" + figure.title() + "\" has no curve: leave it out");
    var data = new XYSeriesCollection();
    var renderer = new XYLineAndShapeRenderer();
    renderer.setDrawSeriesLineAsPath(true);
    for (int k = 0; k < curves.size(); k++) add(figure, curves.get(k), k, data, renderer);
    // After the curves, so that the numbers of these are those of their inks.
    for (int k = 0; k < curves.size(); k++) addFit(figure, curves.get(k), k, data, renderer);

    var plot = new XYPlot(data, TickedAxis.of(figure.x(), data.getDomainLowerBound(false), data.getDomainUpperBound(false)),
        TickedAxis.of(figure.y(), data.getRangeLowerBound(false), data.getRangeUpperBound(false)), renderer);
    plot.setBackgroundPaint(Ink.PAPER.color());
    plot.setOutlinePaint(Ink.FRAME.color());
    plot.setDomainGridlinePaint(Ink.FAINT.color());
    plot.setRangeGridlinePaint(Ink.FAINT.color());
    plot.setDomainGridlineStroke(new BasicStroke(1));
    plot.setRangeGridlineStroke(new BasicStroke(1));
    plot.setShadowGenerator(null);
    renderer.setLegendItemLabelGenerator((d, i) -> ((XYSeriesCollection) d).getSeries(i).getDescription());

    var chart = new JFreeChart(null, new Lettering(Font.BOLD, TITLE_SIZE), plot, false);
    chart.setBackgroundPaint(Ink.PAPER.color());
    chart.setPadding(new RectangleInsets(8, 8, 8, 16));
    var above = new TextTitle(figure.title(), new Lettering(Font.BOLD, TITLE_SIZE));
    above.setPaint(Ink.TEXT.color());
    chart.setTitle(above);
    var legend = new LegendTitle(plot);
    legend.setItemFont(new Lettering(Font.PLAIN, LEGEND_SIZE));
    legend.setItemPaint(Ink.TEXT.color());
    legend.setPosition(RectangleEdge.BOTTOM);
    legend.setItemLabelPadding(new RectangleInsets(2, 4, 2, 10));
    chart.addSubtitle(legend);

    int height = HEIGHT + ROW * rows(curves);
    var canvas = new SvgCanvas(WIDTH, height);
    try {
      chart.draw(canvas, new Rectangle(WIDTH, height));
      return SlimSvg.of(canvas.getRoot(), figure.title(), WIDTH, height);
    } finally {
      canvas.dispose();
    }
  }

  /** Of the legend, which breaks its lines where they are full. */
  private static int rows(List<Curve> curves) {
    var font = new Lettering(Font.PLAIN, LEGEND_SIZE);
    int rows = 1;
    double filled = 0;
    for (Curve c : curves) {
      double width = font.width(name(c)) + 40;
      filled += width;
      if (filled > WIDTH - 40) {
        rows++;
        filled = width;
      }
    }
    return rows;
  }

  private static String name(Curve c) {
    return c.slope() == null ? c.name() : c.name() + String.format(Locale.ROOT, " (slope %.2f)", c.slope()).replace('-', '\u2212');
  }

  private static void add(Figure figure, Curve c, int k, XYSeriesCollection data, XYLineAndShapeRenderer renderer) {
    // Numbered, since two curves may have one name.
    var series = new XYSeries(k, false, true);
    series.setDescription(name(c));
    for (Curve.At p : c.points()) {
      if (!Double.isFinite(p.x()) || !Double.isFinite(p.y()))
        throw new IllegalArgumentException("figure \"" + figure.title() + "\", series \"" + c.name() + "\": (" + p.x() + ", " + p.y()
            + ") cannot be drawn: leave the point out");
      series.add(p.x(), p.y());
    }
    data.addSeries(series);
    int round = k / Ink.CURVES.size();
    renderer.setSeriesPaint(k, Ink.curve(k).color());
    renderer.setSeriesLinesVisible(k, c.look() != Curve.Look.SCATTERED && c.slope() == null);
    renderer.setSeriesShapesVisible(k, c.look() != Curve.Look.THEORY);
    renderer.setSeriesShape(k, marker(k));
    renderer.setSeriesShapesFilled(k, round % 2 == 0);
    renderer.setSeriesStroke(k, stroke(c.look() == Curve.Look.THEORY || round % 3 == 1 ? DASHES : round % 3 == 2 ? DOTS : null));
  }

  /** The line of the slope that was fitted, through the middle of the points in logarithms, where least squares have it. */
  private static void addFit(Figure figure, Curve c, int k, XYSeriesCollection data, XYLineAndShapeRenderer renderer) {
    Double slope = c.slope();
    if (slope == null) return;
    if (!figure.x().logarithmic() || !figure.y().logarithmic())
      throw new IllegalArgumentException("figure \"" + figure.title() + "\", series \"" + c.name() + "\" has a slope, which is a line on axes "
          + "that are both logarithmic alone");
    double least = Double.POSITIVE_INFINITY, most = 0, sum = 0;
    for (Curve.At p : c.points()) {
      least = Math.min(least, p.x());
      most = Math.max(most, p.x());
      sum += Math.log(p.y()) - slope * Math.log(p.x());
    }
    double factor = Math.exp(sum / c.points().size());
    int at = data.getSeriesCount();
    var series = new XYSeries(at, false, true);
    series.add(least, factor * Math.pow(least, slope));
    series.add(most, factor * Math.pow(most, slope));
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
}
