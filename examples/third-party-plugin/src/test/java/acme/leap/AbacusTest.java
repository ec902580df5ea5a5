package acme.leap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.stream.IntStream;
import org.counterflow.api.Backends;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.backend.Options;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.tensor.Shape;
import org.junit.jupiter.api.Test;

/** A run of the plugin's own solver along its own process has the bits of the plain backend. */
class AbacusTest {
  private static final Eased PROCESS = new Eased(1.5);

  @Test
  void givesTheBitsOfThePlainBackend() {
    assertArrayEquals(sample("java"), sample(AbacusProvider.ID));
  }

  private static double[] sample(String backend) {
    var two = Mixture.of(1, new double[] {-1, 1}, new double[] {0.3, 0.3}, new double[] {1, 2});
    try (var b = Backends.installed().open(backend, Options.defaults());
        Samples s = Sampler.of(ScoreFunction.of(two, Shape.of(1), PROCESS)).on(b).solver(new Leap(0.5)).steps(8)
                .grid((process, n) -> IntStream.rangeClosed(0, n).mapToObj(i -> process.at(1 - (double) i / n)).toList()).sample(Seeds.range(0, 16))) {
      return s.toDoubles();
    }
  }
}
