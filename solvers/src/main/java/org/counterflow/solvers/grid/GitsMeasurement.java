package org.counterflow.solvers.grid;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.counterflow.api.Progress;
import org.counterflow.api.Watcher;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;
import org.jspecify.annotations.Nullable;

/**
 * Finds the grid on which few Euler steps leave a fine run the least: it watches the fine run, and chooses among its nodes.
 *
 * <pre>{@code
 * var gits = new GitsMeasurement();
 * sampler.steps(60).watch(gits).sample(Seeds.range(0, 64)).close();
 * TimeGrid ten = gits.grid(10);
 * }</pre>
 *
 * <p>The cost of a step from node i to node j is the distance, over all samples the mean, between where a step along the noise estimate of i
 * goes and where the fine run is at j, in sigma/alpha. Of all ways of N steps from the first node to the last it takes the one with the
 * least {@code cost_1 + c (cost_2 + c (cost_3 + ...))}, by dynamic programming; a coefficient c above 1 makes the later steps count more.
 * No evaluation is made but those of the fine run. For one run at a time.
 *
 * @see <a href="https://arxiv.org/abs/2405.11326">Chen, Zhou, Wang, Shen, Xu 2024</a>, section 4
 */
public final class GitsMeasurement implements Watcher {
  /** The coefficient of the authors' code. */
  public static final double COEFFICIENT = 1.15;

  private final List<double[]> states = new ArrayList<>();
  private final List<double[]> noises = new ArrayList<>();
  private double[] ratios = {};
  private double @Nullable [][] sums;
  private int samples;

  /** Before the run. */
  public GitsMeasurement() {}

  /**
   * Keeps a state, and at the end of a group of samples adds up what the steps would cost.
   *
   * @throws IllegalStateException if the run is adaptive, begins where alpha is 0, or its solver makes no evaluation where a step begins
   */
  @Override
  public void progressed(Progress p) {
    if (p.steps() < 0) throw new IllegalStateException("gits measures runs on a fixed grid, and this one is adaptive");
    if (p.at().alpha() == 0)
      throw new IllegalStateException("gits measures in sigma/alpha, which is infinite at the start of this run: start it within(...) the process");
    if (p.step() == 0) {
      states.clear();
      noises.clear();
      ratios = new double[p.steps() + 1];
    } else {
      noises.add(noise(p));
    }
    double[] state = p.state().toDoubles();
    for (int i = 0; i < state.length; i++) state[i] /= p.at().alpha();
    states.add(state);
    ratios[p.step()] = p.at().ratio();
    if (p.step() == p.steps()) add(p.samples());
  }

  private double[] noise(Progress p) {
    double[] data = p.data(), state = states.getLast();
    if (data == null)
      throw new IllegalStateException("gits needs an evaluation where each step begins, and this solver makes none at " + p.from()
          + ": watch ddim or dpmpp-2m");
    Point from = p.from();
    var noise = new double[data.length];
    for (int i = 0; i < data.length; i++) noise[i] = (state[i] - data[i]) / from.ratio();
    return noise;
  }

  private void add(int count) {
    int n = ratios.length;
    double[][] costs = sums == null ? new double[n][n] : sums;
    if (costs.length != n) throw new IllegalStateException("gits watched a run of " + (costs.length - 1) + " steps before this one of " + (n - 1));
    for (int i = 0; i < n - 1; i++)
      for (int j = i + 1; j < n; j++) costs[i][j] += distances(states.get(i), noises.get(i), states.get(j), ratios[j] - ratios[i], count);
    sums = costs;
    samples += count;
  }

  private static double distances(double[] from, double[] noise, double[] to, double step, int samples) {
    int elements = from.length / samples;
    double sum = 0;
    for (int s = 0; s < samples; s++) {
      double square = 0;
      for (int i = s * elements; i < (s + 1) * elements; i++) {
        double miss = from[i] + step * noise[i] - to[i];
        square += miss * miss;
      }
      sum += Math.sqrt(square);
    }
    return sum;
  }

  /** The grid of so many steps, with the authors' coefficient. */
  public TimeGrid grid(int steps) {
    return grid(steps, COEFFICIENT);
  }

  /**
   * The grid of so many steps: a list of sigma/alpha, the same along every process.
   *
   * @param steps at least 1, at most those of the run that was watched
   * @param coefficient above 0
   * @throws IllegalStateException if no run was watched to its end
   */
  public TimeGrid grid(int steps, double coefficient) {
    if (sums == null) throw new IllegalStateException("gits has watched no run to its end");
    if (steps < 1 || steps >= ratios.length)
      throw new IllegalArgumentException("steps must be in 1 to " + (ratios.length - 1) + ", those of the run that was watched, was " + steps);
    if (!(coefficient > 0)) throw new IllegalArgumentException("coefficient must be above 0, was " + coefficient);
    double[][] costs = Arrays.stream(sums).map(row -> Arrays.stream(row).map(c -> c / samples).toArray()).toArray(double[][]::new);
    return new Explicit(Arrays.stream(best(costs, steps, coefficient)).mapToObj(i -> ratios[i]).toList(), Explicit.By.RATIO);
  }

  /** The nodes from the first to the last with the least cost. */
  static int[] best(double[][] costs, int steps, double coefficient) {
    int n = costs.length;
    var least = new double[steps + 1][n];
    var next = new int[steps + 1][n];
    for (double[] row : least) Arrays.fill(row, Double.POSITIVE_INFINITY);
    least[0][n - 1] = 0;
    for (int k = 1; k <= steps; k++) {
      for (int i = 0; i < n - 1; i++) {
        for (int j = i + 1; j < n; j++) {
          double cost = costs[i][j] + coefficient * least[k - 1][j];
          if (cost < least[k][i]) {
            least[k][i] = cost;
            next[k][i] = j;
          }
        }
      }
    }
    var nodes = new int[steps + 1];
    for (int k = 0; k < steps; k++) nodes[k + 1] = next[steps - k][nodes[k]];
    return nodes;
  }
}
