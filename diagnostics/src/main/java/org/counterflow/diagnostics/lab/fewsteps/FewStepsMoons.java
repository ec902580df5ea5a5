package org.counterflow.diagnostics.lab.fewsteps;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.process.Point;
import org.counterflow.api.tensor.Shape;
import org.counterflow.diagnostics.samples.Cloud;
import org.counterflow.diagnostics.samples.EnergyDistance;
import org.counterflow.diagnostics.samples.MixtureSamples;
import org.counterflow.diagnostics.samples.Mmd;
import org.counterflow.diagnostics.samples.SlicedWasserstein;

/** Measures samples of the plane against others that are drawn from the exact law at the run's last point. */
final class FewStepsMoons implements FewStepsBoard.Judge {
  static final String SLICED = "sliced Wasserstein distance";
  static final String ENERGY = "energy distance";
  static final String MMD = "squared MMD, Gaussian kernel of bandwidth 0.5";
  private static final int EDGE = 96;
  private static final double REACH = 1.8;
  private static final int SHOWN = 1000;

  private final Cloud exact;
  private final double[] fine;

  FewStepsMoons(Cloud exact, double[] fine) {
    this.exact = exact;
    this.fine = fine.clone();
  }

  /** Samples of the exact law of {@code alpha x_0 + sigma z} at a point. */
  static Cloud exact(Mixture mixture, Point at, int samples, long seed) {
    double[] values = MixtureSamples.draw(mixture, samples, seed);
    var noise = new SplittableRandom(~seed);
    for (int i = 0; i < values.length; i++) values[i] = at.alpha() * values[i] + at.sigma() * noise.nextGaussian();
    return Cloud.of(values, samples);
  }

  @Override
  public List<String> distances() {
    return List.of(SLICED, ENERGY, MMD);
  }

  @Override
  public FewStepsCell judge(FewStepsSampler s, int evaluations, double toFine, double[] values) {
    Cloud drawn = Cloud.of(values, values.length / 2);
    return new FewStepsCell(s.solver(), evaluations, toFine, Map.of(SLICED, SlicedWasserstein.of(32).between(drawn, exact),
        ENERGY, EnergyDistance.between(drawn, exact), MMD, new Mmd(0.5).squared(drawn, exact)), dots(values));
  }

  @Override
  public Shape tile() {
    return Shape.of(1, EDGE, EDGE);
  }

  @Override
  public List<float[]> last() {
    return List.of(dots(fine), dots(exact.values()));
  }

  @Override
  public List<String> captions() {
    return List.of("fine solution", "exact law");
  }

  /** White paper, and a dark dot a sample: where there are many it is black. */
  private static float[] dots(double[] points) {
    var tile = new float[EDGE * EDGE];
    Arrays.fill(tile, 1);
    for (int i = 0; i < Math.min(SHOWN, points.length / 2); i++) {
      int x = (int) Math.floor((points[2 * i] / REACH + 1) / 2 * EDGE), y = (int) Math.floor((1 - points[2 * i + 1] / REACH) / 2 * EDGE);
      if (x >= 0 && x < EDGE && y >= 0 && y < EDGE) tile[y * EDGE + x] = Math.max(-1, tile[y * EDGE + x] - 0.8f);
    }
    return tile;
  }
}
