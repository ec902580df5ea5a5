package org.counterflow.tck;

import java.util.stream.Stream;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.solvers.Schedules;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Every schedule of the catalogue, and some with other parameters. */
@ParameterizedClass
@MethodSource("schedules")
class OurSchedulesTest extends ScheduleContract {
  OurSchedulesTest(NoiseSchedule schedule) {
    super(schedule);
  }

  static Stream<NoiseSchedule> schedules() {
    Stream<String> all = OurSolvers.CATALOGUE.list(Kind.SCHEDULE).stream().map(l -> l.entry().id() + (l.entry().inner() == 0 ? ""
        : "(scaled-linear)"));
    NoiseSchedule general = Schedules.general("general", t -> -0.3, t -> Math.sqrt(0.2 + t * t), 1e-3, 12);
    return Stream.concat(Stream.of(general), Stream.concat(all.filter(t -> !t.equals("betas") && !t.equals("table")),
        Stream.of("rectified-flow:shift=3", "cosine:steps=100", "edm:sigma-min=0.01,sigma-max=20",
        "vp:beta-min=0.05,beta-max=12")).map(t -> OurSolvers.CATALOGUE.find(Kind.SCHEDULE, t)));
  }
}
