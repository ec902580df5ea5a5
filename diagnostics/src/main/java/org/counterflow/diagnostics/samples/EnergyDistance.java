package org.counterflow.diagnostics.samples;

/**
 * The energy distance {@code 2 E|X - Y| - E|X - X'| - E|Y - Y'|} of two laws: 0 if they are one and above 0 else; no parameter is to be chosen.
 * Its unit is that of the samples.
 *
 * <p>Estimated by the means over all pairs of different rows, which is unbiased: of equal laws it is about 0, on both sides. The standard error is the
 * jackknife's over 20 groups of rows (fewer where there are fewer than 40 rows). It is right for laws that differ; of equal laws the estimate has no
 * normal law, and the error is its size. Takes time of samples^2 times elements.
 *
 * @see <a href="https://doi.org/10.1016/j.jspi.2013.03.018">Sz&eacute;kely and Rizzo 2013</a>
 */
public final class EnergyDistance {
  private EnergyDistance() {}

  /**
   * Between two laws, from samples of each.
   *
   * @param x 4 samples or more
   * @param y as many or not, with as many elements
   * @throws IllegalArgumentException if there are fewer, or the elements are not as many
   */
  public static Estimated between(Cloud x, Cloud y) {
    return PairSums.of(x, y, (squared, product) -> Math.sqrt(squared)).contrast(-1);
  }
}
