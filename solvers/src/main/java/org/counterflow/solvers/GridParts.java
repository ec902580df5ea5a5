package org.counterflow.solvers;

import java.util.List;
import java.util.stream.Stream;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.solvers.grid.AlignYourSteps;
import org.counterflow.solvers.grid.BetaQuantiles;
import org.counterflow.solvers.grid.BongTangent;
import org.counterflow.solvers.grid.Crash;
import org.counterflow.solvers.grid.Explicit;
import org.counterflow.solvers.grid.Exponential;
import org.counterflow.solvers.grid.Final;
import org.counterflow.solvers.grid.Flow;
import org.counterflow.solvers.grid.FlowTable;
import org.counterflow.solvers.grid.Gits;
import org.counterflow.solvers.grid.Iddpm;
import org.counterflow.solvers.grid.Karras;
import org.counterflow.solvers.grid.KlOptimal;
import org.counterflow.solvers.grid.Leading;
import org.counterflow.solvers.grid.LinearQuadratic;
import org.counterflow.solvers.grid.Linspace;
import org.counterflow.solvers.grid.LogSnr;
import org.counterflow.solvers.grid.LogitNormal;
import org.counterflow.solvers.grid.OptimalSteps;
import org.counterflow.solvers.grid.Origin;
import org.counterflow.solvers.grid.Quad;
import org.counterflow.solvers.grid.Shift;
import org.counterflow.solvers.grid.Spaced;
import org.counterflow.solvers.grid.Stretch;
import org.counterflow.solvers.grid.Tangent;
import org.counterflow.solvers.grid.TimePower;
import org.counterflow.solvers.grid.Trailing;
import org.counterflow.solvers.grid.Truncate;
import org.counterflow.solvers.grid.VpTimes;
import org.counterflow.solvers.grid.Within;

/** The grids, in the order in which they are shown. */
final class GridParts {
  private static final List<Part<? extends TimeGrid>> OF_TIME = List.of(Trailing.PART, Leading.PART, Linspace.PART, Origin.PART, Quad.PART,
      Trailing.SIMPLE, Leading.DDIM_UNIFORM, Linspace.DISCRETE);
  private static final List<Part<? extends TimeGrid>> OF_NOISE = List.of(Karras.PART, LogSnr.PART, Exponential.PART,
      Exponential.PART.named("polyexponential", "exponential by its name with a power in k-diffusion"),
      Exponential.PART.named("lu", "exponential by its name in diffusers (use_lu_lambdas)"), BetaQuantiles.PART, BetaQuantiles.BETA57,
      KlOptimal.PART, LogitNormal.PART, VpTimes.PART, Iddpm.PART, Crash.PART, AlignYourSteps.PART, Gits.PART);
  private static final List<Part<? extends TimeGrid>> OF_FLOWS = List.of(Flow.PART, FlowTable.PART, OptimalSteps.PART, BongTangent.PART,
      Tangent.PART, LinearQuadratic.PART);
  private static final List<Part<? extends TimeGrid>> AROUND_OTHERS = List.of(Explicit.PART, Final.PART, Spaced.PART, Within.PART, Shift.PART,
      Stretch.PART, Truncate.PART);

  static final List<Part<? extends TimeGrid>> ALL = Stream.of(OF_TIME, TimePower.PARTS, OF_NOISE, OF_FLOWS, AROUND_OTHERS)
      .<Part<? extends TimeGrid>>flatMap(List::stream).toList();

  private GridParts() {}
}
