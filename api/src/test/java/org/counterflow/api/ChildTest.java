package org.counterflow.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeLabel;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.score.Workspace;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What can only be seen in a process of its own: whose threads are used, and what is written to the log. */
@Timeout(120)
class ChildTest {
  /** The folder or jar that a class was loaded from, also where it stands in a module. */
  private static String home(Class<?> c) {
    try {
      String name = c.getName().replace('.', '/') + ".class";
      var url = ChildTest.class.getClassLoader().getResource(name);
      if (url == null) throw new AssertionError(name);
      String file = Path.of(url.toURI()).toString();
      return file.substring(0, file.length() - name.length());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** Runs a program to its end. */
  private static String run(Class<?> program, String... options) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
        home(Sampler.class) + File.pathSeparator + home(ChildTest.class)));
    command.addAll(List.of(options));
    command.add(program.getName());
    Process p = new ProcessBuilder(command).redirectErrorStream(true).start();
    var said = new StringBuilder();
    Thread reading = Thread.ofPlatform().start(() -> {
      try {
        said.append(new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
      } catch (IOException e) {
        said.append(e);
      }
    });
    try {
      assertTrue(p.waitFor(60, TimeUnit.SECONDS), "still waiting");
    } finally {
      p.destroyForcibly();
      reading.join();
    }
    assertEquals(0, p.exitValue(), said.toString());
    return said.toString();
  }

  /** An adaptive run that gives its processor up to nobody until a virtual thread has said something. */
  static final class Spinning {
    private Spinning() {}

    private record UntilTold(ScoreFunction inner) implements ScoreFunction {
      @Override
      public NoiseSchedule schedule() {
        return inner.schedule();
      }

      @Override
      public Evaluation evaluate(Expr x, Point at, Workspace w) {
        var told = new AtomicBoolean();
        Thread.startVirtualThread(() -> told.set(true));
        while (!told.get()) Thread.onSpinWait();
        return inner.evaluate(x, at, w);
      }
    }

    public static void main(String[] args) {
      try (Backend b = Worlds.java(Precision.F64);
          Samples s = Zoo.sampler(new UntilTold(Worlds.bumps()), Zoo.adaptive(new SmallSolvers.Pair(0.1)), Worlds.INSIDE).on(b)
              .sample(Worlds.PAIR, Worlds.seeds(3))) {
        System.out.println("arrived after " + s.report().evaluations() + " evaluations, " + Thread.currentThread().isVirtual());
      }
    }
  }

  @Test
  void anAdaptiveRunTakesNobodysThreads() throws IOException, InterruptedException {
    String said = run(Spinning.class, "-Djdk.virtualThreadScheduler.parallelism=1", "-Djdk.virtualThreadScheduler.maxPoolSize=1");
    assertTrue(said.contains("arrived after") && said.contains("false"), said);
  }

  /** Runs along another process than the network's, whose labels go further. */
  static final class Beyond {
    private Beyond() {}

    public static void main(String[] args) {
      HostNetwork net = HostNetwork.of(Worlds.PAIR, Precision.F64);
      ScoreFunction f = ScoreFunction.of(net, Prediction.EPSILON, TimeLabel.UNIT, Worlds.TURN);
      try (Backend b = Worlds.java(Precision.F64)) {
        Sampler s = Zoo.sampler(f, new SmallSolvers.Ddim(), Worlds.INSIDE).along(Worlds.STRAIGHT).on(b);
        for (int i = 0; i < 3; i++) s.sample(Worlds.PAIR, Worlds.seeds(3)).close();
        Zoo.sampler(f.guided(new Zoo.Rescaled(2)), Zoo.adaptive(new SmallSolvers.Pair(0.1)), Worlds.INSIDE).along(Worlds.STRAIGHT).on(b)
            .sample(Worlds.PAIR, Worlds.seeds(3), Conditions.classes(1)).close();
      }
      double least = 1, most = 0;
      for (HostNetwork.Seen call : net.seen) {
        for (HostNetwork.Row r : call.rows()) {
          least = Math.min(least, r.label());
          most = Math.max(most, r.label());
        }
      }
      System.out.println("labels " + least + " to " + most);
    }
  }

  @Test
  void labelsBeyondTheNetworksAreTheNearestThatItHasAndSaidOnce() throws IOException, InterruptedException {
    String said = run(Beyond.class);
    assertTrue(said.contains("labels 0.01 to 0.99"), said);
    assertEquals(2, said.split("get the nearest label", -1).length, said);
    assertTrue(said.contains("smooth.net takes the labels 0.01 to 0.99 of its time unit along turn"), said);
  }
}
