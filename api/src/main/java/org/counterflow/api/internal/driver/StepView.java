package org.counterflow.api.internal.driver;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Buffer;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.backend.Tolerance;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Carry;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.score.Network;
import org.counterflow.api.score.Outputs;
import org.counterflow.api.solver.Adaptive;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Noise;
import org.counterflow.api.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A step as its solver sees it, and the views that wrappers make of it for the solvers they run. What belongs to the whole step is
 * in {@link Root}.
 */
final class StepView implements Step {
  /** What all views of one step share. */
  static final class Root {
    final Point from;
    final Point to;
    /** The latest evaluation that was asked for as here() at a place other than the step's end: it enters the history. */
    @Nullable Evaluation kept;
    /** The evaluation that this step made at its own beginning, and what that put into the carry: a rejected attempt keeps both. */
    @Nullable Evaluation own;
    Map<String, Tensor> carriedByOwn = Map.of();
    /** What the solver gave for the next step. */
    @Nullable Evaluation next;
    /** Whether the step was taken at an end, whose infinite lambda says nothing to a multistep rule. */
    boolean atEnd;
    private int views;
    private int stages;
    private int values;

    Root(Point from, Point to) {
      this.from = from;
      this.to = to;
    }
  }

  private final Batch batch;
  private final Root root;
  private final @Nullable StepView shares;
  private final Point from;
  private final Point to;
  private final int scope;
  private final Map<List<Point>, Integer> intervals = new HashMap<>();
  private Tensor x;
  private @Nullable Evaluation here;
  private boolean asked;
  private String naming = "";
  private int draws;

  /** The step itself. */
  StepView(Batch batch, Point from, Point to, Tensor x) {
    this(batch, new Root(from, to), null, from, to, x, 0);
  }

  private StepView(Batch batch, Root root, @Nullable StepView shares, Point from, Point to, Tensor x, int scope) {
    this.batch = batch;
    this.root = root;
    this.shares = shares;
    this.from = from;
    this.to = to;
    this.x = x;
    this.scope = scope;
  }

  Root root() {
    return root;
  }

  /** The evaluation that the step before gave: of a state that a corrector may have moved since. */
  void offer(Evaluation e) {
    here = e;
  }

  /** The evaluation that a rejected attempt made. */
  void repeat(Evaluation e) {
    here = e;
    if (e.x() != x) x = value(e.x());
  }

  /** The step by a solver, or by the driver where an end is touched. */
  Expr taken(Solver solver) {
    if (solver.traits().wraps()) return solver.step(this);
    if (batch.job().score().movesState() && !from.equals(to)) here();
    if (from.inside() && to.inside() || solver.traits().atEnds()) return solver.step(this);
    if (from.equals(to)) return x();
    root.atEnd = true;
    return from.sigma() > 0 ? hold(here().data()) : holdNoise(here().noise());
  }

  @Override
  public Point from() {
    return from;
  }

  @Override
  public Point to() {
    return to;
  }

  @Override
  public @Nullable Point before() {
    return batch.before();
  }

  @Override
  public int index() {
    return batch.index();
  }

  @Override
  public int count() {
    if (batch.job().adaptive()) throw new IllegalStateException("the number of steps of an adaptive run is not known");
    return batch.job().steps();
  }

  @Override
  public boolean last() {
    return batch.job().adaptive() ? root.to.equals(batch.job().points().getLast()) : index() == count() - 1;
  }

  @Override
  public NoiseSchedule schedule() {
    return batch.job().schedule();
  }

  @Override
  public Tensor x() {
    return shares != null ? shares.x() : x;
  }

  @Override
  public Evaluation here() {
    if (shares != null) return shares.here();
    Evaluation e = here;
    if (e == null) {
      Map<String, Tensor> before = batch.carried();
      e = evaluate(x, from, scope == 0 ? "F" + index() : "F" + index() + "'" + scope);
      here = e;
      if (e.x() != x) x = value(e.x());
      if (scope == 0) {
        root.own = e;
        root.carriedByOwn = batch.carried();
        root.carriedByOwn.entrySet().removeAll(before.entrySet());
      }
    }
    if (!asked && !from.samePlace(root.to)) root.kept = e;
    asked = true;
    return e;
  }

  @Override
  public Evaluation evaluate(Expr x, Point at) {
    return evaluate(x, at, "F" + index() + "." + ++root.stages);
  }

  private Evaluation evaluate(Expr x, Point at, String name) {
    naming = name;
    batch.evaluates();
    return batch.job().score().evaluate(x, at, this);
  }

  @Override
  public @Nullable Evaluation past(int k) {
    return batch.past(k);
  }

  @Override
  public void next(@Nullable Evaluation e) {
    if (e == null || e.point().equals(root.to)) root.next = e;
  }

  @Override
  public Expr noise(Point a, Point b) {
    boolean path = (batch.job().brownian() || batch.job().adaptive()) && within(a) && within(b);
    double u = path ? fraction(a) : 0, v = path ? fraction(b) : 0;
    // Beyond the schedule's times, as on the way to clean data, the path stands still.
    if (u == v) return new Noise(Streams.step(scope, index(), draws++));
    // The same interval asked again in a scope is a further, independent path.
    int number = intervals.merge(u > v ? List.of(a, b) : List.of(b, a), 1, Integer::sum) - 1;
    return BrownianPath.increment(scope, number, u, v).times(u > v ? 1 : -1);
  }

  /** Outside the step, where churn goes, the path has been walked already: noise drawn there must not repeat it. */
  private boolean within(Point p) {
    double t = fraction(p), first = fraction(root.from), last = fraction(root.to);
    return t >= Math.min(first, last) && t <= Math.max(first, last);
  }

  private double fraction(Point p) {
    double first = schedule().earliest().time(), last = schedule().latest().time();
    return BrownianPath.snapped(Math.clamp((p.time() - first) / (last - first), 0, 1));
  }

  @Override
  public Expr run(Solver inner, Point p, Expr x, Point q) {
    if (inner instanceof Adaptive)
      throw new IllegalArgumentException("an adaptive solver chooses its own steps and cannot be run inside another: let it be the outermost");
    boolean same = x == x();
    StepView shared = same && from.equals(p) ? this : null;
    return new StepView(batch, root, shared, p, q, same ? x() : value(x), ++root.views).taken(inner);
  }

  @Override
  public Tensor value(Expr e) {
    return batch.pool().value(e, batch.job().shape(), "u" + index() + "." + ++root.values);
  }

  private Buffer buffer(Expr e) {
    return batch.pool().buffer(e instanceof Tensor t ? t : value(e));
  }

  private Buffer rows(Expr e) {
    Buffer b = buffer(e);
    return b.samples() == 1 ? b : b.rows(0, batch.pool().rows());
  }

  private Backend counted() {
    batch.job().counters().kernels.increment();
    return batch.pool().backend();
  }

  private double[] each(double[] perRow) {
    if (perRow.length == batch.pool().rows()) return perRow;
    var all = new double[batch.pool().rows()];
    Arrays.fill(all, perRow[0]);
    return all;
  }

  private Tensor result(String name) {
    return batch.pool().take(batch.job().shape(), name + index() + "." + ++root.values);
  }

  @Override
  public double[] dot(Expr a, Expr b) {
    return each(counted().dot(rows(a), rows(b)));
  }

  @Override
  public double[] mean(Expr e) {
    return each(counted().mean(rows(e)));
  }

  @Override
  public double[] norm(Expr e) {
    return each(counted().norm(rows(e)));
  }

  @Override
  public double[] errorNorm(Expr error, Expr x, Expr y, Tolerance t) {
    return each(counted().errorNorm(rows(error), rows(x), rows(y), t));
  }

  @Override
  public double[] quantileOfAbs(Expr e, double q) {
    return each(counted().quantileOfAbs(rows(e), q));
  }

  @Override
  public Tensor clamp(Expr e, double[] bound) {
    Buffer b = buffer(e);
    Tensor out = result("c");
    counted().clamp(b, batch.pool().padded(bound), batch.pool().buffer(out));
    return out;
  }

  @Override
  public Tensor multiply(Expr a, Expr b) {
    Buffer p = buffer(a), q = buffer(b);
    Tensor out = result("m");
    counted().multiply(p, q, batch.pool().buffer(out));
    return out;
  }

  @Override
  public Tensor exp(Expr e) {
    Buffer b = buffer(e);
    Tensor out = result("e");
    counted().exp(b, batch.pool().buffer(out));
    return out;
  }

  @Override
  public Tensor blend(Tensor mask, Expr a, Expr b) {
    Buffer m = buffer(mask), p = buffer(a), q = buffer(b);
    Tensor out = result("b");
    counted().blend(m, p, q, batch.pool().buffer(out));
    return out;
  }

  @Override
  public Tensor posteriorMean(Mixture mixture, Expr x, Point at) {
    if (!at.inside()) throw new IllegalArgumentException("the posterior mean at " + at + " is not defined: alpha and sigma must be above 0");
    Buffer b = buffer(x);
    Tensor out = batch.pool().take(batch.job().shape(), naming);
    counted().mixturePosterior(mixture, at.alpha(), at.sigma(), b, batch.pool().buffer(out));
    return out;
  }

  @Override
  public List<Outputs> call(Network network, Expr input, double label, List<Conditions> conditions) {
    return batch.calls().call(network, input, label, conditions, naming);
  }

  @Override
  public Conditions conditions() {
    return batch.conditions();
  }

  @Override
  public Carry carry() {
    return batch.carry();
  }
}
