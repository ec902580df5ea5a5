package org.counterflow.diagnostics.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.counterflow.diagnostics.findings.Bar;
import org.counterflow.diagnostics.findings.Curve.At;
import org.counterflow.diagnostics.findings.Curve.Look;
import org.counterflow.diagnostics.findings.Curve;
import org.counterflow.diagnostics.findings.Figure.Scale;
import org.counterflow.diagnostics.findings.Figure;
import org.counterflow.diagnostics.findings.Findings;
import org.counterflow.diagnostics.findings.Picture;
import org.counterflow.diagnostics.findings.Table;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class HtmlReportTest {
  /** One pixel. */
  private static final byte[] PNG = Base64.getDecoder()
      .decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

  static Findings example() {
    List<At> falling = IntStream.range(1, 9).mapToObj(i -> new At(10 * i, 3.0 / (i * i))).toList();
    Figure errors = Figure.logarithmic("Error against steps", "steps T", "total variation", List.of(
        new Curve("accelerated-ode", falling, Look.MEASURED, -2.0), Curve.measured("pf-ode-li", falling.stream().map(p -> new At(p.x(), 20 / p.x()))
            .toList()), new Curve("d/T", falling.stream().map(p -> new At(p.x(), 30 / p.x())).toList(), Look.THEORY, null)));
    Figure ratio = new Figure("Density ratio along the path", new Scale("t", false), new Scale("p_Y/p_X", false),
        List.of(Curve.measured("T = 100", falling)));
    return new Findings("What is <measured> & \"seen\"", List.of("Asked: does it fall?", "It does."),
        List.of(Bar.near("slope", 1.98, 2, 0.05), Bar.atMost("error", 0.3, 0.1)),
        List.of(new Table("All runs", List.of("T", "TV", "evaluations", "a column with a long head", "another column with a long head"),
            List.of(List.of("10", "0.3", "20", "1", "2"), List.of("20", "0.1", "40", "3", "4")))),
        List.of(errors, ratio), List.of(new Picture("Garments", "5 evaluations", PNG)),
        List.of("Li, Wei, Chi, Chen, arXiv:2408.02320", "https://example.org/paper, section 2"));
  }

  private static String page() {
    return HtmlReport.of(example(), "counterflow lab rates --report \"a b.html\"", Map.of("Date", "2026-01-01"));
  }

  private static List<Element> all(String name) throws Exception {
    Document d = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(page())));
    NodeList found = d.getElementsByTagName(name);
    return IntStream.range(0, found.getLength()).mapToObj(i -> (Element) found.item(i)).toList();
  }

  @Test
  void allThatWasFoundIsInIt() throws Exception {
    assertEquals("What is <measured> & \"seen\"", all("h1").getFirst().getTextContent());
    assertEquals(List.of("Asked: does it fall?", "It does."), all("p").stream().map(Element::getTextContent).toList());
    List<String> cells = all("td").stream().map(Element::getTextContent).toList();
    // What was missed comes first, all that was compared last.
    assertEquals(List.of("error", "0.3000", "at most 0.1000", "missed", "10", "0.3", "20", "1", "2", "20", "0.1", "40", "3", "4",
        "slope", "1.980", "1.900 to 2.100", "met", "error", "0.3000", "at most 0.1000", "missed"), cells);
    assertEquals(2, all("svg").size());
    assertEquals("counterflow lab rates --report \"a b.html\"", all("pre").getFirst().getTextContent());
    assertEquals("5 evaluations", all("figcaption").getFirst().getTextContent());
    assertTrue(all("h2").stream().anyMatch(h -> h.getTextContent().equals("1 of 2 figures are as they have to be; missed are")));
    assertEquals(List.of("https://arxiv.org/abs/2408.02320", "https://example.org/paper"),
        all("a").stream().map(a -> a.getAttribute("href")).toList());
  }

  @Test
  void chaptersAreAllThere() throws Exception {
    String page = HtmlReport.of("All of it", List.of(example(), example()), "counterflow lab all", Map.of("Date", "2026-01-01"));
    Document d = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(page)));
    assertEquals(3, d.getElementsByTagName("h1").getLength());
    assertEquals(4, d.getElementsByTagName("svg").getLength());
    assertEquals(1, d.getElementsByTagName("pre").getLength());
    assertTrue(page.contains("<a href=\"#chapter-2\">") && page.contains("<section id=\"chapter-2\">"), page);
  }

  @Test
  void itNeedsNothingElse() throws Exception {
    for (String name : List.of("script", "link", "iframe", "object")) assertEquals(0, all(name).size(), name);
    for (Element e : all("img")) assertTrue(e.getAttribute("src").startsWith("data:image/png;base64,"));
    assertFalse(page().contains("@import") || page().contains("url("));
    assertEquals(page(), page());
  }
}
