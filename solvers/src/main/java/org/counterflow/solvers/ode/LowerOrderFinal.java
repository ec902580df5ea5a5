package org.counterflow.solvers.ode;

import org.counterflow.api.part.Parameter;
import org.counterflow.api.solver.Step;

/**
 * When the order of a multistep method falls to the number of steps left: the last step is of order 1, the one before of order 2 at most.
 *
 * <p>It steadies runs of few steps that end in a long one in lambda, and costs long runs their order (unipc of order 3: slope 2.1 for 4.0).
 *
 * @param below only in runs of fewer steps than this; 0 for never, {@link Integer#MAX_VALUE} for always
 * @param last whether in all other runs the last step, and no other, is of order 1
 */
public record LowerOrderFinal(int below, boolean last) {
  /** In no run: {@code never}. */
  public static final LowerOrderFinal NEVER = new LowerOrderFinal(0);

  /** In every run: {@code always}. */
  public static final LowerOrderFinal ALWAYS = new LowerOrderFinal(Integer.MAX_VALUE);

  /** In runs of fewer than 15 steps, as diffusers has it: {@code below-15}. */
  public static final LowerOrderFinal BELOW_15 = new LowerOrderFinal(15);

  /** In every run the last step alone, diffusers' {@code euler_at_final}: {@code last}. */
  public static final LowerOrderFinal LAST = new LowerOrderFinal(0, true);

  private static final String BELOW = "below-";
  private static final String OR_LAST = "-or-last";

  /** The parameter of multistep solvers. */
  public static final Parameter<LowerOrderFinal> PARAMETER = parameter(BELOW_15);

  /** Checks the range. */
  public LowerOrderFinal {
    if (below < 0) throw new IllegalArgumentException("lower-order-final must be below at least 0 steps, was " + below);
    if (below == Integer.MAX_VALUE) last = false;
  }

  /**
   * All steps to the end, in runs of fewer steps than this.
   *
   * @param below 0 for never, {@link Integer#MAX_VALUE} for always
   */
  public LowerOrderFinal(int below) {
    this(below, false);
  }

  static Parameter<LowerOrderFinal> parameter(LowerOrderFinal byDefault) {
    return Parameter.parsed("lower-order-final", byDefault, LowerOrderFinal::parse, "runs whose order falls to the number of steps left: "
        + "never, always, below-N (of fewer than N steps), last (in the last step alone), below-N-or-last");
  }

  /**
   * Reads {@code never}, {@code always}, {@code last}, {@code below-N} or {@code below-N-or-last}.
   *
   * @throws IllegalArgumentException for any other text
   */
  public static LowerOrderFinal parse(String text) {
    if (text.equals("never")) return NEVER;
    if (text.equals("always")) return ALWAYS;
    if (text.equals("last")) return LAST;
    boolean last = text.endsWith(OR_LAST);
    String runs = last ? text.substring(0, text.length() - OR_LAST.length()) : text;
    if (runs.matches(BELOW + "\\d{1,9}")) return new LowerOrderFinal(Integer.parseInt(runs.substring(BELOW.length())), last);
    throw new IllegalArgumentException("must be never, always, last, below-N or below-N-or-last with a number of steps N (below-15), was \""
        + text + "\"");
  }

  /** The greatest order that this step may have. */
  public int limit(Step s, int order) {
    if (below == 0 && !last) return order;
    int left = s.count() - s.index();
    if (below == Integer.MAX_VALUE || s.count() < below) return Math.min(order, left);
    return last && left == 1 ? 1 : order;
  }

  @Override
  public String toString() {
    return below == Integer.MAX_VALUE ? "always" : below > 0 ? BELOW + below + (last ? OR_LAST : "") : last ? "last" : "never";
  }
}
