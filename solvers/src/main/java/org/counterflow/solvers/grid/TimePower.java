package org.counterflow.solvers.grid;

import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;

/**
 * N equal steps in a root of time between the schedule's ends; it stays off clean data: {@code time-uniform} (rho 1),
 * {@code time-quadratic} (rho 2), {@code power} (any).
 *
 * <p>With u the time as a part of the way from clean data to the schedule's latest point (t of {@code vp}, (index + 1)/T of a table):
 * <pre>u_i = (1 + i/N (u_end^(1/rho) - 1))^rho,   i = 0 .. N</pre>
 * On a table its places lie between entries, where log alpha is linear. To end elsewhere: {@code within(time-uniform):to=1e-4};
 * with the step to clean data: {@code final(time-uniform)}.
 *
 * <p>Elsewhere: {@code time_uniform} and {@code time_quadratic} of the official code of DPM-Solver and UniPC, {@code ts_phase=t} with
 * {@code ts_order} in DEIS.
 *
 * @param rho above 0; larger puts more nodes near data
 * @see <a href="https://arxiv.org/abs/2204.13902">Zhang, Chen 2022</a>, equation 42
 */
public record TimePower(double rho) implements TimeGrid {
  private static final Parameter<Double> RHO = Parameter.number("rho", 0, 1000, "the root; larger puts more nodes near data").above();

  private static final Part<TimePower> UNIFORM = Part
      .of(TimePower.class, "time-uniform", "equal steps in time between the ends, without clean data", "arXiv:2206.00927")
      .made(a -> new TimePower(1));
  private static final Part<TimePower> QUADRATIC = Part
      .of(TimePower.class, "time-quadratic", "equal steps in the root of time between the ends, without clean data", "arXiv:2204.13902")
      .made(a -> new TimePower(2));
  private static final Part<TimePower> POWER = Part
      .of(TimePower.class, "power", "equal steps in a root of time between the ends, without clean data", "arXiv:2204.13902")
      .with(RHO, TimePower::rho).made(a -> new TimePower(a.get(RHO)));

  /** How they are named and made. */
  public static final List<Part<TimePower>> PARTS = List.of(UNIFORM, QUADRATIC, POWER);

  /** Checks the range. */
  public TimePower {
    POWER.checked(RHO, rho);
  }

  @Override
  public List<Point> on(NoiseSchedule schedule, int steps) {
    Nodes.requireSteps(steps);
    Point first = schedule.latest(), last = schedule.earliest();
    double clean = schedule.clean().time(), range = first.time() - clean;
    double end = StrictMath.pow((last.time() - clean) / range, 1 / rho);
    var nodes = new ArrayList<Point>(steps + 1);
    nodes.add(first);
    for (int i = 1; i < steps; i++)
      nodes.add(schedule.at(clean + range * StrictMath.pow(1 + (double) i / steps * (end - 1), rho)));
    nodes.add(last);
    return Nodes.ordered(this, schedule, nodes);
  }

  @Override
  public String toString() {
    return (rho == 1 ? UNIFORM : rho == 2 ? QUADRATIC : POWER).text(this);
  }
}
