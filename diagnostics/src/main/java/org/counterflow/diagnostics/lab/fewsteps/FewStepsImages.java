package org.counterflow.diagnostics.lab.fewsteps;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.counterflow.api.tensor.Shape;
import org.counterflow.diagnostics.samples.ClassAgreement;
import org.counterflow.diagnostics.samples.Cloud;
import org.counterflow.diagnostics.samples.Estimated;
import org.counterflow.diagnostics.samples.FeatureExtractor;
import org.counterflow.diagnostics.samples.FrechetDistance;
import org.counterflow.diagnostics.samples.Kid;
import org.counterflow.diagnostics.samples.SlicedWasserstein;
import org.counterflow.diagnostics.topic.DataSet;
import org.counterflow.diagnostics.topic.FeatureSpace;
import org.jspecify.annotations.Nullable;

/** Measures a network's samples: by features where there are some of their shape, else by the samples' own values. */
final class FewStepsImages implements FewStepsBoard.Judge {
  static final String FRECHET = "Frechet distance of features";
  static final String AGREEMENT = "class agreement";
  static final String KID = "KID of features";
  static final String SLICED = "sliced Wasserstein distance";
  private static final int ACROSS = 4;
  private static final int DOWN = 2;
  private static final SlicedWasserstein SLICES = SlicedWasserstein.of(128);
  private static final Kid KERNEL = new Kid(50);

  private final Shape shape;
  private final DataSet data;
  private final long @Nullable [] labels;
  private final @Nullable FeatureSpace space;
  private final @Nullable FrechetDistance frechet;
  private final @Nullable Cloud real;
  private final double[] fine;

  FewStepsImages(Shape shape, DataSet data, long @Nullable [] labels, @Nullable FeatureSpace space, double[] fine) {
    this.shape = shape;
    this.data = data;
    this.labels = labels == null ? null : labels.clone();
    this.space = space;
    this.fine = fine.clone();
    frechet = space == null ? null : FrechetDistance.to(space.reference());
    real = space == null ? null : space.extractor().extract(shape, data.values(data.count())).features();
  }

  @Override
  public List<String> distances() {
    if (space == null) return List.of(SLICED);
    return labels == null ? List.of(FRECHET, KID) : List.of(FRECHET, KID, AGREEMENT);
  }

  /** Distances of samples by name. */
  Map<String, Estimated> measure(double[] values) {
    Map<String, Estimated> all = new LinkedHashMap<>();
    int n = (int) (values.length / shape.elements());
    if (space == null || frechet == null || real == null) {
      all.put(SLICED, SLICES.between(Cloud.of(values, n), Cloud.of(data.values(data.count()), data.count())));
      return all;
    }
    FeatureExtractor.Extracted said = space.extractor().extract(shape, narrow(values));
    all.put(FRECHET, frechet.from(said.features()));
    all.put(KID, KERNEL.between(said.features(), real));
    Cloud logits = said.logits();
    if (labels != null && logits != null) all.put(AGREEMENT, ClassAgreement.of(logits, labels));
    return all;
  }

  @Override
  public FewStepsCell judge(FewStepsSampler s, int evaluations, double toFine, double[] values) {
    return new FewStepsCell(s.solver(), evaluations, toFine, measure(values), shape.rank() < 2 ? new float[0] : mosaic(values));
  }

  private static float[] narrow(double[] values) {
    var narrow = new float[values.length];
    for (int i = 0; i < values.length; i++) narrow[i] = (float) values[i];
    return narrow;
  }

  @Override
  public Shape tile() {
    return Shape.of(channels(), DOWN * height(), ACROSS * width());
  }

  private int channels() {
    return shape.rank() == 2 ? 1 : shape.dimension(0);
  }

  private int height() {
    return shape.dimension(shape.rank() - 2);
  }

  private int width() {
    return shape.dimension(shape.rank() - 1);
  }

  @Override
  public List<float[]> last() {
    var all = new ArrayList<float[]>(List.of(mosaic(fine)));
    float[] images = data.values(Math.min(data.count(), ACROSS * DOWN));
    var wide = new double[images.length];
    for (int i = 0; i < wide.length; i++) wide[i] = images[i];
    all.add(mosaic(wide));
    return all;
  }

  @Override
  public List<String> captions() {
    String first = distances().getFirst();
    return List.of("fine solution\n" + FewStepsBoard.caption(first, Objects.requireNonNull(measure(fine).get(first))), "real");
  }

  /** The first samples side by side. */
  private float[] mosaic(double[] values) {
    int c = channels(), h = height(), w = width(), each = c * h * w;
    var tile = new float[each * ACROSS * DOWN];
    for (int i = 0; i < ACROSS * DOWN && (i + 1) * each <= values.length; i++) {
      for (int k = 0; k < c; k++) {
        for (int y = 0; y < h; y++) {
          for (int x = 0; x < w; x++) {
            tile[(k * DOWN * h + i / ACROSS * h + y) * ACROSS * w + i % ACROSS * w + x] = (float) values[i * each + (k * h + y) * w + x];
          }
        }
      }
    }
    return tile;
  }
}
