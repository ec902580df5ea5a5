package org.counterflow.tck.internal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.counterflow.api.Run;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;

/** Small runs and their values. */
public final class Runs {
  private Runs() {}

  /** A sampler. */
  public static Sampler sampler(Backend b, ScoreFunction f, Solver s, NoiseSchedule n, TimeGrid g, int steps) {
    return Sampler.of(f).on(b).along(n).solver(s).grid(g).steps(steps);
  }

  /** What it draws. */
  public static double[] values(Sampler s, Shape shape, Seeds seeds) {
    try (Samples x = s.sample(shape, seeds)) {
      return x.toDoubles();
    }
  }

  /** Evaluations a sample. */
  public static double evaluations(Sampler s, Shape shape, Seeds seeds) {
    try (Samples x = s.sample(shape, seeds)) {
      return x.report().evaluations();
    }
  }

  /** The ends of a run of numbers, in the coordinates of the process that preserves the variance; the starts are in these too. */
  public static double[] normalized(Sampler s, double[] starts) {
    List<Point> points = s.points();
    double first = scale(points.getFirst()), last = scale(points.getLast());
    double[] x = starts.clone();
    for (int i = 0; i < x.length; i++) x[i] *= first;
    try (Samples r = s.decode(Tensor.of(Shape.of(1), x), Seeds.range(0, x.length), Conditions.NONE)) {
      double[] y = r.toDoubles();
      for (int i = 0; i < y.length; i++) y[i] /= last;
      return y;
    }
  }

  private static double scale(Point p) {
    return Math.hypot(p.alpha(), p.sigma());
  }

  /** The largest distance of numbers from themselves after the way to noise and back. */
  public static double returnError(Sampler s, double[] data) {
    Seeds seeds = Seeds.range(0, data.length);
    double worst = 0;
    try (Samples noise = s.encode(Tensor.of(Shape.of(1), data), seeds, Conditions.NONE);
        Samples back = s.decode(Tensor.of(Shape.of(1), noise.toDoubles()), seeds, Conditions.NONE)) {
      double[] y = back.toDoubles();
      for (int i = 0; i < data.length; i++) worst = Math.max(worst, Math.abs(data[i] - y[i]));
    }
    return worst;
  }

  /** What a run draws that is saved after so many steps, and continued by another. */
  public static double[] resumed(Sampler s, Shape shape, Seeds seeds, int after) {
    var bytes = new ByteArrayOutputStream();
    try {
      try (Run first = s.start(shape, seeds, Conditions.NONE)) {
        for (int i = 0; i < after; i++) first.advance();
        first.save(bytes);
      }
      try (Run second = s.start(shape, seeds, Conditions.NONE); Run loaded = second.load(new ByteArrayInputStream(bytes.toByteArray()));
          Samples x = loaded.finish()) {
        return x.toDoubles();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
