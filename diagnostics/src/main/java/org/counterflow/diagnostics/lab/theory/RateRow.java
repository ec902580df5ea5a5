package org.counterflow.diagnostics.lab.theory;

import java.util.Arrays;
import java.util.List;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.solver.Solver;
import org.counterflow.diagnostics.convergence.Convergence;
import org.counterflow.diagnostics.convergence.OrderFit;
import org.counterflow.diagnostics.findings.Bar;

/**
 * A solver in a {@link RateSection}: how often it steps, and what is known of its errors.
 *
 * @param name as tables have it
 * @param solver which
 * @param numbers of points or steps, as the section counts
 * @param low the least slope that is right
 * @param high the greatest
 * @param known errors at these numbers, from independent programs; fewer where fewer are known
 */
record RateRow(String name, Solver solver, int[] numbers, double low, double high, double[] known) {
  /** How far from what is known: its figures have three digits, and the laws are the same. */
  private static final double SHARE = 0.05;

  /** What was measured of a row. */
  record Measured(RateRow row, double[] errors, double[] evaluations, OrderFit fit) {
    /** The bars of this row. */
    List<Bar> bars(String section) {
      var bars = new java.util.ArrayList<Bar>();
      String name = section + ": " + row.name;
      bars.add(new Bar(name + ", slope", fit.slope(), row.low, row.high));
      for (int i = 0; i < Math.min(errors.length, row.known.length); i++)
        if (!Double.isNaN(row.known[i])) bars.add(Bar.near(name + " at " + row.numbers[i], errors[i], row.known[i], SHARE));
      return bars;
    }
  }

  /** The same at the first so many numbers. */
  RateRow first(int count) {
    return count >= numbers.length ? this : new RateRow(name, solver, Arrays.copyOf(numbers, count), low, high, known);
  }

  /** Measures it, as its section says. */
  Measured measure(Backend backend, int starts, RateSection section) {
    var errors = new double[numbers.length];
    var evaluations = new double[numbers.length];
    var x = new double[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      int steps = numbers[i] - (section.counting() == RateSection.Counting.STEPS ? 0 : 1);
      var m = Convergence.of(solver).target(section.target()).along(section.schedule().apply(numbers[i])).grid(section.grid())
          .metric(section.metric()).starts(starts).at(backend, steps);
      errors[i] = m.value();
      evaluations[i] = m.evaluations();
      if (!(errors[i] > 0)) throw new IllegalStateException(name + " at " + numbers[i] + ": the error is " + errors[i]);
      x[i] = section.counting() == RateSection.Counting.POINTS_OVER_LOG ? numbers[i] / Math.log(numbers[i]) : numbers[i];
    }
    return new Measured(this, errors, evaluations, OrderFit.of(x, errors));
  }
}
