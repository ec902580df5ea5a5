package org.counterflow.diagnostics.topic;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.counterflow.api.Backends;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.BackendException;
import org.counterflow.api.backend.Options;
import org.counterflow.api.network.NetworkException;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.solver.NotFiniteException;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.diagnostics.regularity.InsideEnds;
import org.counterflow.diagnostics.regularity.ScoreProbe;
import org.jspecify.annotations.Nullable;

/**
 * Whether a network can be measured at all: it gives finite numbers, of the shape that is asked for, and the same bits for the same
 * question. Whatever measures a user's network calls {@link #require} first; it costs 24 evaluations, 32 on a process that begins at pure noise.
 */
public final class Soundness {
  private static final int ROWS = 4;

  private Soundness() {}

  /**
   * Asks at pure noise where the process begins there, at the noisiest place else, in the middle and at the place nearest to data, twice each.
   *
   * @param model its name in messages: a file or an id
   * @param score the score function
   * @param shape of one sample
   * @throws NetworkException if the network fails, gives numbers that are not finite, another shape, or other bits when it is asked again;
   *     naming model, place and remedy
   */
  public static void require(String model, ScoreFunction score, Shape shape) {
    Shape own = score.shape();
    if (own != null && !own.equals(shape))
      throw new NetworkException("model " + model + " has the wrong shape: it takes samples of shape " + own + ", and the data are " + shape
          + ". Remedy: give data of its shape, [n, " + own.toString().replace("x", ", ") + "]");
    try (Backend backend = Backends.installed().open("java", Options.defaults().in(Precision.F32))) {
      var probe = new ScoreProbe(score, shape, backend);
      for (Point at : places(score.schedule())) ask(model, probe, at);
    }
  }

  private static List<Point> places(NoiseSchedule schedule) {
    InsideEnds ends = InsideEnds.of(schedule);
    var all = new ArrayList<Point>();
    if (!schedule.latest().inside() && schedule.latest().sigma() > 0) all.add(schedule.latest());
    all.addAll(List.of(ends.first(), schedule.between(ends.first(), ends.last(), 0.5), ends.last()));
    return all;
  }

  private static void ask(String model, ScoreProbe probe, Point at) {
    int n = Math.toIntExact(probe.shape().elements());
    var random = new SplittableRandom(11);
    var states = new double[ROWS * n];
    for (int i = 0; i < states.length; i++) states[i] = at.alpha() * 0.5 * random.nextGaussian() + at.sigma() * random.nextGaussian();
    long[] labels = probe.takesClass() ? new long[ROWS] : null;
    double[] once = answer(model, probe, states, at, labels), again = answer(model, probe, states, at, labels);
    for (int i = 0; i < once.length; i++) {
      if (once[i] != again[i])
        throw new NetworkException("model " + model + " is not deterministic: asked twice " + place(at) + ", element " + i % n + " of sample "
            + i / n + " is " + once[i] + " and then " + again[i]
            + ". Remedy: export it in evaluation mode (no dropout, no random numbers inside), and run it on a runtime with fixed kernels");
    }
  }

  private static double[] answer(String model, ScoreProbe probe, double[] states, Point at, long @Nullable [] labels) {
    try {
      double[] all = probe.noise(states, at, labels);
      if (Arrays.stream(all).allMatch(Double::isFinite)) return all;
      throw notFinite(model, at, null);
    } catch (NotFiniteException e) {
      throw notFinite(model, at, e);
    } catch (BackendException e) {
      throw e;
    } catch (NetworkException | IllegalArgumentException | IllegalStateException e) {
      throw new NetworkException("model " + model + " cannot be asked " + place(at) + " about samples of shape " + probe.shape() + ": "
          + e.getMessage() + ". Remedy: give data of the shape that it takes, and a file whose outputs have the shape that they declare", e);
    }
  }

  private static NetworkException notFinite(String model, Point at, @Nullable Throwable cause) {
    String text = "model " + model + " gives numbers that are not finite " + place(at)
        + ". Remedy: check its prediction, time and schedule (counterflow models FILE shows them), and export it in single precision";
    return cause == null ? new NetworkException(text) : new NetworkException(text, cause);
  }

  private static String place(Point at) {
    return String.format(Locale.ROOT, "at time %.4g (alpha %.4g, sigma %.4g)", at.time(), at.alpha(), at.sigma());
  }
}
