package org.counterflow.cli.laboratory;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.counterflow.api.tensor.Shape;
import org.counterflow.diagnostics.lab.DataSet;
import org.counterflow.formats.arrays.NpyFile;

/** The first 256 images of the test split of Fashion-MNIST (MIT licence), which no bundled network was trained on. */
final class BundledImages {
  private static final int COUNT = 256;
  private static final Shape SHAPE = Shape.of(1, 28, 28);

  private BundledImages() {}

  /** The images, from -1 to 1, with their classes. */
  static DataSet read() {
    long[] pixels = longs("fashion-mnist-images.npy", COUNT * 784), labels = longs("fashion-mnist-labels.npy", COUNT);
    var values = new float[pixels.length];
    for (int i = 0; i < pixels.length; i++) values[i] = pixels[i] / 127.5f - 1;
    return new DataSet("256 test images of Fashion-MNIST", SHAPE, values, labels);
  }

  private static long[] longs(String name, int count) {
    try (InputStream in = BundledImages.class.getResourceAsStream("/org/counterflow/cli/models/" + name)) {
      if (in == null) throw new IllegalStateException(name + " is missing from this installation. Remedy: install Counterflow again");
      Path file = Files.createTempFile("counterflow", ".npy");
      try {
        Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        try (var f = NpyFile.open(file)) {
          long[] all = f.longs(0, f.rows());
          if (all.length != count) throw new IllegalStateException(name + " has " + all.length + " values. Remedy: install Counterflow again");
          return all;
        }
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
