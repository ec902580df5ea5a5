package com.example.embedding;

import java.util.Arrays;
import org.counterflow.api.Backends;
import org.counterflow.api.Sampler;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Options;
import org.counterflow.solvers.Grids;
import org.counterflow.solvers.Solvers;
import org.counterflow.solvers.Targets;

/** The smallest program: draws samples of a known distribution on the backend that is named, and says their mean square. */
final class Hello {
  private Hello() {}

  public static void main(String[] args) {
    var moons = Targets.twoMoons();
    try (var backend = Backends.installed().open(args[0], Options.defaults());
        var samples = Sampler.of(moons.score()).on(backend).solver(Solvers.dpmSolverPP2M()).grid(Grids.karras(7)).steps(20)
            .sample(moons.shape(), Seeds.range(0, 1000))) {
      double square = Arrays.stream(samples.toDoubles()).map(x -> x * x).average().orElseThrow();
      System.out.println(samples.count() + " samples on " + backend.id() + ", mean square " + square);
    }
  }
}
