package org.counterflow.diagnostics.lab.fewsteps;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import javax.imageio.ImageIO;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.process.Point;
import org.counterflow.api.tensor.Shape;
import org.counterflow.diagnostics.findings.Bar;
import org.counterflow.diagnostics.findings.Findings;
import org.counterflow.diagnostics.samples.Cloud;
import org.counterflow.diagnostics.samples.Moments;
import org.counterflow.diagnostics.topic.DataSet;
import org.counterflow.diagnostics.topic.Pictures;
import org.counterflow.diagnostics.topic.Topic;
import org.junit.jupiter.api.Test;

/** Few steps, on pictures of a known law in the place of a network. */
class FewStepsTopicTest {
  @Test
  void everyBarOfAQuickRunIsMet() throws Exception {
    Findings f = new FewStepsTopic(Catalogue.installed(), Pictures.material(true)).measure(Topic.Effort.QUICK, what -> {});
    List<Bar> failed = f.failed();
    assertTrue(failed.isEmpty(), failed.toString());
    var names = new HashSet<String>();
    for (Bar b : f.bars()) assertTrue(names.add(b.name()), "twice: " + b.name());
    // Two moons: fine distance and three others; pictures: fine distance, Frechet and KID.
    assertEquals(7, f.tables().size());
    assertEquals(4, f.figures().size());
    assertEquals(2, f.pictures().size());
    for (var p : f.pictures()) {
      var image = ImageIO.read(new ByteArrayInputStream(p.png()));
      assertTrue(image.getWidth() > 250 && image.getHeight() > 600, image.toString());
    }
  }

  @Test
  void samplesOfTheExactLawHaveItsMoments() {
    Mixture m = Mixture.of(2, new double[] {1, 0, -3, 2}, new double[] {0.5, 1}, new double[] {3, 1});
    Point at = new Point(0, 0.8, 0.6);
    Moments found = Moments.of(FewStepsMoons.exact(m, at, 200_000, 1));
    // Mean 0.8 (0, 0.5); variances 0.64 (within + between) + 0.36, with within 0.25 * 0.75 + 0.25, between 3 and 0.75; covariance between -1.5.
    assertArrayEquals(new double[] {0, 0.4}, found.mean(), 0.02);
    assertArrayEquals(new double[] {0.64 * 3.4375 + 0.36, 0.64 * -1.5, 0.64 * -1.5, 0.64 * 1.1875 + 0.36}, found.covariance(), 0.03);
  }

  @Test
  void everyClassIsAsOftenAsAnyOther() {
    var data = new DataSet("four", Shape.of(1), new float[] {1, 2, 3, 4}, new long[] {2, 0, 0, 1});
    assertArrayEquals(new long[] {0, 1, 2, 0, 1}, FewStepsTopic.labels(data, 5));
    assertTrue(FewStepsTopic.labels(new DataSet("none", Shape.of(1), new float[] {1}, null), 5) == null);
  }

  @Test
  void vectorsHaveNoPicture() {
    var images = new FewStepsImages(Shape.of(16), new DataSet("vectors", Shape.of(16), new float[16 * 10], null), null, null, new double[160]);
    var values = new double[160];
    Arrays.setAll(values, i -> i % 7);
    assertEquals(0, images.judge(FewStepsSampler.ALL.getFirst(), 4, 1, values).tile().length);
  }

  @Test
  void tilesShowTheFirstSamplesInOrder() {
    var data = new DataSet("pictures", Shape.of(1, 1, 2), new float[] {0, 0}, null);
    var fine = new double[16];
    Arrays.setAll(fine, i -> i);
    var images = new FewStepsImages(Shape.of(1, 1, 2), new DataSet("ten", data.shape(), new float[20], null), null, null, fine);
    assertEquals(Shape.of(1, 2, 8), images.tile());
    float[] tile = images.judge(FewStepsSampler.ALL.getFirst(), 4, 1, fine).tile();
    for (int i = 0; i < 16; i++) assertEquals(i, tile[i]);
    assertEquals(List.of(FewStepsImages.SLICED), images.distances());
    assertEquals(0, Cloud.of(tile, 8).first(1).values()[0]);
  }
}
