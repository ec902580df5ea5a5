package org.counterflow.benchmarks;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.counterflow.api.Backends;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Options;
import org.counterflow.api.network.Call;
import org.counterflow.api.network.Network;
import org.counterflow.api.network.Ports;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Access;
import org.counterflow.api.value.Hold;
import org.counterflow.api.value.Value;
import org.counterflow.backend.onnx.OnnxNetwork;
import org.counterflow.solvers.Grids;
import org.counterflow.solvers.Solvers;

/**
 * How much of a run is not the network: {@code NetworkShare NETWORK.onnx}. One process, one thread; the clock is read before and after
 * every run of the session, and around the whole sampling; the share is 1 - network / total. At each micro-batch seven runs of 10000
 * evaluations, the first two to warm up; the median of the others is the figure. One line more for runs of a single sample.
 *
 * <p>Steady state is meant, so the code around the network is compiled first, by runs on a network that answers at once.
 */
public final class NetworkShare {
  private static final int STEPS = 10;
  private static final int SAMPLES = 1000;
  private static final int RUNS = 7;
  private static final int WARM = 2;
  private static final int COMPILED = 400;

  private NetworkShare() {}

  /** Runs it. */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    try (var network = OnnxNetwork.open(Path.of(args[0]), Options.defaults().threads(1));
        var backend = Backends.installed().open("cpu-vector", Options.defaults().threads(1))) {
      Shape shape = Shape.of(1, 28, 28);
      Sampler sampler = of(network).on(backend);
      Sampler warm = of(new Instant(network.ports(), network.metadata())).on(backend);
      for (int m : new int[] {1, 16, 64}) {
        for (int i = 0; i < COMPILED / m; i++) draw(warm.microBatch(m), shape, Seeds.range(0, SAMPLES));
        measure("micro-batch " + m + ", " + SAMPLES + " samples a run", network, () ->
            draw(sampler.microBatch(m), shape, Seeds.range(0, SAMPLES)));
      }
      for (int i = 0; i < COMPILED * STEPS; i++) draw(warm.microBatch(1), shape, Seeds.of(i));
      measure("micro-batch 1, 1 sample a run", network, () -> {
        for (int i = 0; i < SAMPLES; i++) draw(sampler.microBatch(1), shape, Seeds.of(i));
      });
    }
  }

  private static Sampler of(Network network) {
    return Sampler.of(ScoreFunction.of(network)).solver(Solvers.dpmSolverPP2M()).grid(Grids.trailing()).steps(STEPS);
  }

  private static void draw(Sampler sampler, Shape shape, Seeds seeds) {
    var labels = new long[seeds.count()];
    for (int i = 0; i < labels.length; i++) labels[i] = i % 10;
    try (Samples s = sampler.sample(shape, seeds, Conditions.classes(labels))) {
      if (s.count() != seeds.count()) throw new AssertionError(s.count());
    }
  }

  /** A network that answers at once: with it the code around a network is compiled in seconds. */
  private record Instant(Ports ports, Map<String, String> metadata) implements Network {
    @Override
    public void evaluate(Call call) {
      // The least that a network has to do: each element is written.
      for (Value out : call.outputs().values()) {
        try (Hold h = out.hold(Memory.HOST, Access.WRITE)) {
          h.segment().fill((byte) 0);
        }
      }
    }

    @Override
    public void close() {}
  }

  private static void measure(String what, OnnxNetwork network, Runnable work) {
    var shares = new double[RUNS - WARM];
    double rate = 0;
    for (int run = 0; run < RUNS; run++) {
      long inside = network.runNanos(), start = System.nanoTime();
      work.run();
      double total = System.nanoTime() - start, in = network.runNanos() - inside;
      if (run >= WARM) shares[run - WARM] = 1 - in / total;
      rate = SAMPLES * STEPS / total * 1e9;
    }
    Arrays.sort(shares);
    System.out.printf("%-42s outside the network: median %.2f %%, least %.2f %%, most %.2f %%; %.0f evaluations/s%n", what,
        100 * shares[shares.length / 2], 100 * shares[0], 100 * shares[shares.length - 1], rate);
  }
}
