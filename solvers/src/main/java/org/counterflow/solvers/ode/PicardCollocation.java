package org.counterflow.solvers.ode;

import java.util.Collections;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;
import org.counterflow.solvers.math.Legendre;
import org.counterflow.solvers.math.Quadrature;

/**
 * Collocation by Picard sweeps: in each step a polynomial through the estimates at some nodes is integrated exactly, and the estimates are
 * asked for again at the states that this gives.
 *
 * <p>From p to q with {@code h = lambda(q) - lambda(p)}, nodes {@code c_1 .. c_K} and P the polynomial in theta through the estimate at theta =
 * 0 and those of the last sweep at {@code c_k}, in data form:
 * <pre>x_k = sigma(k)/sigma(p) x + alpha(k) h int_0^c_k exp(-h (c_k - theta)) P(theta) dtheta,   c_k = 1 for x'</pre>
 * The first states hold the estimate at theta = 0; then come {@code sweeps} rounds of K evaluations, each round in common calls: a device that
 * takes K states as fast as one takes {@code 1 + sweeps} calls a step.
 *
 * <p>Order {@code min(sweeps + 1, quadrature order)}, the latter K + 1 in general, 2 K for {@code lobatto} and {@code gauss}, 2 K - 1 for {@code
 * radau}: 1.98, 2.90, 3.90 for 1, 2, 3 sweeps over two equal nodes, measured in total variation on the three-bump target, uniform lambda.
 * {@code 1 + K sweeps} evaluations a step, no memory. For accurate solutions where many states fit into one call.
 *
 * <p>Elsewhere: the paper slides a window of nodes over the whole run; here the window is the step. ParaDiGMS and Picard samplers do sweeps of
 * order 1.
 *
 * @param nodes how they are spread; {@code lobatto} by default
 * @param count K, 1 to 6; 2 by default
 * @param sweeps 1 to 12; 3 by default
 * @param form whether data or noise estimates are combined; {@code data} by default
 * @see <a href="https://arxiv.org/abs/2506.24042">Li, Zhou, Wei, Chen 2025</a>
 */
public record PicardCollocation(Nodes nodes, int count, int sweeps, Form form) implements Solver {
  /** How nodes are spread over a step; each set has its first estimate at the beginning besides. */
  public enum Nodes {
    /** The zeros of {@code P_K - P_(K-2)} in [-1, 1] for K + 1 nodes, both ends among them. */
    LOBATTO {
      @Override
      double[] of(int count) {
        return Legendre.zeros(x -> Legendre.of(count + 1, x) - Legendre.of(count - 1, x), count + 1, true);
      }
    },
    /** Equal steps to the end. */
    EQUAL {
      @Override
      double[] of(int count) {
        var c = new double[count];
        for (int k = 0; k < count; k++) c[k] = (k + 1.0) / count;
        return c;
      }
    },
    /** The zeros of Chebyshev's polynomial. */
    CHEBYSHEV {
      @Override
      double[] of(int count) {
        var c = new double[count];
        for (int k = 0; k < count; k++) c[k] = 0.5 - 0.5 * StrictMath.cos((k + 0.5) * StrictMath.PI / count);
        return c;
      }
    },
    /** The zeros of Legendre's polynomial. */
    GAUSS {
      @Override
      double[] of(int count) {
        return Legendre.zeros(x -> Legendre.of(count, x), count, false);
      }
    },
    /** The zeros of {@code P_K - P_(K-1)}, the end among them. */
    RADAU {
      @Override
      double[] of(int count) {
        return Legendre.zeros(x -> Legendre.of(count, x) - Legendre.of(count - 1, x), count, false);
      }
    };

    /** So many nodes in (0, 1]. */
    abstract double[] of(int count);
  }

  private static final Parameter<Nodes> NODES = Parameter.choice("nodes", Nodes.LOBATTO, "how they are spread over a step");
  private static final Parameter<Integer> COUNT = Parameter.integer("count", 2, 1, 6, "of nodes, without the step's beginning");
  private static final Parameter<Integer> SWEEPS = Parameter.integer("sweeps", 3, 1, 12, "of evaluations at all nodes");

  /** How it is named and made. */
  public static final Part<PicardCollocation> PART = Part
      .of(PicardCollocation.class, "picard-collocation", "collocation in lambda by sweeps of parallel evaluations", "arXiv:2506.24042")
      .with(NODES, PicardCollocation::nodes).with(COUNT, PicardCollocation::count).with(SWEEPS, PicardCollocation::sweeps)
      .with(Form.PARAMETER, PicardCollocation::form)
      .made(a -> new PicardCollocation(a.get(NODES), a.get(COUNT), a.get(SWEEPS), a.get(Form.PARAMETER)));

  /** Two of Lobatto's nodes, three sweeps: order 4. */
  public PicardCollocation() {
    this(NODES.byDefault(), COUNT.byDefault(), SWEEPS.byDefault(), Form.PARAMETER.byDefault());
  }

  /** Checks the ranges. */
  public PicardCollocation {
    PART.checked(COUNT, count);
    PART.checked(SWEEPS, sweeps);
  }

  /** The degree of polynomials that the nodes with 0 integrate exactly, and one. */
  int quadratureOrder() {
    double[] inner = nodes.of(count), all = new double[count + 1], moments = new double[count + 1];
    System.arraycopy(inner, 0, all, 1, count);
    for (int j = 0; j <= count; j++) moments[j] = 1.0 / (j + 1);
    double[] w = Quadrature.weights(all, moments);
    int order = count + 1;
    while (true) {
      double sum = 0;
      for (int k = 0; k <= count; k++) sum += w[k] * StrictMath.pow(all[k], order);
      if (Math.abs(sum - 1.0 / (order + 1)) > 1e-11) return order;
      order++;
    }
  }

  /** The method as a tableau: each sweep a group of stages. */
  ExponentialTableau tableau() {
    int order = Math.min(sweeps + 1, quadratureOrder());
    return ExponentialTableau.cascade(toString(), order, Collections.nCopies(sweeps, nodes.of(count)));
  }

  @Override
  public Traits traits() {
    return Traits.of(Math.min(sweeps + 1, quadratureOrder())).evaluations(1 + count * sweeps);
  }

  @Override
  public Expr step(Step s) {
    return ExponentialRungeKutta.step(s, tableau(), form);
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
