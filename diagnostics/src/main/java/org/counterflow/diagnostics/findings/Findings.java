package org.counterflow.diagnostics.findings;

import java.util.List;

/**
 * What a measurement found.
 *
 * @param title of the report
 * @param text a few paragraphs: what was asked, how it was measured, what came out
 * @param bars numbers beside what they have to be
 * @param tables of all that was measured
 * @param figures of it
 * @param pictures of samples
 * @param sources the papers whose claims these are, one a line
 */
public record Findings(String title, List<String> text, List<Bar> bars, List<Table> tables, List<Figure> figures, List<Picture> pictures,
    List<String> sources) {
  /** Without pictures. */
  public Findings(String title, List<String> text, List<Bar> bars, List<Table> tables, List<Figure> figures, List<String> sources) {
    this(title, text, bars, tables, figures, List.of(), sources);
  }

  /** Copies the lists. */
  public Findings {
    text = List.copyOf(text);
    bars = List.copyOf(bars);
    tables = List.copyOf(tables);
    figures = List.copyOf(figures);
    pictures = List.copyOf(pictures);
    sources = List.copyOf(sources);
  }

  /** Those bars that were not met. */
  public List<Bar> failed() {
    return bars.stream().filter(b -> !b.met()).toList();
  }
}
