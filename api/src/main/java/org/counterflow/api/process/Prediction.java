package org.counterflow.api.process;

import java.util.List;
import java.util.function.Function;
import org.counterflow.api.part.Part;

/**
 * What a network's output F means: the data and noise estimates as combinations of state and output.
 *
 * <p>For any (alpha, sigma, x) with the same ratio the estimates are those of the process the network was trained on, so a network of one
 * process runs on the points of another ({@link #isScaleFree}). {@code toString()} is the catalogue text.
 */
public interface Prediction {
  /** Where a velocity points. */
  enum Towards {
    /** To noise: {@code epsilon - D}. */
    NOISE,
    /** To data: {@code D - epsilon}. */
    DATA
  }

  /** The output is the data estimate: {@code D = F}. */
  Prediction DATA = of("data", "the output is the data estimate", "",
      p -> new Affine(0, 1), p -> new Affine(1 / p.sigma(), -p.alpha() / p.sigma()));

  /** The output is the noise estimate: {@code epsilon = F}, {@code D = (x - sigma F) / alpha}. */
  Prediction EPSILON = of("epsilon", "the output is the noise estimate", "arXiv:2006.11239",
      p -> new Affine(1 / p.alpha(), -p.sigma() / p.alpha()), p -> new Affine(0, 1));

  /**
   * {@code v = alpha epsilon - sigma D} of the process with {@code alpha^2 + sigma^2 = 1} and the same lambda (Salimans and Ho 2022,
   * arXiv:2202.00512, appendix D).
   */
  Prediction VELOCITY = of("velocity", "alpha noise - sigma data, of the variance-preserving process", "arXiv:2202.00512", p -> {
    double n = StrictMath.hypot(p.alpha(), p.sigma());
    return new Affine(p.alpha() / (n * n), -p.sigma() / n);
  }, p -> {
    double n = StrictMath.hypot(p.alpha(), p.sigma());
    return new Affine(p.sigma() / (n * n), p.alpha() / n);
  });

  /** {@code dx/dt = epsilon - D} of the straight path with {@code alpha + sigma = 1} (Liu et al. 2022, arXiv:2209.03003). */
  Prediction FLOW = new FlowPrediction();

  /** The output is the score {@code grad log p = -epsilon / sigma} of the process that the network was trained on. */
  Prediction SCORE = new NamedPrediction("score", "the output is the score", "arXiv:2011.13456",
      p -> new Affine(1 / p.alpha(), p.sigma() * p.sigma() / p.alpha()), p -> new Affine(0, -p.sigma()), false);

  /**
   * The velocity of the straight path with {@code alpha + sigma = 1}: {@code flow}.
   *
   * @param towards noise by default; data where a network was trained with t = 0 as noise, whose time label then mostly is {@code
   *     unit:from=noise}
   */
  static Prediction flow(Towards towards) {
    return new FlowPrediction(towards);
  }

  /**
   * The preconditioned output of EDM (Karras et al. 2022, arXiv:2206.00364, table 1), with s = sigma/alpha and d the deviation of the data:
   * {@code D = d^2/(s^2 + d^2) x/alpha + s d/sqrt(s^2 + d^2) F}; the network's input is {@code x/alpha / sqrt(s^2 + d^2)}.
   *
   * @param sigmaData standard deviation of the data, above 0; 0.5 by default, as in EDM
   */
  static Prediction edm(double sigmaData) {
    return new EdmPrediction(sigmaData);
  }

  /**
   * The preconditioned output of EDM, its negative, or that of a consistency model (Song et al. 2023, arXiv:2303.01469, appendix C):
   * {@code D = d^2/((s - m)^2 + d^2) x/alpha + (s - m) d/sqrt(s^2 + d^2) F}, which is the state itself at s = m.
   *
   * @param sigmaData d, standard deviation of the data, above 0
   * @param towards data by default; noise, the negative, in diffusers' EDM schedulers with v_prediction
   * @param sigmaMin m, at least 0; 0 by default, 0.002 for consistency models
   */
  static Prediction edm(double sigmaData, Towards towards, double sigmaMin) {
    return new EdmPrediction(sigmaData, towards, sigmaMin);
  }

  /** The declarations of these six. */
  static List<Part<? extends Prediction>> parts() {
    return PredictionParts.all();
  }

  /** The catalogue id with parameters. */
  String id();

  /**
   * Whether an output of the network's own process means the same at every (alpha, sigma, x) of the same ratio. All but {@link #SCORE} are:
   * a score has the scale of its process.
   */
  default boolean isScaleFree() {
    return true;
  }

  /** The data estimate at a point. */
  Affine data(Point p);

  /** The noise estimate at a point. */
  Affine noise(Point p);

  /** What the state of the network's own process is multiplied by before it enters the network; 1 but for EDM. */
  default double inputScale(Point own) {
    return 1;
  }

  private static Prediction of(String id, String summary, String paper, Function<Point, Affine> data, Function<Point, Affine> noise) {
    return new NamedPrediction(id, summary, paper, data, noise, true);
  }
}
