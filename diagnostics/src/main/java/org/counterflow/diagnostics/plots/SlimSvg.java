package org.counterflow.diagnostics.plots;

import java.awt.Font;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;

/**
 * Writes what was drawn as a short SVG: shapes and texts without their groups, each with what is not usual. A tenth of the generator's size; and
 * no ids, so that several pictures stand in one page.
 */
final class SlimSvg {
  private static final List<String> GEOMETRY = List.of("x", "y", "width", "height", "d", "cx", "cy", "r", "rx", "ry", "x1", "y1", "x2", "y2", "points");
  private static final Set<String> SHAPES = Set.of("rect", "path", "text", "line", "circle", "ellipse", "polygon", "polyline");
  private static final String NONE = "none";

  private final StringBuilder out = new StringBuilder();

  private SlimSvg() {}

  /**
   * The text of a picture.
   *
   * @param drawn its root element
   * @param title what it is called where it cannot be seen
   */
  static String of(Element drawn, String title, int width, int height) {
    var slim = new SlimSvg();
    slim.out.append(String.format(Locale.ROOT, "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"cf-plot\" role=\"img\" width=\"%d\" height=\"%d\" "
        + "viewBox=\"0 0 %d %d\" font-family=\"Helvetica,Arial,sans-serif\" fill=\"none\">%n<title>", width, height, width, height)
        .replace(System.lineSeparator(), "\n"));
    slim.text(title);
    slim.out.append("</title>\n<style>").append(Ink.styles()).append("</style>\n");
    slim.walk(drawn, Map.of());
    return slim.out.append("</svg>\n").toString();
  }

  private void walk(Element e, Map<String, String> inherited) {
    Map<String, String> here = new HashMap<>(inherited);
    NamedNodeMap own = e.getAttributes();
    for (int i = 0; i < own.getLength(); i++) {
      Node a = own.item(i);
      if (a.getNodeName().equals("transform")) here.merge("transform", a.getNodeValue(), (outer, inner) -> outer + " " + inner);
      else here.put(a.getNodeName(), a.getNodeValue());
    }
    if (SHAPES.contains(e.getNodeName())) {
      shape(e, here);
      return;
    }
    if (e.getNodeName().equals("defs")) return; // clips, which cut nothing: axes hold all points
    for (String g : GEOMETRY) here.remove(g);
    for (Node n = e.getFirstChild(); n != null; n = n.getNextSibling()) if (n instanceof Element child) walk(child, here);
  }

  private void shape(Element e, Map<String, String> with) {
    Map<String, String> say = new LinkedHashMap<>();
    String fill = ink(with.get("fill"), with.get("fill-opacity")), stroke = ink(with.get("stroke"), with.get("stroke-opacity"));
    if (fill.equals(NONE) && stroke.equals(NONE)) return;
    var classes = new StringBuilder();
    paint(say, classes, "fill", fill, Ink::fill);
    paint(say, classes, "stroke", stroke, Ink::stroke);
    say.put("class", classes.toString().strip());
    if (!stroke.equals(NONE)) {
      unless(say, with, "stroke-width", "1");
      unless(say, with, "stroke-dasharray", NONE);
    }
    unless(say, with, "transform", "");
    boolean text = e.getNodeName().equals("text");
    if (text) lettering(say, with, e.getTextContent());
    for (String g : GEOMETRY)
      if (with.containsKey(g) && !say.containsKey(g)) say.put(g, with.get(g));
    out.append('<').append(e.getNodeName());
    say.forEach((k, v) -> {
      out.append(' ').append(k).append("=\"");
      text(v);
      out.append('"');
    });
    if (text) {
      out.append('>');
      text(e.getTextContent());
      out.append("</text>\n");
    } else {
      out.append("/>\n");
    }
  }

  private interface ClassOf {
    String of(Ink i);
  }

  private static void paint(Map<String, String> say, StringBuilder classes, String what, String colour, ClassOf of) {
    if (colour.equals(NONE)) return;
    Ink i = Ink.of(colour);
    if (i == null) throw new IllegalStateException("a chart is drawn in " + what + " " + colour + ", which is no ink of " + Ink.class.getSimpleName());
    say.put(what, i.hex());
    classes.append(' ').append(of.of(i));
  }

  private static String ink(@Nullable String colour, @Nullable String opacity) {
    return colour == null || "0".equals(opacity) ? NONE : colour.equals("white") ? "rgb(255,255,255)" : colour;
  }

  private static void unless(Map<String, String> say, Map<String, String> with, String name, String usual) {
    String v = with.get(name);
    if (v != null && !v.equals(usual)) say.put(name, v);
  }

  /** Texts but those of the legend are centred on their places: the reader's face has other widths. */
  private static void lettering(Map<String, String> say, Map<String, String> with, String text) {
    boolean bold = "bold".equals(with.get("font-weight"));
    int size = Integer.parseInt(with.getOrDefault("font-size", "").replace("px", ""));
    say.put("font-size", Integer.toString(size));
    if (bold) say.put("font-weight", "bold");
    if (size == LineChart.LEGEND_SIZE) return;
    double x = Double.parseDouble(with.getOrDefault("x", "0")) + new Lettering(bold ? Font.BOLD : Font.PLAIN, size).width(text) / 2;
    say.put("text-anchor", "middle");
    say.put("x", String.format(Locale.ROOT, "%.1f", x));
  }

  private void text(String s) {
    for (int i = 0; i < s.length(); i++) {
      switch (s.charAt(i)) {
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '&' -> out.append("&amp;");
        case '"' -> out.append("&quot;");
        default -> out.append(s.charAt(i));
      }
    }
  }
}
