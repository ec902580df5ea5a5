package org.counterflow.diagnostics.plots;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.util.Arrays;
import java.util.List;
import org.counterflow.diagnostics.findings.Figure;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;

/** Axes of the charting library with ticks of ours: its logarithmic one has none but powers of ten, and writes them as outlines. */
final class TickedAxis {
  static final int TICK_SIZE = 11;
  private static final int LABEL_SIZE = 13;

  private TickedAxis() {}

  /** An axis over values from {@code least} to {@code most}. */
  static ValueAxis of(Figure.Scale scale, double least, double most) {
    double[] range = range(scale.logarithmic(), least, most);
    double[] at = scale.logarithmic() ? Ticks.logarithmic(range[0], range[1]) : Ticks.linear(range[0], range[1]);
    ValueAxis a = scale.logarithmic() ? new Logarithmic(at) : new Linear(at);
    a.setLabel(scale.name());
    a.setLabelFont(new Lettering(Font.PLAIN, LABEL_SIZE));
    a.setTickLabelFont(new Lettering(Font.PLAIN, TICK_SIZE));
    a.setLabelPaint(Ink.TEXT.color());
    a.setTickLabelPaint(Ink.TEXT.color());
    a.setTickMarkPaint(Ink.FRAME.color());
    a.setAxisLinePaint(Ink.FRAME.color());
    a.setRange(range[0], range[1]);
    return a;
  }

  /** With a little room beside the values. */
  private static double[] range(boolean logarithmic, double least, double most) {
    if (logarithmic) {
      double room = Math.max(0.04 * Math.log(most / least), 0.05);
      return new double[] {least * Math.exp(-room), most * Math.exp(room)};
    }
    double room = most > least ? 0.04 * (most - least) : Math.max(0.5 * Math.abs(most), 0.5);
    return new double[] {least - room, most + room};
  }

  private static List<NumberTick> ticks(double[] at, RectangleEdge edge) {
    TextAnchor anchor = RectangleEdge.isTopOrBottom(edge) ? TextAnchor.TOP_CENTER : TextAnchor.CENTER_RIGHT;
    return Arrays.stream(at).mapToObj(v -> new NumberTick(v, Ticks.text(v), anchor, anchor, 0)).toList();
  }

  /** Written as text; the library writes outlines of its letters there. */
  private static AxisState upright(ValueAxis axis, String label, Graphics2D g, Rectangle2D data, AxisState state) {
    var font = new Lettering(Font.PLAIN, LABEL_SIZE);
    double high = font.ascent() + font.descent();
    AffineTransform before = g.getTransform();
    g.setFont(font);
    g.setPaint(axis.getLabelPaint());
    g.translate(state.getCursor() - axis.getLabelInsets().getRight() - font.descent(), data.getCenterY() + font.width(label) / 2);
    g.rotate(-Math.PI / 2);
    g.drawString(label, 0f, 0f);
    g.setTransform(before);
    state.cursorLeft(axis.getLabelInsets().getLeft() + high + axis.getLabelInsets().getRight());
    return state;
  }

  private static final class Linear extends NumberAxis {
    private static final long serialVersionUID = 1;
    private final double[] at;

    Linear(double[] at) {
      this.at = at;
    }

    @Override
    public List<NumberTick> refreshTicks(Graphics2D g, AxisState state, Rectangle2D area, RectangleEdge edge) {
      return ticks(at, edge);
    }

    @Override
    protected AxisState drawLabel(String label, Graphics2D g, Rectangle2D plot, Rectangle2D data, RectangleEdge edge, AxisState state) {
      return edge == RectangleEdge.LEFT ? upright(this, label, g, data, state) : super.drawLabel(label, g, plot, data, edge, state);
    }
  }

  private static final class Logarithmic extends LogAxis {
    private static final long serialVersionUID = 1;
    private final double[] at;

    Logarithmic(double[] at) {
      this.at = at;
    }

    @Override
    public List<NumberTick> refreshTicks(Graphics2D g, AxisState state, Rectangle2D area, RectangleEdge edge) {
      return ticks(at, edge);
    }

    @Override
    protected AxisState drawLabel(String label, Graphics2D g, Rectangle2D plot, Rectangle2D data, RectangleEdge edge, AxisState state) {
      return edge == RectangleEdge.LEFT ? upright(this, label, g, data, state) : super.drawLabel(label, g, plot, data, edge, state);
    }
  }
}
