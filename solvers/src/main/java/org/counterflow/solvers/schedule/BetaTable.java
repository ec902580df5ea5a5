package org.counterflow.solvers.schedule;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.counterflow.api.part.Arguments;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.Point;

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
public final class BetaTable extends AlphaTable {
  private static final double COSINE_OFFSET = 0.008, LAPLACE_OFFSET = 1e-6;
  private static final double MAX_BETA = 0.999;

  private static final Parameter<InitialScale> SCALE = InitialScale.parameter(InitialScale.UNIT);
  private static final Parameter<Integer> STEPS = Parameter.integer("steps", 1000, 2, 1_000_000, "entries of the table");
  private static final Parameter<Double> LINEAR_START = beta("beta-start", 1e-4, "first beta");
  private static final Parameter<Double> LINEAR_END = beta("beta-end", 0.02, "last beta");
  private static final Parameter<Double> SCALED_START = beta("beta-start", 0.00085, "first beta");
  private static final Parameter<Double> SCALED_END = beta("beta-end", 0.012, "last beta");
  private static final Parameter<Double> C0 = Parameter.number("c0", 2, 0, 100, "1 - alpha-bar of the first entry is steps^-c0").above();
  private static final Parameter<Double> C1 = Parameter.number("c1", 6, 0, 100,
      "betas end at c1 log(steps)/steps, which must be below 1").above();
  private static final Parameter<List<Double>> VALUES = Parameter.numbers("values",
      "each above 0 and below 1, with / between them");

  private static final Part<BetaTable> LINEAR = Part
      .of(BetaTable.class, "linear", "table of betas in equal steps", "arXiv:2006.11239").with(LINEAR_START, LINEAR_END, STEPS, SCALE)
      .made(a -> new BetaTable(a, equalSteps(a.get(LINEAR_START), a.get(LINEAR_END), a.get(STEPS))));
  private static final Part<BetaTable> SCALED_LINEAR = Part
      .of(BetaTable.class, "scaled-linear", "table of betas whose roots are in equal steps: latent diffusion", "arXiv:2112.10752")
      .with(SCALED_START, SCALED_END, STEPS, SCALE).made(a -> new BetaTable(a, scaledLinear(a)));
  private static final Part<BetaTable> COSINE = Part
      .of(BetaTable.class, "cosine", "table whose alpha follows a quarter of a cosine (diffusers: squaredcos_cap_v2)", "arXiv:2102.09672")
      .with(STEPS, SCALE).made(a -> new BetaTable(a, bounded(a.get(STEPS), BetaTable::cosineAlphaBar)));
  private static final Part<BetaTable> EXP = Part
      .of(BetaTable.class, "exp", "table whose alpha-bar falls exponentially in time (diffusers: alpha_transform_type exp)", "")
      .with(STEPS, SCALE).made(a -> new BetaTable(a, bounded(a.get(STEPS), t -> StrictMath.exp(-12 * t))));
  private static final Part<BetaTable> LAPLACE = Part
      .of(BetaTable.class, "laplace", "table whose log signal-to-noise ratio has a Laplace distribution", "arXiv:2407.03297")
      .with(STEPS, SCALE).made(a -> new BetaTable(a, bounded(a.get(STEPS), BetaTable::laplaceAlphaBar)));
  private static final Part<BetaTable> SIGMOID = Part
      .of(BetaTable.class, "sigmoid", "table of betas along a sigmoid (diffusers: sigmoid)", "arXiv:2203.02923")
      .with(LINEAR_START, LINEAR_END, STEPS, SCALE).made(a -> new BetaTable(a, sigmoid(a)));
  private static final Part<BetaTable> LI_TWO_PHASE = Part
      .of(BetaTable.class, "li-two-phase", "the learning rates of the theory, nearly uniform in lambda", "arXiv:2306.09251")
      .with(C0, C1, STEPS, SCALE).made(a -> new BetaTable(a, liTwoPhase(a)));
  private static final Part<BetaTable> BETAS = Part
      .of(BetaTable.class, "betas", "table of given betas (diffusers: trained_betas)", "").with(VALUES, SCALE)
      .made(a -> new BetaTable(a, a.get(VALUES).stream().mapToDouble(b -> b).toArray()));

  /** How the tables are named and made. */
  public static final List<Part<BetaTable>> PARTS = List.of(LINEAR, SCALED_LINEAR, COSINE, EXP, LAPLACE, SIGMOID, LI_TWO_PHASE, BETAS);

  private final Arguments arguments;
  private final String text;

  private BetaTable(Arguments arguments, AlphaTable same) {
    this.arguments = arguments;
    text = arguments.text();
    super(same);
  }

  private BetaTable(Arguments arguments, double[] betas) {
    this.arguments = arguments;
    text = arguments.text();
    super(alphaBars(arguments.text(), betas));
  }

  private static double[] alphaBars(String table, double[] betas) {
    if (betas.length < 2) throw new IllegalArgumentException(table + " needs at least 2 entries, has " + betas.length);
    var alphaBar = new double[betas.length];
    double product = 1;
    for (int i = 0; i < betas.length; i++) {
      if (!(betas[i] > 0 && betas[i] < 1)) throw new IllegalArgumentException("beta " + i + " of " + table
          + " must be above 0 and below 1, was " + betas[i]);
      if (1 - betas[i] == 1) throw new IllegalArgumentException("beta " + i + " of " + table + " is too small to count beside 1: "
          + betas[i] + "; take 1e-15 or more");
      product *= 1 - betas[i];
      if (product == 0) throw new IllegalArgumentException("alpha of " + table + " is 0 from entry " + i
          + " on; take fewer entries or smaller betas");
      alphaBar[i] = product;
    }
    return alphaBar;
  }

  private static Parameter<Double> beta(String name, double byDefault, String summary) {
    return Parameter.number(name, byDefault, 0, 1, summary).above().below();
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
    return LINEAR.make(LINEAR.arguments().with(LINEAR_START, betaStart).with(LINEAR_END, betaEnd).with(STEPS, steps));
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
    return SCALED_LINEAR.make(SCALED_LINEAR.arguments().with(SCALED_START, betaStart).with(SCALED_END, betaEnd).with(STEPS, steps));
  }

  private static double[] scaledLinear(Arguments a) {
    double[] roots = equalSteps(StrictMath.sqrt(a.get(SCALED_START)), StrictMath.sqrt(a.get(SCALED_END)), a.get(STEPS));
    return Arrays.stream(roots).map(r -> r * r).toArray();
  }

  /**
   * The cosine table: alpha follows a quarter of a cosine, betas are bounded by 0.999. Elsewhere: {@code squaredcos_cap_v2} (diffusers).
   *
   * @param steps entries, at least 2
   * @see <a href="https://arxiv.org/abs/2102.09672">Nichol, Dhariwal 2021</a>, equation 17
   */
  public static BetaTable cosine(int steps) {
    return COSINE.make(COSINE.arguments().with(STEPS, steps));
  }

  /** Betas of an alpha-bar given over 0 to 1, none above 0.999. */
  private static double[] bounded(int steps, DoubleUnaryOperator alphaBar) {
    var betas = new double[steps];
    for (int i = 0; i < steps; i++)
      betas[i] = Math.min(1 - alphaBar.applyAsDouble((i + 1.0) / steps) / alphaBar.applyAsDouble((double) i / steps), MAX_BETA);
    return betas;
  }

  private static double cosineAlphaBar(double t) {
    double c = StrictMath.cos((t + COSINE_OFFSET) / (1 + COSINE_OFFSET) * Math.PI / 2);
    return c * c;
  }

  /**
   * The exponential table: {@code alpha-bar = exp(-12 t)} over t from 0 to 1, hence equal betas. Elsewhere: the transform {@code exp}
   * (diffusers).
   *
   * @param steps entries, at least 2
   */
  public static BetaTable exp(int steps) {
    return EXP.make(EXP.arguments().with(STEPS, steps));
  }

  /**
   * The Laplace table, many of whose entries lie where signal and noise are equally strong; betas are bounded by 0.999. Elsewhere:
   * {@code laplace} (diffusers), whose alpha-bar this is: {@code sqrt(r/(1 + r))} with {@code log r = -sign(1/2 - t) log(1 - |1 - 2t| + 1e-6)/2}.
   *
   * @param steps entries, at least 2
   * @see <a href="https://arxiv.org/abs/2407.03297">Hang et al. 2024</a>
   */
  public static BetaTable laplace(int steps) {
    return LAPLACE.make(LAPLACE.arguments().with(STEPS, steps));
  }

  private static double laplaceAlphaBar(double t) {
    double half = 0.5 - t, log = -0.5 * Math.copySign(1, half) * StrictMath.log(1 - 2 * Math.abs(half) + LAPLACE_OFFSET);
    double ratio = StrictMath.exp(log);
    return StrictMath.sqrt(ratio / (1 + ratio));
  }

  /**
   * The sigmoid table: betas along a logistic curve from -6 to 6, between two. Elsewhere: {@code beta_schedule="sigmoid"} (diffusers).
   *
   * @param betaStart where the curve comes from, above 0 and below 1
   * @param betaEnd where it goes to, the same
   * @param steps entries, at least 2
   * @see <a href="https://arxiv.org/abs/2203.02923">Xu et al. 2022</a>
   */
  public static BetaTable sigmoid(double betaStart, double betaEnd, int steps) {
    return SIGMOID.make(SIGMOID.arguments().with(LINEAR_START, betaStart).with(LINEAR_END, betaEnd).with(STEPS, steps));
  }

  private static double[] sigmoid(Arguments a) {
    double start = a.get(LINEAR_START), end = a.get(LINEAR_END);
    double[] x = equalSteps(-6, 6, a.get(STEPS));
    return Arrays.stream(x).map(v -> start + (end - start) / (1 + StrictMath.exp(-v))).toArray();
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
    return LI_TWO_PHASE.make(LI_TWO_PHASE.arguments().with(C0, c0).with(C1, c1).with(STEPS, steps));
  }

  private static double[] liTwoPhase(Arguments a) {
    double c0 = a.get(C0), c1 = a.get(C1);
    int steps = a.get(STEPS);
    double d = c1 * StrictMath.log(steps) / steps, first = StrictMath.pow(steps, -c0);
    if (!(d < 1)) throw new IllegalArgumentException("li-two-phase needs c1 log(steps) / steps below 1, was " + d + " for c1=" + c1
        + ", steps=" + steps);
    var betas = new double[steps];
    for (int i = 0; i < steps; i++) betas[i] = i == 0 ? first : d * Math.min(first * StrictMath.pow(1 + d, i + 1), 1);
    return betas;
  }

  /**
   * A table of any betas. Elsewhere: {@code trained_betas} (diffusers).
   *
   * @param betas each above 0 and below 1, at least 2 of them
   */
  public static BetaTable ofBetas(double... betas) {
    return BETAS.make(BETAS.arguments().with(VALUES, Arrays.stream(betas).boxed().toList()));
  }

  /** As {@code torch.linspace}: from both ends to the middle. */
  private static double[] equalSteps(double from, double to, int n) {
    var values = new double[n];
    double step = (to - from) / (n - 1);
    for (int i = 0; i < n; i++) values[i] = i < n / 2 ? from + step * i : to - step * (n - 1 - i);
    return values;
  }

  /** The same table with another scale of starting normals: {@link InitialScale#SIGMA} is what a run in variance-exploding form does. */
  public BetaTable with(InitialScale scale) {
    return new BetaTable(arguments.with(SCALE, scale), this);
  }

  @Override
  public double initialScale(Point first) {
    return arguments.get(SCALE).at(first);
  }

  /** {@code alpha-bar = alpha^2} of each entry. */
  @Override
  public List<Double> alphaBars() {
    return super.alphaBars();
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof BetaTable t && text.equals(t.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
