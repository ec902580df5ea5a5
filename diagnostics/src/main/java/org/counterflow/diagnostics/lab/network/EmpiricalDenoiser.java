package org.counterflow.diagnostics.lab.network;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.counterflow.api.process.Point;
import org.jspecify.annotations.Nullable;

/**
 * The exact denoiser of a data set, {@code E[x_0 | x]} for x_0 one of its members, each as likely as any other of its class; asked about noisy members.
 * For each member there is another: that of the data set without it.
 */
final class EmpiricalDenoiser {
  private final double[] data;
  private final long @Nullable [] labels;
  private final int count;
  private final int elements;

  /**
   * Of a data set.
   *
   * @param labels a class a member, or null for none
   */
  EmpiricalDenoiser(double[] data, int count, long @Nullable [] labels) {
    this.data = data.clone();
    this.count = count;
    this.labels = labels == null ? null : labels.clone();
    elements = data.length / count;
  }

  /**
   * What it makes of noisy members, with the mean squares, over its elements, of each member's distance from what is made of it.
   *
   * @param data [count, elements], by the denoiser that knows all
   * @param own losses of that
   * @param others losses of the denoiser that does not know the member
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Losses(double[] data, double[] own, double[] others) {}

  /**
   * The losses at a place.
   *
   * @param noisy [count, elements], alpha times each member plus sigma times normals
   */
  Losses losses(double[] noisy, Point at) {
    var denoised = new double[count * elements];
    var own = new double[count];
    var others = new double[count];
    IntStream.range(0, count).parallel().forEach(i -> {
      double[] logs = logs(noisy, i, at);
      double[] mean = mean(logs);
      System.arraycopy(mean, 0, denoised, i * elements, elements);
      own[i] = loss(i, mean);
      logs[i] = Double.NEGATIVE_INFINITY;
      // The only one of its class is compared with all others: whoever does not know it may say anything.
      if (Arrays.stream(logs).allMatch(l -> l == Double.NEGATIVE_INFINITY)) Arrays.setAll(logs, j -> j == i ? Double.NEGATIVE_INFINITY : 0);
      others[i] = loss(i, mean(logs));
    });
    return new Losses(denoised, own, others);
  }

  private double[] logs(double[] noisy, int i, Point at) {
    var logs = new double[count];
    for (int j = 0; j < count; j++) {
      if (labels != null && labels[i] != labels[j]) {
        logs[j] = Double.NEGATIVE_INFINITY;
        continue;
      }
      double square = 0;
      for (int e = 0; e < elements; e++) {
        double d = noisy[i * elements + e] - at.alpha() * data[j * elements + e];
        square += d * d;
      }
      logs[j] = -square / (2 * at.sigma() * at.sigma());
    }
    return logs;
  }

  /** Weights relative to the largest, whatever the distances are. */
  private double[] mean(double[] logs) {
    double most = Arrays.stream(logs).max().orElseThrow(), sum = 0;
    var mean = new double[elements];
    for (int j = 0; j < count; j++) {
      double w = Math.exp(logs[j] - most);
      if (w == 0) continue;
      sum += w;
      for (int e = 0; e < elements; e++) mean[e] += w * data[j * elements + e];
    }
    for (int e = 0; e < elements; e++) mean[e] /= sum;
    return mean;
  }

  private double loss(int i, double[] mean) {
    double loss = 0;
    for (int e = 0; e < elements; e++) {
      double d = mean[e] - data[i * elements + e];
      loss += d * d;
    }
    return loss / elements;
  }
}
