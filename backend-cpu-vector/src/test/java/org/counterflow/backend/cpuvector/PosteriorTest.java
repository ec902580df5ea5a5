package org.counterflow.backend.cpuvector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.tensor.Precision;
import org.counterflow.backend.cpuvector.Twins.Pair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PosteriorTest {
  private static final int[] COMPONENTS = {1, 3, 4, 5, 63, 64, 65, 130};
  private static final int[] DIMENSIONS = {1, 2, 15, 16, 17, 63, 64, 65, 100};

  /** The three forms of the specification. */
  private enum Form {
    DATA,
    COMMON_WIDTH,
    GENERAL;

    Mixture mixture(int components, int dimensions) {
      var random = new SplittableRandom(components * 1000L + dimensions);
      double[] means = random.doubles((long) components * dimensions, -2, 2).toArray();
      var deviations = new double[components];
      var weights = new double[components];
      Arrays.fill(deviations, 0.3);
      Arrays.fill(weights, 1);
      if (this == GENERAL) {
        Arrays.setAll(deviations, _ -> random.nextDouble(0.1, 1));
        Arrays.setAll(weights, _ -> random.nextDouble(0.1, 1));
      }
      return this == DATA ? Mixture.ofData(dimensions, means) : Mixture.of(dimensions, means, deviations, weights);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void tileAndBlockEdgesGiveTheSameBits(Precision precision) {
    try (var twins = new Twins(precision, 1)) {
      for (Form form : Form.values()) {
        for (int components : COMPONENTS) {
          for (int dimensions : DIMENSIONS) {
            Mixture mixture = form.mixture(components, dimensions);
            for (double sigma : new double[] {0.05, 1.5}) assertPosterior(twins, mixture, 5, 0.75, sigma);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void everyNumberOfSamplesAndThreadsGivesTheSameBits(Precision precision) {
    for (int threads = 1; threads <= 3; threads++) {
      try (var twins = new Twins(precision, threads)) {
        for (Form form : Form.values()) {
          Mixture mixture = form.mixture(70, 3);
          for (int rows = 1; rows <= 140; rows += rows < 20 ? 1 : 7) assertPosterior(twins, mixture, rows, 1, 0.4);
        }
        if (threads == 2) assertPosterior(twins, Form.GENERAL.mixture(300, 2), 4097, 0.9, 0.2);
      }
    }
  }

  /** With so little noise that a sample is at one component, and blocks of 64 components have no weight at all in some lanes. */
  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void allWeightMayLieInAnyBlockOfComponents(Precision precision) {
    int components = 200, dimensions = 3, rows = 96;
    try (var twins = new Twins(precision, 1)) {
      for (Form form : Form.values()) {
        double[] means = new SplittableRandom(7).doubles((long) components * dimensions, -2, 2).toArray();
        Mixture mixture = switch (form) {
          case DATA -> Mixture.ofData(dimensions, means);
          case COMMON_WIDTH -> Mixture.of(dimensions, means, same(components, 1e-3), same(components, 1));
          case GENERAL -> Mixture.of(dimensions, means, each(components, k -> 1e-3 + 1e-5 * k), each(components, k -> 1 + k % 3));
        };
        for (int from : new int[] {0, 64, 70, 128, 190}) {
          // The first rows at a component of one block, the others at one of another: both in the lanes of one group.
          Pair x = twins.filled(rows, dimensions, i -> means[(i < rows * dimensions / 2 ? from : (from + 100) % components) * dimensions + i % dimensions]);
          Pair out = twins.empty(rows, dimensions);
          twins.plain.mixturePosterior(mixture, 1, 1e-3, x.plain(), out.plain());
          twins.vector.mixturePosterior(mixture, 1, 1e-3, x.vector(), out.vector());
          twins.assertEqual(out, form + " at component " + from);
          for (int i = 0; i < dimensions; i++) assertEquals(means[from * dimensions + i], twins.at(out, i), 1e-2, form + " at " + from);
        }
      }
    }
  }

  private static double[] same(int n, double value) {
    return each(n, _ -> value);
  }

  private static double[] each(int n, IntToDoubleFunction value) {
    var all = new double[n];
    Arrays.setAll(all, value);
    return all;
  }

  private static void assertPosterior(Twins twins, Mixture mixture, int rows, double alpha, double sigma) {
    String what = mixture.components() + " components, " + mixture.dimensions() + " dimensions, " + rows + " rows, sigma " + sigma;
    var random = new SplittableRandom(rows);
    Pair x = twins.filled(rows, mixture.dimensions(), _ -> random.nextDouble(-2, 2));
    Pair out = twins.empty(rows, mixture.dimensions());
    twins.plain.mixturePosterior(mixture, alpha, sigma, x.plain(), out.plain());
    twins.vector.mixturePosterior(mixture, alpha, sigma, x.vector(), out.vector());
    twins.assertEqual(out, what);
    twins.vector.mixturePosterior(mixture, alpha, sigma, x.vector(), x.vector());
    assertEquals(-1, x.vector().segment().mismatch(out.vector().segment()), "in place, " + what);
    twins.clear();
  }

  @Test
  void knownAnswers() {
    double[] means = {1, 0, -0.5, 0.75, 0.25, -1};
    assertKnown(Mixture.ofData(2, means), 0x1.663736p-1f, -0x1.d2d4eap-5f);
    assertKnown(Mixture.of(2, means, new double[] {0.5, 0.25, 1}, new double[] {0.5, 0.25, 0.25}), 0x1.689044p-1f, 0x1.8d2988p-4f);
  }

  private static void assertKnown(Mixture mixture, float... expected) {
    try (var twins = new Twins(Precision.F32, 1)) {
      Pair x = twins.filled(1, 2, i -> i == 0 ? 0.5 : 0.125);
      twins.vector.mixturePosterior(mixture, 0.75, 0.5, x.vector(), x.vector());
      for (int i = 0; i < 2; i++) assertEquals(expected[i], x.vector().segment().getAtIndex(ValueLayout.JAVA_FLOAT, i));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void aSampleCountsForEveryRow(Precision precision) {
    try (var twins = new Twins(precision, 2)) {
      Mixture mixture = Form.GENERAL.mixture(20, 5);
      Pair x = twins.random(1, 5, 1);
      Pair out = twins.empty(40, 5);
      twins.plain.mixturePosterior(mixture, 1, 0.4, x.plain(), out.plain());
      twins.vector.mixturePosterior(mixture, 1, 0.4, x.vector(), out.vector());
      twins.assertEqual(out, "one sample, 40 rows");
    }
  }

  @Test
  void argumentsOutOfRangeAreRefused() {
    try (var twins = new Twins(Precision.F32, 1)) {
      Mixture mixture = Form.DATA.mixture(3, 2);
      Pair x = twins.empty(1, 2);
      Pair y = twins.empty(1, 3);
      assertThrows(IllegalArgumentException.class, () -> twins.vector.mixturePosterior(mixture, 0, 1, x.vector(), x.vector()));
      assertThrows(IllegalArgumentException.class, () -> twins.vector.mixturePosterior(mixture, 1, Double.NaN, x.vector(), x.vector()));
      assertThrows(IllegalArgumentException.class, () -> twins.vector.mixturePosterior(mixture, 1, 1, y.vector(), y.vector()));
    }
  }
}
