package org.counterflow.diagnostics.plots;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Where the ticks of an axis are, and what is written beside them. */
final class Ticks {
  /** Fewest and most ticks that are looked for. */
  private static final int FEW = 4;
  private static final int MANY = 9;
  private static final String SUPERSCRIPTS = "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079";

  private Ticks() {}

  /** Multiples of 1, 2 or 5 times a power of ten. */
  static double[] linear(double low, double high) {
    double power = Math.pow(10, Math.floor(Math.log10((high - low) / MANY)));
    for (double unit : new double[] {1, 2, 5, 10}) {
      double first = Math.ceil(low / (unit * power)), last = Math.floor(high / (unit * power));
      if (last - first < MANY)
        return IntStream.rangeClosed(0, (int) (last - first)).mapToDouble(i -> exact((first + i) * unit * power)).toArray();
    }
    throw new AssertionError("no ticks from " + low + " to " + high);
  }

  /** Powers of ten, every so many of them in a wide range; with 2 and 5 times them, or all multiples, in a narrow one. */
  static double[] logarithmic(double low, double high) {
    int first = (int) Math.floor(Math.log10(low)), last = (int) Math.ceil(Math.log10(high));
    double[] found = {};
    for (double[] multiples : new double[][] {{1}, {1, 3}, {1, 2, 5}, {1, 2, 3, 4, 5, 6, 7, 8, 9}}) {
      double[] all = IntStream.rangeClosed(first, last).boxed()
          .flatMapToDouble(e -> DoubleStream.of(multiples).map(m -> Double.parseDouble((int) m + "e" + e)))
          .filter(t -> t >= low && t <= high).toArray();
      // Rather few than crowded; only powers of ten are thinned out.
      if (all.length > MANY && found.length > 1) return found;
      found = all;
      if (found.length >= FEW) break;
    }
    if (found.length < 2) return linear(low, high);
    int every = (found.length + MANY - 1) / MANY;
    return every == 1 ? found
        : DoubleStream.of(found).filter(t -> Math.floorMod((int) Math.rint(Math.log10(t)), every) == 0).toArray();
  }

  private static double exact(double v) {
    return new BigDecimal(v).round(new MathContext(12)).doubleValue();
  }

  /** Plain digits where they are few, else a power of ten. */
  static String text(double v) {
    if (v == 0) return "0";
    double size = Math.abs(v);
    if (size >= 1e-3 && size < 1e5) return sign(BigDecimal.valueOf(exact(v)).stripTrailingZeros().toPlainString());
    int e = (int) Math.floor(Math.log10(size) + 1e-9);
    String m = BigDecimal.valueOf(exact(size / Math.pow(10, e))).stripTrailingZeros().toPlainString();
    return (v < 0 ? "\u2212" : "") + (m.equals("1") ? "" : m + "\u00b7") + "10" + superscript(e);
  }

  private static String sign(String plain) {
    return plain.replace('-', '\u2212');
  }

  private static String superscript(int e) {
    var s = new StringBuilder(e < 0 ? "\u207b" : "");
    for (char digit : Integer.toString(Math.abs(e)).toCharArray()) s.append(SUPERSCRIPTS.charAt(digit - '0'));
    return s.toString();
  }
}
