package org.counterflow.diagnostics.lab.fewsteps;

import java.util.ArrayList;
import java.util.List;
import org.counterflow.diagnostics.findings.Bar;
import org.counterflow.diagnostics.samples.Estimated;

/** What has to be so at few steps: shares and slopes as they were seen with several numbers of samples, with room for those. */
final class FewStepsBars {
  private static final String DDIM = "ddim";
  private static final String AB2 = "accelerated-ode-ab2";
  private static final String UNIPC = "unipc";
  /** On any network: the last step of the usual grid, which is the same for all of order 1 to 2, may be most of the error where data is sharp. */
  private static final double NO_FURTHER = 1.05;
  /** With fewer samples a Frechet distance tells of their number and no more. */
  private static final int FOR_FRECHET = 300;

  private FewStepsBars() {}

  static List<Bar> moons(FewStepsBoard board, double fineError) {
    var bars = new ArrayList<Bar>(fine("two moons", board, fineError));
    int few = board.evaluations().getFirst(), most = board.evaluations().getLast();
    for (int e : board.evaluations()) {
      if (e < 10) continue;
      bars.add(Bar.atMost("two moons: " + AB2 + " over ddim at " + e, ratio(board, AB2, e), 0.6));
      bars.add(Bar.atMost("two moons: unipc over ddim at " + e, ratio(board, UNIPC, e), 0.3));
      // Later both are as near as so few samples tell.
      if (e <= 20) bars.add(Bar.atMost("two moons: accelerated-sde over ddpm at " + e + ", sliced distance", board.at("accelerated-sde", e).distance(FewStepsMoons.SLICED)
          .value() / board.at("ddpm", e).distance(FewStepsMoons.SLICED).value(), 0.6));
    }
    // Below 1 at so few evaluations: 0.85 from 10 to 20, 0.74 from 10 to 50.
    bars.add(new Bar("two moons: ddim, order from 10 evaluations on", slope(board, DDIM), 0.65, 1.15));
    bars.add(new Bar("two moons: dpmpp-2m, order from 10 evaluations on", slope(board, "dpmpp-2m"), 1.5, 2.4));
    for (FewStepsSampler s : FewStepsSampler.ALL)
      bars.add(Bar.atMost("two moons: " + s.solver() + ", sliced distance at " + most + " over that at " + few,
          board.at(s.solver(), most).distance(FewStepsMoons.SLICED).value() / board.at(s.solver(), few).distance(FewStepsMoons.SLICED).value(), 0.7));
    Estimated energy = board.at(UNIPC, most).distance(FewStepsMoons.ENERGY);
    bars.add(new Bar("two moons: unipc at " + most + ", energy distance in standard errors", energy.value() / energy.error(), -3, 3));
    return bars;
  }

  static List<Bar> network(FewStepsBoard board, String name, double fineError, int images) {
    var bars = new ArrayList<Bar>(fine(name, board, fineError));
    int few = board.evaluations().getFirst(), most = board.evaluations().getLast();
    for (int e : board.evaluations()) {
      if (e < 10) continue;
      bars.add(Bar.atMost(name + ": " + AB2 + " over ddim at " + e, ratio(board, AB2, e), NO_FURTHER));
      bars.add(Bar.atMost(name + ": unipc over ddim at " + e, ratio(board, UNIPC, e), NO_FURTHER));
    }
    for (FewStepsSampler s : FewStepsSampler.ALL)
      if (!s.stochastic()) bars.add(Bar.atMost(name + ": " + s.solver() + " at " + most + " over that at " + few,
          board.at(s.solver(), most).toFine() / board.at(s.solver(), few).toFine(), 0.5));
    String first = board.distances().getFirst();
    bars.add(Bar.atMost(name + ": accelerated-sde, " + first + " at " + most + " over that at " + few, board.at("accelerated-sde", most).distance(first).value()
        / board.at("accelerated-sde", few).distance(first).value(), 0.5));
    if (images >= FOR_FRECHET && first.equals(FewStepsImages.FRECHET)) {
      bars.add(Bar.atMost(name + ": unipc, " + first + " at " + most + " over that at " + few, board.at(UNIPC, most).distance(first).value()
          / board.at(UNIPC, few).distance(first).value(), 0.8));
      bars.add(Bar.atMost(name + ": ddim, " + first + " at " + most + " over that at " + few, board.at(DDIM, most).distance(first).value()
          / board.at(DDIM, few).distance(first).value(), 0.8));
    }
    if (board.distances().contains(FewStepsImages.AGREEMENT))
      bars.add(Bar.atLeast(name + ": unipc at " + most + ", class agreement", board.at(UNIPC, most).distance(FewStepsImages.AGREEMENT).value(), 0.8));
    return bars;
  }

  /** The fine solution's own error, beside the least that is measured against it. */
  private static List<Bar> fine(String name, FewStepsBoard board, double error) {
    double least = Double.POSITIVE_INFINITY;
    for (FewStepsSampler s : FewStepsSampler.ALL)
      if (!s.stochastic()) least = Math.min(least, board.at(s.solver(), board.evaluations().getLast()).toFine());
    return List.of(Bar.atMost(name + ": the fine solution from one of half its steps, over the least distance to it", error / least, 0.3));
  }

  private static double ratio(FewStepsBoard board, String solver, int evaluations) {
    return board.at(solver, evaluations).toFine() / board.at(DDIM, evaluations).toFine();
  }

  private static double slope(FewStepsBoard board, String solver) {
    int most = board.evaluations().getLast();
    return Math.log(board.at(solver, 10).toFine() / board.at(solver, most).toFine()) / Math.log(most / 10.0);
  }
}
