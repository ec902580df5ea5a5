package org.counterflow.diagnostics.likelihood;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.counterflow.api.Backends;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Options;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.solver.Adaptive;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Value;
import org.counterflow.diagnostics.regularity.InsideEnds;
import org.counterflow.diagnostics.regularity.ScoreProbe;
import org.counterflow.solvers.Solvers;
import org.jspecify.annotations.Nullable;

/**
 * The log-likelihood of data under a score function, through its probability flow from data to noise. With y = x/alpha and s = sigma/alpha
 * <pre>log p(y_0) = log p_T(y_T) + integral from s_0 to s_T of tr(d epsilon/dy) ds</pre>
 * where the run begins at s_0, the end of the grid nearest to data: the density is that of data with so much noise. State and integral are
 * one system, which the solver integrates as any other; so every deterministic solver of the catalogue will do, with memory, of any order,
 * with steps of its own choice.
 *
 * <p>Immutable; each method that changes something gives a new one.
 *
 * {@snippet :
 * LogLikelihoods l = Likelihood.of(score, shape).solver(Solvers.uniPC()).steps(64).trace(new TraceMethod.Hutchinson(4)).measure(data, labels);
 * }
 *
 * @see <a href="https://arxiv.org/abs/2011.13456">Song et al. 2021</a>, section 4.3
 */
public final class Likelihood {
  /** Samples that go together. */
  private static final int ROWS = 16;
  /** Parts of an adaptive run for each unit of lambda, in which signs are the same. */
  private static final double CELLS = 4;
  private static final int STEPS = 64;

  private final ScoreFunction score;
  private final Shape shape;
  private Solver solver = Solvers.dpmSolverPP2M();
  private @Nullable TimeGrid grid;
  private @Nullable NoiseSchedule schedule;
  private int steps = STEPS;
  private TraceMethod trace = new TraceMethod.Hutchinson(1);
  private Prior prior = Prior.ofSampler();
  private long seed;

  private Likelihood(ScoreFunction score, Shape shape) {
    this.score = score;
    this.shape = shape;
  }

  /**
   * Of a score function: by {@link Solvers#dpmSolverPP2M} in 64 equal steps of lambda between the ends of its process, with one probe. On
   * mixtures that solver has an eighth of the error of Heun's method, and costs half as much.
   *
   * @param shape of one sample
   */
  public static Likelihood of(ScoreFunction score, Shape shape) {
    return new Likelihood(score, shape);
  }

  private Likelihood with(Consumer<Likelihood> change) {
    var l = new Likelihood(score, shape);
    l.solver = solver;
    l.grid = grid;
    l.schedule = schedule;
    l.steps = steps;
    l.trace = trace;
    l.prior = prior;
    l.seed = seed;
    change.accept(l);
    return l;
  }

  /**
   * With a solver.
   *
   * @throws IllegalArgumentException if it is stochastic
   */
  public Likelihood solver(Solver s) {
    if (s.traits().stochastic())
      throw new IllegalArgumentException(s + " draws noise: a likelihood follows the probability flow, which takes a deterministic solver such as heun");
    return with(l -> l.solver = s);
  }

  /** Over a grid; it has to end where sigma is above 0, and to begin where alpha is. */
  public Likelihood grid(TimeGrid g) {
    return with(l -> l.grid = g);
  }

  /** Along another process than the score function's own. */
  public Likelihood along(NoiseSchedule s) {
    return with(l -> l.schedule = s);
  }

  /**
   * With a number of steps.
   *
   * @param n at least 1
   */
  public Likelihood steps(int n) {
    if (n < 1) throw new IllegalArgumentException("steps must be at least 1, was " + n);
    return with(l -> l.steps = n);
  }

  /** With the divergence found in this way. */
  public Likelihood trace(TraceMethod method) {
    return with(l -> l.trace = method);
  }

  /** With another law at the noisiest point. */
  public Likelihood prior(Prior p) {
    return with(l -> l.prior = p);
  }

  /** With other random signs. */
  public Likelihood seed(long s) {
    return with(l -> l.seed = s);
  }

  /**
   * Measures.
   *
   * @param data [samples, shape], row-major, in the units in which the score function was learned
   * @param labels a class a sample, or null for none
   * @return log-likelihoods in the order of the samples
   * @throws IllegalArgumentException if the data are not of the shape, or the grid does not begin and end inside the process
   */
  public LogLikelihoods measure(double[] data, long @Nullable [] labels) {
    int n = Math.toIntExact(shape.elements());
    if (data.length == 0 || data.length % n != 0)
      throw new IllegalArgumentException(data.length + " values are no whole number of samples of shape " + shape);
    int count = data.length / n;
    if (labels != null && labels.length != count) throw new IllegalArgumentException(labels.length + " classes for " + count + " samples");
    if (trace instanceof TraceMethod.Exact && n > TraceMethod.MOST_EXACT)
      throw new IllegalArgumentException("an exact trace of " + n + " elements takes " + 2 * n + " evaluations each time: take hutchinson:probes=4, "
          + "or samples of at most " + TraceMethod.MOST_EXACT + " elements");
    NoiseSchedule along = schedule == null ? score.schedule() : schedule;
    TimeGrid over = grid == null ? InsideEnds.grid(along) : grid;
    try (Backend backend = Backends.installed().open("java", Options.defaults().in(Precision.F64))) {
      var probe = new ScoreProbe(score, shape, backend);
      var network = new AugmentedNetwork(new Divergence(probe, trace, seed, probe.isSingle()), along, cells(along, over), labels);
      Sampler sampler = Sampler.of(ScoreFunction.of(network, Prediction.EPSILON, network.label(), along)).on(backend).solver(solver)
          .grid(over).steps(steps).microBatch(together(count));
      Point first = sampler.points().getFirst(), last = sampler.points().getLast();
      if (!first.inside() || !last.inside())
        throw new IllegalArgumentException("a likelihood needs a grid that begins and ends inside alpha > 0, sigma > 0, as log-snr does; "
            + over + " goes from " + first + " to " + last);
      return measure(data, count, sampler, network.width(), first, last, probe, along);
    }
  }

  private LogLikelihoods measure(double[] data, int count, Sampler sampler, int width, Point first, Point last, ScoreProbe probe, NoiseSchedule along) {
    int n = data.length / count;
    var start = new double[count * width];
    var rows = new long[count];
    for (int r = 0; r < count; r++) {
      rows[r] = r;
      for (int i = 0; i < n; i++) start[r * width + i] = last.alpha() * data[r * n + i];
    }
    double[] end;
    try (Value x = Value.of(Shape.of(width).batch(count), start); Value numbers = Value.of(Shape.of(count), rows);
        Samples s = sampler.encode(x, Seeds.range(0, count), Conditions.NONE.with(AugmentedNetwork.ROW, numbers))) {
      end = s.toDoubles();
    }
    var nats = new ArrayList<Double>();
    var errors = new ArrayList<Double>();
    for (int r = 0; r < count; r++) {
      var x = new double[n];
      System.arraycopy(end, r * width, x, 0, n);
      var volumes = new double[width - n];
      double mean = 0, squares = 0;
      for (int k = 0; k < volumes.length; k++) mean += (volumes[k] = end[r * width + n + k] / first.alpha()) / volumes.length;
      for (double v : volumes) squares += (v - mean) * (v - mean);
      // From the density of x to that of y = x/alpha.
      nats.add(prior.logDensity(x, first, along) + n * Math.log(first.alpha()) + mean);
      errors.add(trace instanceof TraceMethod.Exact ? 0 : volumes.length > 1 ? Math.sqrt(squares / (volumes.length - 1) / volumes.length) : Double.NaN);
    }
    return new LogLikelihoods(nats, errors, n, (double) probe.evaluations() / count, last.toString());
  }

  /** Groups of equal size, so that hardly any row is padding. */
  private static int together(int count) {
    int groups = (count + ROWS - 1) / ROWS;
    return (count + groups - 1) / groups;
  }

  /** The steps of the grid; of an adaptive run, which has none, equal parts of lambda. */
  private AugmentedNetwork.Cells cells(NoiseSchedule along, TimeGrid over) {
    if (solver instanceof Adaptive) return lambda -> (long) Math.floor(CELLS * lambda);
    List<Double> nodes = over.on(along, steps).stream().map(Point::lambda).toList();
    return lambda -> {
      int i = Collections.binarySearch(nodes, lambda);
      return i >= 0 ? i : -i - 2;
    };
  }

  @Override
  public String toString() {
    return "likelihood under " + score + " by " + solver + ", " + steps + " steps of " + (grid == null ? "log-snr" : grid) + ", trace " + trace;
  }
}
