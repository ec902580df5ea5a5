package org.counterflow.diagnostics.lab.learned;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.counterflow.api.backend.Backend;
import org.counterflow.diagnostics.internal.work.InParallel;
import org.counterflow.diagnostics.learning.BumpFit;

/** Scores learned so far, each once, several at a time; results do not depend on how many. */
final class EndToEndFits {
  private record Key(BumpFit recipe, int n, int seed) {}

  private final Backend backend;
  private final Map<Key, EndToEndFit> known = new ConcurrentHashMap<>();

  /**
   * None yet.
   *
   * @param backend in double precision; stays the caller's to close
   */
  EndToEndFits(Backend backend) {
    this.backend = backend;
  }

  /** The score learned from n samples. */
  EndToEndFit learned(BumpFit recipe, int n, int seed) {
    return known.computeIfAbsent(new Key(recipe, n, seed), k -> EndToEndFit.learned(backend, recipe, n, seed));
  }

  /** The exact score of n samples, up to a lambda. */
  EndToEndFit empirical(int n, int seed, double last) {
    return EndToEndFit.empirical(backend, n, seed, last);
  }

  /**
   * Scores learned from n samples of each seed.
   *
   * @param seeds from 1 to this
   * @param measured what is to be measured of each at once
   */
  List<EndToEndFit> learned(BumpFit recipe, int n, int seeds, Consumer<EndToEndFit> measured) {
    var makers = new ArrayList<Supplier<EndToEndFit>>();
    for (int seed = 1; seed <= seeds; seed++) {
      int one = seed;
      makers.add(() -> learned(recipe, n, one));
    }
    return all(makers, measured);
  }

  /** Scores, made and measured several at a time. */
  List<EndToEndFit> all(List<? extends Supplier<EndToEndFit>> makers, Consumer<EndToEndFit> measured) {
    return InParallel.each(makers, m -> {
      EndToEndFit f = m.get();
      measured.accept(f);
      return f;
    });
  }
}
