package org.counterflow.solvers.grid;

import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;

/**
 * The noise levels by which two families of diffusers run a flow, shifted, then clean data: {@code use_flow_sigmas}.
 *
 * <p>Of {@code dpm}: {@code 0.999 i/N}, i = N .. 1. Of {@code unipc}: N + 1 equal steps from 1 to 0.001 without the last, and
 * {@code 1 - 1e-6} for 1. Both stay off pure noise, where lambda is infinite and a multistep method has nothing to go on.
 *
 * @param family {@code dpm} by default
 * @param shift above 0; 1, none, by default ({@code flow_shift})
 */
public record FlowTable(Family family, double shift) implements TimeGrid {
  /** Whose levels they are. */
  public enum Family {
    /** Those of the DPM-Solver family. */
    DPM,
    /** Those of UniPC. */
    UNIPC
  }

  private static final double FIRST = 0.999, NOT_QUITE_NOISE = 1 - 1e-6, LAST = 0.001;
  private static final Parameter<Family> FAMILY = Parameter.choice("family", Family.DPM, "whose levels: diffusers' DPM-Solver family, or UniPC");
  private static final Parameter<Double> SHIFT = Parameter.number("shift", 1, 0, 1e6,
      "above 1 more of the nodes are at high noise (diffusers: flow_shift)").above();

  /** How it is named and made. */
  public static final Part<FlowTable> PART = Part
      .of(FlowTable.class, "flow-table", "noise levels of diffusers' use_flow_sigmas, then clean data", "")
      .with(FAMILY, FlowTable::family).with(SHIFT, FlowTable::shift).made(a -> new FlowTable(a.get(FAMILY), a.get(SHIFT)));

  /** Checks the range. */
  public FlowTable {
    PART.checked(SHIFT, shift);
  }

  /** Of the DPM-Solver family, without a shift. */
  public FlowTable() {
    this(FAMILY.byDefault(), SHIFT.byDefault());
  }

  @Override
  public List<Point> on(NoiseSchedule schedule, int steps) {
    Nodes.requireSteps(steps);
    var nodes = new ArrayList<Point>(steps + 1);
    for (int i = 0; i < steps; i++) nodes.add(Measure.LEVEL.at(this, schedule, level(i, steps)));
    nodes.add(schedule.clean());
    return Nodes.ordered(this, schedule, nodes);
  }

  private double level(int i, int steps) {
    if (family == Family.DPM) return Flow.shifted(shift, FIRST * (steps - i) / steps);
    return i == 0 ? NOT_QUITE_NOISE : Flow.shifted(shift, 1 + i * ((LAST - 1) / steps));
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
