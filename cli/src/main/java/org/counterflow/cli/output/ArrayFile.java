package org.counterflow.cli.output;

import java.nio.file.Path;
import java.util.List;
import org.counterflow.api.Seeds;
import org.counterflow.api.tensor.Shape;
import org.counterflow.formats.Npy;
import org.counterflow.formats.Recipes;

/**
 * Values as computed, [count, shape], with the recipe beside them.
 *
 * @param path ends in {@code .npy}
 */
record ArrayFile(Path path) implements Destination {
  @Override
  public void check() {
    Destination.probe(path);
    Destination.probe(Recipes.fileBeside(path));
  }

  @Override
  public void check(Shape shape, int count) {
    // An array holds anything.
  }

  @Override
  public void write(Drawn drawn) {
    Npy.write(drawn.samples(), path);
    Recipes.writeBeside(drawn.recipe(), path);
  }

  @Override
  public List<Path> files(Seeds seeds) {
    return List.of(path);
  }
}
