package org.counterflow.api.process;

/**
 * A noising process: alpha and sigma as functions of a time. Times run from {@link #earliest} (nearly data) to {@link #latest}
 * (noise); lambda falls strictly on the way.
 *
 * <p>{@code toString()} is the catalogue text that makes the schedule again, such as {@code linear:beta-start=1e-4,beta-end=0.02}.
 */
public interface NoiseSchedule {
  /**
   * The point at a time; between the entries of a table log alpha is linear. Never throws: a time of another process gives a point without
   * meaning, which callers that compare places discard.
   */
  Point at(double time);

  /**
   * The time at which lambda has this value. Beyond the schedule's ends the value is one whose {@link #at} gives the end point or its
   * continuation; a schedule documents which.
   */
  double timeOfLambda(double lambda);

  /** The place nearest to data that a network was trained at. */
  Point earliest();

  /** The place of most noise, where sampling begins. */
  Point latest();

  /** Clean data, where grids may end; a network is never asked there. */
  default Point clean() {
    return new Point(0, 1, 0);
  }

  /** The point of this lambda; {@link #clean()} for positive infinity. */
  default Point atLambda(double lambda) {
    return lambda == Double.POSITIVE_INFINITY ? clean() : at(timeOfLambda(lambda));
  }

  /**
   * The point a fraction of the way from {@code p} to {@code q} in lambda.
   *
   * @throws IllegalArgumentException if lambda is infinite at one of them
   */
  default Point between(Point p, Point q, double fraction) {
    if (!p.inside() || !q.inside())
      throw new IllegalArgumentException("no point between " + p + " and " + q + ": lambda is infinite at one end");
    return fraction == 0 ? p : fraction == 1 ? q : atLambda(p.lambda() + fraction * p.stepTo(q));
  }

  /**
   * The rates of change {@code d alpha / dt} and {@code d sigma / dt} at a time, as the alpha and sigma of a point of time 1. The default
   * takes fourth-order differences; closed forms override it.
   */
  default Point rate(double time) {
    double h = 1e-4 * Math.max(1e-3, Math.abs(time));
    Point a = at(time + h), b = at(time - h), c = at(time + 2 * h), d = at(time - 2 * h);
    return new Point(1, (8 * (a.alpha() - b.alpha()) - (c.alpha() - d.alpha())) / (12 * h),
        (8 * (a.sigma() - b.sigma()) - (c.sigma() - d.sigma())) / (12 * h));
  }

  /** Entries of the table behind the schedule, whose times are 0 to {@code entries() - 1}; 0 for a schedule in continuous time. */
  default int entries() {
    return 0;
  }

  /**
   * A place in the time that networks of this process are told, 0 at data and 1 at noise: the label {@code unit}. Of a table
   * {@code index / (entries - 1)}, with which {@code step} is 999 times the unit as in score_sde; in continuous time the time itself. A
   * process whose networks are told another time overrides it.
   *
   * @throws IllegalArgumentException if its networks are told nothing of the kind
   */
  default double unit(Point p) {
    return entries() > 0 ? p.time() / (entries() - 1) : p.time();
  }

  /**
   * The label {@code step} at unit 1: the last index of a table; in continuous time 999, {@code N - 1} of score_sde with its N = 1000.
   */
  default double lastStep() {
    return entries() > 0 ? entries() - 1 : 999;
  }

  /**
   * What the starting normals are multiplied by when a run begins at {@code first}: 1 where the process keeps the variance, sigma where it
   * explodes.
   */
  default double initialScale(Point first) {
    return 1;
  }
}
