package org.counterflow.diagnostics.findings;

import java.util.List;

/**
 * Rows of cells, as they are printed.
 *
 * @param title above it
 * @param columns their heads
 * @param rows as long as there are columns
 */
public record Table(String title, List<String> columns, List<List<String>> rows) {
  /** Copies the lists, and checks that all rows are as long as the head. */
  public Table {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<String> r : rows) {
      if (r.size() != columns.size())
        throw new IllegalArgumentException("table \"" + title + "\" has " + columns.size() + " columns, and a row of " + r.size() + ": " + r);
    }
  }
}
