package org.counterflow.solvers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.catalogue.Target;
import org.junit.jupiter.api.Test;

/**
 * The known runs of {@code docs/arithmetic.md}: whole recipes, first made by a separate program that was written from that page. A change
 * of these numbers is a change of what every recipe draws.
 */
class KnownRunsTest {
  private static final Target MOONS = Targets.twoMoons();
  private static final Sampler SAMPLER =
      Sampler.of(MOONS.score()).solver(Solvers.eulerAncestral()).grid(Grids.karras(7)).steps(6);

  @Test
  void noiseOfEachStep() {
    assertRun(SAMPLER, 0x9b3d21f8, 0x1.a1dc16p-2, 0x1.ce7daep-4);
  }

  @Test
  void noiseOfAPath() {
    assertRun(SAMPLER.brownianNoise(), 0x2e4ffac3, 0x1.4fc22ap-2, -0x1.b1aea2p-3);
  }

  private static void assertRun(Sampler sampler, int checksum, double... first) {
    try (Samples samples = sampler.sample(MOONS.shape(), Seeds.range(0, 64))) {
      assertArrayEquals(first, samples.doubles(0));
      var all = new float[128];
      double[] values = samples.toDoubles();
      for (int i = 0; i < all.length; i++) all[i] = (float) values[i];
      assertEquals(checksum, Arrays.hashCode(all));
    }
  }
}
