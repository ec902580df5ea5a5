package org.counterflow.benchmarks;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.counterflow.api.backend.Options;
import org.counterflow.api.tensor.Shape;
import org.counterflow.backend.onnx.OnnxNetwork;
import org.counterflow.diagnostics.samples.ClassAgreement;
import org.counterflow.diagnostics.samples.Cloud;
import org.counterflow.diagnostics.samples.FeatureExtractor;
import org.counterflow.diagnostics.samples.Moments;
import org.counterflow.formats.arrays.Npy;

/**
 * Mean and covariance of the bundled classifier's features over the 10 000 test images of Fashion-MNIST, which the laboratory's Fr&eacute;chet distances
 * are taken to: {@code FeatureMoments FEATURES.onnx FOLDER OUT}. FOLDER holds the data set's idx files as they are published; two arrays are written to
 * OUT.
 */
public final class FeatureMoments {
  private static final Shape IMAGE = Shape.of(1, 28, 28);

  private FeatureMoments() {}

  /** Runs it. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[1]), out = Path.of(args[2]);
    byte[] pixels = idx(folder.resolve("t10k-images-idx3-ubyte.gz"), 2051, 3);
    byte[] labels = idx(folder.resolve("t10k-labels-idx1-ubyte.gz"), 2049, 1);
    var values = new float[pixels.length];
    for (int i = 0; i < values.length; i++) values[i] = (pixels[i] & 0xff) / 127.5f - 1;
    var classes = new long[labels.length];
    for (int i = 0; i < classes.length; i++) classes[i] = labels[i];
    try (var network = OnnxNetwork.open(Path.of(args[0]), Options.defaults())) {
      FeatureExtractor.Extracted said = FeatureExtractor.of(network).extract(IMAGE, values);
      Moments m = Moments.of(said.features());
      int d = m.elements();
      Npy.write(m.mean(), out.resolve("fashion-mnist-features-mean.npy"), d);
      Npy.write(m.covariance(), out.resolve("fashion-mnist-features-covariance.npy"), d, d);
      Cloud logits = said.logits();
      if (logits == null) throw new IllegalStateException("no output \"logits\" in " + args[0]);
      System.out.println(values.length / 784 + " images, " + d + " features, class agreement " + ClassAgreement.of(logits, classes));
    }
  }

  /** The bytes behind an idx file's head: its magic number and its sizes. */
  private static byte[] idx(Path file, int magic, int sizes) throws IOException {
    try (var in = new DataInputStream(new GZIPInputStream(Files.newInputStream(file)))) {
      int found = in.readInt();
      if (found != magic) throw new IOException(file + " begins with " + found + ", an idx file of this kind with " + magic);
      int count = 1;
      for (int i = 0; i < sizes; i++) count *= in.readInt();
      return in.readNBytes(count);
    }
  }
}
