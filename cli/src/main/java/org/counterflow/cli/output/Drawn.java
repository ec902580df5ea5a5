package org.counterflow.cli.output;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.counterflow.api.Recipe;
import org.counterflow.api.Samples;
import org.counterflow.api.tensor.Precision;

/**
 * Samples with all that is shown of them.
 *
 * @param samples stay the caller's to close
 * @param recipes one a sample if each is written by itself, else that of the whole run
 * @param caption of a sample by its number among these; several lines where there are line ends
 * @param look titles and range
 */
public record Drawn(Samples samples, List<Recipe> recipes, IntFunction<String> caption, Look look) {
  /**
   * How samples are shown.
   *
   * @param title what was drawn from
   * @param note how
   * @param low the value that is black
   * @param high the value that is white
   * @param columns of a contact sheet; 0 for any
   */
  public record Look(String title, String note, double low, double high, int columns) {}

  /** Copies the list. */
  public Drawn {
    recipes = List.copyOf(recipes);
  }

  /** One a sample. */
  List<String> captions() {
    return IntStream.range(0, samples.count()).mapToObj(caption).toList();
  }

  /** The recipe of all samples. */
  Recipe recipe() {
    return recipes.getFirst();
  }

  /** All values, rounded to single precision. */
  float[] floats() {
    MemorySegment v = samples.values();
    if (samples.precision() == Precision.F32) return v.toArray(ValueLayout.JAVA_FLOAT);
    double[] d = v.toArray(ValueLayout.JAVA_DOUBLE);
    var f = new float[d.length];
    for (int i = 0; i < f.length; i++) f[i] = (float) d[i];
    return f;
  }
}
