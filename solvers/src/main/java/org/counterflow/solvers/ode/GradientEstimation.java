package org.counterflow.solvers.ode;

import java.util.List;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;

/**
 * Gradient estimation: the noise estimate, moved on by a multiple of its last change.
 *
 * <p>From p to q, with the noise estimates E_n and E_{n-1}:
 * <pre>x' = alpha(q)/alpha(p) x + (sigma(q) - sigma(p) alpha(q)/alpha(p)) (E_n + (gamma - 1) (E_n - E_{n-1}))</pre>
 *
 * <p>Order 2 with gamma 1.5, where it is {@link Ipndm} of order 2 (1.98 measured in total variation on the three-bump target, uniform
 * lambda); order 1 with any other (gamma 2: 0.96). One evaluation a step, remembers one; its first step and one to clean data are {@link
 * Ddim}'s. Where order counts {@link DpmSolver2M} and {@link UniPC} are the better buy.
 *
 * <p>Elsewhere: {@code sample_gradient_estimation} (ComfyUI, gamma 2), the paper's code (gamma 2, {@code cfg++} in its variant).
 *
 * @param gamma 1 to 5; 1.5 by default, 1 is {@link Ddim}
 * @see <a href="https://arxiv.org/abs/2306.04848">Permenter, Yuan 2024</a>, algorithm 2
 */
public record GradientEstimation(double gamma) implements Solver {
  private static final Parameter<Double> GAMMA = Parameter.number("gamma", 1.5, 1, 5,
      "1 + weight of the change of noise estimates; 1.5 is of order 2, tools have 2");

  /** How it is named and made. */
  public static final Part<GradientEstimation> PART = Part
      .of(GradientEstimation.class, "gradient-estimation", "the noise estimate moved on by its last change", "arXiv:2306.04848")
      .with(GAMMA, GradientEstimation::gamma).made(a -> new GradientEstimation(a.get(GAMMA)));

  /** Checks the range. */
  public GradientEstimation {
    PART.checked(GAMMA, gamma);
  }

  /** With gamma 1.5. */
  public GradientEstimation() {
    this(GAMMA.byDefault());
  }

  @Override
  public Traits traits() {
    return Traits.of(gamma == GAMMA.byDefault() ? 2 : 1).remembers(1);
  }

  @Override
  public Expr step(Step s) {
    List<Evaluation> past = History.inside(s, 1);
    return NoiseMean.step(s, past, p -> p.isEmpty() ? new double[] {1} : new double[] {gamma, 1 - gamma});
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
