package org.counterflow.diagnostics.plots;

import java.awt.FontMetrics;
import java.awt.Graphics;
import java.awt.geom.Rectangle2D;

/** {@link Lettering} as the drawing code asks for it. */
final class LetteringMetrics extends FontMetrics {
  private static final long serialVersionUID = 1;
  private final Lettering of;

  LetteringMetrics(Lettering of) {
    super(of);
    this.of = of;
  }

  @Override
  public int getAscent() {
    return Math.round(of.ascent());
  }

  @Override
  public int getDescent() {
    return Math.round(of.descent());
  }

  @Override
  public int getHeight() {
    return getAscent() + getDescent();
  }

  @Override
  public int charWidth(char c) {
    return stringWidth(String.valueOf(c));
  }

  @Override
  public int charsWidth(char[] data, int off, int len) {
    return stringWidth(new String(data, off, len));
  }

  @Override
  public int stringWidth(String text) {
    return (int) Math.ceil(of.width(text));
  }

  @Override
  public Rectangle2D getStringBounds(String text, Graphics g) {
    return new Rectangle2D.Double(0, -of.ascent(), of.width(text), of.ascent() + of.descent());
  }
}
