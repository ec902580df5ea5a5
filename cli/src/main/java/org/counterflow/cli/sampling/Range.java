package org.counterflow.cli.sampling;

/**
 * Which values pictures show.
 *
 * @param low black
 * @param high white
 */
record Range(double low, double high) {
  static final String USUAL = "-1,1";

  /** Reads {@code low,high}. */
  static Range of(String text, String what) {
    String[] ends = text.split(",", -1);
    try {
      if (ends.length == 2) {
        double low = Double.parseDouble(ends[0].strip()), high = Double.parseDouble(ends[1].strip());
        if (low < high && !Double.isInfinite(high - low)) return new Range(low, high);
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException(what + " must be two numbers, the lower first, such as -1,1; was \"" + text + "\"");
  }
}
