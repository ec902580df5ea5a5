package org.counterflow.diagnostics.plots;

import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.awt.font.LineMetrics;
import java.awt.font.TextAttribute;
import java.awt.geom.Rectangle2D;
import java.text.AttributedCharacterIterator.Attribute;
import java.text.CharacterIterator;
import java.util.Locale;
import java.util.Map;

/**
 * The font that charts are laid out with: widths of its own, those of a usual sans-serif face with some room. The reader's machine chooses the
 * face; so a chart is laid out equally everywhere, also where no font is installed, and the fonts of this machine are not looked for, which
 * takes long and leaves a folder in the user's home.
 */
final class Lettering extends Font {
  private static final long serialVersionUID = 1;
  static final String FAMILY = "SansSerif";
  /** Thousandths of the size, for the characters from blank to tilde. */
  private static final short[] WIDTHS = {
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278,
    584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944,
    667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500,
    278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584};
  private static final int OTHERS = 600;
  /** Faces differ; the widest usual one takes a tenth more. */
  private static final double ROOM = 1.1;
  private static final double ASCENT = 0.93;
  private static final double DESCENT = 0.24;

  Lettering(int style, int size) {
    super(FAMILY, style, size);
  }

  double width(String text) {
    double sum = 0;
    for (int i = 0; i < text.length(); i++) {
      int c = text.charAt(i) - ' ';
      sum += c >= 0 && c < WIDTHS.length ? WIDTHS[c] : OTHERS;
    }
    return sum * ROOM * (isBold() ? 1.06 : 1) * getSize2D() / 1000;
  }

  float ascent() {
    return (float) (ASCENT * getSize2D());
  }

  float descent() {
    return (float) (DESCENT * getSize2D());
  }

  @Override
  public String getFamily() {
    return FAMILY;
  }

  @Override
  public String getFamily(Locale l) {
    return FAMILY;
  }

  /** The generator asks for one size of each face. */
  @Override
  public Font deriveFont(Map<? extends Attribute, ?> attributes) {
    return new Lettering(getStyle(), attributes.get(TextAttribute.SIZE) instanceof Number n ? n.intValue() : getSize());
  }

  @Override
  public Rectangle2D getStringBounds(String text, FontRenderContext frc) {
    return new Rectangle2D.Double(0, -ascent(), width(text), ascent() + descent());
  }

  @Override
  public LineMetrics getLineMetrics(String text, FontRenderContext frc) {
    return new Line(text.length(), ascent(), descent());
  }

  @Override
  public LineMetrics getLineMetrics(String text, int from, int to, FontRenderContext frc) {
    return new Line(to - from, ascent(), descent());
  }

  @Override
  public LineMetrics getLineMetrics(char[] text, int from, int to, FontRenderContext frc) {
    return new Line(to - from, ascent(), descent());
  }

  @Override
  public LineMetrics getLineMetrics(CharacterIterator text, int from, int to, FontRenderContext frc) {
    return new Line(to - from, ascent(), descent());
  }

  /** Equal fonts have equal names, styles and sizes; the widths follow from these. */
  @Override
  public boolean equals(Object o) {
    return o instanceof Lettering && super.equals(o);
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }

  private static final class Line extends LineMetrics {
    private final int characters;
    private final float ascent;
    private final float descent;

    Line(int characters, float ascent, float descent) {
      this.characters = characters;
      this.ascent = ascent;
      this.descent = descent;
    }

    @Override
    public int getNumChars() {
      return characters;
    }

    @Override
    public float getAscent() {
      return ascent;
    }

    @Override
    public float getDescent() {
      return descent;
    }

    @Override
    public float getLeading() {
      return 0;
    }

    @Override
    public float getHeight() {
      return ascent + descent;
    }

    @Override
    public int getBaselineIndex() {
      return Font.ROMAN_BASELINE;
    }

    @Override
    public float[] getBaselineOffsets() {
      return new float[] {0, -ascent / 2, -ascent};
    }

    @Override
    public float getStrikethroughOffset() {
      return -ascent / 3;
    }

    @Override
    public float getStrikethroughThickness() {
      return 1;
    }

    @Override
    public float getUnderlineOffset() {
      return descent / 2;
    }

    @Override
    public float getUnderlineThickness() {
      return 1;
    }
  }
}
