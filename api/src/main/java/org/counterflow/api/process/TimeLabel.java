package org.counterflow.api.process;

import java.util.List;
import org.counterflow.api.part.Part;

/**
 * What a network takes as its time input, from the point of its own process. {@code toString()} is the catalogue text.
 *
 * <p>{@link #STEP} and {@link #UNIT} follow the convention of the process ({@link NoiseSchedule#unit}); {@link #SIGMA} and
 * {@link #logSigma} follow from the point alone.
 */
@FunctionalInterface
public interface TimeLabel {
  /** Steps of training, {@code step}: the index in a table, fractions allowed; in continuous time 999 or 1000 times the unit. */
  TimeLabel STEP = new LevelLabel(true);

  /** The time in 0 to 1, {@code unit}; on rectified flow the noise level {@code sigma / (alpha + sigma)}, whatever the shift. */
  TimeLabel UNIT = new LevelLabel(false);

  /** {@code sigma / alpha}: {@code sigma}. Infinite at alpha = 0. */
  TimeLabel SIGMA = new RatioLabel();

  /** The end at which a label is 0. */
  enum From {
    /** 0 at data, as in diffusion models. */
    DATA,
    /** 0 at noise, as in the flows of robotics and speech. */
    NOISE
  }

  /**
   * The labels that a network has seen.
   *
   * @param min the least; as the greatest infinite where the label is at an end of the process
   * @param max the greatest
   */
  record Range(double min, double max) {
    /** So much of the range is rounding: a place comes from its lambda and back. */
    private static final double ROUNDING = 1e-9;

    /** Checks the order. */
    public Range {
      if (!(min <= max)) throw new IllegalArgumentException("no labels are between " + min + " and " + max);
    }

    /** The nearest label within. */
    public double clamp(double label) {
      return Math.clamp(label, min, max);
    }

    /** Whether a label lies within, but for rounding. */
    public boolean holds(double label) {
      double slack = ROUNDING * Math.max(1, Math.max(size(min), size(max)));
      return label >= min - slack && label <= max + slack;
    }

    private static double size(double end) {
      return Double.isInfinite(end) ? 0 : Math.abs(end);
    }
  }

  /**
   * {@code step}: scale times the index in a table; of a process in continuous time {@link NoiseSchedule#lastStep} times its unit, which is
   * 999 t on {@code vp} (score_sde) and 1000 times the noise level on rectified flow (diffusers).
   *
   * @param scale factor, above 0; 1 by default
   * @param from where it is 0: from noise it is the last step less the step
   */
  static TimeLabel step(double scale, From from) {
    return new LevelLabel(true, scale, from);
  }

  /**
   * {@code unit}: scale times {@link NoiseSchedule#unit}, in 0 to 1.
   *
   * @param scale factor, above 0; 1 by default, 1000 for networks that multiply the time before they embed it
   * @param from where it is 0: from noise it is 1 less the unit
   */
  static TimeLabel unit(double scale, From from) {
    return new LevelLabel(false, scale, from);
  }

  /**
   * {@code sigma}: scale times {@code sigma / alpha}.
   *
   * @param scale factor, above 0; 1 by default
   */
  static TimeLabel sigma(double scale) {
    return new RatioLabel(scale);
  }

  /**
   * {@code a + b ln(sigma / alpha)}: {@code log-sigma}. EDM's c-noise is a = 0, b = 1/4.
   *
   * @param a offset
   * @param b factor, not 0
   */
  static TimeLabel logSigma(double a, double b) {
    return new LogRatioLabel(a, b);
  }

  /** The declarations of these four. */
  static List<Part<? extends TimeLabel>> parts() {
    return LabelParts.ALL;
  }

  /**
   * The label at a point of the network's own process.
   *
   * @throws IllegalArgumentException if networks of this process do not take such a label
   */
  double of(Point own, NoiseSchedule schedule);

  /**
   * The labels between the ends of a process: those that a network has seen. Along another process a point may lie beyond them.
   *
   * @throws IllegalArgumentException if networks of this process do not take such a label
   */
  default Range range(NoiseSchedule schedule) {
    double a = of(schedule.earliest(), schedule), b = of(schedule.latest(), schedule);
    return new Range(Math.min(a, b), Math.max(a, b));
  }
}
