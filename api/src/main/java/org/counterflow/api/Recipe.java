package org.counterflow.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * From what a sample can be drawn again: settings as the texts that the catalogue reads, and the seeds.
 *
 * <p>Keys that the sampler writes: {@code solver}, {@code grid}, {@code steps}, {@code schedule}, {@code direction}, {@code shape},
 * {@code precision}, {@code micro-batch}, {@code noise}, {@code backend}; of a network {@code prediction}, {@code time},
 * {@code network.schedule}, {@code network.sha256}, {@code network.runtime}, {@code network.provider}, {@code network.file}; and where there
 * are such {@code guidance}, {@code rule}, {@code target}, {@code class} or {@code labels}. Whoever puts the sampler together adds what
 * only it knows ({@link Sampler#noting}): {@code model}. Two rules stand with a + between them, which no catalogue reads. Values that a run started from, and conditions other than classes, are not in it.
 */
public final class Recipe {
  private final SequencedMap<String, String> settings;
  private final Seeds seeds;

  /**
   * A recipe.
   *
   * @param settings copied
   * @param seeds one a sample
   */
  public Recipe(SequencedMap<String, String> settings, Seeds seeds) {
    this.settings = new LinkedHashMap<>(settings);
    this.seeds = seeds;
  }

  /** The settings in the order in which they were made. */
  public SequencedMap<String, String> settings() {
    return Collections.unmodifiableSequencedMap(settings);
  }

  /** A setting, or null. */
  public @Nullable String find(String key) {
    return settings.get(key);
  }

  /** The seeds. */
  public Seeds seeds() {
    return seeds;
  }

  /** The same for other seeds. */
  public Recipe with(Seeds other) {
    return new Recipe(settings, other);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Recipe r && settings.equals(r.settings) && seeds.equals(r.seeds);
  }

  @Override
  public int hashCode() {
    return 31 * settings.hashCode() + seeds.hashCode();
  }

  @Override
  public String toString() {
    return settings + ", seeds " + seeds;
  }
}
