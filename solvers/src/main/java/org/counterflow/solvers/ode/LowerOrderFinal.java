package org.counterflow.solvers.ode;

import org.counterflow.api.part.Parameter;
import org.counterflow.api.solver.Step;

/**
 * When the order of a multistep method falls to the number of steps left: the last step is of order 1, the one before of order 2 at most.
 *
 * <p>It steadies runs of few steps that end in a long one in lambda, and costs long runs their order (unipc of order 3: slope 2.1 for 4.0).
 *
 * @param below only in runs of fewer steps than this; 0 for never, {@link Integer#MAX_VALUE} for always
 */
public record LowerOrderFinal(int below) {
  /** In no run: {@code never}. */
  public static final LowerOrderFinal NEVER = new LowerOrderFinal(0);

  /** In every run: {@code always}. */
  public static final LowerOrderFinal ALWAYS = new LowerOrderFinal(Integer.MAX_VALUE);

  /** In runs of fewer than 15 steps, as diffusers has it: {@code below-15}. */
  public static final LowerOrderFinal BELOW_15 = new LowerOrderFinal(15);

  /** The parameter of multistep solvers. */
  public static final Parameter<LowerOrderFinal> PARAMETER = Parameter.parsed("lower-order-final", BELOW_15, LowerOrderFinal::parse,
      "runs whose order falls to the number of steps left: never, always, or below-N for runs of fewer than N steps");

  /** Checks the range. */
  public LowerOrderFinal {
    if (below < 0) throw new IllegalArgumentException("lower-order-final must be below at least 0 steps, was " + below);
  }

  /**
   * Reads {@code never}, {@code always} or {@code below-N}.
   *
   * @throws IllegalArgumentException for any other text
   */
  public static LowerOrderFinal parse(String text) {
    if (text.equals("never")) return NEVER;
    if (text.equals("always")) return ALWAYS;
    if (text.matches("below-\\d{1,9}")) return new LowerOrderFinal(Integer.parseInt(text.substring("below-".length())));
    throw new IllegalArgumentException("must be never, always or below-N with a number of steps N (below-15), was \""
        + text + "\"");
  }

  /** The greatest order that this step may have. */
  public int limit(Step s, int order) {
    if (below == 0 || below != Integer.MAX_VALUE && s.count() >= below) return order;
    return Math.min(order, s.count() - s.index());
  }

  @Override
  public String toString() {
    return below == 0 ? "never" : below == Integer.MAX_VALUE ? "always" : "below-" + below;
  }
}
