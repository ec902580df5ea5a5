package org.counterflow.diagnostics.lab.theory;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.solver.Solver;
import org.counterflow.diagnostics.convergence.OrderFit;
import org.counterflow.diagnostics.distance.ScoreError;
import org.counterflow.diagnostics.findings.Bar;
import org.counterflow.diagnostics.findings.Curve;
import org.counterflow.diagnostics.findings.Figure;
import org.counterflow.diagnostics.findings.Table;
import org.counterflow.diagnostics.topic.Topic;
import org.counterflow.solvers.Solvers;
import org.counterflow.solvers.target.Mixtures;
import org.counterflow.solvers.theory.AcceleratedOdeAb2;

/**
 * Score errors on N(0, 1), whose law is the same at every point: the state of the exact flow does not move, and a wave in the score draws all states to
 * its attractors. With B the integral of beta and {@code r = tanh(eps omega B / (2 sqrt 2))} the law within a wave tends to the Poisson kernel of r, so
 * that with {@code theta = arccos r}
 * <pre>TV = (2 atan((1 + r)/(1 - r) tan(theta/2)) - theta) / pi</pre>
 */
final class ErrorsOnGaussian extends ErrorSection {
  private static final Mixture NORMAL = Mixtures.gaussian(0, 1, 1);
  private static final double SIZE = 0.05;
  private static final int POINTS = 800;
  /** What the second derivative of the error is held at, but for the root of 2. */
  private static final double BENT = 2;
  private static final double NEAR = 0.01;
  /** From where on the closed form, a limit, is one. */
  private static final double MANY = 10;

  /** Figures of an independent program at an omega, in the order of {@link #SOLVERS}; null where none is known. */
  private static final Map<Double, List<String>> KNOWN = Map.of(
      1.0, List.of(".169", "", ".029", ".028"),
      3.0, List.of(".343", "", ".015", ".015"),
      10.0, List.of(".7908", "", ".0047", ".0045"),
      30.0, List.of(".9940", "", ".0021", ".0015"),
      100.0, List.of(".9998", "", ".0017", ".0004"));
  private static final Map<Double, String> KNOWN_JACOBIAN = Map.of(1.0, ".053", 3.0, ".135", 10.0, ".45", 30.0, "1.35", 100.0, "4.5");
  private static final List<String> NAMES = List.of("pf-ode-li", "ddim", "ddpm-li", "accelerated-sde");
  private static final List<Solver> SOLVERS = List.of(Solvers.pfOdeLi(), Solvers.ddim(), Solvers.ddpmLi(), Solvers.acceleratedSde());

  private final Backend backend;

  ErrorsOnGaussian(Backend backend, Topic.Effort effort, Topic.Progress progress) {
    this(backend, effort == Topic.Effort.QUICK ? new double[] {1, 10, 30} : new double[] {1, 3, 10, 30, 100},
        effort == Topic.Effort.QUICK ? 800 : 1600, progress);
  }

  /**
   * Some of it.
   *
   * @param omegas some of 1, 3, 10, 30, 100
   * @param points of the runs with errors whose second derivative is held
   */
  ErrorsOnGaussian(Backend backend, double[] omegas, int points, Topic.Progress progress) {
    this.backend = backend;
    waves(omegas, progress);
    bent(points, progress);
  }

  private ErrorRuns runs(int points) {
    return new ErrorRuns(backend, NORMAL, RateSections.linear(points), new EveryEntry(), points);
  }

  /** The closed form. */
  static double closed(double size, double omega, double integral) {
    double r = Math.tanh(size * omega * integral / (2 * Math.sqrt(2)));
    if (r == 1) return 1;
    double theta = Math.acos(r);
    return (2 * Math.atan((1 + r) / (1 - r) * Math.tan(theta / 2)) - theta) / Math.PI;
  }

  /** The integral of beta over a run. */
  private static double integral(NoiseSchedule schedule, int points) {
    List<Point> all = new EveryEntry().on(schedule, points - 1);
    return 2 * Math.log(all.getLast().alpha() / all.getFirst().alpha());
  }

  private static String at(double omega) {
    return "a normal law, omega " + (int) omega;
  }

  private static SineError told(double size, double omega) {
    return new SineError(NORMAL, size, omega, SineError.Frame.FIXED);
  }

  private void waves(double[] omegas, Topic.Progress progress) {
    ErrorRuns runs = runs(POINTS);
    int count = SOLVERS.size();
    var all = new ArrayList<ErrorRuns.Run>();
    var curves = new ArrayList<List<Curve.At>>();
    for (int k = 0; k < count; k++) {
      all.add(runs.exact("a normal law: " + NAMES.get(k), SOLVERS.get(k)));
      curves.add(new ArrayList<>());
    }
    for (double omega : omegas)
      for (int k = 0; k < count; k++) all.add(new ErrorRuns.Run(at(omega) + ": " + NAMES.get(k), SOLVERS.get(k), told(SIZE, omega), omega));
    List<Double> found = runs.variations(all, progress), steps = found.subList(0, count);
    var forms = new ArrayList<Curve.At>();
    double b = integral(runs.schedule(), POINTS);
    for (double o = omegas[0]; o <= omegas[omegas.length - 1] * 1.001; o *= 1.1) forms.add(new Curve.At(o, closed(SIZE, o, b)));
    var rows = new ArrayList<List<String>>();
    for (int i = 0; i < omegas.length; i++) {
      double omega = omegas[i], closed = closed(SIZE, omega, b);
      ScoreError error = runs.error(told(SIZE, omega));
      String at = at(omega);
      add(new Bar(at + ", error of the score", error.score(), SIZE * 0.999, SIZE * 1.001));
      add(Published.bar(at + ", error of its derivative", error.jacobian(), Objects.requireNonNull(KNOWN_JACOBIAN.get(omega))));
      var row = new ArrayList<String>(List.of(String.valueOf((int) omega), number(error.jacobian()), number(closed)));
      for (int k = 0; k < count; k++) {
        String name = at + ": " + NAMES.get(k);
        double tv = found.get((i + 1) * count + k);
        boolean stochastic = SOLVERS.get(k).traits().stochastic();
        String known = KNOWN.getOrDefault(omega, List.of("", "", "", "")).get(k);
        if (!known.isEmpty()) add(Published.bar(name + ", total variation", tv, known));
        if (!stochastic && omega >= MANY) add(new Bar(name + ", total variation less the closed form", tv - closed, -NEAR, NEAR));
        bound(name, stochastic, tv, steps.get(k), error);
        curves.get(k).add(new Curve.At(omega, tv));
        row.add(number(tv));
      }
      row.addAll(List.of(number(error.ode()), number(error.sde())));
      rows.add(row);
    }
    var head = new ArrayList<String>(List.of("omega", "eps_Jacobi", "closed form"));
    head.addAll(NAMES);
    head.addAll(List.of("bound of ODEs", "of SDEs"));
    add(new Table(String.format(Locale.ROOT, "N(0, 1), a wave of size eps_score = 0.05 in the score, linear betas, T = 800: total variation (exact score: %s, %s, %s, "
        + "%s)", number(steps.get(0)), number(steps.get(1)), number(steps.get(2)), number(steps.get(3))), head, rows));
    var drawn = new ArrayList<Curve>();
    for (int k = 0; k < count; k++) drawn.add(Curve.measured(NAMES.get(k), curves.get(k)));
    drawn.add(new Curve("closed form for many waves", forms, Curve.Look.THEORY, null));
    add(Figure.logarithmic("An error of the score of one size, 0.05: N(0, 1)", "omega, waves in 2 pi", "total variation", drawn));
  }

  /** Errors whose second derivative is held, so that they have more waves as they get smaller. */
  private void bent(int points, Topic.Progress progress) {
    ErrorRuns runs = runs(points);
    double b = integral(runs.schedule(), points);
    double[] sizes = {1e-2, 3e-3, 1e-3, 3e-4};
    String[] known = {".31", ".174", ".101", ".0556"};
    var all = new ArrayList<ErrorRuns.Run>(List.of(runs.exact("a normal law: accelerated-ode-ab2", new AcceleratedOdeAb2())));
    for (double size : sizes) {
      double omega = Math.sqrt(BENT / size);
      all.add(new ErrorRuns.Run("second derivative held, eps " + size, new AcceleratedOdeAb2(), told(size, omega), omega));
    }
    List<Double> found = runs.variations(all, progress);
    var tv = new double[sizes.length];
    var measured = new ArrayList<Curve.At>();
    var forms = new ArrayList<Curve.At>();
    var rows = new ArrayList<List<String>>();
    for (int i = 0; i < sizes.length; i++) {
      double omega = all.get(i + 1).omega(), closed = closed(sizes[i], omega, b);
      String name = all.get(i + 1).name();
      tv[i] = found.get(i + 1);
      ScoreError error = runs.error(told(sizes[i], omega));
      add(Published.bar(name + ": accelerated-ode-ab2, total variation", tv[i], known[i]));
      add(new Bar(name + ": accelerated-ode-ab2, total variation less the closed form", tv[i] - closed, -NEAR, NEAR));
      bound(name + ": accelerated-ode-ab2", false, tv[i], found.getFirst(), error);
      measured.add(new Curve.At(sizes[i], tv[i]));
      forms.add(new Curve.At(sizes[i], closed));
      rows.add(List.of(String.valueOf(sizes[i]), String.format(Locale.ROOT, "%.1f", omega), number(error.jacobian()), number(tv[i]), number(closed),
          number(error.ode())));
    }
    double power = -OrderFit.of(sizes, tv).slope();
    // The bound of arXiv:2506.13061: no better power is true.
    add(new Bar("second derivative held: power of eps_score in total variation", power, 0.45, 0.55));
    add(new Table("N(0, 1), errors with a second derivative of 2.8 at most, accelerated-ode-ab2, linear betas, T = " + points + ": power of eps "
        + String.format(Locale.ROOT, "%.2f", power), List.of("eps_score", "omega", "eps_Jacobi", "tv", "closed form", "bound of ODEs"), rows));
    add(Figure.logarithmic("Errors whose second derivative is held: the root of eps_score", "eps_score", "total variation", List.of(
        new Curve("accelerated-ode-ab2", measured, Curve.Look.MEASURED, power), new Curve("closed form", forms, Curve.Look.THEORY, null))));
  }
}
