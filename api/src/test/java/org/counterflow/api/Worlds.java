package org.counterflow.api;

import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.backend.Options;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;

/** Processes, grids and distributions, small enough to be checked by hand. */
final class Worlds {
  static final NoiseSchedule TURN = new Turn();
  static final NoiseSchedule STRAIGHT = new Straight();
  static final NoiseSchedule EXPLODING = new Exploding();
  static final Shape PAIR = Shape.of(2);

  private Worlds() {}

  /** A quarter turn: alpha is a cosine, sigma a sine. */
  record Turn() implements NoiseSchedule {
    @Override
    public Point at(double time) {
      return new Point(time, StrictMath.cos(time * Math.PI / 2), StrictMath.sin(time * Math.PI / 2));
    }

    @Override
    public double timeOfLambda(double lambda) {
      return StrictMath.atan(StrictMath.exp(-lambda)) * 2 / Math.PI;
    }

    @Override
    public Point earliest() {
      return at(0.01);
    }

    @Override
    public Point latest() {
      return at(0.99);
    }

    @Override
    public String toString() {
      return "turn";
    }
  }

  /** A straight line from data to noise. */
  record Straight() implements NoiseSchedule {
    @Override
    public Point at(double time) {
      return new Point(time, 1 - time, time);
    }

    @Override
    public double timeOfLambda(double lambda) {
      return 1 / (1 + StrictMath.exp(lambda));
    }

    @Override
    public Point earliest() {
      return at(0.002);
    }

    @Override
    public Point latest() {
      return at(0.995);
    }

    @Override
    public String toString() {
      return "straight";
    }
  }

  /** Variance-exploding: alpha is 1, the time is sigma; clean data has the time 0. */
  record Exploding() implements NoiseSchedule {
    @Override
    public Point at(double time) {
      return new Point(time, 1, time);
    }

    @Override
    public double timeOfLambda(double lambda) {
      return StrictMath.exp(-lambda);
    }

    @Override
    public Point earliest() {
      return at(0.01);
    }

    @Override
    public Point latest() {
      return at(20);
    }

    @Override
    public double initialScale(Point first) {
      return first.sigma();
    }

    @Override
    public String toString() {
      return "exploding";
    }
  }

  /** Times 0 to 9 of the quarter turn, as a table has them; clean data has the time -1. */
  record Table() implements NoiseSchedule {
    @Override
    public Point at(double time) {
      Point p = TURN.at((time + 1) / 11);
      return new Point(time, p.alpha(), p.sigma());
    }

    @Override
    public double timeOfLambda(double lambda) {
      return TURN.timeOfLambda(lambda) * 11 - 1;
    }

    @Override
    public Point earliest() {
      return at(0);
    }

    @Override
    public Point latest() {
      return at(9);
    }

    @Override
    public Point clean() {
      return new Point(-1, 1, 0);
    }

    @Override
    public int entries() {
      return 10;
    }

    @Override
    public String toString() {
      return "table";
    }
  }

  /** Equal steps in lambda between the schedule's ends; on request the first node at alpha = 0, the last at sigma = 0. */
  record Lambdas(boolean fromNoise, boolean toClean) implements TimeGrid {
    @Override
    public List<Point> on(NoiseSchedule s, int steps) {
      var nodes = new ArrayList<Point>();
      for (int i = 0; i <= steps; i++) nodes.add(s.between(s.latest(), s.earliest(), (double) i / steps));
      if (fromNoise) nodes.set(0, new Point(1, 0, 1));
      if (toClean) nodes.set(steps, s.clean());
      return nodes;
    }

    @Override
    public String toString() {
      return "lambdas" + (fromNoise ? "-from-noise" : "") + (toClean ? "-to-clean" : "");
    }
  }

  /** Given nodes, whatever number of steps is asked for. */
  record Nodes(List<Point> nodes) implements TimeGrid {
    static Nodes of(Point... nodes) {
      return new Nodes(List.of(nodes));
    }

    @Override
    public List<Point> on(NoiseSchedule s, int steps) {
      return nodes;
    }
  }

  static final TimeGrid INSIDE = new Lambdas(false, false);
  static final TimeGrid TO_CLEAN = new Lambdas(false, true);
  static final TimeGrid BOTH_ENDS = new Lambdas(true, true);

  /** Three bumps in a plane. */
  static final Mixture BUMPS =
      Mixture.of(2, new double[] {-1.5, 0.5, 1, 1.25, 0.25, -1}, new double[] {0.3, 0.5, 0.2}, new double[] {1, 2, 1});

  /** The score of the three bumps. */
  static ScoreFunction bumps() {
    return ScoreFunction.of(BUMPS, PAIR, TURN);
  }

  static Backend java(Precision p) {
    return Backends.installed().open("java", Options.defaults().in(p));
  }

  static Seeds seeds(int n) {
    long[] s = new long[n];
    for (int i = 0; i < n; i++) s[i] = 11L * (i + 1);
    return Seeds.of(s);
  }
}
