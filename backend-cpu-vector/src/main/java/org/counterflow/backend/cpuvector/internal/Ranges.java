package org.counterflow.backend.cpuvector.internal;

/** Cuts rows into ranges for several threads: whole rows where these are short, parts of rows where they are long. */
final class Ranges {
  /** Work on elements {@code from} to {@code to - 1} of a row; {@code from} is a multiple of {@link Scratch#BLOCK}. */
  interface Body {
    void run(long row, long from, long to, Scratch scratch);
  }

  private Ranges() {}

  /**
   * Runs the body once for every element of every row.
   *
   * @param rows how many
   * @param elements of a row
   * @param atOnce elements for which it pays to wake a thread
   * @param body called by several threads at a time
   */
  static void forEach(Workers workers, long rows, long elements, long atOnce, Body body) {
    if (rows * elements <= atOnce || workers.threads() == 1) {
      workers.run(1, 1, (_, _, scratch) -> {
        for (long row = 0; row < rows; row++) body.run(row, 0, elements, scratch);
      });
      return;
    }
    long length = elements < 2 * atOnce ? elements : atOnce;
    long parts = Math.ceilDiv(elements, length);
    workers.run(
        rows * parts,
        Math.max(1, atOnce / length),
        (first, end, scratch) -> {
          for (long unit = first; unit < end; unit++) {
            long from = unit % parts * length;
            body.run(unit / parts, from, Math.min(elements, from + length), scratch);
          }
        });
  }
}
