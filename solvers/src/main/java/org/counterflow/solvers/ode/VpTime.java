package org.counterflow.solvers.ode;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;

/**
 * The time in which {@link DeisTab} has its polynomials: the schedule's own, or that of the variance-preserving process with beta linear in
 * time whose sigma/alpha is {@code low} at time 0.001 and {@code high} at 1: {@code log(1 + r^2) = d t^2 / 2 + m t}.
 *
 * @param low above 0; 0 with {@code high} 0 is the schedule's own time
 * @param high so far above low that beta grows: {@code log(1 + high^2) > 1000 log(1 + low^2)}
 */
public record VpTime(double low, double high) {
  /** The schedule's own time: {@code schedule}. */
  public static final VpTime OF_SCHEDULE = new VpTime(0, 0);

  private static final double FIRST = 1e-3;
  private static final Pattern ENDS = Pattern.compile("([0-9.eE+-]+)/([0-9.eE+-]+)");

  /** Checks that beta grows, as in all such processes that are used. */
  public VpTime {
    boolean none = low == 0 && high == 0, grows = low > 0 && high < Double.POSITIVE_INFINITY && level(high) > level(low) / FIRST;
    if (!none && !grows)
      throw new IllegalArgumentException("must have LOW above 0 and HIGH so far above it that beta grows (log(1 + HIGH^2) above 1000 "
          + "log(1 + LOW^2)), was \"" + text(low, high) + "\"");
  }

  /**
   * Reads {@code schedule} or {@code 0.002/80}.
   *
   * @throws IllegalArgumentException for any other text
   */
  public static VpTime parse(String text) {
    if (text.equals("schedule")) return OF_SCHEDULE;
    Matcher ends = ENDS.matcher(text);
    try {
      if (ends.matches()) return new VpTime(Double.parseDouble(ends.group(1)), Double.parseDouble(ends.group(2)));
    } catch (NumberFormatException e) {
      // Told below as any other text.
    }
    throw new IllegalArgumentException("must be schedule, or two numbers with / between them (0.002/80), was \"" + text + "\"");
  }

  private boolean ofSchedule() {
    return high == 0;
  }

  double of(NoiseSchedule schedule, Point p) {
    return ofSchedule() ? p.time() : ownTime(p.ratio());
  }

  double atRatio(NoiseSchedule schedule, double ratio) {
    if (!ofSchedule()) return ownTime(ratio);
    return ratio == 0 ? schedule.clean().time() : schedule.timeOfLambda(-StrictMath.log(ratio));
  }

  /** Where {@code log(1 + r^2) = d t^2 / 2 + m t}, the later of both times. */
  private double ownTime(double ratio) {
    double d = 2 * (level(low) / FIRST - level(high)) / (FIRST - 1), m = level(high) - d / 2;
    return (StrictMath.sqrt(m * m + 2 * d * level(ratio)) - m) / d;
  }

  private static double level(double ratio) {
    return StrictMath.log1p(ratio * ratio);
  }

  private static String text(double low, double high) {
    return Parameter.text(low) + "/" + Parameter.text(high);
  }

  @Override
  public String toString() {
    return ofSchedule() ? "schedule" : text(low, high);
  }
}
