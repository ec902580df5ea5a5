package org.counterflow.solvers;

import java.util.List;
import java.util.stream.Stream;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.solvers.schedule.BetaTable;
import org.counterflow.solvers.schedule.Edm;
import org.counterflow.solvers.schedule.RectifiedFlow;
import org.counterflow.solvers.schedule.RescaleZeroSnr;
import org.counterflow.solvers.schedule.SubVp;
import org.counterflow.solvers.schedule.VDiffusion;
import org.counterflow.solvers.schedule.VarianceExploding;
import org.counterflow.solvers.schedule.VariancePreserving;
import org.counterflow.solvers.schedule.VpCosine;

/** The noise schedules, in the order in which they are shown. */
final class ScheduleParts {
  private static final List<Part<? extends NoiseSchedule>> CONTINUOUS = List.of(VariancePreserving.PART, VpCosine.PART, SubVp.PART, Edm.PART,
      VarianceExploding.PART, RectifiedFlow.PART);

  static final List<Part<? extends NoiseSchedule>> ALL = Stream
      .of(BetaTable.PARTS, List.of(RescaleZeroSnr.PART), CONTINUOUS, VDiffusion.PARTS)
      .<Part<? extends NoiseSchedule>>flatMap(List::stream).toList();

  private ScheduleParts() {}
}
