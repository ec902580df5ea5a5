package org.counterflow.api.score;

import java.util.Map;
import java.util.ServiceLoader;

/**
 * Makes score functions of what networks say of themselves: the catalogue does, which knows predictions, schedules and time labels by
 * name. A service, because the catalogue is made of what this package holds.
 */
public interface ScoreReader {
  /**
   * The score function of a network.
   *
   * @param overrides texts for {@code prediction}, {@code schedule} and {@code time} that count more than the file's
   * @throws IllegalArgumentException if one of the three is neither given nor in the file, or what is given cannot be read
   * @throws org.counterflow.api.network.NetworkException if what the file says cannot be read
   */
  ScoreFunction read(ScoreNetwork network, Map<String, String> overrides);

  /** The one of this library. */
  static ScoreReader find() {
    return ServiceLoader.load(ScoreReader.class, ScoreReader.class.getClassLoader()).findFirst().orElseThrow(() ->
        new IllegalStateException("the service file of org.counterflow.api.score.ScoreReader is missing: a jar was packed without META-INF/services"));
  }
}
