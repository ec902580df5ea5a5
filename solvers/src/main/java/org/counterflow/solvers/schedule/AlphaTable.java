package org.counterflow.solvers.schedule;

import java.util.Arrays;
import java.util.List;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;

/**
 * The places of a variance-preserving process in discrete time, by {@code alpha-bar = alpha^2} of each entry. Between entries, from clean
 * data at time -1 to the first, and beyond the last, log alpha is linear; before an entry whose alpha is 0 alpha itself is.
 */
abstract class AlphaTable implements NoiseSchedule {
  static final double CLEAN = -1;

  private final double[] alphaBar;
  private final double[] logAlpha;

  AlphaTable(double[] alphaBar) {
    this.alphaBar = alphaBar;
    logAlpha = Arrays.stream(alphaBar).map(a -> 0.5 * StrictMath.log(a)).toArray();
  }

  /** The places of another. */
  AlphaTable(AlphaTable same) {
    alphaBar = same.alphaBar;
    logAlpha = same.logAlpha;
  }

  @Override
  public final int entries() {
    return alphaBar.length;
  }

  List<Double> alphaBars() {
    return Arrays.stream(alphaBar).boxed().toList();
  }

  @Override
  public final Point earliest() {
    return entry(0);
  }

  @Override
  public final Point latest() {
    return entry(alphaBar.length - 1);
  }

  @Override
  public final Point clean() {
    return new Point(CLEAN, 1, 0);
  }

  private Point entry(int i) {
    return new Point(i, StrictMath.sqrt(alphaBar[i]), StrictMath.sqrt(1 - alphaBar[i]));
  }

  @Override
  public final Point at(double time) {
    if (time == CLEAN) return clean();
    if (time == Math.rint(time) && time >= 0 && time < alphaBar.length) return entry((int) time);
    int i = segment(time);
    if (endsInNoise(i)) return inNoise(time, StrictMath.exp(logAlpha[i]) * (i + 1 - time));
    double log = logAlphaOf(i) + (time - i) * slope(i);
    return new Point(time, StrictMath.exp(log), VpIdentities.sigma(log));
  }

  private static Point inNoise(double time, double alpha) {
    return new Point(time, alpha, StrictMath.sqrt((1 - alpha) * (1 + alpha)));
  }

  @Override
  public final double timeOfLambda(double lambda) {
    double log = VpIdentities.logAlpha(lambda);
    int low = -1, high = alphaBar.length - 1;
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (logAlpha[middle] > log) low = middle;
      else high = middle;
    }
    if (endsInNoise(low)) return low - StrictMath.expm1(log - logAlpha[low]);
    return low + (log - logAlphaOf(low)) / slope(low);
  }

  /** At that time, but by way of the time the last piece would lose the digits of a small alpha. */
  @Override
  public final Point atLambda(double lambda) {
    if (lambda == Double.POSITIVE_INFINITY) return clean();
    double time = timeOfLambda(lambda);
    return endsInNoise(segment(time)) ? inNoise(time, StrictMath.exp(VpIdentities.logAlpha(lambda))) : at(time);
  }

  @Override
  public final Point rate(double time) {
    Point p = at(time);
    int i = segment(time);
    double alpha = endsInNoise(i) ? -StrictMath.exp(logAlpha[i]) : p.alpha() * slope(i);
    return new Point(1, alpha, -p.alpha() * alpha / p.sigma());
  }

  /** The entry, or -1, where the piece of the line begins that this time lies on. */
  private int segment(double time) {
    return (int) Math.clamp(Math.floor(time), CLEAN, alphaBar.length - 2);
  }

  private boolean endsInNoise(int i) {
    return alphaBar[i + 1] == 0;
  }

  private double logAlphaOf(int i) {
    return i < 0 ? 0 : logAlpha[i];
  }

  private double slope(int i) {
    return logAlpha[i + 1] - logAlphaOf(i);
  }
}
