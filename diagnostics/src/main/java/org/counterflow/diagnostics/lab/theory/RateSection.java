package org.counterflow.diagnostics.lab.theory;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.catalogue.Target;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.diagnostics.distance.Distance;
import org.counterflow.diagnostics.findings.Curve;
import org.counterflow.diagnostics.findings.Figure;
import org.counterflow.diagnostics.findings.Table;
import org.counterflow.diagnostics.internal.work.InParallel;
import org.counterflow.diagnostics.topic.Topic;

/**
 * Solvers on one target, along one process, over one kind of grid.
 *
 * @param title as the report has it
 * @param name before the name of each bar, and while it is measured
 * @param target what is sampled
 * @param schedule the process of a number of points
 * @param grid over which
 * @param metric by which distance
 * @param counting what numbers count, and against what the line is fitted
 * @param rows the solvers
 */
record RateSection(String title, String name, Target target, IntFunction<NoiseSchedule> schedule, TimeGrid grid, Distance metric, Counting counting,
    List<RateRow> rows) {
  /** What numbers count. */
  enum Counting {
    /** Steps. */
    STEPS("N"),
    /** Points, one more than steps: the T of the theory. */
    POINTS("T"),
    /** Points, and the line is fitted against T/log T, as the range of the theory's learning rates grows like log T. */
    POINTS_OVER_LOG("T");

    final String letter;

    Counting(String letter) {
      this.letter = letter;
    }
  }

  /**
   * Measures all rows.
   *
   * @param backend in double precision
   * @param most each row is measured at its first so many numbers
   * @param starts that a deterministic sampler maps
   */
  List<RateRow.Measured> measure(Backend backend, int most, int starts, Topic.Progress progress) {
    return InParallel.each(rows, progress::now, r -> name + ": " + r.name(), r -> r.first(most).measure(backend, starts, this));
  }

  /** All that was measured. */
  Table table(List<RateRow.Measured> all) {
    var cells = new ArrayList<List<String>>();
    int most = all.stream().mapToInt(m -> m.errors().length).max().orElse(0);
    var head = new ArrayList<String>(List.of("solver", "slope", "95 %"));
    for (int i = 0; i < most; i++) head.add(counting.letter + ", " + metric.id());
    for (RateRow.Measured m : all) {
      var line = new ArrayList<String>(List.of(m.row().name(), number(m.fit().slope()),
          Double.isNaN(m.fit().low()) ? "" : number(m.fit().low()) + " .. " + number(m.fit().high())));
      for (int i = 0; i < most; i++)
        line.add(i < m.errors().length ? m.row().numbers()[i] + ": " + String.format(Locale.ROOT, "%.3g", m.errors()[i]) : "");
      cells.add(line);
    }
    return new Table(title, head, cells);
  }

  /** How many points an error takes, by the fitted lines. */
  Table needed(List<RateRow.Measured> all) {
    double[] errors = {1e-1, 1e-2, 1e-3, 1e-4};
    var head = new ArrayList<String>(List.of("solver"));
    for (double e : errors) head.add(metric.id() + " " + e);
    var cells = new ArrayList<List<String>>();
    for (RateRow.Measured m : all) {
      var line = new ArrayList<String>(List.of(m.row().name()));
      for (double e : errors) line.add(String.format(Locale.ROOT, "%.0f", Math.ceil(m.fit().numberFor(e))));
      cells.add(line);
    }
    return new Table("Points for an error: " + title, head, cells);
  }

  private static String number(double v) {
    return String.format(Locale.ROOT, "%.2f", v);
  }

  /** The errors against the numbers. */
  Figure figure(List<RateRow.Measured> all) {
    var curves = new ArrayList<Curve>();
    for (RateRow.Measured m : all) {
      var points = new ArrayList<Curve.At>();
      for (int i = 0; i < m.errors().length; i++) points.add(new Curve.At(m.row().numbers()[i], m.errors()[i]));
      curves.add(new Curve(m.row().name(), points, Curve.Look.MEASURED, -m.fit().slope()));
    }
    return Figure.logarithmic(title, counting == Counting.STEPS ? "steps N" : "points T", metric == Distance.TV ? "total variation"
        : "divergence in nats", curves);
  }
}
