package org.counterflow.solvers.schedule;

import java.util.Arrays;
import java.util.List;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.solvers.internal.PartName;
import org.counterflow.solvers.internal.Require;

/**
 * A variance-preserving process in discrete time: {@code alpha_i^2 = (1 - beta_0) ... (1 - beta_i)}, {@code sigma_i^2 = 1 - alpha_i^2}.
 *
 * <p>Time is the index, 0 to {@code entries() - 1}: what networks trained on the table take as {@code step}. Between entries log
 * alpha is linear. Time -1 is clean data, times before it mean nothing (sigma is not a number); between -1 and 0 log alpha goes on
 * linearly to 0, and beyond the last entry with the last slope, so that each lambda has its point: a solver may pass the first entry
 * on its way. Betas and products are computed in double, as diffusers does in double.
 *
 * <p>Starting normals are not scaled, unless {@link #with} says so.
 */
public final class BetaTable implements NoiseSchedule {
  private static final double CLEAN = -1;
  private static final double COSINE_OFFSET = 0.008;
  private static final double COSINE_MAX_BETA = 0.999;

  private final String text;
  private final double[] alphaBar;
  private final double[] logAlpha;
  private final InitialScale initialScale;

  private BetaTable(String text, double[] alphaBar, double[] logAlpha, InitialScale initialScale) {
    this.text = text;
    this.alphaBar = alphaBar;
    this.logAlpha = logAlpha;
    this.initialScale = initialScale;
  }

  private static BetaTable of(PartName name, double[] betas) {
    if (betas.length < 2) throw new IllegalArgumentException(name + " needs at least 2 entries, has " + betas.length);
    var alphaBar = new double[betas.length];
    var logAlpha = new double[betas.length];
    double product = 1;
    for (int i = 0; i < betas.length; i++) {
      if (!(betas[i] > 0 && betas[i] < 1)) throw new IllegalArgumentException("beta " + i + " of " + name
          + " must be above 0 and below 1, was " + betas[i]);
      product *= 1 - betas[i];
      if (product == 0) throw new IllegalArgumentException("alpha of " + name + " is 0 from entry " + i
          + " on; take fewer entries or smaller betas");
      alphaBar[i] = product;
      logAlpha[i] = 0.5 * StrictMath.log(product);
    }
    return new BetaTable(name.toString(), alphaBar, logAlpha, InitialScale.UNIT);
  }

  /**
   * DDPM's table: betas in equal steps. Elsewhere: {@code beta_schedule="linear"} (diffusers).
   *
   * @param betaStart first beta, above 0 and below 1; 1e-4 in DDPM
   * @param betaEnd last beta, the same; 0.02 in DDPM
   * @param steps entries, at least 2; 1000 in DDPM
   * @see <a href="https://arxiv.org/abs/2006.11239">Ho, Jain, Abbeel 2020</a>, section 4
   */
  public static BetaTable linear(double betaStart, double betaEnd, int steps) {
    var name = PartName.of("linear").with("beta-start", betaStart, 1e-4).with("beta-end", betaEnd, 0.02).with("steps", steps, 1000);
    return of(name, equalSteps(betaStart, betaEnd, steps));
  }

  /**
   * Latent diffusion's table: roots of betas in equal steps. Elsewhere: {@code beta_schedule="scaled_linear"} (diffusers).
   *
   * @param betaStart first beta, above 0 and below 1; 0.00085 in Stable Diffusion
   * @param betaEnd last beta, the same; 0.012 in Stable Diffusion
   * @param steps entries, at least 2; 1000 in Stable Diffusion
   * @see <a href="https://arxiv.org/abs/2112.10752">Rombach et al. 2022</a>
   */
  public static BetaTable scaledLinear(double betaStart, double betaEnd, int steps) {
    var name = PartName.of("scaled-linear").with("beta-start", betaStart, 0.00085).with("beta-end", betaEnd, 0.012).with("steps", steps,
        1000);
    double[] roots = equalSteps(StrictMath.sqrt(betaStart), StrictMath.sqrt(betaEnd), steps);
    return of(name, Arrays.stream(roots).map(r -> r * r).toArray());
  }

  /**
   * The cosine table: alpha follows a quarter of a cosine, betas are bounded by 0.999. Elsewhere: {@code squaredcos_cap_v2} (diffusers).
   *
   * @param steps entries, at least 2
   * @see <a href="https://arxiv.org/abs/2102.09672">Nichol, Dhariwal 2021</a>, equation 17
   */
  public static BetaTable cosine(int steps) {
    var betas = new double[Math.max(0, steps)];
    for (int i = 0; i < steps; i++) betas[i] = Math.min(1 - cosineAlphaBar((i + 1.0) / steps) / cosineAlphaBar((double) i / steps),
        COSINE_MAX_BETA);
    return of(PartName.of("cosine").with("steps", steps, 1000), betas);
  }

  private static double cosineAlphaBar(double t) {
    double c = StrictMath.cos((t + COSINE_OFFSET) / (1 + COSINE_OFFSET) * Math.PI / 2);
    return c * c;
  }

  /**
   * The learning rates of the non-asymptotic theory: with {@code d = c1 log(T) / T}, {@code beta_1 = T^-c0} and
   * {@code beta_t = d min(beta_1 (1 + d)^t, 1)} for t = 2 .. T; nearly uniform in lambda. Entry i is the theory's t = i + 1.
   *
   * @param c0 above 0; 2 by default. {@code 1 - alpha-bar_1 = T^-c0}
   * @param c1 above 0, {@code c1 log(T) / T} below 1; 6 by default. c1 - c0 of about 4 leaves little of the data at T
   * @param steps T, at least 2
   * @see <a href="https://arxiv.org/abs/2306.09251">Li, Wei, Chen, Chi 2023</a>
   */
  public static BetaTable liTwoPhase(double c0, double c1, int steps) {
    Require.positive("c0", c0);
    Require.positive("c1", c1);
    double d = c1 * StrictMath.log(steps) / steps, first = StrictMath.pow(steps, -c0);
    if (!(d < 1)) throw new IllegalArgumentException("li-two-phase needs c1 log(steps) / steps below 1, was " + d + " for c1=" + c1
        + ", steps=" + steps);
    var betas = new double[Math.max(0, steps)];
    for (int i = 0; i < steps; i++) betas[i] = i == 0 ? first : d * Math.min(first * StrictMath.pow(1 + d, i + 1), 1);
    return of(PartName.of("li-two-phase").with("c0", c0, 2).with("c1", c1, 6).with("steps", steps, 1000), betas);
  }

  /**
   * A table of any betas. Elsewhere: {@code trained_betas} (diffusers).
   *
   * @param betas each above 0 and below 1, at least 2 of them
   */
  public static BetaTable ofBetas(double... betas) {
    return of(PartName.of("betas").with("values", Arrays.stream(betas).boxed().toList()), betas);
  }

  /** As {@code torch.linspace}: from both ends to the middle. */
  private static double[] equalSteps(double from, double to, int n) {
    var values = new double[Math.max(0, n)];
    double step = (to - from) / (n - 1);
    for (int i = 0; i < n; i++) values[i] = i < n / 2 ? from + step * i : to - step * (n - 1 - i);
    return values;
  }

  /** The same table with another scale of starting normals: {@link InitialScale#SIGMA} is what a run in variance-exploding form does. */
  public BetaTable with(InitialScale scale) {
    return new BetaTable(text, alphaBar, logAlpha, scale);
  }

  @Override
  public Point at(double time) {
    if (time == CLEAN) return clean();
    if (time == Math.rint(time) && time >= 0 && time < alphaBar.length) return entry((int) time);
    int i = segment(time);
    double log = logAlphaOf(i) + (time - i) * slope(i);
    return new Point(time, StrictMath.exp(log), VpIdentities.sigma(log));
  }

  private Point entry(int i) {
    return new Point(i, StrictMath.sqrt(alphaBar[i]), StrictMath.sqrt(1 - alphaBar[i]));
  }

  /** The entry, or -1, where the piece of the line begins that this time lies on. */
  private int segment(double time) {
    return (int) Math.clamp(Math.floor(time), CLEAN, alphaBar.length - 2);
  }

  private double logAlphaOf(int i) {
    return i < 0 ? 0 : logAlpha[i];
  }

  private double slope(int i) {
    return logAlpha[i + 1] - logAlphaOf(i);
  }

  @Override
  public double timeOfLambda(double lambda) {
    double log = VpIdentities.logAlpha(lambda);
    int low = -1, high = alphaBar.length - 1;
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (logAlpha[middle] > log) low = middle;
      else high = middle;
    }
    return low + (log - logAlphaOf(low)) / slope(low);
  }

  @Override
  public Point rate(double time) {
    Point p = at(time);
    double alpha = p.alpha() * slope(segment(time));
    return new Point(1, alpha, -p.alpha() * alpha / p.sigma());
  }

  @Override
  public Point earliest() {
    return entry(0);
  }

  @Override
  public Point latest() {
    return entry(alphaBar.length - 1);
  }

  @Override
  public Point clean() {
    return new Point(CLEAN, 1, 0);
  }

  @Override
  public int entries() {
    return alphaBar.length;
  }

  @Override
  public double initialScale(Point first) {
    return initialScale.at(first);
  }

  /** {@code alpha-bar = alpha^2} of each entry. */
  public List<Double> alphaBars() {
    return Arrays.stream(alphaBar).boxed().toList();
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof BetaTable t && toString().equals(t.toString());
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }

  @Override
  public String toString() {
    if (initialScale == InitialScale.UNIT) return text;
    return text + (text.contains(":") ? "," : ":") + "initial-scale=" + initialScale;
  }
}
