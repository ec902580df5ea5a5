package org.counterflow.tck;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.counterflow.api.catalogue.CatalogueProvider;
import org.counterflow.api.catalogue.Entry;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.network.Call;
import org.counterflow.api.network.Network;
import org.counterflow.api.network.Port;
import org.counterflow.api.network.Ports;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.Affine;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeGrid;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.value.Access;
import org.counterflow.api.value.Hold;
import org.counterflow.api.value.Value;
import org.jspecify.annotations.Nullable;

/** Schedules, grids, predictions, networks and catalogues with one mistake each, under their contracts. */
final class BrokenParts {
  private BrokenParts() {}

  /** A straight line, which comes back for a moment. */
  static class NotMonotone extends ScheduleContract {
    NotMonotone() {
      super(new NoiseSchedule() {
        @Override
        public Point at(double time) {
          double t = time + 0.03 * Math.sin(40 * time);
          return new Point(time, 1 - t, t);
        }

        @Override
        public double timeOfLambda(double lambda) {
          return 1 / (1 + StrictMath.exp(lambda));
        }

        @Override
        public Point earliest() {
          return at(0.05);
        }

        @Override
        public Point latest() {
          return at(0.95);
        }

        @Override
        public String toString() {
          return "acme/not-monotone";
        }
      });
    }
  }

  /** A straight line whose time of a lambda is that of twice as much. */
  static class WrongTimeOfLambda extends ScheduleContract {
    WrongTimeOfLambda() {
      super(new NoiseSchedule() {
        @Override
        public Point at(double time) {
          return new Point(time, 1 - time, time);
        }

        @Override
        public double timeOfLambda(double lambda) {
          return 1 / (1 + StrictMath.exp(2 * lambda));
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
          return "acme/wrong-time-of-lambda";
        }
      });
    }
  }

  private static TimeGrid lines(String name, int more, boolean turned) {
    return new TimeGrid() {
      @Override
      public List<Point> on(NoiseSchedule s, int steps) {
        var all = new ArrayList<Point>();
        double from = Math.max(-3, s.latest().lambda());
        for (int i = 0; i < steps + more; i++) all.add(s.atLambda(from + (s.earliest().lambda() - from) * i / steps));
        return turned ? all.reversed() : all;
      }

      @Override
      public String toString() {
        return "acme/" + name;
      }
    };
  }

  /** From data to noise. */
  static class TurnedGrid extends GridContract {
    TurnedGrid() {
      super(lines("turned", 1, true));
    }
  }

  /** As many points as steps. */
  static class OnePointTooFew extends GridContract {
    OnePointTooFew() {
      super(lines("one-point-too-few", 0, false));
    }
  }

  /** The noise with the sign of the data. */
  static class WrongSign extends PredictionContract {
    WrongSign() {
      super(new Prediction() {
        @Override
        public String id() {
          return "acme/wrong-sign";
        }

        @Override
        public Affine data(Point p) {
          return new Affine(1 / p.alpha(), -p.sigma() / p.alpha());
        }

        @Override
        public Affine noise(Point p) {
          return new Affine(0, -1);
        }

        @Override
        public String toString() {
          return id();
        }
      });
    }
  }

  /** Doubles what it is given; broken as it is told. */
  private static final class Doubling implements Network {
    private final boolean keeps;
    private final boolean writes;
    private @Nullable Value kept;

    Doubling(boolean keeps, boolean writes) {
      this.keeps = keeps;
      this.writes = writes;
    }

    @Override
    public Ports ports() {
      return new Ports(List.of(Port.of("sample", ElementType.DOUBLE, "batch", 3)), List.of(Port.of("out_sample", ElementType.DOUBLE, "batch", 3)));
    }

    @Override
    public void evaluate(Call call) {
      call.cancellation().check();
      if (kept == null || !keeps) kept = call.inputs().get("sample");
      double[] x = Objects.requireNonNull(kept).toDoubles();
      try (Hold in = Objects.requireNonNull(call.inputs().get("sample")).hold(Memory.HOST, Access.READ_WRITE);
          Hold to = Objects.requireNonNull(call.outputs().get("out_sample")).hold(Memory.HOST, Access.READ_WRITE)) {
        for (int i = 0; i < x.length; i++) {
          to.segment().setAtIndex(JAVA_DOUBLE_UNALIGNED, i, 2 * x[i]);
          if (writes) in.segment().setAtIndex(JAVA_DOUBLE_UNALIGNED, i, 0);
        }
      }
    }

    @Override
    public void close() {}
  }

  /** Reads what it was given first. */
  static class KeepsItsInput extends NetworkContract {
    @Override
    protected Network open() {
      return new Doubling(true, false);
    }
  }

  /** Uses its input as scratch. */
  static class WritesItsInput extends NetworkContract {
    @Override
    protected Network open() {
      return new Doubling(false, true);
    }
  }

  /** Goes on after it was closed. */
  static class WorksWhenClosed extends NetworkContract {
    @Override
    protected Network open() {
      return new Doubling(false, false);
    }
  }

  /** A solver whose text says nothing of its parameter. */
  record Forgetful(double weight) implements Solver {
    private static final Parameter<Double> WEIGHT = Parameter.number("weight", 1, 0, 2, "of nothing");
    static final Part<Forgetful> PART = Part.of(Forgetful.class, "acme/forgetful", "holds the data estimate", "").with(WEIGHT, Forgetful::weight)
        .made(a -> new Forgetful(a.get(WEIGHT)));

    @Override
    public Expr step(Step s) {
      return s.hold(s.here().data());
    }

    @Override
    public String toString() {
      return "acme/forgetful";
    }
  }

  private record Brings(List<Entry<?>> entries) implements CatalogueProvider {
    @Override
    public int api() {
      return API;
    }
  }

  /** Brings it. */
  static class ForgetsAParameter extends CatalogueContract {
    ForgetsAParameter() {
      super(new Brings(List.of(Entry.of(Kind.SOLVER, Forgetful.PART))));
    }
  }

  /** Brings it without saying whose it is. */
  static class WithoutVendor extends CatalogueContract {
    WithoutVendor() {
      super(new Brings(List.of(Entry.of(Kind.SOLVER, Forgetful.PART.named("forgetful", "the same without a vendor")))));
    }
  }
}
