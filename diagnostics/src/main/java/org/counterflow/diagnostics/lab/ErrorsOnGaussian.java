package org.counterflow.diagnostics.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
    this.backend = backend;
    boolean quick = effort == Topic.Effort.QUICK;
    waves(quick ? new double[] {1, 10, 30} : new double[] {1, 3, 10, 30, 100}, progress);
    bent(quick ? 800 : 1600, progress);
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

  private void waves(double[] omegas, Topic.Progress progress) {
    ErrorRuns runs = runs(POINTS);
    var steps = new double[SOLVERS.size()];
    var curves = new ArrayList<List<Curve.At>>();
    for (int k = 0; k < steps.length; k++) {
      progress.now("a normal law, exact score: " + NAMES.get(k));
      steps[k] = runs.exact(SOLVERS.get(k));
      curves.add(new ArrayList<>());
    }
    var forms = new ArrayList<Curve.At>();
    double b = integral(runs.schedule(), POINTS);
    for (double o = omegas[0]; o <= omegas[omegas.length - 1] * 1.001; o *= 1.1) forms.add(new Curve.At(o, closed(SIZE, o, b)));
    var rows = new ArrayList<List<String>>();
    for (double omega : omegas) {
      var told = new SineError(NORMAL, SIZE, omega, SineError.Frame.FIXED);
      ScoreError error = runs.error(told);
      double closed = closed(SIZE, omega, b);
      String at = "a normal law, omega " + (int) omega;
      add(new Bar(at + ", error of the score", error.score(), SIZE * 0.999, SIZE * 1.001));
      add(Published.bar(at + ", error of its derivative", error.jacobian(), KNOWN_JACOBIAN.getOrDefault(omega, "0")));
      var row = new ArrayList<String>(List.of(String.valueOf((int) omega), number(error.jacobian()), number(closed)));
      for (int k = 0; k < SOLVERS.size(); k++) {
        String name = at + ": " + NAMES.get(k);
        progress.now(name);
        double tv = runs.variation(SOLVERS.get(k), told, omega);
        boolean stochastic = SOLVERS.get(k).traits().stochastic();
        String known = KNOWN.getOrDefault(omega, List.of("", "", "", "")).get(k);
        if (!known.isEmpty()) add(Published.bar(name + ", total variation", tv, known));
        if (!stochastic && omega >= MANY) add(new Bar(name + ", total variation less the closed form", tv - closed, -NEAR, NEAR));
        bound(name, stochastic, tv, steps[k], error);
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
        + "%s)", number(steps[0]), number(steps[1]), number(steps[2]), number(steps[3])), head, rows));
    var all = new ArrayList<Curve>();
    for (int k = 0; k < NAMES.size(); k++) all.add(Curve.measured(NAMES.get(k), curves.get(k)));
    all.add(new Curve("closed form for many waves", forms, Curve.Look.THEORY, null));
    add(Figure.logarithmic("An error of the score of one size, 0.05: N(0, 1)", "omega, waves in 2 pi", "total variation", all));
  }

  /** Errors whose second derivative is held, so that they have more waves as they get smaller. */
  private void bent(int points, Topic.Progress progress) {
    ErrorRuns runs = runs(points);
    double b = integral(runs.schedule(), points);
    double[] sizes = {1e-2, 3e-3, 1e-3, 3e-4};
    String[] known = {".31", ".174", ".101", ".0556"};
    var tv = new double[sizes.length];
    var points4 = new ArrayList<Curve.At>();
    var forms = new ArrayList<Curve.At>();
    var rows = new ArrayList<List<String>>();
    double steps = runs.exact(new AcceleratedOdeAb2());
    for (int i = 0; i < sizes.length; i++) {
      double omega = Math.sqrt(BENT / sizes[i]);
      var told = new SineError(NORMAL, sizes[i], omega, SineError.Frame.FIXED);
      String name = "second derivative held, eps " + sizes[i];
      progress.now(name);
      tv[i] = runs.variation(new AcceleratedOdeAb2(), told, omega);
      ScoreError error = runs.error(told);
      double closed = closed(sizes[i], omega, b);
      add(Published.bar(name + ": accelerated-ode-ab2, total variation", tv[i], known[i]));
      add(new Bar(name + ": accelerated-ode-ab2, total variation less the closed form", tv[i] - closed, -NEAR, NEAR));
      bound(name + ": accelerated-ode-ab2", false, tv[i], steps, error);
      points4.add(new Curve.At(sizes[i], tv[i]));
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
        new Curve("accelerated-ode-ab2", points4, Curve.Look.MEASURED, power), new Curve("closed form", forms, Curve.Look.THEORY, null))));
  }
}
