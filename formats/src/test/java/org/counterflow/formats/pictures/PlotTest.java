package org.counterflow.formats.pictures;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.counterflow.formats.internal.png.Raster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlotTest {
  private static List<String> labels(double low, double high) {
    var a = new Axis(low, high, 0, 500);
    return a.ticks().stream().map(a::label).toList();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"-1.2|2.1|-1.0 -0.5 0 0.5 1.0 1.5 2.0", "0|1|0 0.2 0.4 0.6 0.8 1.0",
      "0|0.67|0 0.1 0.2 0.3 0.4 0.5 0.6", "-30|30|-30 -20 -10 0 10 20 30",
      "0|8000|0 1000 2000 3000 4000 5000 6000 7000 8000", "0|5e7|0 1e7 2e7 3e7 4e7 5e7", "-3e-7|3e-7|-3e-7 -2e-7 -1e-7 0 1e-7 2e-7 3e-7",
      "100.001|100.006|100.001 100.002 100.003 100.004 100.005 100.006", "0.9|1.9|1.0 1.2 1.4 1.6 1.8"})
  void ticksAreRoundNumbersShortlyWritten(double low, double high, String expected) {
    assertEquals(Arrays.asList(expected.split(" ")), labels(low, high));
  }

  @Test
  void everyRangeHasAFewTicksThatReadBackToTheirPlaces() {
    var r = new Random(5);
    for (int i = 0; i < 5000; i++) {
      double low = r.nextGaussian() * Math.pow(10, r.nextInt(17) - 8),
          high = low + Math.max(Math.abs(low) * 1e-6, Math.exp(12 * r.nextGaussian()));
      var a = new Axis(low, high, 50, 600);
      List<Double> ticks = a.ticks();
      assertTrue(ticks.size() >= 3 && ticks.size() <= 10, low + " to " + high + ": " + ticks);
      var texts = new HashSet<String>();
      for (double t : ticks) {
        assertTrue(a.at(t) > 49.9 && a.at(t) < 600.1);
        assertEquals(t, Double.parseDouble(a.label(t)), 0.01 * a.step());
        assertTrue(texts.add(a.label(t)), "labels differ");
      }
    }
  }

  private static double[] points(int n) {
    var r = new Random(n);
    return DoubleStream.generate(r::nextGaussian).limit(2L * n).toArray();
  }

  /** How much darker than paper, from 0 to 1. */
  private static double darkness(Raster r, int x, int y, int w, int h) {
    double sum = 0;
    for (int j = y; j < y + h; j++) for (int i = x; i < x + w; i++) sum += 255 - (r.rgb(i, j) >> 8 & 0xff);
    return sum / 255 / w / h;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100, 3000, 100_000})
  void denserIsDarkerForFewAndManyPoints(int n) {
    Raster plot = ScatterPlot.of("Normal").bounds(-4, -4, 4, 4).draw(points(n));
    assertEquals(640, plot.width());
    assertEquals(640, plot.height());
    if (n == 1) return;
    double middle = darkness(plot, 310, 290, 60, 60), flank = darkness(plot, 430, 290, 60, 60), edge = darkness(plot, 555, 100, 60, 60);
    assertTrue(middle > flank * 1.2 && flank > edge, middle + " " + flank + " " + edge);
    assertTrue(middle < 0.97, "dense areas still show differences: " + middle);
  }

  @Test
  void singlePointsAreSeen() {
    double[] p = Arrays.copyOf(points(50_000), 100_002);
    p[100_000] = 7;
    p[100_001] = 7;
    Raster with = ScatterPlot.of("").bounds(-8, -8, 8, 8).draw(p),
        without = ScatterPlot.of("").bounds(-8, -8, 8, 8).draw(Arrays.copyOf(p, 100_000));
    int changed = 0;
    for (int y = 0; y < 100; y++) for (int x = 540; x < 640; x++) if (with.rgb(x, y) != without.rgb(x, y)) changed++;
    assertTrue(changed >= 1 && changed < 20, "a lone dot among many: " + changed);
  }

  @Test
  void pointsLieWhereTheAxesSay() {
    Raster plot = ScatterPlot.of("").bounds(0, 0, 1, 1).draw(new double[] {0.25, 0.75});
    var c = new Canvas(640, 640, 0);
    PlotFrame f = PlotFrame.square(c, "", "", 0, 0, 1, 1);
    int x = (int) f.x().at(0.25), y = (int) f.y().at(0.75);
    assertTrue(darkness(plot, x - 1, y - 1, 2, 2) > 0.3);
    assertTrue(x < 320 && y < 320, "up is more");
    assertEquals(Math.abs(f.x().at(1) - f.x().at(0)), Math.abs(f.y().at(1) - f.y().at(0)), 1e-9, "one scale");
  }

  @Test
  void equalPointsAreEqualPictures() {
    double[] p = points(500), q = p.clone();
    for (int i = 0; i < 250; i++) {
      double x = q[2 * i], y = q[2 * i + 1];
      q[2 * i] = q[998 - 2 * i];
      q[2 * i + 1] = q[999 - 2 * i];
      q[998 - 2 * i] = x;
      q[999 - 2 * i] = y;
    }
    assertEquals(ScatterPlot.of("t").note("n").draw(p), ScatterPlot.of("t").note("n").draw(q), "whatever the order");
  }

  @Test
  void histogramAreasAreShares() {
    double[] v = new double[4000];
    for (int i = 0; i < v.length; i++) v[i] = i < 1000 ? -2 + i * 1e-3 : 1 + (i - 1000) * 1e-3 / 3;
    Raster plot = Histogram.of("").size(640, 400).draw(v);
    int left = 0, right = 0;
    for (int y = 20; y < 360; y++) {
      for (int x = 60; x < 620; x++) {
        int rgb = plot.rgb(x, y);
        if (rgb != Ink.BAR && rgb != Ink.BAR_EDGE) continue;
        if (x < 337) left++;
        else right++;
      }
    }
    assertEquals(3.0, (double) right / left, 0.15);
  }

  @Test
  void aFewEqualValuesAreDrawn() {
    double[][] values = {{0}, {3, 3, 3}, {-1e-300, 1e-300}, {1e300, -1e300}, {5e8, 5e8 + 1e-6}, {1e16, 1e16 + 2},
        {1, Math.nextUp(1.0)}, {Double.MIN_VALUE, 0}};
    for (double[] v : values) assertEquals(400, Histogram.of("x").draw(v).height());
    double[][] points = {{0, 0}, {3, 4}, {1, 1, 1, 1}, {1e-300, 0, 0, 1e-300}, {1e100, 0, -1e100, 5}, {1e9, 1, 1e9, 1},
        {1e16, 0, 1e16 + 2, 0}, {1, 1, Math.nextUp(1.0), 1}, {Double.MIN_VALUE, 0, 0, 0}};
    for (double[] p : points) assertEquals(640, ScatterPlot.of("x").draw(p).height());
  }

  @Test
  void rangesThatNoDoubleHoldsAreRefused() {
    double[] ends = {-Double.MAX_VALUE, Double.MAX_VALUE};
    assertThrows(IllegalArgumentException.class, () -> Histogram.of("").draw(ends));
    assertThrows(IllegalArgumentException.class, () -> ScatterPlot.of("").draw(new double[] {ends[0], 0, ends[1], 0}));
  }

  @Test
  void nonsenseIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> ScatterPlot.of("").draw(new double[0]));
    assertThrows(IllegalArgumentException.class, () -> ScatterPlot.of("").draw(new double[3]));
    assertThrows(IllegalArgumentException.class, () -> ScatterPlot.of("").draw(new double[] {0, Double.NaN}));
    assertThrows(IllegalArgumentException.class, () -> ScatterPlot.of("").size(10));
    assertThrows(IllegalArgumentException.class, () -> ScatterPlot.of("").bounds(0, 0, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> Histogram.of("").draw(new double[0]));
    assertThrows(IllegalArgumentException.class, () -> Histogram.of("").draw(new double[] {Double.POSITIVE_INFINITY}));
  }

  @Test
  void drawingLeavesTheValuesAlone() {
    double[] v = {3, 1, 2};
    Histogram.of("").draw(v);
    assertArrayEquals(new double[] {3, 1, 2}, v);
  }
}
