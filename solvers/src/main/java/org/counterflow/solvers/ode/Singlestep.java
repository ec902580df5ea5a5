package org.counterflow.solvers.ode;

import java.util.List;
import org.counterflow.api.part.Arguments;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.Expr;

/**
 * DPM-Solver and DPM-Solver++ singlestep of order 2 and 3: exponential Runge-Kutta with the authors' weights.
 *
 * <p>Over a block from p to q with {@code h = lambda(q) - lambda(p)}, further estimates E_1, E_2 at {@code lambda(p) + r_k h}, {@code d_k = (E_k -
 * E) / r_k}, in noise form (in data form with -h for h, and c = alpha(q) for -sigma(q)):
 * <pre>order 2   x' = alpha(q)/alpha(p) x + c h (phi_1(h) E + w d_1),   w = phi_1(h)/2 (midpoint) or phi_2(h) (heun)
 * order 3   x' = alpha(q)/alpha(p) x + c h (phi_1(h) E + phi_2(h) d_2)                                          midpoint
 *           x' = ... + c h (phi_2(h) (r_2 d_1 - r_1 d_2) + 2 phi_3(h) (d_2 - d_1)) / (r_2 - r_1)                heun</pre>
 *
 * <p>Where the further estimates lie is {@link Nodes}: inside each step, which then costs as many evaluations as the order; or at the nodes of the
 * grid, in blocks of so many steps of one evaluation each. {@link Ending} lowers the order of the last blocks, so that a number of evaluations
 * can be met.
 *
 * <p>Order 2 and 3 (1.96 and 2.91 measured in total variation on the three-bump target, uniform lambda). No memory beyond the block; for the
 * same number of evaluations multistep methods ({@link DpmSolver2M}, {@link UniPC}) are closer. {@code dpm-2} is Karras' midpoint method in
 * log sigma.
 *
 * <p>Elsewhere: {@code DPMSolverSinglestepScheduler} ({@code nodes=grid}, {@code ending} by its lower_order_final), {@code
 * KDPM2DiscreteScheduler} (diffusers); {@code sample_dpm_2}, {@code sample_dpmpp_2s_ancestral} with eta 0, {@code sample_dpm_fast}
 * (k-diffusion); {@code singlestep}, {@code singlestep_fixed} (the authors' code, whose {@code dpmsolver} and {@code taylor} are midpoint and heun);
 * {@code dpm_2_sampler} (diff-sampler). Order 1 is {@link Ddim}.
 *
 * @param order 2 or 3
 * @param form data for {@code dpmpp}, noise for {@code dpm-solver}
 * @param correction the weights of differences; {@code midpoint} by default
 * @param nodes where the further estimates lie; {@code lambda} by default
 * @param ending the orders of the last blocks; {@code full} by default
 * @param r where the further estimate of order 2 lies with {@code nodes=lambda}; 0.5 by default
 * @see <a href="https://arxiv.org/abs/2206.00927">Lu et al. 2022</a>, algorithms 1 and 2
 * @see <a href="https://arxiv.org/abs/2211.01095">Lu et al. 2022</a>, algorithm 1
 */
public record Singlestep(int order, Form form, DpmSolver2M.Correction correction, Nodes nodes, Ending ending, double r) implements Solver {
  /** Where the further estimates lie. */
  public enum Nodes {
    /** Inside each step: of order 3 at thirds in lambda, of order 2 at r. */
    LAMBDA,
    /** At grid nodes, the inner states being steps of lower order from the block's beginning. */
    GRID,
    /** At grid nodes, the second inner state of order 3 having the weight of the stage in the paper; for grids uniform in some time. */
    SKIP_TYPE
  }

  /** The orders of the last blocks. */
  public enum Ending {
    /** As all others. */
    FULL,
    /** One of order 1. */
    ONE(1),
    /** One of order 2. */
    TWO(2),
    /** One of order 2, then one of order 1. */
    TWO_ONE(2, 1);

    private final int[] orders;
    private final int total;

    Ending(int... orders) {
      this.orders = orders;
      int sum = 0;
      for (int o : orders) sum += o;
      total = sum;
    }
  }

  private static final Parameter<DpmSolver2M.Correction> CORRECTION = Parameter.choice("correction", DpmSolver2M.Correction.MIDPOINT,
      "weights of the differences of estimates (diffusers: solver_type)");
  private static final Parameter<Nodes> NODES = Parameter.choice("nodes", Nodes.LAMBDA,
      "of further estimates: inside each step in lambda, or those of the grid, as diffusers has it, or the authors (skip-type)");
  private static final Parameter<Ending> ENDING = ending(Ending.FULL);
  private static final Parameter<Double> R = Parameter.number("r", 0.5, 0, 1, "where the further estimate lies, in the step's lambda").above();

  private static Parameter<Ending> ending(Ending byDefault) {
    return Parameter.choice("ending", byDefault, "orders of the last blocks; full is as all others");
  }

  /** DPM-Solver of order 2. */
  public static final Part<Singlestep> NOISE_2 = part(2, Form.NOISE, "dpm-solver-2s", "DPM-Solver singlestep of order 2", "arXiv:2206.00927");
  /** DPM-Solver of order 3. */
  public static final Part<Singlestep> NOISE_3 = part(3, Form.NOISE, "dpm-solver-3s", "DPM-Solver singlestep of order 3", "arXiv:2206.00927");
  /** DPM-Solver++ of order 2. */
  public static final Part<Singlestep> DATA_2 = part(2, Form.DATA, "dpmpp-2s", "DPM-Solver++ singlestep of order 2", "arXiv:2211.01095");
  /** DPM-Solver++ of order 3. */
  public static final Part<Singlestep> DATA_3 = part(3, Form.DATA, "dpmpp-3s", "DPM-Solver++ singlestep of order 3", "arXiv:2211.01095");

  /** The same methods by the names that others have for them. */
  public static final List<Part<Singlestep>> NAMED = List.of(
      Part.of(Singlestep.class, "dpm-2", "the midpoint rule in log sigma, Karras' variant of Heun's method: dpm-solver-2s", "arXiv:2206.00364")
          .with(R).made(a -> new Singlestep(2, Form.NOISE, a.get(R))),
      fast());

  private static Part<Singlestep> fast() {
    Parameter<Ending> two = ending(Ending.TWO);
    return Part.of(Singlestep.class, "dpm-fast", "DPM-Solver of order 3 whose last steps are of lower order: dpm-solver-3s", "arXiv:2206.00927")
        .with(CORRECTION, NODES, two).made(a -> new Singlestep(3, Form.NOISE, a.get(CORRECTION), a.get(NODES), a.get(two), R.byDefault()));
  }

  private static Part<Singlestep> part(int order, Form form, String id, String summary, String paper) {
    Part<Singlestep> p = Part.of(Singlestep.class, id, summary, paper).with(CORRECTION, Singlestep::correction).with(NODES, Singlestep::nodes)
        .with(ENDING, Singlestep::ending);
    return (order == 2 ? p.with(R, Singlestep::r) : p).made(a -> made(order, form, a));
  }

  private static Singlestep made(int order, Form form, Arguments a) {
    return new Singlestep(order, form, a.get(CORRECTION), a.get(NODES), a.get(ENDING), order == 2 ? a.get(R) : R.byDefault());
  }

  /** Checks the ranges. */
  public Singlestep {
    if (order != 2 && order != 3) throw new IllegalArgumentException("singlestep has order 2 or 3, was " + order + "; order 1 is ddim");
    NOISE_2.checked(R, r);
  }

  /** With midpoint weights and nodes inside each step. */
  public Singlestep(int order, Form form) {
    this(order, form, R.byDefault());
  }

  /** With midpoint weights and nodes inside each step. */
  public Singlestep(int order, Form form, double r) {
    this(order, form, CORRECTION.byDefault(), NODES.byDefault(), ENDING.byDefault(), r);
  }

  @Override
  public Traits traits() {
    return nodes == Nodes.LAMBDA ? Traits.of(order).evaluations(order) : Traits.of(order).remembers(order - 1);
  }

  @Override
  public Expr step(Step s) {
    return nodes == Nodes.LAMBDA ? inside(s) : onGrid(s);
  }

  private Expr inside(Step s) {
    Point p = s.from(), q = s.to();
    int o = orderInside(s);
    var block = new Block(form, p, s.x(), form.of(s.here()));
    if (o == 1) return block.one(q);
    Point first = s.schedule().between(p, q, o == 2 ? r : 1.0 / 3);
    Evaluation e1 = s.evaluate(block.one(first), first);
    if (o == 2) return block.two(q, e1, correction);
    Point second = s.schedule().between(p, q, 2.0 / 3);
    Evaluation e2 = s.evaluate(block.two(second, e1, DpmSolver2M.Correction.HEUN), second);
    return block.three(q, e1, e2, correction);
  }

  private int orderInside(Step s) {
    if (ending == Ending.FULL) return order;
    int left = s.count() - s.index();
    return left > ending.orders.length ? order : ending.orders[ending.orders.length - left];
  }

  private Expr onGrid(Step s) {
    int[] place = place(s);
    // After a step at alpha = 0 the block has no beginning in lambda, and goes on from the first estimate that has.
    List<Evaluation> past = History.inside(s, place[0] - 1);
    int o = 1 + past.size();
    Evaluation e0 = o == 1 ? s.here() : past.getLast();
    var block = new Block(form, e0.point(), e0.x(), form.of(e0));
    Point q = s.to();
    if (o == 1) return block.one(q);
    boolean stage = nodes == Nodes.SKIP_TYPE && place[1] == 3;
    if (o == 2) return block.two(q, s.here(), stage ? DpmSolver2M.Correction.HEUN : correction);
    return block.three(q, past.getFirst(), s.here(), correction);
  }

  /** How many steps the block has had with this one, and how many it will have. */
  private int[] place(Step s) {
    if (ending == Ending.FULL) return new int[] {s.index() % order + 1, order};
    int n = s.count(), i = s.index(), lowered = ending.total <= n ? ending.total : 0;
    if (i < n - lowered) return new int[] {i % order + 1, Math.min(order, n - lowered - i / order * order)};
    i -= n - lowered;
    for (int o : ending.orders) {
      if (i < o) return new int[] {i + 1, o};
      i -= o;
    }
    throw new AssertionError(s.index());
  }

  @Override
  public String toString() {
    return (form == Form.DATA ? order == 2 ? DATA_2 : DATA_3 : order == 2 ? NOISE_2 : NOISE_3).text(this);
  }
}
