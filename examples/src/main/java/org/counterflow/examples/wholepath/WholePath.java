package org.counterflow.examples.wholepath;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/**
 * What a diffusion sampler does, from network file to picture, with ONNX Runtime and nothing else:
 * {@code WholePath NETWORK.onnx OUT.png}. Read it from top to bottom; each part is what one package of the library does properly.
 */
final class WholePath {
  private static final int IMAGES = 10;
  private static final int SIDE = 28;
  private static final int PIXELS = SIDE * SIDE;
  private static final int STEPS = 10;
  private static final int TRAINED = 1000;

  private WholePath() {}

  /** Runs it. */
  public static void main(String[] args) throws OrtException, IOException {
    try (OrtEnvironment environment = OrtEnvironment.getEnvironment(); OrtSession session = environment.createSession(args[0])) {
      float[] images = sample(environment, session);
      writePng(Path.of(args[1]), images);
    }
  }

  // The process the network was trained on: x = alpha x_0 + sigma z, with alpha^2 = product of (1 - beta), beta linear.

  private static double[] alphas() {
    var alpha = new double[TRAINED];
    double product = 1;
    for (int i = 0; i < TRAINED; i++) {
      product *= 1 - (1e-4 + (0.02 - 1e-4) * i / (TRAINED - 1));
      alpha[i] = Math.sqrt(product);
    }
    return alpha;
  }

  private static double sigma(double alpha) {
    return Math.sqrt(1 - alpha * alpha);
  }

  // The solver: DPM-Solver++(2M). It holds an estimate of the data constant over a step in lambda = log(alpha / sigma), and improves
  // the estimate by the slope between this one and the last.

  private static float[] sample(OrtEnvironment environment, OrtSession session) throws OrtException {
    double[] alpha = alphas();
    var random = new Random(7);
    var x = new float[IMAGES * PIXELS];
    for (int i = 0; i < x.length; i++) x[i] = (float) random.nextGaussian();
    float[] last = null;
    double lastStep = 0;
    for (int k = 0; k < STEPS; k++) {
      int t = TRAINED - k * TRAINED / STEPS - 1;
      double a = alpha[t], s = sigma(a);
      float[] noise = evaluate(environment, session, x, t);
      var data = new float[x.length];
      for (int i = 0; i < x.length; i++) data[i] = (float) ((x[i] - s * noise[i]) / a);
      if (k == STEPS - 1) return data;
      double toAlpha = alpha[t - TRAINED / STEPS], toSigma = sigma(toAlpha);
      double step = Math.log(toAlpha / toSigma) - Math.log(a / s);
      for (int i = 0; i < x.length; i++) {
        double d = last == null ? data[i] : data[i] + 0.5 * step / lastStep * (data[i] - last[i]);
        x[i] = (float) (toSigma / s * x[i] - toAlpha * Math.expm1(-step) * d);
      }
      last = data;
      lastStep = step;
    }
    throw new IllegalStateException("the last step returns");
  }

  // The network: states, one time index a row and one class a row in, noise estimates out.

  private static float[] evaluate(OrtEnvironment environment, OrtSession session, float[] x, int t) throws OrtException {
    var times = new float[IMAGES];
    Arrays.fill(times, t);
    var classes = new long[IMAGES];
    for (int i = 0; i < IMAGES; i++) classes[i] = i;
    try (OnnxTensor state = OnnxTensor.createTensor(environment, FloatBuffer.wrap(x), new long[] {IMAGES, 1, SIDE, SIDE});
        OnnxTensor time = OnnxTensor.createTensor(environment, FloatBuffer.wrap(times), new long[] {IMAGES});
        OnnxTensor label = OnnxTensor.createTensor(environment, LongBuffer.wrap(classes), new long[] {IMAGES});
        OrtSession.Result result = session.run(Map.of("sample", state, "timestep", time, "class_labels", label))) {
      var noise = new float[x.length];
      ((OnnxTensor) result.get(0)).getFloatBuffer().get(noise);
      return noise;
    }
  }

  // The picture: the images side by side as an 8-bit gray PNG.

  private static void writePng(Path file, float[] images) throws IOException {
    int width = IMAGES * SIDE;
    var raw = new ByteArrayOutputStream();
    try (var deflated = new DeflaterOutputStream(raw)) {
      for (int row = 0; row < SIDE; row++) {
        deflated.write(0);
        for (int column = 0; column < width; column++) {
          float v = images[column / SIDE * PIXELS + row * SIDE + column % SIDE];
          deflated.write(Math.clamp(Math.round((v + 1) * 127.5f), 0, 255));
        }
      }
    }
    try (var out = new DataOutputStream(Files.newOutputStream(file))) {
      out.writeLong(0x89504E470D0A1A0AL);
      chunk(out, "IHDR", ByteBuffer.allocate(13).putInt(width).putInt(SIDE).put((byte) 8).array());
      chunk(out, "IDAT", raw.toByteArray());
      chunk(out, "IEND", new byte[0]);
    }
  }

  private static void chunk(DataOutputStream out, String type, byte[] content) throws IOException {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    var check = new CRC32();
    check.update(name);
    check.update(content);
    out.writeInt(content.length);
    out.write(name);
    out.write(content);
    out.writeInt((int) check.getValue());
  }
}
