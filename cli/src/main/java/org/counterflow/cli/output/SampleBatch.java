package org.counterflow.cli.output;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.counterflow.api.Recipe;
import org.counterflow.api.Samples;
import org.counterflow.formats.pictures.SamplePicture;

/**
 * Samples that were drawn together, with all that is written of them.
 *
 * @param samples stay the caller's to close
 * @param recipes one a sample if each is written by itself, else that of the whole run
 * @param picture how they are shown, but for captions
 * @param caption of a sample by its number among these; several lines where there are line ends
 */
public record SampleBatch(Samples samples, List<Recipe> recipes, SamplePicture picture, IntFunction<String> caption) {
  /** Copies the list. */
  public SampleBatch {
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
}
