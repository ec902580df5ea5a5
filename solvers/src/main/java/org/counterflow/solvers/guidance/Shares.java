package org.counterflow.solvers.guidance;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.process.Point;
import org.jspecify.annotations.Nullable;

/**
 * How much of a guidance's weight there is over the run: shares at some noise levels, from much noise to little. With {@code s = sigma/alpha}
 * <pre>w(s) = 1 + (weight - 1) share(s)</pre>
 * where the share lies on a line in log s between two levels, and stays what it is at the first and the last beyond them. As text
 * {@code 1@20/0.5@2/0@0.2}; {@code all} is 1 everywhere. Where the share is 0 the conditional estimate stands alone, and costs one row of the
 * network.
 *
 * @param levels sigma/alpha, above 0 and falling
 * @param shares one a level, from 0 to 1000
 * @see <a href="https://arxiv.org/abs/2404.13040">Wang et al. 2024</a>, who compare weights that change over a run
 */
public record Shares(List<Double> levels, List<Double> shares) {
  private static final double MOST = 1000;

  /** All of the weight everywhere. */
  public static final Shares ALL = new Shares(List.of(), List.of());

  static final Parameter<Shares> PARAMETER = Parameter.parsed("share", ALL, Shares::parse,
      "of the weight over the run, as SHARE@LEVEL/SHARE@LEVEL with falling sigma/alpha: 1@20/0@0.2 fades to none; all is all of it");

  /** Checks the ranges and copies the lists. */
  public Shares {
    levels = List.copyOf(levels);
    shares = List.copyOf(shares);
    String fault = fault(levels, shares);
    if (fault != null) throw new IllegalArgumentException("share " + fault);
  }

  /** What is wrong, as it goes on behind the parameter's name. */
  private static @Nullable String fault(List<Double> levels, List<Double> shares) {
    if (levels.size() != shares.size()) return "must have a level for each, was " + levels.size() + " levels for " + shares.size();
    for (int i = 0; i < levels.size(); i++) {
      double s = levels.get(i);
      if (!(s > 0 && s < Double.POSITIVE_INFINITY) || i > 0 && !(s < levels.get(i - 1)))
        return "must have levels of sigma/alpha that are above 0 and fall, was " + levels;
      if (!(shares.get(i) >= 0 && shares.get(i) <= MOST)) return "must be in 0 to " + Parameter.text(MOST) + " at each level, was " + shares.get(i);
    }
    return null;
  }

  /**
   * A weight for each step: its share of a weight at the point where the step begins.
   *
   * @param weight that shares are of, not 1
   * @param points of the run, as {@code Sampler.points()} has them; those at pure noise or clean data have the share of their neighbour
   * @param weights one a step
   */
  public static Shares perStep(double weight, List<Point> points, double... weights) {
    if (weight == 1 || weights.length != points.size() - 1)
      throw new IllegalArgumentException("a weight a step: a weight other than 1 to take shares of, and " + (points.size() - 1) + " weights for "
          + points.size() + " points; was weight " + Parameter.text(weight) + " and " + weights.length + " weights");
    int[] inside = IntStream.range(0, weights.length).filter(i -> points.get(i).inside()).toArray();
    return new Shares(IntStream.of(inside).mapToObj(i -> points.get(i).ratio()).toList(),
        IntStream.of(inside).mapToObj(i -> (weights[i] - 1) / (weight - 1)).toList());
  }

  private static Shares parse(String text) {
    if (text.equals(ALL.toString())) return ALL;
    var levels = new ArrayList<Double>();
    var shares = new ArrayList<Double>();
    for (String one : text.split("/", -1)) {
      String[] pair = one.split("@", -1);
      try {
        if (pair.length != 2) throw new NumberFormatException("no @");
        shares.add(Double.valueOf(pair[0].strip()));
        levels.add(Double.valueOf(pair[1].strip()));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("must be all, or SHARE@LEVEL with / between them such as 1@20/0@0.2, was \"" + text + "\"", e);
      }
    }
    String fault = fault(levels, shares);
    if (fault != null) throw new IllegalArgumentException(fault);
    return new Shares(levels, shares);
  }

  /** The weight at a point. */
  double weight(double weight, Point at) {
    return levels.isEmpty() ? weight : 1 + (weight - 1) * share(at.ratio());
  }

  private double share(double s) {
    int n = levels.size();
    if (s >= levels.getFirst()) return shares.getFirst();
    if (s <= levels.getLast()) return shares.getLast();
    int i = 1;
    while (i < n - 1 && s < levels.get(i)) i++;
    if (s == levels.get(i)) return shares.get(i);
    double part = StrictMath.log(s / levels.get(i - 1)) / StrictMath.log(levels.get(i) / levels.get(i - 1));
    return shares.get(i - 1) + part * (shares.get(i) - shares.get(i - 1));
  }

  @Override
  public String toString() {
    return levels.isEmpty() ? "all" : IntStream.range(0, levels.size())
        .mapToObj(i -> Parameter.text(shares.get(i)) + "@" + Parameter.text(levels.get(i))).collect(Collectors.joining("/"));
  }
}
