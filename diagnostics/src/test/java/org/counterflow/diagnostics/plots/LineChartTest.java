package org.counterflow.diagnostics.plots;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.counterflow.diagnostics.findings.Curve.At;
import org.counterflow.diagnostics.findings.Curve.Look;
import org.counterflow.diagnostics.findings.Curve;
import org.counterflow.diagnostics.findings.Figure.Scale;
import org.counterflow.diagnostics.findings.Figure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class LineChartTest {
  private static final double[] X = {5, 6, 8, 10, 15, 20};
  private static final String ERROR = "error <TV> & \"more\"";

  private static List<At> power(double factor, double slope) {
    return Arrays.stream(X).mapToObj(x -> new At(x, factor * Math.pow(x, slope))).toList();
  }

  private static Figure figure(Curve... curves) {
    return Figure.logarithmic("Errors", "steps", ERROR, List.of(curves));
  }

  private static List<Element> elements(String svg, String name) throws Exception {
    NodeList all = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)))
        .getElementsByTagName(name);
    return IntStream.range(0, all.getLength()).mapToObj(i -> (Element) all.item(i)).toList();
  }

  private static List<Element> lines(String svg, int curve, boolean dashed) throws Exception {
    // The lines of the legend are shorter.
    return elements(svg, "path").stream().filter(p -> p.getAttribute("class").equals(Ink.curve(curve).stroke()))
        .filter(p -> p.hasAttribute("stroke-dasharray") == dashed).filter(p -> points(p)[points(p).length - 2] - points(p)[0] > 100).toList();
  }

  private static double[] points(Element path) {
    return Pattern.compile("-?[0-9.]+").matcher(path.getAttribute("d")).results().mapToDouble(m -> Double.parseDouble(m.group())).toArray();
  }

  @Test
  void eachCurveIsALineThroughItsPoints() throws Exception {
    var curves = new ArrayList<Curve>();
    for (int k = 0; k < Ink.CURVES.size(); k++) curves.add(Curve.measured("solver " + k, power(1 + k, -1 - 0.2 * k)));
    String svg = LineChart.svg(figure(curves.toArray(Curve[]::new)));
    for (int k = 0; k < Ink.CURVES.size(); k++) {
      List<Element> lines = lines(svg, k, false);
      assertEquals(1, lines.size(), "lines of curve " + k);
      double[] p = points(lines.getFirst());
      assertEquals(2 * X.length, p.length);
      // On logarithmic axes a power is straight, and falls at its slope.
      for (int i = 1; i < X.length; i++) {
        assertEquals((Math.log(X[i]) - Math.log(X[0])) / (Math.log(20) - Math.log(5)), (p[2 * i] - p[0]) / (p[10] - p[0]), 2e-4);
        assertEquals((p[2 * i] - p[0]) / (p[10] - p[0]), (p[2 * i + 1] - p[1]) / (p[11] - p[1]), 2e-3);
      }
      assertTrue(p[11] > p[1], "an error that falls goes down");
    }
  }

  @Test
  void textsAreTexts() throws Exception {
    String svg = LineChart.svg(figure(new Curve("dpmpp-2m", power(1, -2), Look.MEASURED, -2.0), Curve.measured("ddim", power(1, -1))));
    List<String> texts = elements(svg, "text").stream().map(Element::getTextContent).toList();
    for (String t : List.of("Errors", "steps", ERROR, "dpmpp-2m (slope \u22122.00)", "ddim", "5", "20", "0.01"))
      assertTrue(texts.contains(t), t + " is not in " + texts);
    assertEquals("Errors", elements(svg, "title").getFirst().getTextContent());
  }

  @Test
  void aFittedLineGoesThroughExactPowers() throws Exception {
    String svg = LineChart.svg(figure(Curve.measured("solid", power(3, -1.7)), new Curve("fitted", power(3, -1.7), Look.MEASURED, -1.7)));
    double[] solid = points(lines(svg, 0, false).getFirst()), fit = points(lines(svg, 1, true).getFirst());
    assertArrayEquals(new double[] {solid[0], solid[1], solid[10], solid[11]}, fit, 0.02);
    assertEquals(0, lines(svg, 1, false).size(), "points with a fit have no line of their own");
  }

  @Test
  void theoryIsDashedAndPointsAloneHaveNoLine() throws Exception {
    String svg = LineChart.svg(figure(new Curve("bound", power(2, -1), Look.THEORY, null), new Curve("points", power(1, -1), Look.SCATTERED, null)));
    assertEquals(1, lines(svg, 0, true).size());
    assertEquals(0, lines(svg, 0, false).size());
    assertEquals(0, lines(svg, 1, true).size() + lines(svg, 1, false).size());
  }

  @Test
  void equalFiguresAreEqualBytesAndStandSideBySide() {
    var figure = new Figure("Errors", new Scale("x", false), new Scale("y", false), List.of(Curve.measured("a", power(1, -1))));
    String svg = LineChart.svg(figure);
    assertEquals(svg, LineChart.svg(figure));
    assertFalse(svg.contains(" id=") || svg.contains("url("), "ids of two pictures in one page would be the same");
    assertTrue(svg.length() < 10_000, svg.length() + " characters for six points");
  }

  @Test
  void darkPagesHaveAColourForAllThatIsDrawn() throws Exception {
    String svg = LineChart.svg(figure(Curve.measured("a", power(1, -1))));
    String styles = elements(svg, "style").getFirst().getTextContent();
    for (String name : List.of("path", "text", "rect", "line"))
      for (Element e : elements(svg, name)) {
        assertFalse(e.getAttribute("class").isEmpty(), "no class: " + name);
        for (String c : e.getAttribute("class").split(" ")) assertTrue(styles.contains("." + c + "{"), c);
      }
  }

  @Test
  void whatCannotBeDrawnIsRefused() {
    var linear = new Scale("y", false);
    Curve none = Curve.measured("none", List.of(new At(1, Double.NaN))), sloped = new Curve("sloped", power(1, -1), Look.MEASURED, -1.0);
    assertTrue(assertThrows(IllegalArgumentException.class, () -> LineChart.svg(new Figure("F", linear, linear, List.of(none)))).getMessage()
        .contains("figure \"F\", series \"none\": (1.0, NaN)"));
    assertThrows(IllegalArgumentException.class, () -> LineChart.svg(new Figure("F", linear, linear, List.of(sloped))));
    assertThrows(IllegalArgumentException.class, () -> LineChart.svg(new Figure("F", linear, linear, List.of())));
  }

  @ParameterizedTest
  @CsvSource({"0.5, 20, true, '0.5 1 2 5 10 20'", "3e-8, 2e-3, true, '10\u207b\u2077 10\u207b\u2076 10\u207b\u2075 10\u207b\u2074 0.001'",
      "3.7, 43, true, '5 10 20'", "0.02, 0.2, true, '0.02 0.05 0.1 0.2'", "0, 1, false, '0 0.2 0.4 0.6 0.8 1'",
      "-3, 4, false, '\u22123 \u22122 \u22121 0 1 2 3 4'",
      "1e-14, 1, true, '10\u207b\u00b9\u2074 10\u207b\u00b9\u00b2 10\u207b\u00b9\u2070 10\u207b\u2078 10\u207b\u2076 10\u207b\u2074 0.01 1'"})
  void ticksAreFewAndRound(double low, double high, boolean log, String expected) {
    double[] at = log ? Ticks.logarithmic(low, high) : Ticks.linear(low, high);
    assertEquals(expected, String.join(" ", Arrays.stream(at).mapToObj(Ticks::text).toList()));
  }
}
