package org.counterflow.formats.pictures;

/** The box of a plot: title, axes, grid, ticks with their numbers. */
record PlotFrame(Canvas canvas, Axis x, Axis y) {
  private static final int MARGIN = 16;
  private static final int LEFT = 54;
  private static final int BOTTOM = 36;

  /** A box for ranges of their own, over the whole canvas. */
  static PlotFrame of(Canvas c, String title, String note, double lowX, double lowY, double highX, double highY) {
    int top = MARGIN + ContactSheet.headingHeight(title, note);
    ContactSheet.heading(c, title, note, MARGIN, MARGIN);
    return new PlotFrame(c, new Axis(lowX, highX, LEFT, c.width() - MARGIN), new Axis(lowY, highY, c.height() - BOTTOM, top));
  }

  /** The same with one scale for both axes: the range that is too short for the box is widened. */
  static PlotFrame square(Canvas c, String title, String note, double lowX, double lowY, double highX, double highY) {
    PlotFrame f = of(c, title, note, 0, 0, 1, 1);
    double w = f.x.to() - f.x.from(), h = f.y.from() - f.y.to(), unit = Math.max((highX - lowX) / w, (highY - lowY) / h);
    double mx = lowX + (highX - lowX) / 2, my = lowY + (highY - lowY) / 2, far = Math.max(Math.abs(mx), Math.abs(my));
    // One point, or several that no double lies between, still have a plane about them.
    if (unit * w <= 1e-12 * far) unit = far / 4 / w;
    if (unit == 0) unit = 1 / w;
    double step = Axis.step(unit * Math.max(w, h), Math.max(w, h));
    return new PlotFrame(c, new Axis(mx - unit * w / 2, mx + unit * w / 2, f.x.from(), f.x.to(), step),
        new Axis(my - unit * h / 2, my + unit * h / 2, f.y.from(), f.y.to(), step));
  }

  /** Light lines at the ticks; goes below the data. */
  void grid() {
    for (double t : x.ticks()) canvas.fill(pixel(x, t), y.to(), 1, y.from() - y.to(), Ink.GRID);
    for (double t : y.ticks()) canvas.fill(x.from(), pixel(y, t), x.to() - x.from(), 1, Ink.GRID);
  }

  /** Box, tick marks and numbers; goes above the data. */
  void labels() {
    canvas.frame(x.from() - 1, y.to() - 1, x.to() - x.from() + 2, y.from() - y.to() + 2, Ink.FRAME);
    for (double t : x.ticks()) {
      String s = x.label(t);
      int px = pixel(x, t), left = px - Canvas.width(s, 1) / 2;
      canvas.fill(px, y.from() + 1, 1, 4, Ink.MUTED);
      canvas.text(s, Math.min(left, canvas.width() - Canvas.width(s, 1) - 2), y.from() + 10, Ink.TEXT, 1);
    }
    for (double t : y.ticks()) {
      String s = y.label(t);
      int py = pixel(y, t);
      canvas.fill(x.from() - 5, py, 4, 1, Ink.MUTED);
      canvas.text(s, x.from() - 10 - Canvas.width(s, 1), py - Canvas.CAPITALS / 2, Ink.TEXT, 1);
    }
  }

  /** A short sentence in the box's upper right corner. */
  void remark(String text) {
    int w = Canvas.width(text, 1);
    canvas.fill(x.to() - w - 14, y.to() + 4, w + 10, Canvas.CAPITALS + 8, Ink.PAPER);
    canvas.text(text, x.to() - w - 9, y.to() + 8, Ink.MUTED, 1);
  }

  private static int pixel(Axis a, double t) {
    int least = Math.min(a.from(), a.to()), most = Math.max(a.from(), a.to()) - 1;
    return (int) Math.clamp(Math.floor(a.at(t)), least, most);
  }
}
