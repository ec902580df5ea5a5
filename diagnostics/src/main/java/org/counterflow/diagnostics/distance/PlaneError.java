package org.counterflow.diagnostics.distance;

import java.util.List;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.process.Point;

/**
 * How wrong an estimate in the plane is: with ds the estimated score minus the exact one and p the exact law, as in {@link ScoreError},
 * <pre>
 * score = sqrt(mean over points of E |ds|^2)
 * ode   = 1/2 integral d lambda integral |div(p sigma^2 ds)| dx
 * sde   = sqrt(1/2 integral d lambda sigma^2 E |ds|^2)
 * </pre>
 * The last two bound total variation, up to the error of finitely many steps.
 *
 * @param score eps_score
 * @param ode bound of deterministic samplers
 * @param sde bound of stochastic samplers
 */
public record PlaneError(double score, double ode, double sde) {
  private static final double TAIL = 6;
  private static final int SIDE = 160;

  /**
   * By quadrature at each point of a run.
   *
   * @param mixture in two dimensions, whose score is the exact one
   * @param estimate what is judged
   * @param points of a run, in order, at least 2, with alpha and sigma above 0
   */
  public static PlaneError of(Mixture mixture, PlaneEstimate estimate, List<Point> points) {
    if (points.size() < 2) throw new IllegalArgumentException("errors along a run need two points and more, there are " + points.size());
    for (Point p : points)
      if (!p.inside()) throw new IllegalArgumentException("errors are integrated over lambda, which is infinite at " + p + ": leave that end out");
    double square = 0, ode = 0, sde = 0;
    double[] before = {};
    for (int i = 0; i < points.size(); i++) {
      double[] here = at(mixture, estimate, points.get(i));
      square += here[0] / points.size();
      if (i > 0) {
        double half = 0.25 * points.get(i - 1).stepTo(points.get(i));
        sde += half * (before[1] + here[1]);
        ode += half * (before[2] + here[2]);
      }
      before = here;
    }
    return new PlaneError(Math.sqrt(square), ode, Math.sqrt(sde));
  }

  /** E |ds|^2, the same times sigma^2, and the integral of |div(p sigma^2 ds)|. */
  private static double[] at(Mixture mixture, PlaneEstimate estimate, Point point) {
    var law = new PlaneLaw(mixture, point);
    PlaneEstimate.Field field = estimate.at(point);
    double reach = law.reach(TAIL), step = 2 * reach / (SIDE - 1), square = 0, divergence = 0;
    double[] x = new double[2], estimated = new double[2], exact = new double[2];
    var flux = new double[2][SIDE][SIDE];
    for (int i = 0; i < SIDE; i++) {
      for (int j = 0; j < SIDE; j++) {
        x[0] = -reach + i * step;
        x[1] = -reach + j * step;
        double p = law.density(x[0], x[1]);
        if (p < 1e-14) continue;
        field.data(x, estimated);
        law.data(x, exact);
        for (int c = 0; c < 2; c++) {
          // sigma^2 ds = alpha (D - D*)
          double e = point.alpha() * (estimated[c] - exact[c]);
          flux[c][i][j] = p * e;
          square += p * e * e * step * step;
        }
      }
    }
    for (int i = 1; i < SIDE - 1; i++)
      for (int j = 1; j < SIDE - 1; j++)
        divergence += 0.5 * step * Math.abs(flux[0][i + 1][j] - flux[0][i - 1][j] + flux[1][i][j + 1] - flux[1][i][j - 1]);
    double variance = point.sigma() * point.sigma();
    return new double[] {square / (variance * variance), square / variance, divergence};
  }
}
