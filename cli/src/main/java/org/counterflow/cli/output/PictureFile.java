package org.counterflow.cli.output;

import java.nio.file.Path;
import java.util.List;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.tensor.Shape;
import org.counterflow.formats.pictures.SamplePicture;

/**
 * One picture of all samples with the recipe inside: a contact sheet of images, a scatter plot of points, a histogram of numbers.
 *
 * @param path ends in {@code .png}
 */
record PictureFile(Path path) implements Destination {
  @Override
  public void check() {
    Destination.probe(path);
  }

  @Override
  public void check(Shape shape, int count) {
    String obstacle = SamplePicture.obstacle(shape, count);
    if (obstacle != null) throw new IllegalArgumentException(obstacle + ", and " + path + " cannot hold them: give --out FILE.npy"
        + (SamplePicture.showsImages(shape) ? ", or a folder/" : ""));
  }

  @Override
  public void write(SampleBatch batch) {
    Samples s = batch.samples();
    SamplePicture picture = SamplePicture.showsImages(s.shape()) ? batch.picture().captions(batch.captions()) : batch.picture();
    picture.write(s, batch.recipe(), path);
  }

  @Override
  public List<Path> replaces() {
    return List.of(path);
  }

  @Override
  public List<Path> files(Seeds seeds) {
    return List.of(path);
  }
}
