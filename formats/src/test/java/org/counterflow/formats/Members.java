package org.counterflow.formats;

import java.util.ArrayList;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.tensor.Shape;

/** Samples that are known beforehand: members of a data set, by its exact denoiser. */
public final class Members {
  private Members() {}

  /** EDM's process. */
  public record Exploding() implements NoiseSchedule {
    @Override
    public Point at(double time) {
      return new Point(time, 1, time);
    }

    @Override
    public double timeOfLambda(double lambda) {
      return Math.exp(-lambda);
    }

    @Override
    public Point earliest() {
      return at(0.002);
    }

    @Override
    public Point latest() {
      return at(20);
    }

    @Override
    public double initialScale(Point first) {
      return first.sigma();
    }
  }

  /** Members of a data set, one of seed 0, one of seed 1 ... */
  public static Samples draw(ScoreFunction score, int count) {
    return Sampler.of(score).solver(s -> s.hold(s.here().data())).steps(24).grid((schedule, steps) -> {
      var points = new ArrayList<Point>();
      for (int i = 0; i < steps; i++) points.add(schedule.between(schedule.latest(), schedule.earliest(), i / (steps - 1.0)));
      points.add(schedule.clean());
      return points;
    }).noting("target", "members").sample(score.shape(), Seeds.range(0, count));
  }

  /** The same member again and again. */
  public static Samples draw(Shape shape, int count, double... member) {
    return draw(ScoreFunction.of(Mixture.ofData(member.length, member), shape, new Exploding()), count);
  }
}
