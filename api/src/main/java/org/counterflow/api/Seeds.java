package org.counterflow.api;

import java.util.Arrays;
import java.util.StringJoiner;
import java.util.stream.LongStream;
import org.counterflow.api.internal.arithmetic.Normals;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Value;

/**
 * One seed a sample. A sample's values depend on its seed, the model and the recipe alone, never on the other seeds of the run.
 */
public final class Seeds {
  /** The noise stream of a run's start. */
  private static final long START = 0;

  private static final int MOST = 1 << 24;
  /** Elements of an array. */
  private static final int LONGEST = Integer.MAX_VALUE - 8;

  private final long[] values;

  private Seeds(long[] values) {
    if (values.length == 0) throw new IllegalArgumentException("there must be at least one seed");
    this.values = values;
  }

  /** These seeds in this order. */
  public static Seeds of(long... seeds) {
    return new Seeds(seeds.clone());
  }

  /** The seeds {@code from} to {@code to - 1}. */
  public static Seeds range(long from, long to) {
    if (to <= from) throw new IllegalArgumentException("a range of seeds must have its end above its start, was " + from + " to " + to);
    if (to - from > MOST || to - from < 0)
      throw new IllegalArgumentException(Long.toUnsignedString(to - from) + " seeds are too many for one run; at most " + MOST);
    return new Seeds(LongStream.range(from, to).toArray());
  }

  /**
   * Seeds from text: numbers and inclusive ranges with commas between them, as in {@code 0-63,100}.
   *
   * @throws IllegalArgumentException if it cannot be read
   */
  public static Seeds parse(String text) {
    var all = LongStream.builder();
    long count = 0;
    for (String part : text.split(",", -1)) {
      String p = part.strip();
      if (!p.matches("-?+\\d++(?:--?+\\d++)?+"))
        throw new IllegalArgumentException("\"" + text + "\" is no list of seeds: numbers and ranges such as 0-63,100"
            + (p.equals(text.strip()) ? "" : ", was \"" + p + "\""));
      int dash = p.indexOf('-', 1);
      try {
        long from = Long.parseLong(dash < 0 ? p : p.substring(0, dash)), to = dash < 0 ? from : Long.parseLong(p.substring(dash + 1));
        if (to < from) throw new IllegalArgumentException("the range of seeds " + p + " ends before it starts");
        count += to - from + 1;
        if (to - from >= MOST || to - from < 0 || count > MOST)
          throw new IllegalArgumentException("more seeds than one run takes; at most " + MOST);
        for (long s = from; ; s++) {
          all.add(s);
          if (s == to) break;
        }
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("the seed " + p + " is too large; at most " + Long.MAX_VALUE, e);
      }
    }
    return new Seeds(all.build().toArray());
  }

  /**
   * The standard normals that a run of these seeds starts from, before the initial scale: what is given to
   * {@link Sampler#sample(org.counterflow.api.value.Value, Seeds, org.counterflow.api.score.Conditions)} gives the run itself.
   *
   * @param shape of one sample
   * @return [seeds, shape] in single precision, as {@code java} makes them
   * @throws IllegalArgumentException if they are more than an array holds
   */
  public Value normals(Shape shape) {
    if (shape.elements() > LONGEST / values.length)
      throw new IllegalArgumentException("normals for " + values.length + " samples of shape " + shape + " are " + values.length + " x "
          + shape.elements() + " numbers, more than an array holds; take fewer seeds at a time");
    int n = (int) shape.elements();
    var all = new float[values.length * n];
    for (int i = 0; i < values.length; i++) Normals.fill(values[i], START, 0, all, i * n, n);
    return Value.of(shape.batch(values.length), all);
  }

  /** How many. */
  public int count() {
    return values.length;
  }

  /** Seed {@code i}. */
  public long get(int i) {
    return values[i];
  }

  /** A copy. */
  public long[] toArray() {
    return values.clone();
  }

  /** Some of them. */
  Seeds slice(int from, int count) {
    return new Seeds(Arrays.copyOfRange(values, from, from + count));
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Seeds s && Arrays.equals(values, s.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  /** The text that {@link #parse} reads back. */
  @Override
  public String toString() {
    var text = new StringJoiner(",");
    for (int i = 0; i < values.length; ) {
      int j = i;
      while (j + 1 < values.length && values[j] < Long.MAX_VALUE && values[j + 1] == values[j] + 1) j++;
      text.add(j == i ? Long.toString(values[i]) : j == i + 1 ? values[i] + "," + values[j] : values[i] + "-" + values[j]);
      i = j + 1;
    }
    return text.toString();
  }
}
