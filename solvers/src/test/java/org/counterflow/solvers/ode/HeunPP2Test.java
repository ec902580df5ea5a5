package org.counterflow.solvers.ode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.catalogue.Target;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.tensor.Tensor;
import org.counterflow.solvers.Grids;
import org.counterflow.solvers.Schedules;
import org.counterflow.solvers.Targets;
import org.counterflow.solvers.support.Plain;
import org.junit.jupiter.api.Test;

/** The community's formula in its own symbols, on data N(0, 1/4), whose noise estimate at noise level s is {@code x s / (1/4 + s^2)}. */
class HeunPP2Test {
  private static final double[] SIGMAS = {10, 4, 1.5, 0.6, 0.2, 0};

  private static double d(double x, double s) {
    return x * s / (0.25 + s * s);
  }

  private static double expected(double start) {
    double x = start;
    int n = SIGMAS.length - 1;
    for (int i = 0; i < n; i++) {
      double h = SIGMAS[i + 1] - SIGMAS[i], a = d(x, SIGMAS[i]), x2 = x + a * h;
      if (i == n - 1) {
        x = x2;
      } else if (i == n - 2) {
        double w2 = SIGMAS[i + 1] / (2 * SIGMAS[0]);
        x += ((1 - w2) * a + w2 * d(x2, SIGMAS[i + 1])) * h;
      } else {
        double b = d(x2, SIGMAS[i + 1]), x3 = x2 + b * (SIGMAS[i + 2] - SIGMAS[i + 1]), c = d(x3, SIGMAS[i + 2]);
        double w2 = SIGMAS[i + 1] / (3 * SIGMAS[0]), w3 = SIGMAS[i + 2] / (3 * SIGMAS[0]);
        x += ((1 - w2 - w3) * a + w2 * b + w3 * c) * h;
      }
    }
    return x;
  }

  @Test
  void eachStepIsTheirs() {
    Target t = Targets.gaussian(0, 0.5, 1);
    Sampler s = Sampler.of(t.score()).along(Schedules.edm()).solver(new HeunPP2()).grid(Grids.explicit(SIGMAS)).steps(SIGMAS.length - 1);
    double[] start = {12, -3};
    try (Backend b = Plain.f64();
        Samples x = s.on(b).decode(Tensor.of(t.shape(), start), Seeds.range(0, 2), Conditions.NONE);
        Samples y = s.on(b).encode(Tensor.of(t.shape(), x.toDoubles()), Seeds.range(0, 2), Conditions.NONE)) {
      for (int i = 0; i < 2; i++) assertEquals(expected(start[i]), x.toDoubles()[i], 1e-13);
      // Weights of a run that begins at the small end would be as large as the ratio of the ends.
      for (double v : y.toDoubles()) assertTrue(Math.abs(v) < 40, "encoded " + v);
      assertEquals(3 * 3 + 2 + 1, x.report().evaluations());
    }
  }
}
