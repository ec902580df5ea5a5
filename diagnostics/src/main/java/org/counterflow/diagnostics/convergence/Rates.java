package org.counterflow.diagnostics.convergence;

import java.util.List;
import org.counterflow.diagnostics.distance.Distance;
import org.jspecify.annotations.Nullable;

/**
 * How the error of a solver falls with the number of steps.
 *
 * @param solver as text
 * @param target as text
 * @param schedule as text
 * @param grid as text
 * @param metric what the error is
 * @param claim the order that the solver's traits claim for this metric
 * @param rows in the order in which they were asked for
 * @param note why something was measured otherwise than is usual; empty where nothing was
 */
public record Rates(String solver, String target, String schedule, String grid, Distance metric, double claim, List<Row> rows, String note) {
  /** Errors below are rounding's, not the solver's. */
  public static final double FLOOR = 1e-12;

  /**
   * The error at one number of steps.
   *
   * @param n steps
   * @param evaluations calls of the score function for each sample
   * @param value the error
   */
  public record Row(int n, double evaluations, double value) {
    /** Whether the line is fitted to it. */
    public boolean fitted() {
      return value >= FLOOR;
    }
  }

  /** Copies the list. */
  public Rates {
    rows = List.copyOf(rows);
  }

  /** The line through the rows that are fitted, or null where they are fewer than two. */
  public @Nullable OrderFit fit() {
    List<Row> fitted = rows.stream().filter(Row::fitted).toList();
    return fitted.size() < 2 ? null : OrderFit.of(fitted.stream().mapToDouble(Row::n).toArray(), fitted.stream().mapToDouble(Row::value).toArray());
  }

  /** The order that is seen, or NaN where fewer than two rows are above {@link #FLOOR}. */
  public double slope() {
    OrderFit fit = fit();
    return fit == null ? Double.NaN : fit.slope();
  }

  /**
   * The slope between the last two rows that are ten times above {@link #FLOOR} and more, where the limit is nearest; {@link #slope} where there
   * are no two.
   */
  public double last() {
    List<Row> clear = rows.stream().filter(r -> r.value() >= 10 * FLOOR).toList();
    if (clear.size() < 2) return slope();
    Row a = clear.get(clear.size() - 2), b = clear.getLast();
    return Math.log(a.value() / b.value()) / Math.log((double) b.n() / a.n());
  }

  /**
   * The least slope with which the claim stands: {@code 0.95 claim - 0.1}. A method that has lost its order is below by 0.8 and more. A solver
   * may be better than it claims.
   */
  public double bar() {
    return 0.95 * claim - 0.1;
  }

  /** Whether {@link #last} is at least {@link #bar}: an order is a limit, to which slopes may come from below or from above. */
  public boolean holds() {
    return last() >= bar();
  }
}
