package org.counterflow.solvers.ode;

import java.util.List;
import java.util.function.Function;
import org.counterflow.api.backend.Tolerance;
import org.counterflow.api.part.Arguments;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.solver.Attempt;
import org.counterflow.api.solver.Attempts;
import org.counterflow.api.solver.Decision;
import org.counterflow.api.solver.StepControl;

/**
 * How an adaptive run measures its error and chooses its steps.
 *
 * <p>The error of a step is that between two results of different order, x_low and x_high, in units of what is allowed:
 * <pre>E = norm((x_high - x_low) / max(absolute, relative max(|x_low|, |x_low of the last accepted step|)))</pre>
 * With {@code pid}, e_k = 1/(E_k + 1e-8) of this and the two accepted attempts before and order p, the next step is longer by f, and this one
 * counts where f is at least 0.81:
 * <pre>f = 1 + atan(e_0^((P + I + D)/p) e_1^(-(P + 2 D)/p) e_2^(D/p) - 1)</pre>
 * With {@code proportional} {@code f = 0.9 E^(-1/p)}, and a step counts where E is at most 1.
 *
 * @param relative tolerance, at least 0; 0.05 by default
 * @param absolute tolerance, above 0; 0.0078 by default, 2/256 of the range of a picture
 * @param norm over what; each sample by itself by default
 * @param rule how the next step is chosen; {@code pid} by default
 * @param proportional P, 0 by default
 * @param integral I, 1 by default
 * @param derivative D, 0 by default
 * @param rejected what a rejected step leaves to the next; its first evaluation by default
 * @param firstStep in lambda, above 0; 0.05 by default
 * @param maxSteps attempts after which a run ends with a message; 1000 by default
 */
public record ErrorControl(double relative, double absolute, Norm norm, Rule rule, double proportional, double integral, double derivative,
    Rejected rejected, double firstStep, int maxSteps) {
  /** Over what the error is measured. */
  public enum Norm {
    /** The root mean square of each sample, which has steps of its own. */
    SAMPLE,
    /** The largest of those of all samples, which share their steps; for replaying dpm-solver. */
    BATCH_MAX,
    /** The root mean square of all samples, which share their steps; for replaying k-diffusion. */
    BATCH_RMS
  }

  /** How the next step is chosen. */
  public enum Rule {
    /** From three errors, as k-diffusion has it. */
    PID,
    /** From one error, as dpm-solver has it. */
    PROPORTIONAL
  }

  /** What a rejected step leaves to the next one. */
  public enum Rejected {
    /** The evaluation at its beginning. */
    KEEPS,
    /** Nothing: it is asked for again; for replaying both libraries. */
    ASKS_AGAIN
  }

  private static final double SAFETY = 0.9;
  private static final double LEAST_FACTOR = 0.81;
  private static final double LEAST_ERROR = 1e-8;

  private static final Parameter<Double> RELATIVE = Parameter.number("rtol", 0.05, 0, 1, "relative tolerance");
  private static final Parameter<Double> ABSOLUTE = Parameter.number("atol", 0.0078, 0, 1e6, "absolute tolerance, in units of the state").above();
  private static final Parameter<Norm> NORM = Parameter.choice("norm", Norm.SAMPLE,
      "of the error: each sample's own, or one for all (for replaying dpm-solver: batch-max, k-diffusion: batch-rms)");
  private static final Parameter<Rule> RULE = Parameter.choice("control", Rule.PID, "how the next step is chosen from errors");
  private static final Parameter<Double> P = Parameter.number("pcoeff", 0, 0, 10, "proportional coefficient of pid");
  private static final Parameter<Double> I = Parameter.number("icoeff", 1, 0, 10, "integral coefficient of pid");
  private static final Parameter<Double> D = Parameter.number("dcoeff", 0, 0, 10, "derivative coefficient of pid");
  private static final Parameter<Rejected> REJECTED = Parameter.choice("rejected", Rejected.KEEPS,
      "what a rejected step leaves to the next: its first evaluation, or nothing (for replaying dpm-solver and k-diffusion)");
  private static final Parameter<Double> FIRST = Parameter.number("h-init", 0.05, 0, 1e6, "first step, in lambda").above();
  private static final Parameter<Integer> MOST = Parameter.integer("max-steps", 1000, 1, 1_000_000, "attempted steps after which a run gives up");

  /** The defaults. */
  public ErrorControl() {
    this(RELATIVE.byDefault(), ABSOLUTE.byDefault());
  }

  /** With these tolerances. */
  public ErrorControl(double relative, double absolute) {
    this(relative, absolute, NORM.byDefault(), RULE.byDefault(), P.byDefault(), I.byDefault(), D.byDefault(), REJECTED.byDefault(),
        FIRST.byDefault(), MOST.byDefault());
  }

  /** Checks the ranges. */
  public ErrorControl {
    RELATIVE.checked(relative);
    ABSOLUTE.checked(absolute);
    P.checked(proportional);
    I.checked(integral);
    D.checked(derivative);
    if (rule == Rule.PID && proportional + integral + derivative == 0) throw new IllegalArgumentException(
        "one of pcoeff, icoeff and dcoeff must be above 0: with none an error would change no step; icoeff=1 is usual");
    FIRST.checked(firstStep);
    MOST.checked(maxSteps);
  }

  /** The part with these parameters besides. */
  static <T> Part<T> of(Part<T> part, Function<? super T, ErrorControl> control) {
    return part.with(RELATIVE, t -> control.apply(t).relative).with(ABSOLUTE, t -> control.apply(t).absolute)
        .with(NORM, t -> control.apply(t).norm).with(RULE, t -> control.apply(t).rule).with(P, t -> control.apply(t).proportional)
        .with(I, t -> control.apply(t).integral).with(D, t -> control.apply(t).derivative).with(REJECTED, t -> control.apply(t).rejected)
        .with(FIRST, t -> control.apply(t).firstStep).with(MOST, t -> control.apply(t).maxSteps);
  }

  static ErrorControl of(Arguments a) {
    return new ErrorControl(a.get(RELATIVE), a.get(ABSOLUTE), a.get(NORM), a.get(RULE), a.get(P), a.get(I), a.get(D), a.get(REJECTED),
        a.get(FIRST), a.get(MOST));
  }

  Tolerance tolerance() {
    return new Tolerance(absolute, relative);
  }

  /** One error of those of all samples at work. */
  double error(double[] perSample) {
    double error = 0;
    // A NaN stays one, and ends the run with a message.
    for (double e : perSample) error = norm == Norm.BATCH_RMS ? error + e * e / perSample.length : Math.max(error, e);
    return norm == Norm.BATCH_RMS ? StrictMath.sqrt(error) : error;
  }

  /** The rule for errors that are as the step to this order. */
  StepControl steps(double order) {
    return rule == Rule.PID ? new Pid((proportional + integral + derivative) / order, -(proportional + 2 * derivative) / order,
        derivative / order) : new Proportional(order);
  }

  private record Proportional(double order) implements StepControl {
    @Override
    public Decision decide(Attempts attempts) {
      double e = attempts.now().error();
      return new Decision(e <= 1, SAFETY * StrictMath.pow(e, -1.0 / order));
    }
  }

  private record Pid(double now, double last, double before) implements StepControl {
    @Override
    public Decision decide(Attempts attempts) {
      double e0 = inverse(attempts.now());
      List<Attempt> accepted = attempts.accepted(), rejected = attempts.rejected();
      // Where nothing was accepted so far, the first attempt stands for what is missing.
      double first = !accepted.isEmpty() ? inverse(accepted.getLast()) : !rejected.isEmpty() ? inverse(rejected.getLast()) : e0;
      double e1 = accepted.isEmpty() ? first : inverse(accepted.get(0)), e2 = accepted.size() < 2 ? first : inverse(accepted.get(1));
      double raw = StrictMath.pow(e0, now) * StrictMath.pow(e1, last) * StrictMath.pow(e2, before);
      double factor = 1 + StrictMath.atan(raw - 1);
      return new Decision(factor >= LEAST_FACTOR, factor);
    }

    private static double inverse(Attempt a) {
      return 1 / (a.error() + LEAST_ERROR);
    }
  }
}
