package org.counterflow.backend.opencl.internal;

/** What is done element by element, beside sums. */
final class Maps {
  private static final String[] FILES = {"functions", "maps"};

  private final Engine engine;

  Maps(Engine engine) {
    this.engine = engine;
  }

  /** {@code out} as a function of checked inputs. */
  void run(String kernel, OpenClBuffer out, OpenClBuffer... in) {
    boolean flat = true;
    for (OpenClBuffer b : in) flat &= b.samples() == out.samples();
    run(kernel, out, flat, new double[0], in);
  }

  /** {@code in} cut at bounds above and below: one, or one a row. */
  void clamp(OpenClBuffer in, double[] bounds, OpenClBuffer out) {
    run("clamp_by_row", out, bounds.length == 1 && in.samples() == out.samples(), bounds, in);
  }

  private void run(String kernel, OpenClBuffer out, boolean flat, double[] byRow, OpenClBuffer... in) {
    long n = flat ? out.count() : out.elements();
    long rows = flat ? 1 : out.samples();
    long blocks = Math.ceilDiv(n, 4L);
    synchronized (engine.queue()) {
      try (Launch l = engine.launch("maps", kernel, FILES)) {
        l.memory(out.memory()).number(out.at()).number(n).number(blocks).number(rows);
        for (OpenClBuffer b : in) l.rows(b);
        if (byRow.length > 0) l.reals(byRow).number((long) (byRow.length == 1 ? 0 : 1));
        l.items(rows * blocks);
      }
    }
  }
}
