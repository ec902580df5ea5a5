package org.counterflow.diagnostics.likelihood;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.network.Call;
import org.counterflow.api.network.Network;
import org.counterflow.api.network.Port;
import org.counterflow.api.network.Ports;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.process.TimeLabel;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.solver.Adaptive;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Access;
import org.counterflow.api.value.Hold;
import org.counterflow.diagnostics.regularity.MixtureDerivatives;
import org.counterflow.solvers.Grids;
import org.counterflow.solvers.Schedules;
import org.counterflow.solvers.Solvers;
import org.counterflow.solvers.ode.Variable;
import org.junit.jupiter.api.Test;

/** Log-likelihoods against exact densities. */
class LikelihoodTest {
  private static final NoiseSchedule EDM = Schedules.edm();
  private static final TimeGrid LAMBDA = Grids.logSnr();
  private static final int D = 8;
  private static final Mixture MIXTURE = mixture(D);

  private static Mixture mixture(int d) {
    var random = new SplittableRandom(2);
    var means = new double[4 * d];
    for (int i = 0; i < means.length; i++) means[i] = random.nextGaussian();
    return Mixture.of(d, means, new double[] {0.3, 0.4, 0.25, 0.5}, new double[] {1, 2, 1, 1});
  }

  private static double[] data(Mixture m, int count, long seed) {
    var random = new SplittableRandom(seed);
    var x = new double[count * m.dimensions()];
    for (int r = 0; r < count; r++) {
      int k = random.nextInt(m.components());
      for (int i = 0; i < m.dimensions(); i++) x[r * m.dimensions() + i] = m.mean(k, i) + m.deviation(k) * random.nextGaussian();
    }
    return x;
  }

  private static double[] exact(Mixture m, double[] data, Point at) {
    int d = m.dimensions();
    var law = new MixtureDerivatives(m, at);
    var all = new double[data.length / d];
    for (int r = 0; r < all.length; r++) {
      var x = new double[d];
      for (int i = 0; i < d; i++) x[i] = at.alpha() * data[r * d + i];
      all[r] = law.logDensity(x) + d * Math.log(at.alpha());
    }
    return all;
  }

  private static ScoreFunction score(Mixture m, NoiseSchedule schedule) {
    return ScoreFunction.of(m, Shape.of(m.dimensions()), schedule);
  }

  /** Root mean square error, in nats a dimension. */
  private static double error(LogLikelihoods l, double[] exact) {
    double sum = 0;
    for (int r = 0; r < exact.length; r++) sum += (l.nats().get(r) - exact[r]) * (l.nats().get(r) - exact[r]);
    return Math.sqrt(sum / exact.length) / l.dimensions();
  }

  private static double error(Solver solver, int steps) {
    double[] x = data(MIXTURE, 8, 1);
    Prior exactly = (y, at, _) -> new MixtureDerivatives(MIXTURE, at).logDensity(y);
    return error(Likelihood.of(score(MIXTURE, EDM), Shape.of(D)).trace(new TraceMethod.Exact()).prior(exactly).solver(solver).steps(steps)
        .measure(x, null), exact(MIXTURE, x, EDM.earliest()));
  }

  /** The bias of each solver falls with its order, to what is known of like mixtures: 0.052 and 0.015 nats for Heun's method, 3e-4 and 8e-5 for RK4. */
  @Test
  void theBiasOnAMixture() {
    double heun = error(Solvers.heun(), 32), heunFine = error(Solvers.heun(), 64);
    Solver rk4 = Solvers.rungeKutta("4", Variable.LAMBDA);
    double four = error(rk4, 32), fourFine = error(rk4, 64), dopri = error(Solvers.rungeKutta("dopri5", Variable.LAMBDA), 24);
    String all = "heun " + heun + " " + heunFine + ", rk4 " + four + " " + fourFine + ", dopri5 " + dopri;
    assertTrue(heun / heunFine > 3.3 && heun / heunFine < 5 && heunFine < 0.03, all);
    assertTrue(four / fourFine > 12 && four / fourFine < 40 && fourFine < 1e-4, all);
    assertTrue(dopri < 5e-4, all);
  }

  /** State and volume are one system: every solver that is installed integrates both, to the order that it claims. */
  @Test
  void everyDeterministicSolverGivesTheDensity() {
    Catalogue catalogue = Catalogue.installed();
    NoiseSchedule vp = Schedules.vp();
    TimeGrid grid = Grids.logSnr(-2, 2);
    Mixture m = Mixture.of(2, new double[] {0.5, -0.2, -0.4, 0.3}, new double[] {0.5, 0.4}, new double[] {1, 1});
    double[] x = data(m, 2, 4), exact = exact(m, x, vp.atLambda(2));
    Likelihood l = Likelihood.of(score(m, vp), Shape.of(2)).trace(new TraceMethod.Exact()).grid(grid)
        .prior((y, at, _) -> new MixtureDerivatives(m, at).logDensity(y));
    var wrong = new ArrayList<String>();
    int tried = 0;
    for (Catalogue.Listed listed : catalogue.list(Kind.SOLVER)) {
      if (listed.entry().inner() > 0 || listed.entry().id().equals("unic")) continue;
      Solver solver = catalogue.find(Kind.SOLVER, listed.entry().id());
      if (solver.traits().stochastic() || solver instanceof Adaptive) continue;
      tried++;
      double coarse = error(l.solver(solver).steps(12).measure(x, null), exact), fine = error(l.solver(solver).steps(24).measure(x, null), exact);
      System.out.println(listed.entry().id() + " " + solver.traits().order() + " " + coarse + " " + fine + " " + coarse / fine);
      if (!(fine < 0.1 && (fine < 1e-6 || coarse / fine > 1.6))) wrong.add(listed.entry().id() + " " + coarse + " " + fine);
    }
    assertTrue(tried > 40, "only " + tried + " solvers");
    assertEquals(List.of(), wrong);
  }

  @Test
  void anAdaptiveSolverChoosesItsSteps() {
    NoiseSchedule vp = Schedules.vp();
    Mixture m = mixture(2);
    double[] x = data(m, 2, 4);
    LogLikelihoods l = Likelihood.of(score(m, vp), Shape.of(2)).trace(new TraceMethod.Exact()).solver(Solvers.dpmAdaptive(1e-4)).grid(Grids.logSnr(-2, 2))
        .prior((y, at, _) -> new MixtureDerivatives(m, at).logDensity(y)).measure(x, null);
    assertTrue(error(l, exact(m, x, vp.atLambda(2))) < 1e-2, l.toString());
    assertTrue(l.evaluations() > 100, l.toString());
  }

  /** Random signs are right on average, as far apart as they say, and less with more of them. */
  @Test
  void probesSayTheirError() {
    double[] x = data(MIXTURE, 24, 3);
    Likelihood l = Likelihood.of(score(MIXTURE, EDM), Shape.of(D)).solver(Solvers.dpmSolverPP2M()).steps(24);
    LogLikelihoods exact = l.trace(new TraceMethod.Exact()).measure(x, null), one = l.measure(x, null),
        many = l.trace(new TraceMethod.Hutchinson(16)).measure(x, null);
    double apart = 0, said = 0, mean = 0;
    for (int r = 0; r < 24; r++) {
      double d = many.nats().get(r) - exact.nats().get(r);
      apart += d * d;
      mean += d / 24;
      said += many.errors().get(r) * many.errors().get(r);
      assertEquals(0, exact.errors().get(r));
      assertTrue(one.errors().get(r).isNaN());
    }
    double ratio = Math.sqrt(apart / said);
    assertTrue(ratio > 0.65 && ratio < 1.5, "apart by " + ratio + " of what they say");
    assertTrue(Math.abs(mean) < 4 * Math.sqrt(said) / 24, mean + " on average");
    double[] reference = exact.nats().stream().mapToDouble(Double::doubleValue).toArray();
    assertTrue(error(one, reference) > 2 * error(many, reference));
    assertEquals(one, l.measure(x, null), "the same seed");
    assertTrue(!one.equals(l.seed(1).measure(x, null)), "another seed");
  }

  /** A network in single precision whose noise estimate is that of a normal law around the mean of a class. */
  private record ClassNetwork() implements Network {
    @Override
    public Ports ports() {
      return new Ports(List.of(Port.of("sample", ElementType.FLOAT, "batch", 4), Port.of("timestep", ElementType.FLOAT, "batch"),
          Port.of("class_labels", ElementType.INT64, "batch")), List.of(Port.of("out_sample", ElementType.FLOAT, "batch", 4)));
    }

    @Override
    public Map<String, String> metadata() {
      return Map.of("counterflow.null-class", "3");
    }

    @Override
    public void evaluate(Call call) {
      float[] x = Objects.requireNonNull(call.inputs().get("sample")).toFloats(), t = Objects.requireNonNull(call.inputs().get("timestep")).toFloats();
      double[] labels = Objects.requireNonNull(call.inputs().get("class_labels")).toDoubles();
      try (Hold h = Objects.requireNonNull(call.outputs().get("out_sample")).hold(Memory.HOST, Access.READ_WRITE)) {
        for (int i = 0; i < x.length; i++) {
          double s = Math.exp(-t[i / 4]);
          // In the variance-preserving form: alpha = 1/sqrt(1 + s^2), and data N(class, 0.09).
          double alpha = 1 / Math.sqrt(1 + s * s), sigma = s * alpha, mean = labels[i / 4] == 3 ? 0 : labels[i / 4] * 0.5;
          h.segment().setAtIndex(JAVA_FLOAT_UNALIGNED, i, (float) (sigma * (x[i] - alpha * mean) / (0.09 * alpha * alpha + sigma * sigma)));
        }
      }
    }

    @Override
    public void close() {}
  }

  /** Single precision adds nothing that shows, and each sample is asked with its class. */
  @Test
  void aNetworkInSinglePrecisionWithClasses() {
    NoiseSchedule vp = Schedules.vp();
    TimeLabel lambda = TimeLabel.logSigma(0, -1);
    ScoreFunction score = ScoreFunction.of(new ClassNetwork(), Prediction.EPSILON, lambda, vp);
    long[] labels = {0, 1, 2, 1};
    double[] x = data(Mixture.of(4, new double[4], new double[] {0.3}, new double[] {1}), 4, 8);
    for (int i = 0; i < x.length; i++) x[i] += 0.5 * labels[i / 4];
    Likelihood l = Likelihood.of(score, Shape.of(4)).trace(new TraceMethod.Exact()).solver(Solvers.rungeKutta("dopri5", Variable.LAMBDA)).steps(24);
    LogLikelihoods found = l.measure(x, labels);
    Point at = vp.earliest();
    double s = at.ratio(), v = 0.09 + s * s;
    for (int r = 0; r < 4; r++) {
      double exact = 0;
      for (int i = 0; i < 4; i++) exact -= 0.5 * ((x[r * 4 + i] - 0.5 * labels[r]) * (x[r * 4 + i] - 0.5 * labels[r]) / v + Math.log(2 * Math.PI * v));
      // Of it about 1e-4 is the sampler's prior, which leaves the mean of the data out.
      assertEquals(exact, found.nats().get(r), 4 * 1e-3);
    }
    LogLikelihoods without = l.measure(x, null);
    assertTrue(without.nats().get(2) < found.nats().get(2) - 1, "the class counts");
  }

  @Test
  void theOffsetOfLevels() {
    Levels grey = Levels.bytes(-1, 1);
    assertEquals(Math.log(127.5) / Math.log(2), grey.offset(), 1e-12);
    double[] noisy = grey.dequantised(new double[10000], 1);
    double most = 0, square = 0;
    for (double v : noisy) {
      most = Math.max(most, Math.abs(v));
      square += v * v / noisy.length;
    }
    assertTrue(most <= grey.width() / 2);
    assertEquals(grey.width() * grey.width() / 12, square, 0.05 * square);
    // A uniform law over [-1, 1 + one level) in 256 levels has 8 bits a dimension.
    var uniform = new LogLikelihoods(List.of(-4 * Math.log(256 * grey.width())), List.of(0.0), 4, 1, "");
    assertEquals(8, uniform.bitsPerDimension(grey.offset()).mean(), 1e-12);
    assertTrue(Double.isNaN(uniform.mean().standardError()));
    assertThrows(IllegalArgumentException.class, () -> Levels.bytes(1, 1));
  }

  @Test
  void badInputIsRefused() {
    Likelihood l = Likelihood.of(score(MIXTURE, EDM), Shape.of(D));
    assertTrue(assertThrows(IllegalArgumentException.class, () -> l.solver(Solvers.ddpm())).getMessage().contains("deterministic"));
    assertTrue(assertThrows(IllegalArgumentException.class, () -> l.grid(Grids.toZero(Grids.karras(7))).measure(new double[D], null)).getMessage()
        .contains("inside alpha > 0, sigma > 0"));
    assertThrows(IllegalArgumentException.class, () -> l.measure(new double[D + 1], null));
    assertThrows(IllegalArgumentException.class, () -> l.measure(new double[D], new long[2]));
    assertThrows(IllegalArgumentException.class, () -> l.steps(0));
    assertTrue(assertThrows(IllegalArgumentException.class, () -> TraceMethod.parse("exactly")).getMessage().contains("exact or hutchinson:probes=N"));
    assertEquals(new TraceMethod.Hutchinson(4), TraceMethod.parse("hutchinson:probes=4"));
    assertThrows(IllegalArgumentException.class, () -> TraceMethod.parse("hutchinson:probes=0"));
    Mixture wide = Mixture.of(5000, new double[5000], new double[] {1}, new double[] {1});
    assertTrue(assertThrows(IllegalArgumentException.class, () -> Likelihood.of(score(wide, EDM), Shape.of(5000)).trace(new TraceMethod.Exact())
        .measure(new double[5000], null)).getMessage().contains("hutchinson:probes=4"));
  }
}
