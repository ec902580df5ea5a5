package org.counterflow.diagnostics.plots;

import java.awt.Dimension;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext.GraphicContextDefaults;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.w3c.dom.Document;

/** What charts are drawn on: SVG elements, with text as text, measured by {@link Lettering}. */
final class SvgCanvas extends SVGGraphics2D {
  private static final int DIGITS = 2;

  SvgCanvas(int width, int height) {
    super(context(), false);
    setSVGCanvasSize(new Dimension(width, height));
  }

  private SvgCanvas(SvgCanvas of) {
    super(of);
  }

  private static SVGGeneratorContext context() {
    try {
      Document d = DocumentBuilderFactory.newInstance().newDocumentBuilder().getDOMImplementation()
          .createDocument("http://www.w3.org/2000/svg", "svg", null);
      SVGGeneratorContext c = SVGGeneratorContext.createDefault(d);
      var usual = new GraphicContextDefaults();
      usual.setFont(new Lettering(Font.PLAIN, LineChart.LEGEND_SIZE));
      c.setGraphicContextDefaults(usual);
      c.setPrecision(DIGITS);
      return c;
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("the XML parser of this JDK makes no documents", e);
    }
  }

  /** Parts of a chart draw on copies. */
  @Override
  public Graphics create() {
    return new SvgCanvas(this);
  }

  @Override
  public FontMetrics getFontMetrics(Font f) {
    return f instanceof Lettering l ? new LetteringMetrics(l) : super.getFontMetrics(f);
  }
}
