package org.counterflow.api.internal.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.counterflow.api.Backends;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.backend.Options;
import org.counterflow.api.backend.Tolerance;
import org.counterflow.api.process.Point;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Noise;
import org.counterflow.api.tensor.Ones;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Sum;
import org.counterflow.api.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What several samples ask for together has the bits that each gets alone, and neighbours share a pass. */
class RowKernelsTest {
  private static final Shape SHAPE = Shape.of(3);
  private static final int SAMPLES = 9;
  private final Backend backend = Backends.installed().open("java", Options.defaults().in(Precision.F32));
  private final Counters counters = new Counters();
  private final Slabs slabs = new Slabs(backend);
  private final Pool pool = new Pool(backend, slabs, counters, IntStream.range(0, SAMPLES).mapToLong(i -> 100 + i).toArray(), SAMPLES + 3);
  private final RowKernels kernels = new RowKernels(pool, counters);
  private final List<Held> tensors = new ArrayList<>();
  private final Tensor given = Tensor.of(SHAPE, 0.25, -1, 3);

  @BeforeEach
  void fill() {
    for (int k = 0; k < 3; k++) {
      Tensor t = pool.take(SHAPE, "t" + k);
      pool.combine(Sum.of(new Noise(k + 1)), t);
      tensors.add((Held) t.storage());
    }
  }

  @AfterEach
  void close() {
    pool.close();
    slabs.close();
    backend.close();
  }

  private Tensor row(int tensor, int row) {
    return new Tensor(SHAPE, "t" + tensor + "." + row, Part.row(tensors.get(tensor), row));
  }

  /** A sum for a sample: of neighbours' rows mostly, now and then of any. */
  private Expr sum(SplittableRandom random, int kind, int sample) {
    int row = random.nextInt(6) == 0 ? random.nextInt(SAMPLES) : sample;
    double a = random.nextInt(4) == 0 ? 0 : random.nextDouble(-2, 2), b = random.nextInt(4) == 0 ? 1 : random.nextDouble(-2, 2);
    return switch (kind) {
      case 0 -> row(0, row).times(a).plus(row(1, row).times(b));
      case 1 -> row(0, row).times(a).plus(new Noise(77).times(b));
      case 2 -> given.times(a).plus(row(2, row).times(b)).plus(Ones.ONES.times(a));
      case 3 -> row(1, row).times(a).plus(row(0, row).times(b)).plus(row(2, row).times(a));
      default -> new Noise(78).times(a);
    };
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void sums(long seed) {
    var random = new SplittableRandom(seed);
    for (int round = 0; round < 30; round++) {
      int[] samples = IntStream.range(0, SAMPLES).filter(i -> random.nextInt(4) > 0).toArray();
      if (samples.length == 0) continue;
      int kind = random.nextInt(5);
      List<Sum> sums = IntStream.of(samples).mapToObj(i -> Sum.of(sum(random, random.nextInt(8) == 0 ? random.nextInt(5) : kind, i))).toList();
      List<String> names = IntStream.of(samples).mapToObj(i -> "s" + i).toList();
      long before = counters.kernels();
      List<Tensor> together = kernels.values(SHAPE, samples, sums, names);
      assertTrue(counters.kernels() - before <= samples.length);
      for (int k = 0; k < samples.length; k++) {
        Tensor alone = kernels.values(SHAPE, new int[] {samples[k]}, List.of(sums.get(k)), List.of(names.get(k))).getFirst();
        assertArrayEquals(alone.toDoubles(), together.get(k).toDoubles(), "sample " + samples[k] + " of " + sums.get(k));
        assertEquals(names.get(k), together.get(k).name());
        assertEquals(1, together.get(k).batch());
      }
    }
  }

  @Test
  void neighboursThatAskForTheSameAreOnePass() {
    List<Sum> alike = IntStream.range(0, SAMPLES).mapToObj(i -> Sum.of(row(0, i).times(i).plus(given.times(0.5)))).toList();
    long before = counters.kernels();
    kernels.values(SHAPE, IntStream.range(0, SAMPLES).toArray(), alike, IntStream.range(0, SAMPLES).mapToObj(i -> "s").toList());
    assertEquals(1, counters.kernels() - before);
    kernels.reduce(IntStream.range(0, SAMPLES).mapToObj(i -> new Request.Reduce(Reduction.Plain.NORM, List.of(row(0, i)))).toList());
    assertEquals(2, counters.kernels() - before);
    // A gap makes two passes.
    int[] gap = {0, 1, 2, 5, 6};
    kernels.reduce(IntStream.of(gap).mapToObj(i -> new Request.Reduce(Reduction.Plain.NORM, List.of(row(0, i)))).toList());
    assertEquals(4, counters.kernels() - before);
  }

  @Test
  void reductions() {
    var t = new Tolerance(0.1, 0.01);
    var asked = new ArrayList<Request.Reduce>();
    for (int i = 0; i < SAMPLES; i++) {
      if (i == 4) continue;
      Reduction r = i < 3 ? Reduction.Plain.DOT : i < 6 ? new Reduction.ErrorNorm(new Tolerance(0.1, 0.01)) : new Reduction.Quantile(0.4);
      asked.add(new Request.Reduce(r, i < 3 ? List.of(row(0, i), row(1, i)) : i < 6 ? List.of(row(0, i), row(1, i), row(2, i))
          : List.of(row(2, i))));
    }
    asked.add(new Request.Reduce(Reduction.Plain.MEAN, List.of(given)));
    double[] together = kernels.reduce(asked);
    for (int k = 0; k < together.length; k++) assertEquals(kernels.reduce(List.of(asked.get(k)))[0], together[k], "request " + k);
    double[] direct = backend.errorNorm(tensors.get(0).buffer().rows(3, 1), tensors.get(1).buffer().rows(3, 1),
        tensors.get(2).buffer().rows(3, 1), t);
    assertEquals(direct[0], together[3]);
    assertEquals(0.75, together[together.length - 1], 1e-6);
  }

  @Test
  void mapsHaveABoundASample() {
    var asked = new ArrayList<Request.Map>();
    for (int i = 0; i < SAMPLES; i++) {
      if (i % 4 == 3) asked.add(new Request.Map(Mapping.BLEND, List.of(given, row(0, i), row(1, i)), new double[0], "b" + i));
      else asked.add(new Request.Map(Mapping.CLAMP, List.of(row(0, i)), new double[] {0.1 * (i + 1)}, "c" + i));
    }
    List<Tensor> together = kernels.map(SHAPE, asked);
    for (int i = 0; i < SAMPLES; i++) {
      assertArrayEquals(kernels.map(SHAPE, List.of(asked.get(i))).getFirst().toDoubles(), together.get(i).toDoubles());
      if (i % 4 == 3) continue;
      double bound = (float) (0.1 * (i + 1));
      for (double v : together.get(i).toDoubles()) assertTrue(Math.abs(v) <= bound, v + " beyond " + bound);
    }
  }

  @Test
  void posteriorsGoTogetherAtOnePlaceOnly() {
    Mixture m = Mixture.of(3, new double[] {-1, 0, 1, 1, 2, 0}, new double[] {0.3, 0.6}, new double[] {1, 2});
    var asked = new ArrayList<Request.Posterior>();
    for (int i = 0; i < SAMPLES; i++) asked.add(new Request.Posterior(m, row(0, i), new Point(i / 3, 0.6, 0.1 * (1 + i / 3)), "p" + i));
    long before = counters.kernels();
    List<Tensor> together = kernels.posterior(SHAPE, asked);
    assertEquals(3, counters.kernels() - before);
    for (int i = 0; i < SAMPLES; i++)
      assertArrayEquals(kernels.posterior(SHAPE, List.of(asked.get(i))).getFirst().toDoubles(), together.get(i).toDoubles());
  }

  @Test
  void theSickAreFoundOneByOne() {
    for (int sick = 0; sick < 1 << 5; sick++) {
      var states = new ArrayList<Tensor>();
      Tensor t = pool.take(SHAPE, "t");
      for (int i = 0; i < 5; i++) {
        boolean bad = (sick >> i & 1) != 0;
        Held h = (Held) t.storage();
        Held.write(backend, new double[] {1, bad ? i % 2 == 0 ? Double.NaN : Double.NEGATIVE_INFINITY : 2, 3}, h.buffer().rows(i, 1));
        states.add(new Tensor(SHAPE, "x", Part.row(h, i)));
      }
      boolean[] finite = kernels.finite(states);
      for (int i = 0; i < 5; i++) assertEquals((sick >> i & 1) == 0, finite[i], sick + " at " + i);
    }
  }

  @Test
  void whatDoesNotFitIsSaid() {
    Tensor two = Tensor.of(SHAPE, 1, 2, 3, 4, 5, 6);
    var many = assertThrows(IllegalArgumentException.class,
        () -> kernels.values(SHAPE, new int[] {0}, List.of(Sum.of(two.times(2))), List.of("s")));
    assertTrue(String.valueOf(many.getMessage()).contains("2 samples where 1 is at work"), many.getMessage());
    var shape = assertThrows(IllegalArgumentException.class,
        () -> kernels.values(SHAPE, new int[] {0}, List.of(Sum.of(Tensor.of(Shape.of(2), 1, 2).times(2))), List.of("s")));
    assertTrue(String.valueOf(shape.getMessage()).contains("shape 2"), shape.getMessage());
    var nan = assertThrows(CoefficientException.class, () -> kernels.values(SHAPE, new int[] {2, 4},
        List.of(Sum.of(row(0, 2).times(1)), Sum.of(row(0, 4).times(Double.NaN))), List.of("a", "b")));
    assertEquals(1, nan.row, "the second that asks");
  }
}
