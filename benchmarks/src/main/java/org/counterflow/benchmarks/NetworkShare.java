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
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.tensor.Shape;
import org.counterflow.backend.onnx.OnnxNetwork;
import org.counterflow.solvers.Grids;
import org.counterflow.solvers.Solvers;

/**
 * How much of a run is not the network: {@code NetworkShare NETWORK.onnx}. One process, one thread; the clock is read before and after
 * every run of the session, and around the whole sampling; the share is 1 - network / total. At each micro-batch seven runs of 10000
 * evaluations, the first two to warm up; the median of the others is the figure. One line more for runs of a single sample.
 */
public final class NetworkShare {
  private static final int STEPS = 10;
  private static final int SAMPLES = 1000;
  private static final int RUNS = 7;
  private static final int WARM = 2;

  private NetworkShare() {}

  /** Runs it. */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    try (var network = OnnxNetwork.open(Path.of(args[0]), Options.defaults().threads(1));
        var backend = Backends.installed().open("cpu-vector", Options.defaults().threads(1))) {
      Shape shape = network.signature().shape();
      Sampler sampler = Sampler.of(Catalogue.installed().score(network, Map.of())).on(backend).solver(Solvers.dpmSolverPP2M())
          .grid(Grids.trailing()).steps(STEPS);
      var labels = new double[SAMPLES];
      for (int i = 0; i < SAMPLES; i++) labels[i] = i % 10;
      for (int m : new int[] {1, 16, 64}) {
        measure("micro-batch " + m + ", " + SAMPLES + " samples a run", network, () -> {
          try (Samples s = sampler.microBatch(m).sample(shape, Seeds.range(0, SAMPLES), Conditions.classes(labels))) {
            return (long) s.count() * STEPS;
          }
        });
      }
      measure("micro-batch 1, 1 sample a run", network, () -> {
        for (int i = 0; i < SAMPLES; i++) {
          try (Samples s = sampler.microBatch(1).sample(shape, Seeds.of(i), Conditions.classes(i % 10))) {
            if (s.count() != 1) throw new AssertionError();
          }
        }
        return (long) SAMPLES * STEPS;
      });
    }
  }

  private interface Work {
    long evaluations();
  }

  private static void measure(String what, OnnxNetwork network, Work work) {
    var shares = new double[RUNS - WARM];
    double rate = 0;
    for (int run = 0; run < RUNS; run++) {
      long inside = network.runNanos(), start = System.nanoTime();
      long evaluations = work.evaluations();
      double total = System.nanoTime() - start, network1 = network.runNanos() - inside;
      if (run >= WARM) shares[run - WARM] = 1 - network1 / total;
      rate = evaluations / total * 1e9;
    }
    Arrays.sort(shares);
    System.out.printf("%-42s outside the network: median %.2f %%, least %.2f %%, most %.2f %%; %.0f evaluations/s%n", what,
        100 * shares[shares.length / 2], 100 * shares[0], 100 * shares[shares.length - 1], rate);
  }
}
