package org.counterflow.api.internal.plain;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Buffer;
import org.counterflow.api.tensor.Precision;

/** Reads and writes host buffers of either precision as doubles, which hold both exactly. */
public final class Values {
  private Values() {}

  /** A new buffer with the given values, row-major. */
  public static Buffer buffer(Backend backend, long samples, double... values) {
    Buffer buffer = backend.allocate(samples, values.length / samples);
    for (int i = 0; i < values.length; i++) {
      if (backend.precision() == Precision.F32) buffer.segment().setAtIndex(JAVA_FLOAT, i, (float) values[i]);
      else buffer.segment().setAtIndex(JAVA_DOUBLE, i, values[i]);
    }
    return buffer;
  }

  /** A new buffer of normals. */
  public static Buffer random(Backend backend, long seed, long samples, long elements) {
    var random = new SplittableRandom(seed);
    var values = new double[Math.toIntExact(samples * elements)];
    for (int i = 0; i < values.length; i++) values[i] = random.nextGaussian();
    return buffer(backend, samples, values);
  }

  /** All values, row-major. */
  public static double[] of(Backend backend, Buffer buffer) {
    MemorySegment segment = buffer.segment();
    var values = new double[Math.toIntExact(buffer.samples() * buffer.elements())];
    for (int i = 0; i < values.length; i++)
      values[i] = backend.precision() == Precision.F32 ? segment.getAtIndex(JAVA_FLOAT, i) : segment.getAtIndex(JAVA_DOUBLE, i);
    return values;
  }
}
