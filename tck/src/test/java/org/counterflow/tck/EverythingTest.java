package org.counterflow.tck;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.counterflow.api.Sampler;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.catalogue.Target;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.solver.Solver;
import org.counterflow.solvers.Targets;
import org.counterflow.tck.internal.Plain;
import org.counterflow.tck.internal.Runs;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every solver along every schedule over every grid in few steps and in some: samples are finite, or an error names what does not fit. */
class EverythingTest {
  private static final List<Integer> STEPS = List.of(1, 2, 3, 5, 8, 30);
  private static final List<NoiseSchedule> SCHEDULES = OurSchedulesTest.schedules().toList();
  private static final List<TimeGrid> GRIDS = OurGridsTest.grids().toList();
  private static final Target BUMPS = Targets.mixture();

  static Stream<Solver> solvers() {
    return OurSolvers.CATALOGUE.list(Kind.SOLVER).stream().map(l -> OurSolvers.CATALOGUE.find(Kind.SOLVER, OurSolvers.text(l.entry()))).distinct();
  }

  @ParameterizedTest
  @MethodSource("solvers")
  void aTwentiethOfIt(Solver solver) {
    var random = new SplittableRandom(solver.toString().hashCode());
    assertTrue(run(solver, () -> STEPS.stream().filter(n -> random.nextInt(20) == 0).toList()) > 50, "runs of " + solver);
  }

  @Tag("full")
  @ParameterizedTest
  @MethodSource("solvers")
  void everyScheduleWithEveryGrid(Solver solver) {
    // In one of the numbers of steps, by a seed of the solver's own: all six would take six times as long.
    var random = new SplittableRandom(solver.toString().hashCode());
    assertTrue(run(solver, () -> List.of(STEPS.get(random.nextInt(STEPS.size())))) > 700, "runs of " + solver);
  }

  /** Runs along each schedule over each grid in the steps that are picked for the pair; gives how many were tried. */
  private static int run(Solver solver, Supplier<List<Integer>> picked) {
    var wrong = new ArrayList<String>();
    int tried = 0;
    try (Backend b = Plain.f64()) {
      for (NoiseSchedule schedule : SCHEDULES) {
        for (TimeGrid grid : GRIDS) {
          // Its times are entries of a table.
          if (grid.toString().startsWith("explicit") && schedule.entries() == 0) continue;
          for (int steps : picked.get()) {
            tried++;
            String said = wrong(Runs.sampler(b, BUMPS.score(), solver, schedule, grid, steps));
            if (!said.isEmpty()) wrong.add(steps + " steps over " + grid + " along " + schedule + ": " + said);
          }
        }
      }
    }
    if (!wrong.isEmpty()) fail(solver + ": " + wrong.size() + " of " + tried + " runs, the first " + wrong.subList(0, Math.min(3, wrong.size())));
    return tried;
  }

  /** What is wrong with a run; nothing if its samples are finite, or if it names the part that does not fit. */
  private static String wrong(Sampler s) {
    try {
      for (double v : Runs.values(s, BUMPS.shape(), Seeds.of(1, 2))) if (!Double.isFinite(v)) return "gives " + v;
      return "";
    } catch (IllegalArgumentException | IllegalStateException e) {
      String said = String.valueOf(e.getMessage());
      return Stream.of(s.solver(), s.grid(), s.schedule()).anyMatch(part -> names(said, part.toString())) ? "" : e.toString();
    } catch (RuntimeException e) {
      return e.toString();
    }
  }

  /** Whether an error names a part, one inside of it, or says what the grid has to be. */
  private static boolean names(String said, String part) {
    if (said.contains("the grid must")) return true;
    for (String id : part.split("[(),:=]+")) if (id.length() > 1 && said.contains(id)) return true;
    return false;
  }
}
