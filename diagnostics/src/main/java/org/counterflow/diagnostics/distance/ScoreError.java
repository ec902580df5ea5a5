package org.counterflow.diagnostics.distance;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.process.Point;

/**
 * How wrong an estimate on a line is, as the theory counts it: with ds the estimated score minus the exact one, all means under the exact law p,
 * <pre>
 * score    = sqrt(mean over points of E ds^2)          jacobian = mean over points of E |ds'|
 * ode      = 1/2 integral d lambda integral |d/dx (p sigma^2 ds)| dx
 * sde      = sqrt(1/2 integral d lambda sigma^2 E ds^2)
 * </pre>
 * The last two are bounds of total variation, without a constant and up to the error of finitely many steps: {@code ode} for the probability flow,
 * by the continuity equation, {@code sde} for the reverse diffusion, by the theorems of Girsanov and Pinsker.
 *
 * @param score the error of the score, eps_score
 * @param jacobian the error of its derivative, eps_Jacobi
 * @param ode bound of deterministic samplers
 * @param sde bound of stochastic samplers
 */
public record ScoreError(double score, double jacobian, double ode, double sde) {
  /** Deviations on either side; beyond is 2e-17 of the mass. */
  private static final double TAIL = 8.5;
  /** Nodes on the line; they resolve waves of 100 radians a deviation. */
  private static final int NODES = 16001;
  /** Points at which it is looked, of a run that has more. */
  private static final int MOST = 65;

  /**
   * By quadrature, at up to 65 of the points of a run.
   *
   * @param mixture in one dimension, whose score is the exact one
   * @param estimate what is judged
   * @param points of a run, in order, at least 2, with alpha and sigma above 0
   */
  public static ScoreError of(Mixture mixture, DataEstimate estimate, List<Point> points) {
    if (points.size() < 2) throw new IllegalArgumentException("errors along a run need two points and more, there are " + points.size());
    for (Point p : points)
      if (!p.inside()) throw new IllegalArgumentException("errors are integrated over lambda, which is infinite at " + p + ": leave that end out");
    int count = Math.min(MOST, points.size());
    double square = 0, slope = 0, ode = 0, sde = 0;
    At before = null;
    double lambda = 0;
    for (int i = 0; i < count; i++) {
      Point p = points.get((int) Math.round((double) i * (points.size() - 1) / (count - 1)));
      At here = at(mixture, estimate, p);
      square += here.square / count;
      slope += here.slope / count;
      if (before != null) {
        double half = 0.5 * (p.lambda() - lambda);
        ode += 0.5 * half * (before.variation + here.variation);
        sde += 0.5 * half * (before.weighted + here.weighted);
      }
      before = here;
      lambda = p.lambda();
    }
    return new ScoreError(Math.sqrt(square), slope, ode, Math.sqrt(sde));
  }

  /** E ds^2, E |ds'|, the variation of p sigma^2 ds, and sigma^2 E ds^2. */
  private record At(double square, double slope, double variation, double weighted) {}

  private static At at(Mixture mixture, DataEstimate estimate, Point p) {
    var law = new MixtureLaw(mixture, p);
    DoubleUnaryOperator estimated = estimate.at(p);
    double low = law.low(TAIL), dx = (law.high(TAIL) - low) / (NODES - 1), variance = p.sigma() * p.sigma();
    double square = 0, slope = 0, variation = 0, lastError = 0, lastDensity = 0;
    for (int i = 0; i < NODES; i++) {
      double x = low + i * dx, density = law.density(x), error = p.alpha() / variance * (estimated.applyAsDouble(x) - law.data(x));
      square += density * error * error * dx;
      if (i > 0) {
        slope += 0.5 * (density + lastDensity) * Math.abs(error - lastError);
        variation += variance * Math.abs(density * error - lastDensity * lastError);
      }
      lastError = error;
      lastDensity = density;
    }
    return new At(square, slope, variation, variance * square);
  }
}
