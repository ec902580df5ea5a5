package org.counterflow.diagnostics.lab.learned;

import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.process.Point;
import org.counterflow.diagnostics.distance.MixtureLaw;
import org.counterflow.diagnostics.findings.Bar;
import org.counterflow.diagnostics.findings.Curve;
import org.counterflow.diagnostics.findings.Figure;
import org.counterflow.diagnostics.findings.Table;
import org.counterflow.diagnostics.learning.BumpFit;
import org.counterflow.diagnostics.topic.Topic;

/**
 * The trap of the empirical score, that of the samples themselves: with all steps of the world a sampler ends at their kernel density estimate, whose
 * bandwidth is the sigma/alpha at which it stops. Stopped late, more steps make it worse.
 */
final class EndToEndTrap {
  private static final int FEW = 100;
  private static final int SEED = 1;
  /** Lambda of the last point that shows it. */
  private static final double LATE = 5;
  /** Levels up to there, as dense as usual. */
  private static final int LEVELS = 20;
  private static final int[] QUICK = {10, 25, 50, 100};
  private static final int[] WHOLE = {10, 14, 20, 28, 40, 57, 80, 100, 160, 226, 320};
  private static final int SHOWN = 100;
  private static final double[] STOPS = {1, 1.25, 1.5, 1.75, 2, 2.25, 2.5, 3, 3.5, 4, 4.5, 5};
  private static final EndToEndSampler SAMPLER = EndToEndSampler.AB2;
  /** Deviations that integrals reach beyond the outermost samples, and nodes a bandwidth. */
  private static final double TAIL = 8.5;
  private static final double RESOLUTION = 5;
  private static final int LEAST_NODES = 2000;

  private final List<Bar> bars = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();
  private final List<Figure> figures = new ArrayList<>();

  /** Measures all of it. */
  EndToEndTrap(EndToEndFits fits, Topic.Effort effort, Topic.Progress progress) {
    progress.now("the empirical score");
    boolean quick = effort == Topic.Effort.QUICK;
    int[] points = quick ? QUICK : WHOLE;
    EndToEndFit late = fits.empirical(FEW, SEED, LATE), early = fits.empirical(FEW, SEED, EndToEndFit.DATA);
    EndToEndFit learned = fits.learned(BumpFit.onLine().upTo(LATE).size(BumpFit.onLine().bumps(), LEVELS), FEW, SEED);
    double estimate = ofKernels(FEW, LATE, false), tv = late.tv(SAMPLER, SHOWN);
    bars.add(Bar.atLeast("trap: the empirical score of 100 samples up to lambda 5, T = 100", tv, 0.3));
    bars.add(Bar.atLeast("trap: over a learned score's", tv / learned.tv(SAMPLER, SHOWN), 2));
    bars.add(new Bar("trap: less the kernel density estimate's", tv - estimate, -0.05, 0.05));
    bars.add(Bar.atLeast("trap: at T = 100 over at T = 10", tv / late.tv(SAMPLER, points[0]), 1.1));
    bars.addAll(learned.bounds("trap, learned up to lambda 5"));
    figures.add(Figure.logarithmic("More steps with the empirical score of 100 samples: " + SAMPLER.id(), "points T", "total variation",
        List.of(curve("empirical score, to lambda 5", late, points), curve("empirical score, to lambda 3", early, points),
            curve("learned score, to lambda 5", learned, points))));
    stops(quick ? new int[] {FEW, 1000} : new int[] {FEW, 1000, 10_000}, fits);
  }

  List<Bar> bars() {
    return bars;
  }

  Table table() {
    return new Table("When the kernel density estimate of the samples is nearest to the data", List.of("samples", "lambda of its bandwidth",
        "total variation", "at lambda 3", "at lambda 5", "learned score to lambda 3, T = 100", "to lambda 5"), rows);
  }

  List<Figure> figures() {
    return figures;
  }

  private static Curve curve(String name, EndToEndFit f, int[] points) {
    var at = new ArrayList<Curve.At>();
    for (int t : points) at.add(new Curve.At(t, f.tv(SAMPLER, t)));
    return Curve.measured(name, at);
  }

  private void stops(int[] numbers, EndToEndFits fits) {
    var curves = new ArrayList<Curve>();
    for (int n : numbers) {
      var at = new ArrayList<Curve.At>();
      double best = Double.POSITIVE_INFINITY, where = Double.NaN;
      for (double lambda : STOPS) {
        double tv = ofKernels(n, lambda, true);
        at.add(new Curve.At(lambda, tv));
        if (tv < best) {
          best = tv;
          where = lambda;
        }
      }
      curves.add(Curve.measured("kernel density estimate, n = " + n, at));
      var learned = new ArrayList<Curve.At>();
      for (double lambda : new double[] {EndToEndFit.DATA, LATE}) {
        BumpFit recipe = BumpFit.onLine().upTo(lambda).size(BumpFit.onLine().bumps(), lambda == LATE ? LEVELS : BumpFit.onLine().levels());
        learned.add(new Curve.At(lambda, fits.learned(recipe, n, SEED).tv(SAMPLER, SHOWN)));
      }
      curves.add(Curve.measured("learned score, n = " + n, learned));
      rows.add(List.of(Integer.toString(n), Double.toString(where), EndToEndSteps.number(best), EndToEndSteps.number(ofKernels(n, 3, true)),
          EndToEndSteps.number(ofKernels(n, LATE, true)), EndToEndSteps.number(learned.getFirst().y()), EndToEndSteps.number(learned.getLast().y())));
    }
    figures.add(new Figure("The stopping time is the bandwidth", new Figure.Scale("lambda of the last point", false),
        new Figure.Scale("total variation", true), curves));
  }

  /**
   * The total variation of the kernel density estimate.
   *
   * @param lambda of its bandwidth
   * @param clean whether it is compared with the data's law, or with that noised as much
   */
  private static double ofKernels(int n, double lambda, boolean clean) {
    double ratio = Math.exp(-lambda);
    var kernels = new MixtureLaw(Mixture.ofData(1, EndToEndFit.samples(n, SEED)), new Point(0, 1, ratio));
    var exact = new MixtureLaw(EndToEndFit.TARGET, new Point(0, 1, clean ? 0 : ratio));
    double low = Math.min(kernels.low(TAIL), exact.low(TAIL)), high = Math.max(kernels.high(TAIL), exact.high(TAIL));
    int nodes = Math.max(LEAST_NODES, (int) ((high - low) / ratio * RESOLUTION));
    double step = (high - low) / nodes, sum = 0;
    for (int i = 0; i <= nodes; i++) {
      double x = low + i * step;
      sum += 0.5 * step * Math.abs(kernels.density(x) - exact.density(x));
    }
    return sum;
  }
}
