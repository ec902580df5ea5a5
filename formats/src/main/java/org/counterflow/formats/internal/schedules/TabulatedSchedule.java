package org.counterflow.formats.internal.schedules;

import java.util.Arrays;
import java.util.Locale;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.formats.FormatException;

/**
 * The process through given places. Between two of them log alpha and log sigma are linear in time; where one of the four is 0, alpha or
 * sigma itself is. Nearer to data than the first place sigma falls linearly to 0, unless that is clean data itself; beyond the last the last
 * slope goes on.
 */
final class TabulatedSchedule implements NoiseSchedule {
  private static final double BEFORE = 1e-3;
  private static final int HALVINGS = 200;

  private final String text;
  private final double[] time;
  private final double[] alpha;
  private final double[] sigma;
  private final double[] lambda;
  private final double initialScale;

  /**
   * @param file for messages
   * @param rows time, alpha, sigma, from data to noise
   */
  TabulatedSchedule(String text, String file, double[][] rows) {
    this.text = text;
    int n = rows.length, first = n > 0 && rows[0][2] == 0 ? 0 : 1;
    if (n + first < 3)
      throw new FormatException(file, "has " + n + " places; a process needs two with noise", "write a line of t, alpha and sigma for each");
    // The first is clean data, given or not.
    time = new double[n + first];
    alpha = new double[n + first];
    sigma = new double[n + first];
    if (first == 1) {
      time[0] = rows[0][0] - BEFORE * (rows[n - 1][0] - rows[0][0]);
      alpha[0] = 1;
    }
    for (int i = 0; i < n; i++) {
      time[first + i] = rows[i][0];
      alpha[first + i] = rows[i][1];
      sigma[first + i] = rows[i][2];
    }
    if (first == 0 && alpha[0] != 1) throw new FormatException(file, "place 1 has sigma 0 and alpha " + alpha[0] + "; clean data has alpha 1", "");
    lambda = new double[time.length];
    for (int i = 0; i < time.length; i++) lambda[i] = new Point(time[i], alpha[i], sigma[i]).lambda();
    for (int i = 1; i < time.length; i++) check(file, i, i + 1 - first);
    initialScale = Math.hypot(alpha[time.length - 1], sigma[time.length - 1]);
  }

  private void check(String file, int i, int number) {
    String at = String.format(Locale.ROOT, "place %d (t %s, alpha %s, sigma %s) ", number, time[i], alpha[i], sigma[i]);
    boolean place = Double.isFinite(time[i]) && alpha[i] >= 0 && alpha[i] < Double.POSITIVE_INFINITY && sigma[i] > 0 && sigma[i] < Double.POSITIVE_INFINITY;
    if (!place) throw new FormatException(file, at + "is none: alpha must be at least 0, sigma above it, all three finite", "");
    if (!(time[i] > time[i - 1])) throw new FormatException(file, at + "does not come after the one before it", "order them by time");
    if (!(lambda[i] < lambda[i - 1]) || alpha[i] > alpha[i - 1])
      throw new FormatException(file, at + "is not noisier than the one before it: alpha may not rise and alpha/sigma must fall", "");
  }

  @Override
  public Point at(double t) {
    if (t == time[0]) return clean();
    int i = Arrays.binarySearch(time, t);
    return i >= 0 ? new Point(t, alpha[i], sigma[i]) : at(t, piece(-i - 2));
  }

  private Point at(double t, int i) {
    double part = (t - time[i]) / (time[i + 1] - time[i]);
    return new Point(t, between(alpha[i], alpha[i + 1], part), between(sigma[i], sigma[i + 1], part));
  }

  private static double between(double a, double b, double part) {
    if (a == 0 || b == 0) return a + part * (b - a);
    return a == b ? a : a * StrictMath.exp(part * StrictMath.log(b / a));
  }

  private int piece(int i) {
    return Math.clamp(i, 0, time.length - 2);
  }

  @Override
  public double timeOfLambda(double sought) {
    int low = 0, high = time.length - 1;
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (lambda[middle] > sought) low = middle;
      else high = middle;
    }
    if (Double.isFinite(lambda[low]) && Double.isFinite(lambda[low + 1]))
      return time[low] + (time[low + 1] - time[low]) * ((sought - lambda[low]) / (lambda[low + 1] - lambda[low]));
    return halved(sought, low);
  }

  /** In a piece where lambda is no line. */
  private double halved(double sought, int i) {
    double a = time[i], b = time[i + 1], t = 0.5 * (a + b);
    for (int k = 0; k < HALVINGS && a < t && t < b; k++) {
      if (at(t, i).lambda() > sought) a = t;
      else b = t;
      t = 0.5 * (a + b);
    }
    return t;
  }

  /** At that time; of the two numbers the smaller from the larger, lest it lose digits near an end. */
  @Override
  public Point atLambda(double sought) {
    if (sought == Double.POSITIVE_INFINITY) return clean();
    Point p = at(timeOfLambda(sought));
    if (p.alpha() > p.sigma()) return new Point(p.time(), p.alpha(), p.alpha() * StrictMath.exp(-sought));
    return new Point(p.time(), p.sigma() * StrictMath.exp(sought), p.sigma());
  }

  @Override
  public Point rate(double t) {
    int i = Arrays.binarySearch(time, t), k = piece(i >= 0 ? i : -i - 2);
    Point p = at(t);
    double h = time[k + 1] - time[k];
    return new Point(1, slope(alpha[k], alpha[k + 1], p.alpha(), h), slope(sigma[k], sigma[k + 1], p.sigma(), h));
  }

  private static double slope(double a, double b, double here, double h) {
    return a == 0 || b == 0 ? (b - a) / h : here * StrictMath.log(b / a) / h;
  }

  @Override
  public Point clean() {
    return new Point(time[0], 1, 0);
  }

  @Override
  public Point earliest() {
    return at(time[1]);
  }

  @Override
  public Point latest() {
    return at(time[time.length - 1]);
  }

  /** {@code sqrt(alpha^2 + sigma^2)} of the first point: 1 where the variance stays. */
  @Override
  public double initialScale(Point first) {
    return first.time() == time[time.length - 1] ? initialScale : Math.hypot(first.alpha(), first.sigma());
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof TabulatedSchedule s && text.equals(s.text) && Arrays.equals(time, s.time) && Arrays.equals(alpha, s.alpha)
        && Arrays.equals(sigma, s.sigma);
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
