package org.counterflow.solvers.schedule;

import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.solvers.internal.PartName;
import org.counterflow.solvers.internal.Require;

/**
 * The variance-exploding process of EDM: {@code alpha = 1}, {@code sigma = t}.
 *
 * <p>Time is sigma; time 0 is clean data, and each sigma above 0 has its point. Starting normals are multiplied by the sigma of the
 * first point.
 *
 * @param sigmaMin sigma of the earliest point, above 0; 0.002 by default
 * @param sigmaMax sigma of the latest point, above sigmaMin; 80 by default
 * @param initialScale of the starting normals; {@code sigma} by default, {@code total} in diffusers' EDM schedulers
 * @see <a href="https://arxiv.org/abs/2206.00364">Karras et al. 2022</a>, table 1
 */
public record Edm(double sigmaMin, double sigmaMax, InitialScale initialScale) implements NoiseSchedule {
  /** Checks the ranges. */
  public Edm {
    Require.positive("sigma-min", sigmaMin);
    Require.positive("sigma-max", sigmaMax);
    if (sigmaMax <= sigmaMin) throw new IllegalArgumentException("sigma-max must be above sigma-min (" + sigmaMin + "), was " + sigmaMax);
  }

  /** The usual scale of starting normals. */
  public Edm(double sigmaMin, double sigmaMax) {
    this(sigmaMin, sigmaMax, InitialScale.SIGMA);
  }

  @Override
  public Point at(double time) {
    return new Point(time, 1, time);
  }

  @Override
  public double timeOfLambda(double lambda) {
    return StrictMath.exp(-lambda);
  }

  @Override
  public Point rate(double time) {
    return new Point(1, 0, 1);
  }

  /** Throws: networks of this process are told sigma or its logarithm. */
  @Override
  public double unit(Point p) {
    throw new IllegalArgumentException(
        this + " has neither steps nor a time in 0 to 1: its networks take the time sigma or log-sigma (EDM's own is log-sigma)");
  }

  @Override
  public Point earliest() {
    return at(sigmaMin);
  }

  @Override
  public Point latest() {
    return at(sigmaMax);
  }

  @Override
  public double initialScale(Point first) {
    return initialScale.at(first);
  }

  @Override
  public String toString() {
    return PartName.of("edm").with("sigma-min", sigmaMin, 0.002).with("sigma-max", sigmaMax, 80).with("initial-scale", initialScale,
        InitialScale.SIGMA).toString();
  }
}
