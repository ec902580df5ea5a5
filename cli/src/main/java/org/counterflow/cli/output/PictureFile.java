package org.counterflow.cli.output;

import java.nio.file.Path;
import java.util.List;
import org.counterflow.api.Seeds;
import org.counterflow.api.tensor.Shape;
import org.counterflow.formats.ContactSheet;
import org.counterflow.formats.Histogram;
import org.counterflow.formats.Png;
import org.counterflow.formats.Raster;
import org.counterflow.formats.Recipes;
import org.counterflow.formats.ScatterPlot;

/**
 * One picture of all samples with the recipe inside: a contact sheet of images, a scatter plot of points, a histogram of numbers.
 *
 * @param path ends in {@code .png}
 */
record PictureFile(Path path) implements Destination {
  // A sheet is held twice while it is written, three bytes a pixel: half of the heap that a small machine gives by default.
  private static final long MOST_PIXELS = 150_000_000;
  private static final long TILE = 96;
  private static final long AROUND = 30;

  @Override
  public void check() {
    Destination.probe(path);
  }

  @Override
  public void check(Shape shape, int count) {
    if (!Raster.shows(shape) && shape.elements() > 2) throw new IllegalArgumentException(
        "samples of shape " + shape + " are neither pictures nor points of the plane, and cannot be drawn to " + path
            + ": give --out FILE.npy");
    if (shape.elements() <= 2) return;
    int rank = shape.rank();
    long most = MOST_PIXELS / ((Math.max(TILE, shape.dimension(rank - 1)) + AROUND) * (Math.max(TILE, shape.dimension(rank - 2)) + AROUND));
    if (count > most) throw new IllegalArgumentException("a contact sheet of " + count + " samples of shape " + shape
        + " would be too large: at most " + most + "; give --out FILE.npy, or a folder/");
  }

  @Override
  public void write(Drawn drawn) {
    Png.write(picture(drawn), path, Recipes.texts(drawn.recipe()));
  }

  @Override
  public List<Path> files(Seeds seeds) {
    return List.of(path);
  }

  private static Raster picture(Drawn d) {
    Shape shape = d.samples().shape();
    Drawn.Look look = d.look();
    if (shape.elements() == 1) return Histogram.of(look.title()).note(look.note()).draw(d.samples().toDoubles());
    if (shape.elements() == 2) return ScatterPlot.of(look.title()).note(look.note()).draw(d.samples().toDoubles());
    return ContactSheet.of(look.title()).note(look.note()).columns(look.columns()).range(look.low(), look.high())
        .draw(shape, d.floats(), d.captions());
  }
}
