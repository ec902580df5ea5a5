package org.counterflow.diagnostics.lab.theory;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.solver.Solver;
import org.counterflow.diagnostics.convergence.OrderFit;
import org.counterflow.diagnostics.distance.ScoreError;
import org.counterflow.diagnostics.findings.Bar;
import org.counterflow.diagnostics.findings.Curve;
import org.counterflow.diagnostics.findings.Figure;
import org.counterflow.diagnostics.findings.Table;
import org.counterflow.diagnostics.topic.Topic;
import org.counterflow.solvers.Grids;
import org.counterflow.solvers.Schedules;
import org.counterflow.solvers.Solvers;
import org.counterflow.solvers.target.Mixtures;
import org.counterflow.solvers.theory.AcceleratedOdeAb2;

/** Score errors on three bumps: that go with the flow, or stand still; of one size, and of several. */
final class ErrorsOnBumps extends ErrorSection {
  private static final Mixture BUMPS = Mixtures.threeBumps();
  private static final double SIZE = 0.05;
  private static final int POINTS = 400;
  private static final List<String> NAMES = List.of("ddim", "ddpm-li", "accelerated-sde");
  private static final List<Solver> SOLVERS = List.of(Solvers.ddim(), Solvers.ddpmLi(), Solvers.acceleratedSde());
  /** Figures of an independent program, in the order of {@link #NAMES}. */
  private static final Map<Double, List<String>> MOVING = Map.of(
      1.0, List.of(".126", ".025", ".023"),
      3.0, List.of(".28", ".013", ".012"),
      10.0, List.of(".70", ".005", ".004"),
      30.0, List.of(".98", ".0044", ".0023"),
      100.0, List.of("1.00", ".0041", ".0019"));
  private static final Map<Double, String> FIXED = Map.of(1.0, ".126", 3.0, ".27", 10.0, ".65", 30.0, ".95", 100.0, "1.00");

  private final ErrorRuns runs;

  ErrorsOnBumps(Backend backend, Topic.Effort effort, Topic.Progress progress) {
    runs = new ErrorRuns(backend, BUMPS, Schedules.vp(), Grids.logSnr(-4, 3), POINTS);
    boolean quick = effort == Topic.Effort.QUICK;
    var exact = new ArrayList<ErrorRuns.Run>();
    for (int k = 0; k < SOLVERS.size(); k++) exact.add(runs.exact("three bumps: " + NAMES.get(k), SOLVERS.get(k)));
    exact.add(runs.exact("three bumps: accelerated-ode-ab2", new AcceleratedOdeAb2()));
    List<Double> steps = runs.variations(exact, progress);
    for (SineError.Frame f : SineError.Frame.values()) waves(f, quick ? new double[] {1, 10} : new double[] {1, 3, 10, 30, 100}, steps, progress);
    sizes(quick ? new double[] {0.1, 0.05, 0.01} : new double[] {0.2, 0.1, 0.05, 0.02, 0.01}, steps.getLast(), steps.get(1), progress);
  }

  private void waves(SineError.Frame frame, double[] omegas, List<Double> steps, Topic.Progress progress) {
    boolean moving = frame == SineError.Frame.MOVING;
    String kind = moving ? "waves that go with the flow" : "waves that stand still";
    var curves = new ArrayList<List<Curve.At>>();
    int count = NAMES.size();
    for (int k = 0; k < count; k++) curves.add(new ArrayList<>());
    var all = new ArrayList<ErrorRuns.Run>();
    for (double omega : omegas)
      for (int k = 0; k < count; k++)
        all.add(new ErrorRuns.Run(kind + ", omega " + (int) omega + ": " + NAMES.get(k), SOLVERS.get(k), new SineError(BUMPS, SIZE, omega, frame), omega));
    List<Double> found = runs.variations(all, progress);
    var rows = new ArrayList<List<String>>();
    for (int i = 0; i < omegas.length; i++) {
      double omega = omegas[i];
      ScoreError error = runs.error(all.get(i * count).told());
      String at = kind + ", omega " + (int) omega;
      add(new Bar(at + ", error of the score", error.score(), SIZE * 0.999, SIZE * 1.001));
      var row = new ArrayList<String>(List.of(String.valueOf((int) omega), number(error.jacobian())));
      for (int k = 0; k < count; k++) {
        String name = at + ": " + NAMES.get(k);
        double tv = found.get(i * count + k);
        if (moving) add(Published.bar(name + ", total variation", tv, Objects.requireNonNull(MOVING.get(omega)).get(k)));
        else if (k == 0) add(Published.bar(name + ", total variation", tv, Objects.requireNonNull(FIXED.get(omega))));
        bound(name, SOLVERS.get(k).traits().stochastic(), tv, steps.get(k), error);
        curves.get(k).add(new Curve.At(omega, tv));
        row.add(number(tv));
      }
      row.addAll(List.of(number(error.ode()), number(error.sde())));
      rows.add(row);
    }
    var head = new ArrayList<String>(List.of("omega", "eps_Jacobi"));
    head.addAll(NAMES);
    head.addAll(List.of("bound of ODEs", "of SDEs"));
    add(new Table("Three bumps, " + kind + ", eps_score = 0.05, equal steps of lambda, T = 400: total variation (exact score: " + number(steps.get(0)) + ", "
        + number(steps.get(1)) + ", " + number(steps.get(2)) + ")", head, rows));
    var drawn = new ArrayList<Curve>();
    for (int k = 0; k < count; k++) drawn.add(Curve.measured(NAMES.get(k), curves.get(k)));
    add(Figure.logarithmic("An error of the score of one size, 0.05: three bumps, " + kind, "omega, waves in 2 pi", "total variation", drawn));
  }

  /**
   * Against the size, with few waves and with many.
   *
   * @param flow total variation of the deterministic sampler with the exact score
   * @param diffusion of the stochastic one
   */
  private void sizes(double[] sizes, double flow, double diffusion, Topic.Progress progress) {
    double[] omegas = {1, 10};
    var all = new ArrayList<ErrorRuns.Run>();
    for (double omega : omegas) {
      for (double size : sizes) {
        var told = new SineError(BUMPS, size, omega, SineError.Frame.MOVING);
        String name = "size " + size + ", omega " + (int) omega;
        all.add(new ErrorRuns.Run(name + ": accelerated-ode-ab2", new AcceleratedOdeAb2(), told, omega));
        all.add(new ErrorRuns.Run(name + ": ddpm-li", Solvers.ddpmLi(), told, omega));
      }
    }
    List<Double> found = runs.variations(all, progress);
    var rows = new ArrayList<List<String>>();
    var curves = new ArrayList<Curve>();
    for (int w = 0; w < omegas.length; w++) {
      String waves = "omega " + (int) omegas[w];
      var ode = new ArrayList<Curve.At>();
      var sde = new ArrayList<Curve.At>();
      for (int i = 0; i < sizes.length; i++) {
        int at = 2 * (w * sizes.length + i);
        ScoreError error = runs.error(all.get(at).told());
        double tv = found.get(at), stochastic = found.get(at + 1);
        bound(all.get(at).name(), false, tv, flow, error);
        bound(all.get(at + 1).name(), true, stochastic, diffusion, error);
        // Where it has not come near to 1.
        if (tv < 0.3) add(new Bar(all.get(at).name() + ", total variation over eps_Jacobi", tv / error.jacobian(), 1.7, 2.4));
        ode.add(new Curve.At(sizes[i], tv));
        sde.add(new Curve.At(sizes[i], stochastic));
        rows.add(List.of(String.valueOf((int) omegas[w]), String.valueOf(sizes[i]), number(error.jacobian()), number(tv),
            String.format(Locale.ROOT, "%.2f", tv / error.jacobian()), number(stochastic), number(error.ode()), number(error.sde())));
      }
      Curve.At least = ode.getLast();
      add(Published.bar(waves + ": accelerated-ode-ab2, total variation over eps_score, the smallest", least.y() / least.x(), w == 0 ? "2.5" : "18"));
      if (w == 0) {
        add(new Bar(waves + ": accelerated-ode-ab2, power of eps_score", power(ode), 0.95, 1.05));
        // Beside the smallest errors is that of the steps.
        Curve.At most = sde.getFirst();
        add(Published.bar(waves + ": ddpm-li, total variation over eps_score, the largest", most.y() / most.x(), "0.5"));
      }
      curves.add(Curve.measured("accelerated-ode-ab2, " + waves, ode));
      curves.add(Curve.measured("ddpm-li, " + waves, sde));
    }
    add(new Table("Three bumps, waves that go with the flow, T = 400: errors of several sizes", List.of("omega", "eps_score", "eps_Jacobi",
        "accelerated-ode-ab2", "over eps_Jacobi", "ddpm-li", "bound of ODEs", "of SDEs"), rows));
    add(Figure.logarithmic("Total variation against the size of the score's error: three bumps", "eps_score", "total variation", curves));
  }

  private static double power(List<Curve.At> points) {
    return -OrderFit.of(points.stream().mapToDouble(Curve.At::x).toArray(), points.stream().mapToDouble(Curve.At::y).toArray()).slope();
  }
}
