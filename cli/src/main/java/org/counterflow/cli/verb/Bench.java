package org.counterflow.cli.verb;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.counterflow.api.Backends;
import org.counterflow.api.Sampler;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Availability.Available;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Buffer;
import org.counterflow.api.backend.Device;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.backend.Options;
import org.counterflow.api.backend.Term;
import org.counterflow.api.backend.Terms;
import org.counterflow.api.network.Network;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.cli.model.BundledModel;
import org.counterflow.cli.model.Networks;

/**
 * What a device does in a second, in single precision: gigabytes that a sum of three terms reads and writes, millions of normals, billions
 * of operations of a mixture's posterior mean (six for each sample, component and dimension), evaluations of the bundled network. Each is
 * measured for a fraction of a second after as long a start; other load on the machine shows.
 */
final class Bench {
  private static final long NANOS = 300_000_000;
  private static final int ROWS = 64;
  private static final int ELEMENTS = 1 << 16;
  private static final int SAMPLES = 256;
  private static final int DIMENSIONS = 256;
  private static final int COMPONENTS = 512;

  private static final String COMBINE = "combineGigabytes";
  private static final String NOISE = "noiseMillions";
  private static final String MIXTURE = "mixtureGigaflops";
  private static final String NETWORK = "evaluations";

  private Bench() {}

  /** A rate for a reader, with its unit. */
  static String text(String name, double rate) {
    String unit = switch (name) {
      case COMBINE -> "sums of three: %.1f GB/s";
      case NOISE -> "noise: %.0f million normals/s";
      case MIXTURE -> "exact scores: %.1f Gflop/s";
      case NETWORK -> "the bundled network: %.0f evaluations/s";
      default -> throw new IllegalArgumentException(name);
    };
    return String.format(Locale.ROOT, unit, rate);
  }

  /** The rates of a device, by their names. */
  static Map<String, Double> rates(Backends all, Backends.Found of, int device, Device d) {
    return of.kind().equals("network") ? network(all, of.id(), d) : arithmetic(all.open(text(of, device), Options.defaults()));
  }

  /** Where there is one device the backend may know no name for it. */
  private static String text(Backends.Found of, int device) {
    return of.availability() instanceof Available a && a.devices().size() > 1 ? of.id() + ":" + device
        : of.id();
  }

  private static Map<String, Double> arithmetic(Backend opened) {
    var rates = new TreeMap<String, Double>();
    try (Backend b = opened; Buffer x = b.allocate(ROWS, ELEMENTS); Buffer y = b.allocate(ROWS, ELEMENTS); Buffer out = b.allocate(ROWS, ELEMENTS);
        Buffer states = b.allocate(SAMPLES, DIMENSIONS); Buffer means = b.allocate(SAMPLES, DIMENSIONS)) {
      var seeds = new long[ROWS];
      for (int r = 0; r < ROWS; r++) seeds[r] = r;
      var noise = new Terms(List.of(new Term.OfNoise(5L << 56, new double[] {1})), seeds);
      b.combine(x, noise);
      b.combine(y, noise);
      var sum = new Terms(List.of(of(x, 0.5), of(y, -0.25), of(out, 0.125)), new long[0]);
      rates.put(COMBINE, 4.0 * ROWS * ELEMENTS * Float.BYTES / 1e9 * perSecond(() -> b.combine(out, sum), () -> b.mean(out.rows(0, 1))));
      rates.put(NOISE, (double) ROWS * ELEMENTS / 1e6 * perSecond(() -> b.combine(x, noise), () -> b.mean(x.rows(0, 1))));
      var all = new double[COMPONENTS * DIMENSIONS];
      for (int i = 0; i < all.length; i++) all[i] = Math.sin(i);
      Mixture mixture = Mixture.ofData(DIMENSIONS, all);
      rates.put(MIXTURE, 6.0 * SAMPLES * DIMENSIONS * COMPONENTS / 1e9
          * perSecond(() -> b.mixturePosterior(mixture, 0.7, 0.7, states, means), () -> b.mean(means.rows(0, 1))));
    }
    return rates;
  }

  private static Term of(Buffer b, double c) {
    return new Term.OfBuffer(b, new double[] {c});
  }

  private static Map<String, Double> network(Backends all, String runtime, Device d) {
    String device = d.name().replace("ExecutionProvider", "").toLowerCase(Locale.ROOT);
    try (Network network = new Networks(all, runtime + ":" + device, Options.defaults()).open(BundledModel.ALL.getFirst().id());
        Backend b = all.open("java", Options.defaults())) {
      var sampler = Sampler.of(ScoreFunction.of(network)).on(b).steps(5);
      var rate = new double[1];
      perSecond(() -> {
        try (var samples = sampler.sample(Seeds.range(0, 16))) {
          rate[0] = samples.report().networkRows() / samples.report().networkSeconds();
        }
      }, () -> {});
      return Map.of(NETWORK, rate[0]);
    }
  }

  /** How often some work is done in a second; devices that work later are waited for now and then. */
  private static double perSecond(Runnable work, Runnable wait) {
    double rate = 0;
    for (int round = 0; round < 2; round++) {
      long start = System.nanoTime(), times = 0;
      do {
        work.run();
        if (times++ % 16 == 0) wait.run();
      } while (System.nanoTime() - start < NANOS);
      wait.run();
      rate = times * 1e9 / (System.nanoTime() - start);
    }
    return rate;
  }
}
