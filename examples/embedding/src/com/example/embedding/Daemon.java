package com.example.embedding;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import org.counterflow.api.Backends;
import org.counterflow.api.Sampler;
import org.counterflow.api.backend.Options;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.solvers.Solvers;

/** The server around a network: {@code Daemon MODEL.onnx [BACKEND]}. It serves until its input ends, which is how its supervisor ends it. */
final class Daemon {
  private Daemon() {}

  public static void main(String[] args) throws Exception {
    Backends all = Backends.installed();
    try (var network = all.open(Path.of(args[0]), null, Options.defaults())) {
      var score = ScoreFunction.of(network);
      try (var backend = all.open(all.choice(args.length > 1 ? args[1] : null), List.of(network), Options.defaults());
          var server = new Server(Sampler.of(score).on(backend).solver(Solvers.uniPC()).steps(6), score.shape(), 8)) {
        long started = System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
        System.out.println("serving " + score.shape() + " on " + backend.id() + " at port " + server.port() + ", " + started + " ms after the start");
        while (System.in.read() >= 0) continue;
      }
    }
    System.out.println("closed");
  }
}
