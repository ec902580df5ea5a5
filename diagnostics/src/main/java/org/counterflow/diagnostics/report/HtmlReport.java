package org.counterflow.diagnostics.report;

import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.counterflow.diagnostics.findings.Bar;
import org.counterflow.diagnostics.findings.Figure;
import org.counterflow.diagnostics.findings.Findings;
import org.counterflow.diagnostics.findings.Picture;
import org.counterflow.diagnostics.findings.Table;
import org.counterflow.diagnostics.plots.LineChart;

/**
 * {@link Findings} as one page of HTML that needs nothing else: no script, no font, no file beside it. It is read on a phone (tables scroll by
 * themselves), on paper (in the colours for light pages, with no plot cut in two) and on dark pages; what is met or missed is said by words, and
 * curves differ in more than their colours. The page is well-formed XML too.
 *
 * {@snippet :
 * Files.writeString(file, HtmlReport.of(findings, "counterflow lab rates --report rates.html", Map.of("Date", "2026-12-01")));
 * }
 */
public final class HtmlReport {
  /** Which every page has near its beginning, and no other program's page. */
  public static final String GENERATOR = "<meta name=\"generator\" content=\"Counterflow\"/>";
  /** Papers and addresses within the text of a source. */
  private static final Pattern LINK = Pattern.compile("arXiv:(\\d{4}\\.\\d{4,5})|https://[^\\s,;)]+[^\\s,;).]");
  private static final String STYLE = """
      :root{color-scheme:light dark;--paper:#ffffff;--ink:#1f2328;--faint:#d8dee4;--soft:#f6f8fa;--link:#0072b2}
      @media screen and (prefers-color-scheme:dark){:root{--paper:#0d1117;--ink:#e6edf3;--faint:#30363d;--soft:#161b22;--link:#4ba3dc}}
      *{box-sizing:border-box}
      body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 Helvetica,Arial,sans-serif}
      main{max-width:52rem;margin:0 auto;padding:1rem}
      h1{font-size:1.6rem;line-height:1.2}
      h2{font-size:1.2rem;margin:2rem 0 .5rem}
      section h1{margin-top:3rem;border-top:1px solid var(--faint);padding-top:2rem}
      a{color:var(--link)}
      figure{margin:1.5rem 0;break-inside:avoid}
      figure svg,figure img{max-width:100%;height:auto;display:block}
      figure img{image-rendering:auto}
      figcaption{font-size:.9rem}
      .wide{overflow-x:auto}
      table{border-collapse:collapse;font-size:.85rem;font-variant-numeric:tabular-nums}
      caption{text-align:left;font-weight:bold;padding:.3rem 0}
      th,td{border-bottom:1px solid var(--faint);padding:.25rem .6rem;text-align:right;white-space:nowrap}
      th:first-child,td:first-child{text-align:left;white-space:normal;min-width:11rem}
      tr{break-inside:avoid}
      .missed{font-weight:bold}
      pre{background:var(--soft);padding:.7rem;overflow-x:auto;white-space:pre-wrap;overflow-wrap:anywhere}
      dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem;font-size:.9rem}
      dd{margin:0;overflow-wrap:anywhere}
      @media print{body{font-size:11pt}main{max-width:none;padding:0}.wide{overflow:visible}a{color:inherit}}
      """;

  private final StringBuilder out = new StringBuilder();

  private HtmlReport() {}

  /**
   * The page.
   *
   * @param found what is told
   * @param command that makes it again
   * @param circumstances by name, in order: date, machine, how long it took
   */
  public static String of(Findings found, String command, Map<String, String> circumstances) {
    var page = new HtmlReport();
    page.begin(found.title());
    page.chapter(found);
    page.end(command, circumstances);
    return page.out.toString();
  }

  /**
   * One page of several findings, each a chapter.
   *
   * @param title of the page
   * @param chapters at least one
   * @param command that makes it again
   * @param circumstances by name, in order: date, machine, how long it took
   */
  public static String of(String title, List<Findings> chapters, String command, Map<String, String> circumstances) {
    var page = new HtmlReport();
    page.begin(title);
    page.out.append("<ul>\n");
    for (int i = 0; i < chapters.size(); i++) {
      page.out.append("<li><a href=\"#chapter-").append(i + 1).append("\">");
      page.text(chapters.get(i).title());
      page.out.append("</a>: ");
      page.text(summary(chapters.get(i)));
      page.out.append("</li>\n");
    }
    page.out.append("</ul>\n");
    for (int i = 0; i < chapters.size(); i++) {
      page.out.append("<section id=\"chapter-").append(i + 1).append("\">\n");
      page.element("h1", chapters.get(i).title());
      page.chapter(chapters.get(i));
      page.out.append("</section>\n");
    }
    page.end(command, circumstances);
    return page.out.toString();
  }

  private void begin(String title) {
    out.append("<!DOCTYPE html>\n<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\">\n<head>\n<meta charset=\"utf-8\"/>\n")
        .append(GENERATOR).append('\n')
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n");
    element("title", title);
    out.append("<style>\n").append(STYLE).append("</style>\n</head>\n<body>\n<main>\n");
    element("h1", title);
  }

  private void chapter(Findings f) {
    for (String paragraph : f.text()) element("p", paragraph);
    if (!f.bars().isEmpty()) element("h2", f.failed().isEmpty() ? summary(f) : summary(f) + "; missed are");
    if (!f.failed().isEmpty()) bars(f.failed());
    for (Figure figure : f.figures()) out.append("<figure>\n").append(LineChart.svg(figure)).append("</figure>\n");
    for (Picture p : f.pictures()) picture(p);
    for (Table t : f.tables()) table(t);
    if (!f.bars().isEmpty()) {
      element("h2", "All that was compared");
      bars(f.bars());
    }
    sources(f.sources());
  }

  private void end(String command, Map<String, String> circumstances) {
    element("h2", "To run it again");
    element("pre", command);
    if (!circumstances.isEmpty()) {
      out.append("<dl>\n");
      circumstances.forEach((name, value) -> {
        element("dt", name);
        element("dd", value);
      });
      out.append("</dl>\n");
    }
    out.append("</main>\n</body>\n</html>\n");
  }

  private static String summary(Findings f) {
    int all = f.bars().size(), missed = f.failed().size();
    if (all == 0) return "nothing to compare with";
    return missed == 0 ? "all " + all + " figures are as they have to be" : all - missed + " of " + all + " figures are as they have to be";
  }

  private void bars(List<Bar> bars) {
    out.append("<div class=\"wide\"><table>\n<thead><tr><th>measured</th><th>value</th><th>has to be</th><th></th></tr></thead>\n<tbody>\n");
    for (Bar b : bars) {
      out.append(b.met() ? "<tr>" : "<tr class=\"missed\">");
      for (String cell : List.of(b.name(), number(b.value()), range(b), b.met() ? "met" : "missed")) element("td", cell);
      out.append("</tr>\n");
    }
    out.append("</tbody>\n</table></div>\n");
  }

  private static String range(Bar b) {
    if (Double.isInfinite(b.low())) return Double.isInfinite(b.high()) ? "any number" : "at most " + number(b.high());
    return Double.isInfinite(b.high()) ? "at least " + number(b.low()) : number(b.low()) + " to " + number(b.high());
  }

  private static String number(double v) {
    return String.format(Locale.ROOT, "%.4g", v).replace('-', '\u2212');
  }

  private void table(Table t) {
    out.append("<div class=\"wide\"><table>\n");
    element("caption", t.title());
    out.append("<thead><tr>");
    for (String c : t.columns()) element("th", c);
    out.append("</tr></thead>\n<tbody>\n");
    for (List<String> row : t.rows()) {
      out.append("<tr>");
      for (String cell : row) element("td", cell);
      out.append("</tr>\n");
    }
    out.append("</tbody>\n</table></div>\n");
  }

  private void picture(Picture p) {
    out.append("<figure>\n");
    element("h2", p.title());
    out.append("<img alt=\"");
    text(p.title());
    out.append("\" src=\"data:image/png;base64,").append(Base64.getEncoder().encodeToString(p.png())).append("\"/>\n");
    element("figcaption", p.caption());
    out.append("</figure>\n");
  }

  private void sources(List<String> sources) {
    if (sources.isEmpty()) return;
    element("h2", "Sources");
    out.append("<ul>\n");
    for (String s : sources) {
      out.append("<li>");
      Matcher m = LINK.matcher(s);
      int from = 0;
      while (m.find()) {
        text(s.substring(from, m.start()));
        out.append("<a href=\"");
        text(m.group(1) == null ? m.group() : "https://arxiv.org/abs/" + m.group(1));
        out.append("\">");
        text(m.group());
        out.append("</a>");
        from = m.end();
      }
      text(s.substring(from));
      out.append("</li>\n");
    }
    out.append("</ul>\n");
  }

  private void element(String name, String content) {
    out.append('<').append(name).append('>');
    text(content);
    out.append("</").append(name).append(">\n");
  }

  /** Control characters have no place in a page. */
  private void text(String s) {
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      switch (c) {
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '&' -> out.append("&amp;");
        case '"' -> out.append("&quot;");
        default -> out.append(c < ' ' && c != '\n' && c != '\t' ? '\ufffd' : c);
      }
    }
  }
}
