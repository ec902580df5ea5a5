package org.counterflow.cli;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * One run whose end is recorded.
 *
 * @param key says the run, but for backend, precision and way
 * @param sampler without a backend
 * @param shape of one sample
 * @param seeds one a sample
 * @param conditions of the samples
 * @param way what is done with the sampler
 * @param refused counts refused steps; null if the steps are fixed
 */
record FrozenCase(String key, Sampler sampler, Shape shape, Seeds seeds, Conditions conditions, Way way, @Nullable LongAdder refused) {
  /** Where a run starts and which way it goes. */
  enum Way {
    SAMPLE, BROWNIAN, NORMALS, DECODE, ENCODE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  String key(Backend b) {
    return key + " | " + b.id() + " | " + b.precision().name().toLowerCase(Locale.ROOT) + " | " + way;
  }

  /** The hash of the final states. */
  String hash(Backend b) {
    if (refused != null) refused.reset();
    Sampler s = sampler.on(b);
    try (Samples end = switch (way) {
      case SAMPLE -> s.sample(shape, seeds, conditions);
      case BROWNIAN -> s.brownianNoise().sample(shape, seeds, conditions);
      case NORMALS -> s.sample(given(), seeds, conditions);
      case DECODE -> s.decode(given(), seeds, conditions);
      case ENCODE -> s.encode(given(), seeds, conditions);
    }) {
      return hash(end);
    }
  }

  /** Values of the size of data and of normals, by StrictMath. */
  private Tensor given() {
    var values = new double[Math.toIntExact(seeds.count() * shape.elements())];
    for (int i = 0; i < values.length; i++) values[i] = 1.4 * StrictMath.sin(0.7 + 1.3 * i);
    return Tensor.of(shape, values);
  }

  /** SHA-256 of all values in the run's precision, little endian. */
  static String hash(Samples s) {
    double[] values = s.toDoubles();
    ByteBuffer bytes = ByteBuffer.allocate(values.length * s.precision().bytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (double v : values) {
      if (s.precision() == Precision.F64) bytes.putDouble(v);
      else bytes.putFloat((float) v);
    }
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
