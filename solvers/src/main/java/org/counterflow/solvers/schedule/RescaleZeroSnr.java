package org.counterflow.solvers.schedule;

import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;

/**
 * A table whose last entry is pure noise: the alphas of another, moved and stretched so that the last is 0 and the first stays.
 *
 * <pre>alpha_i' = (alpha_i - alpha_last) alpha_0 / (alpha_0 - alpha_last)</pre>
 * Only for networks that were trained with it; they predict velocity or data, as the noise says nothing where there is nothing else.
 * Between the last two entries alpha is linear in time. With a floor the last {@code alpha^2} is that instead, so that lambda stays finite;
 * the entries before it that are below the floor make way: log alpha is linear over them.
 *
 * <p>Elsewhere: {@code rescale_betas_zero_snr} (diffusers), with the floor 2^-24 in its DPM-Solver, UniPC and Euler families.
 *
 * @see <a href="https://arxiv.org/abs/2305.08891">Lin et al. 2024</a>, algorithm 1
 */
public final class RescaleZeroSnr extends AlphaTable {
  private static final Parameter<Double> FLOOR = Parameter.number("floor", 0, 0, 1,
      "alpha^2 of the last entry (diffusers' DPM-Solver, UniPC and Euler families: 2^-24, 5.960464477539063e-8)").below();

  /** How it is named and made. */
  public static final Part<RescaleZeroSnr> PART = Part
      .of(RescaleZeroSnr.class, "rescale-zero-snr", "a table moved and stretched to end at pure noise", "arXiv:2305.08891")
      .around(RescaleZeroSnr::inner).with(FLOOR, RescaleZeroSnr::floor)
      .made(a -> new RescaleZeroSnr(a.inner(0, NoiseSchedule.class), a.get(FLOOR)));

  private final NoiseSchedule inner;
  private final double floor;

  /** To pure noise. */
  public RescaleZeroSnr(NoiseSchedule inner) {
    this(inner, FLOOR.byDefault());
  }

  /**
   * To alpha^2 of the floor.
   *
   * @param inner a variance-preserving table
   * @param floor at least 0 and below alpha^2 of the first entry
   */
  public RescaleZeroSnr(NoiseSchedule inner, double floor) {
    this.inner = inner;
    this.floor = PART.checked(FLOOR, floor);
    if (inner.entries() == 0)
      throw new IllegalArgumentException("rescale-zero-snr needs a table, and " + inner + " has no entries; its networks begin at its own end");
    var alphaBar = new double[inner.entries()];
    double first = inner.earliest().alpha(), last = inner.latest().alpha();
    for (int i = 0; i < alphaBar.length; i++) {
      double alpha = (inner.at(i).alpha() - last) * (first / (first - last));
      alphaBar[i] = alpha * alpha;
    }
    if (floor >= alphaBar[0])
      throw new IllegalArgumentException("rescale-zero-snr: floor must be below alpha^2 of the first entry, " + alphaBar[0] + ", was " + floor);
    if (floor > 0) raise(alphaBar, floor);
    alphaBar[alphaBar.length - 1] = floor;
    super(alphaBar);
  }

  private static void raise(double[] alphaBar, double floor) {
    int end = alphaBar.length - 1, above = end - 1;
    while (alphaBar[above] <= floor) above--;
    double from = StrictMath.log(alphaBar[above]), step = (StrictMath.log(floor) - from) / (end - above);
    for (int i = above + 1; i < end; i++) alphaBar[i] = StrictMath.exp(from + step * (i - above));
  }

  /** The table before. */
  public NoiseSchedule inner() {
    return inner;
  }

  /** alpha^2 of the last entry. */
  public double floor() {
    return floor;
  }

  @Override
  public double initialScale(Point first) {
    return inner.initialScale(first);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof RescaleZeroSnr r && toString().equals(r.toString());
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
