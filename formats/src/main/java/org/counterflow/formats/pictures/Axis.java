package org.counterflow.formats.pictures;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/** A range of numbers laid over a range of pixels, with ticks at round numbers. */
record Axis(double low, double high, int from, int to, double step) {
  private static final int TICKS = 9;
  private static final int APART = 45;

  /** Checks the range. */
  Axis {
    if (!(low < high) || Double.isInfinite(high - low))
      throw new IllegalArgumentException("no axis can be drawn from " + low + " to " + high);
  }

  /** An axis with the distance of ticks that its range asks for. */
  Axis(double low, double high, int from, int to) {
    this(low, high, from, to, step(high - low, Math.abs(to - from)));
  }

  /** The pixel of a value. */
  double at(double v) {
    return from + (v - low) / (high - low) * (to - from);
  }

  /** The distance of ticks: 1, 2 or 5 times a power of ten, at most nine of it in the range, and 45 pixels or more. */
  static double step(double range, double pixels) {
    double rough = range / Math.clamp(pixels / APART, 1, TICKS), ten = Math.pow(10, Math.floor(Math.log10(rough)));
    for (int m : new int[] {1, 2, 5}) if (m * ten >= rough) return m * ten;
    return 10 * ten;
  }

  /** Ticks, each an exact multiple of the step. */
  List<Double> ticks() {
    double first = Math.ceil(low / step - 1e-9), most = Math.min(2 * TICKS, high / step - first + 1e-9);
    var ticks = new ArrayList<Double>();
    // Far from 0, where doubles are further apart than ticks, several are one.
    for (int i = 0; i <= most; i++) if (ticks.isEmpty() || (first + i) * step > ticks.getLast()) ticks.add((first + i) * step);
    return ticks;
  }

  /** The value with as many decimals as the step needs; with an exponent where that is shorter. */
  String label(double v) {
    if (Math.abs(v) < step / 2) return "0";
    int exponent = (int) Math.floor(Math.log10(step) + 1e-9);
    var rounded = BigDecimal.valueOf(v).setScale(-exponent, RoundingMode.HALF_EVEN);
    double most = Math.max(Math.abs(low), Math.abs(high));
    if (most < 1e6 && exponent >= -5) return (exponent > 0 ? rounded.setScale(0) : rounded).toPlainString();
    BigDecimal digits = rounded.stripTrailingZeros();
    int power = digits.precision() - digits.scale() - 1;
    return digits.movePointLeft(power).toPlainString() + "e" + power;
  }
}
