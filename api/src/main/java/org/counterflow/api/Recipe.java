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
 * {@code network.schedule}, {@code network.sha256}, {@code network.runtime}, {@code network.provider}, {@code network.file} (of further ones
 * {@code network2.sha256} and so on) and what was said of its ports ({@code role.state}); and where there are such {@code guidance},
 * {@code rule} (several with {@code +} between them), {@code target}, {@code class} or {@code labels}, {@code strength}. Given values are
 * there by their SHA-256: {@code start.sha256}, {@code init.sha256}, {@code condition.NAME.sha256}. Whoever puts the sampler together adds
 * what only it knows ({@link Sampler#noting}): {@code model}.
 *
 * <p>{@link Sampler#of(Recipe, org.counterflow.api.network.Network...)} makes the sampler again.
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
