package org.counterflow.formats.internal.png;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * The texts of a PNG that may be damaged.
 *
 * @param found before the damage, by keyword in the order of the file, each with its checksum compared
 * @param damage what is wrong with the file; null if nothing is
 */
public record PngTexts(SequencedMap<String, String> found, @Nullable String damage) {
  /** Copies the map. */
  public PngTexts {
    found = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(found));
  }
}
