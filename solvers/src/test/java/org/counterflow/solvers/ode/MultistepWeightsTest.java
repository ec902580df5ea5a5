package org.counterflow.solvers.ode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.Seeds;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.tensor.Tensor;
import org.counterflow.solvers.Grids;
import org.counterflow.solvers.Schedules;
import org.counterflow.solvers.math.GaussLegendre;
import org.counterflow.solvers.support.Plain;
import org.counterflow.solvers.support.Prescribed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The order conditions of the multistep methods: where the estimates are a polynomial of degree n - 1 in the method's own variable, and do
 * not depend on the state, each step after the start is exact; of degree n it is not.
 */
class MultistepWeightsTest {
  private static final NoiseSchedule VP = Schedules.vp();
  private static final GaussLegendre RULE = new GaussLegendre(40);

  private enum In {
    LAMBDA, RATIO, TIME;

    double of(double ratio) {
      return switch (this) {
        case LAMBDA -> -Math.log(ratio);
        case RATIO -> ratio / 4;
        case TIME -> 4 * VP.timeOfLambda(-Math.log(ratio));
      };
    }
  }

  /** A method that is exact for polynomials of so many coefficients in a variable; a corrector has none in the last step. */
  private record Claim(Solver solver, Form form, In in, int exact, int before) {
    Claim(Solver solver, Form form, In in, int exact) {
      this(solver, form, in, exact, 0);
    }
  }

  static Stream<Claim> claims() {
    var claims = new ArrayList<Claim>();
    for (Form f : Form.values()) {
      claims.add(new Claim(new DpmSolver2M(f, DpmSolver2M.Correction.HEUN, LowerOrderFinal.NEVER), f, In.LAMBDA, 2));
      claims.add(new Claim(new DpmSolver3M(f, DpmSolver2M.Correction.MIDPOINT, DpmSolver3M.SecondDifference.FULL, LowerOrderFinal.NEVER), f,
          In.LAMBDA, 3));
      for (int order = 2; order <= 4; order++)
        claims.add(new Claim(new ExponentialAdams(f, order, LowerOrderFinal.NEVER), f, In.LAMBDA, order));
      for (int order = 1; order <= 4; order++) {
        var unipc = new UniPC(order, UniPC.B.VARY, UniPC.LowOrderWeights.SOLVED, LowerOrderFinal.NEVER, f);
        claims.add(new Claim(unipc, f, In.LAMBDA, order + 1, 1));
        claims.add(new Claim(new UniC(new Ddim(), order, f), f, In.LAMBDA, order + 1, 1));
      }
    }
    for (int order = 1; order <= 4; order++) {
      claims.add(new Claim(new Lms(order), Form.NOISE, In.RATIO, order));
      claims.add(new Claim(new DeisTab(order), Form.NOISE, In.TIME, order));
    }
    return claims.stream();
  }

  /** The largest relative error of a step after the start, each measured from where it began. */
  private static double error(Claim c, DoubleUnaryOperator estimate) {
    var x = new ArrayList<Double>();
    List<Point> points;
    var prediction = c.form == Form.DATA ? Prediction.DATA : Prediction.EPSILON;
    try (Backend b = Plain.f64()) {
      Sampler s = Sampler.of(new Prescribed(estimate).score(prediction)).on(b).along(VP).solver(c.solver)
          .grid(Grids.withoutEnd(Grids.karras(5))).steps(11).watch(p -> x.add(p.state().toDoubles()[0]));
      points = s.points();
      try (Samples done = s.decode(Tensor.of(Shape.of(1), new double[] {0.3}), Seeds.of(1), Conditions.NONE)) {
        assertEquals(x.getLast(), done.toDoubles()[0]);
      }
    }
    double worst = 0;
    int offset = x.size() - points.size();
    for (int i = 5; i < points.size() - 1 - c.before; i++) {
      double exact = exact(c.form, points.get(i), points.get(i + 1), x.get(offset + i), estimate), got = x.get(offset + i + 1);
      worst = Math.max(worst, Math.abs(got - exact) / Math.max(1, Math.abs(exact)));
    }
    return worst;
  }

  private static double exact(Form form, Point p, Point q, double x, DoubleUnaryOperator estimate) {
    if (form == Form.NOISE)
      return q.alpha() * (x / p.alpha() + RULE.integral(p.ratio(), q.ratio(), estimate));
    return q.sigma() * (x / p.sigma() + RULE.integral(p.lambda(), q.lambda(), l -> Math.exp(l) * estimate.applyAsDouble(Math.exp(-l))));
  }

  private static DoubleUnaryOperator monomial(In in, int degree) {
    return r -> Math.pow(in.of(r), degree);
  }

  @ParameterizedTest
  @MethodSource("claims")
  void eachStepIsExactForPolynomialsUpToItsOrderAndNoFurther(Claim c) {
    for (int degree = 0; degree < c.exact; degree++) {
      double e = error(c, monomial(c.in, degree));
      assertTrue(e < 2e-10, "degree " + degree + ": " + e);
    }
    double further = error(c, monomial(c.in, c.exact));
    assertTrue(further > 1e-6, "degree " + c.exact + ": " + further);
  }

  /** The weights of equal steps are those of Adams and Bashforth, which lms has on equal steps in sigma/alpha. */
  @Test
  void ipndmHasTheWeightsOfEqualSteps() {
    for (int n = 0; n < 4; n++) {
      double[] w = Ipndm.weights(Collections.nCopies(n, 0));
      for (int degree = 0; degree <= n; degree++) {
        double sum = 0;
        for (int k = 0; k <= n; k++) sum += w[k] * Math.pow(-k, degree);
        assertEquals(1.0 / (degree + 1), sum, 1e-14, "degree " + degree + " of order " + (n + 1));
      }
    }
  }
}
