package org.counterflow.solvers.grid;

import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;

/** Where on a table a time between two entries is. */
public enum Interpolate {
  /** At the nearest entry, half to even. */
  NONE,
  /** sigma/alpha is linear between the entries. */
  SIGMA,
  /** The logarithm of sigma/alpha is. */
  LOG_SIGMA,
  /** log alpha is, as in all else that a table does. */
  LOG_ALPHA;

  /** The place of a time. */
  Point at(NoiseSchedule schedule, double time) {
    double low = Math.floor(time), part = time - low;
    if (schedule.entries() == 0 || this == LOG_ALPHA || part == 0) return schedule.at(time);
    if (this == NONE) return schedule.at(Math.rint(time));
    double a = schedule.at(low).ratio(), b = schedule.at(low + 1).ratio();
    double log = this == SIGMA ? StrictMath.log(a + part * (b - a)) : (1 - part) * StrictMath.log(a) + part * StrictMath.log(b);
    if (!Double.isFinite(log))
      throw new IllegalArgumentException("sigma/alpha of " + schedule + " is infinite at entry " + (long) low
          + " or the next: no place between them; take interpolate=none or log-alpha");
    return schedule.atLambda(-log);
  }
}
