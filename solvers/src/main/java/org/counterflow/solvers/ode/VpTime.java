package org.counterflow.solvers.ode;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;

/**
 * The time in which {@link DeisTab} has its polynomials: the schedule's own, or that of the variance-preserving process with beta linear in
 * time whose sigma/alpha is {@code low} at time 0.001 and {@code high} at 1.
 *
 * @param low above 0; 0 with {@code high} 0 is the schedule's own time
 * @param high above low
 */
public record VpTime(double low, double high) {
  /** The schedule's own time: {@code schedule}. */
  public static final VpTime OF_SCHEDULE = new VpTime(0, 0);

  private static final double FIRST = 1e-3;
  private static final Pattern ENDS = Pattern.compile("([0-9.eE+-]+)/([0-9.eE+-]+)");

  /** Checks the range. */
  public VpTime {
    if (!(low == 0 && high == 0) && !(low > 0 && low < high && high < Double.POSITIVE_INFINITY))
      throw new IllegalArgumentException("must have LOW above 0 and HIGH above LOW, was \"" + low + "/" + high + "\"");
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

  /** Where {@code log(1 + r^2) = d t^2 / 2 + m t}. */
  private double ownTime(double ratio) {
    double first = StrictMath.log1p(low * low), last = StrictMath.log1p(high * high), d = 2 * (first / FIRST - last) / (FIRST - 1),
        m = last - d / 2, level = StrictMath.log1p(ratio * ratio);
    return 2 * level / (m + StrictMath.sqrt(m * m + 2 * d * level));
  }

  @Override
  public String toString() {
    return ofSchedule() ? "schedule" : Parameter.text(low) + "/" + Parameter.text(high);
  }
}
