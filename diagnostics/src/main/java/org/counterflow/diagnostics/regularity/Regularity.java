package org.counterflow.diagnostics.regularity;

import java.util.SplittableRandom;
import org.counterflow.api.process.Point;
import org.jspecify.annotations.Nullable;

/**
 * The derivatives of a score at one state, without dimension: score derivatives scale like {@code 1/sigma^2} and {@code 1/sigma^3}, and what
 * theory asks to be bounded is what is left.
 *
 * @param at the place
 * @param first {@code sigma^2 |grad s|} as an operator, from below by {@link Krylov}
 * @param second {@code sigma^3 |grad^2 s|}, from below by {@link SecondDerivative}
 * @param low the least eigenvalue of {@code sigma^2 grad s}
 * @param high the greatest: above 0 where the law has more than one mode
 * @param asymmetry of the Jacobian on the Krylov space; 0 for a true score
 * @param trace {@code sigma^2 tr grad s}
 * @param steps that the differences took
 */
public record Regularity(Point at, double first, double second, double low, double high, double asymmetry, Trace trace, Steps steps) {
  /** How often steps are tried again along the direction that was found with longer ones. */
  private static final int REFINEMENTS = 3;

  /**
   * How much to do at a state.
   *
   * @param products of Lanczos' method
   * @param iterations of the power method for second derivatives, from each of two beginnings
   * @param probes for trace and Frobenius norm
   */
  public record Work(int products, int iterations, int probes) {
    /** 16 products, 6 iterations, 8 probes: about 140 evaluations. */
    public static final Work USUAL = new Work(16, 6, 8);
  }

  /**
   * At a state.
   *
   * @param probe of the score function
   * @param at the place; sigma above 0
   * @param label the state's class, or null
   * @param x the state
   * @param work how much
   * @param seed of all directions
   */
  public static Regularity of(ScoreProbe probe, Point at, @Nullable Long label, double[] x, Work work, long seed) {
    Field noise = probe.noise(at, label);
    int n = x.length;
    double root = Math.sqrt(n), sigma = at.sigma();
    Steps steps = Steps.fit(noise, x, Vectors.signs(n, new SplittableRandom(seed)));
    Krylov k = krylov(noise, x, steps, work, seed);
    // Along the direction that stretches most the field may change much faster than along a random one.
    for (int i = 0; i < REFINEMENTS; i++) {
      double[] v = Vectors.times(-k.low() > k.high() ? k.bottom() : k.top(), root);
      Steps finer = steps.along(noise, x, v);
      if (!(finer.first() < 0.6 * steps.first())) {
        if (finer.second() < steps.second()) steps = finer;
        break;
      }
      steps = finer;
      k = krylov(noise, x, steps, work, seed);
    }
    var second = SecondDerivative.of(noise, x, steps.second(), new double[][] {k.top(), k.bottom()}, work.iterations());
    Trace t = Trace.estimate(noise, x, steps.first(), work.probes(), seed + 2);
    // The score is -epsilon/sigma, so that sigma^2 grad s is -sigma times the Jacobian of epsilon.
    return new Regularity(at, sigma * k.norm(), sigma * sigma * second.norm(), -sigma * k.high(), -sigma * k.low(), k.asymmetry(),
        new Trace(-sigma * t.mean(), sigma * t.standardError(), sigma * t.frobenius(), t.probes()), steps);
  }

  private static Krylov krylov(Field noise, double[] x, Steps steps, Work work, long seed) {
    var differences = new Differences(noise);
    // Directions of length sqrt(d): a typical element then moves by the step.
    double root = Math.sqrt(x.length);
    return Krylov.of(v -> Vectors.times(differences.product(x, Vectors.times(v, root), steps.first()), 1 / root), x.length, work.products(), seed + 1);
  }
}
