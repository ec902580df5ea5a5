package org.counterflow.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.counterflow.diagnostics.accuracy.Accuracy;
import org.counterflow.diagnostics.accuracy.Contender;

/**
 * What was measured, in a file: a line each, appended as it is known. So a long comparison can be stopped and gone on with. Safe for use from
 * several threads.
 */
final class Measurements {
  /** The columns of a key: of what, solver, grid, samples, evaluations that were allowed. */
  private static final int KEY = 5;
  private static final String TAB = "\t";

  private final Path file;
  private final boolean closed;
  private final Map<List<String>, Optional<Contender>> known = new HashMap<>();

  /**
   * What a file has.
   *
   * @param closed whether nothing is added
   */
  Measurements(Path file, boolean closed) {
    this.file = file;
    this.closed = closed;
    try {
      if (!Files.exists(file)) return;
      for (String line : Files.readAllLines(file)) {
        List<String> l = List.of(line.split(TAB));
        List<String> key = l.subList(0, KEY);
        known.put(key, l.size() == KEY ? Optional.empty() : Optional.of(new Contender(key.get(1), key.get(2), Integer.parseInt(l.get(5)),
            Integer.parseInt(l.get(6)), new Accuracy(Double.parseDouble(l.get(7)), Double.parseDouble(l.get(8)), Double.parseDouble(l.get(9))))));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is known, or is measured now; nothing where there is nothing to measure. */
  Optional<Contender> get(List<String> key, Supplier<Optional<Contender>> measured) {
    synchronized (known) {
      Optional<Contender> old = known.get(key);
      if (old != null || closed) return old == null ? Optional.empty() : old;
    }
    Optional<Contender> now = measured.get();
    String line = String.join(TAB, key) + now.map(c -> TAB + c.steps() + TAB + c.evaluations() + TAB + c.accuracy().rmse() + TAB
        + c.accuracy().median() + TAB + c.accuracy().p90()).orElse("") + "\n";
    synchronized (known) {
      known.put(key, now);
      try {
        Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return now;
  }
}
