package org.counterflow.cli.laboratory;

import org.counterflow.api.tensor.Shape;
import org.counterflow.diagnostics.topic.DataSet;

/** The first 256 images of the test split of Fashion-MNIST (MIT licence), which no bundled network was trained on. */
final class BundledImages {
  private static final int COUNT = 256;
  static final Shape SHAPE = Shape.of(1, 28, 28);

  private BundledImages() {}

  /** The images, from -1 to 1, with their classes. */
  static DataSet read() {
    long[] pixels = BundledArrays.longs("fashion-mnist-images.npy", COUNT * 784), labels = BundledArrays.longs("fashion-mnist-labels.npy", COUNT);
    var values = new float[pixels.length];
    for (int i = 0; i < pixels.length; i++) values[i] = pixels[i] / 127.5f - 1;
    return new DataSet("256 test images of Fashion-MNIST", SHAPE, values, labels);
  }
}
