package org.counterflow.solvers.sde;

import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;
import org.counterflow.solvers.internal.Require;

/**
 * Predictor-corrector sampling: after each step of a solver, steps of Langevin's dynamics where it arrived.
 *
 * <p>At q, as often as asked for, with the norms of the sample's own score and noise:
 * <pre>e = 2 (snr |z| / |score(x)|)^2,   x' = x + e score(x) + sqrt(2 e) z</pre>
 * On variance-preserving processes score_sde multiplies e by the 1 - beta of its table's step, at least 0.98; that factor is left out here.
 * Nothing is corrected at clean data.
 *
 * <p>The steps of the corrector do not shrink with those of the solver, so it does not converge (order 0): its law has an error of the size
 * of {@code snr^2}, and forgets the errors of the solver. As many evaluations as the solver's and one for each correction, no memory of its
 * own. From before there were good solvers; {@link Churn} has its benefits and an order.
 *
 * <p>Elsewhere: {@code LangevinCorrector} of {@code pc_sampling} (score_sde), whose norms are means over the batch, and which corrects
 * before it predicts; {@code ScoreSdeVeScheduler.step_correct} (diffusers). {@code predictor-corrector} is this around {@link EulerMaruyama}.
 *
 * @param inner the predictor, any solver without memory
 * @param snr step size of the corrector, above 0; 0.16 by default, as in score_sde
 * @param times corrections a step, at least 1; 1 by default
 * @see <a href="https://arxiv.org/abs/2011.13456">Song et al. 2021</a>, algorithms 4 and 5
 */
public record Langevin(Solver inner, double snr, int times) implements Solver {
  private static final Parameter<Double> SNR = Parameter.number("snr", 0.16, 0, 1, "step size: the ratio of the norms of move and noise").above();
  private static final Parameter<Integer> TIMES = Parameter.integer("times", 1, 1, 1000, "corrections a step");

  /** How it is named and made. */
  public static final Part<Langevin> PART = Part
      .of(Langevin.class, "langevin", "a solver, corrected by Langevin's dynamics after each step", "arXiv:2011.13456").around(Langevin::inner)
      .with(SNR, Langevin::snr).with(TIMES, Langevin::times)
      .made(a -> new Langevin(a.inner(0, Solver.class), a.get(SNR), a.get(TIMES)));

  /** Checks the ranges. */
  public Langevin {
    PART.checked(SNR, snr);
    PART.checked(TIMES, times);
    if (inner.traits().remembers() > 0)
      throw new IllegalArgumentException("langevin moves each state on, so that what " + inner
          + " remembers belongs to other states; give a solver without memory such as heun or euler-maruyama");
  }

  /** One correction a step, of the usual size. */
  public Langevin(Solver inner) {
    this(inner, SNR.byDefault(), TIMES.byDefault());
  }

  @Override
  public Traits traits() {
    Traits t = inner.traits();
    return Traits.of(0).evaluations(t.evaluationsMoved() + times).stochastic(0).wraps(true);
  }

  @Override
  public Expr step(Step s) {
    Require.towardsData(s, this);
    Point q = s.to();
    Expr x = s.run(inner, s.from(), s.x(), q);
    // What the inner solver offered for its next step belongs to a state that moves on.
    s.next(null);
    for (int k = 0; k < times && q.sigma() > 0; k++) x = corrected(s, s.value(x), q);
    return x;
  }

  private Expr corrected(Step s, Expr x, Point q) {
    Evaluation e = s.evaluate(x, q);
    Expr score = e.score(), z = s.noise(q, q);
    double[] step = s.norm(z), slope = s.norm(score), root = new double[step.length];
    for (int i = 0; i < step.length; i++) {
      double ratio = snr * step[i] / slope[i];
      step[i] = 2 * ratio * ratio;
      root[i] = 2 * ratio;
    }
    return x.plus(score.times(step)).plus(z.times(root));
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
