package org.counterflow.solvers.schedule;

import java.util.function.DoubleUnaryOperator;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;

/**
 * The process {@code dx = f(t) x dt + g(t) dw} of any drift and diffusion coefficient: the arbitrary schedules of the theory.
 *
 * <pre>alpha(t) = exp(integral of f from 0 to t),   sigma(t)^2 = alpha(t)^2 (integral of g^2/alpha^2 from 0 to t)</pre>
 * The integrals are Gauss-Legendre sums of eight nodes over 512 equal pieces: to the last digits for smooth f and g.
 */
public final class General {
  private static final int PIECES = 512, STEPS = 200;
  private static final double[] NODES = {0.18343464249564978, 0.525532409916329, 0.7966664774136267, 0.9602898564975362};
  private static final double[] WEIGHTS = {0.36268378337836166, 0.3137066458778869, 0.22238103445337443, 0.10122853629037706};

  private General() {}

  /**
   * The process with these coefficients. Times run from earliest to latest, clean data at 0; beyond the latest a lambda has that point. Its
   * starting normals are multiplied by {@code sqrt(alpha^2 + sigma^2)} of the first point.
   *
   * <p>A recipe holds the name alone, and no catalogue makes functions again: write the process as a file of t, alpha and sigma,
   * {@code table:FILE}, to run it from the command line.
   *
   * @param name what it prints as
   * @param f drift coefficient, finite at the times from 0 to latest
   * @param g diffusion coefficient, the same; not 0 over an interval
   * @param earliest the time nearest to data, above 0
   * @param latest the time of most noise, above earliest
   * @throws IllegalArgumentException if alpha or sigma is not finite and above 0 at an end, or sigma/alpha does not rise
   */
  public static NoiseSchedule of(String name, DoubleUnaryOperator f, DoubleUnaryOperator g, double earliest, double latest) {
    if (!(earliest > 0 && latest > earliest && latest < Double.POSITIVE_INFINITY))
      throw new IllegalArgumentException(name + ": earliest must be above 0 and latest above it, were " + earliest + " and " + latest);
    return new Integrated(name, f, g, earliest, latest);
  }

  private static double integral(DoubleUnaryOperator of, double a, double b) {
    double half = 0.5 * (b - a), middle = 0.5 * (a + b), sum = 0;
    for (int i = 0; i < NODES.length; i++)
      sum += WEIGHTS[i] * (of.applyAsDouble(middle - half * NODES[i]) + of.applyAsDouble(middle + half * NODES[i]));
    return half * sum;
  }

  private static final class Integrated implements NoiseSchedule {
    private final String name;
    private final DoubleUnaryOperator f;
    private final DoubleUnaryOperator g;
    private final double earliest;
    private final double latest;
    /** log alpha, and {@code sigma^2/alpha^2}, at the ends of the pieces. */
    private final double[] logAlpha = new double[PIECES + 1];
    private final double[] variance = new double[PIECES + 1];

    Integrated(String name, DoubleUnaryOperator f, DoubleUnaryOperator g, double earliest, double latest) {
      this.name = name;
      this.f = f;
      this.g = g;
      this.earliest = earliest;
      this.latest = latest;
      for (int i = 0; i < PIECES; i++) {
        logAlpha[i + 1] = logAlpha(end(i + 1), i);
        variance[i + 1] = variance(end(i + 1), i);
        if (!(variance[i + 1] > variance[i] && Double.isFinite(logAlpha[i + 1]) && Double.isFinite(variance[i + 1])))
          throw new IllegalArgumentException(name + ": between the times " + end(i) + " and " + end(i + 1) + " log alpha goes to " + logAlpha[i + 1]
              + " and (sigma/alpha)^2 from " + variance[i] + " to " + variance[i + 1] + "; both must stay finite, and the latter rise");
      }
    }

    private double end(int i) {
      return i == PIECES ? latest : latest / PIECES * i;
    }

    private int piece(double time) {
      return (int) Math.clamp(Math.floor(time / latest * PIECES), 0, PIECES - 1);
    }

    private double logAlpha(double time, int piece) {
      return logAlpha[piece] + integral(f, end(piece), time);
    }

    private double variance(double time, int piece) {
      return variance[piece] + integral(t -> slope(t, piece), end(piece), time);
    }

    /** Of {@code sigma^2/alpha^2}. */
    private double slope(double time, int piece) {
      double diffusion = g.applyAsDouble(time);
      return diffusion * diffusion * StrictMath.exp(-2 * logAlpha(time, piece));
    }

    @Override
    public Point at(double time) {
      if (time == 0) return clean();
      int i = piece(time);
      double alpha = StrictMath.exp(logAlpha(time, i));
      return new Point(time, alpha, alpha * StrictMath.sqrt(variance(time, i)));
    }

    @Override
    public double timeOfLambda(double lambda) {
      double sought = StrictMath.exp(-2 * lambda);
      if (!(sought < variance[PIECES])) return latest;
      int low = 0, high = PIECES;
      while (high - low > 1) {
        int middle = (low + high) >>> 1;
        if (variance[middle] <= sought) low = middle;
        else high = middle;
      }
      int piece = low;
      double a = end(low), b = end(high), t = 0.5 * (a + b);
      // Newton's steps in the logarithm, halving where one would leave the piece, and each third time: g may be 0 in it.
      for (int i = 0; i < STEPS; i++) {
        double v = variance(t, piece);
        if (v > sought) b = t;
        else a = t;
        double next = t - v * StrictMath.log(v / sought) / slope(t, piece);
        if (i % 3 == 2 || !(next > a && next < b)) next = 0.5 * (a + b);
        if (Math.abs(next - t) <= 2e-16 * t) return next;
        t = next;
      }
      return t;
    }

    @Override
    public Point rate(double time) {
      Point p = at(time);
      double drift = f.applyAsDouble(time), diffusion = g.applyAsDouble(time);
      return new Point(1, drift * p.alpha(), drift * p.sigma() + diffusion * diffusion / (2 * p.sigma()));
    }

    @Override
    public Point earliest() {
      return at(earliest);
    }

    @Override
    public Point latest() {
      return at(latest);
    }

    @Override
    public double initialScale(Point first) {
      return InitialScale.TOTAL.at(first);
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
