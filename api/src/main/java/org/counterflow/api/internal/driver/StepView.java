package org.counterflow.api.internal.driver;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.backend.Tolerance;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Ask;
import org.counterflow.api.score.Carry;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.score.Outputs;
import org.counterflow.api.score.ScoreNetwork;
import org.counterflow.api.solver.Adaptive;
import org.counterflow.api.solver.NoiseSource;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
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
    /** The same of a step without length: watchers are shown it, and no history gets a place twice. */
    @Nullable Evaluation standing;
    /** The evaluation that this step made at its own beginning, and what that put into the carry: a rejected attempt keeps both. */
    @Nullable Evaluation own;
    Map<String, Tensor> carriedByOwn = Map.of();
    /** What the solver gave for the next step. */
    @Nullable Evaluation next;
    /** Whether the step was taken at an end, whose infinite lambda says nothing to a multistep rule. */
    boolean atEnd;
    /** What rules keep so far. */
    Map<String, Tensor> carried;
    private int views;
    private int stages;
    /** Of the run's own source. */
    private int draws;
    private int values;

    Root(Point from, Point to, Map<String, Tensor> carried) {
      this.from = from;
      this.to = to;
      this.carried = new TreeMap<>(carried);
    }
  }

  private final Job job;
  private final Track track;
  private final Work work;
  private final Solver solver;
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

  /**
   * The step itself.
   *
   * @param work computes for the samples of the track
   * @param solver who takes it
   */
  StepView(Job job, Track track, Work work, Solver solver, Point to) {
    this(job, track, work, solver, new Root(track.at(), to, track.carried()), null, track.at(), to, track.x(), 0);
    Track.Again again = track.again();
    if (again != null) root.carried.putAll(again.carried());
    // An evaluation that the step before offered is of a state that a corrector may have moved since.
    if (track.next() != null) here = track.next();
    else if (again != null) repeat(again.here());
  }

  private StepView(Job job, Track track, Work work, Solver solver, Root root, @Nullable StepView shares, Point from, Point to, Tensor x,
      int scope) {
    this.job = job;
    this.track = track;
    this.work = work;
    this.solver = solver;
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

  /** The evaluation that a rejected attempt made. */
  private void repeat(Evaluation e) {
    here = e;
    if (e.x() != x) x = value(e.x());
  }

  /** The step by the solver, or by the driver where an end is touched. */
  Expr taken() {
    Traits traits = Contract.traits(solver);
    if (traits.wraps()) return Contract.state(solver, solver.step(this));
    if (job.score().movesState() && !from.equals(to)) here();
    if (from.inside() && to.inside() || traits.atEnds()) return Contract.state(solver, solver.step(this));
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
    return track.before();
  }

  @Override
  public int index() {
    return track.index();
  }

  @Override
  public int count() {
    if (job.adaptive()) throw new IllegalStateException("the number of steps of an adaptive run is not known");
    return job.steps();
  }

  @Override
  public Point node(int k) {
    if (k < 0 || k > count()) throw new IllegalArgumentException("node " + k + " of a run of " + count() + " steps");
    return job.points().get(k);
  }

  @Override
  public boolean last() {
    return job.adaptive() ? root.to.equals(job.points().getLast()) : index() == count() - 1;
  }

  @Override
  public NoiseSchedule schedule() {
    return job.schedule();
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
      Map<String, Tensor> before = new TreeMap<>(root.carried);
      e = evaluate(x, from, scope == 0 ? "F" + index() : "F" + index() + "'" + scope);
      here = e;
      if (e.x() != x) x = value(e.x());
      if (scope == 0) {
        root.own = e;
        root.carriedByOwn = new TreeMap<>(root.carried);
        root.carriedByOwn.entrySet().removeAll(before.entrySet());
      }
    }
    if (!asked && !from.samePlace(root.to)) root.kept = e;
    else if (!asked && root.from.samePlace(root.to)) root.standing = e;
    asked = true;
    return e;
  }

  @Override
  public Evaluation evaluate(Expr x, Point at) {
    Contract.asked(solver, x);
    Contract.place(solver, at);
    return evaluate(x, at, "F" + index() + "." + ++root.stages);
  }

  private Evaluation evaluate(Expr x, Point at, String name) {
    return evaluations(name, 1, () -> List.of(Contract.evaluation(job.score(), job.score().evaluate(x, at, at.samePlace(to) ? at : to, this))))
        .getFirst();
  }

  @Override
  public List<Evaluation> evaluate(List<? extends Expr> xs, List<Point> ats) {
    if (xs.isEmpty() || xs.size() != ats.size())
      throw new IllegalArgumentException(xs.size() + " states at " + ats.size() + " points: give one each, at least one");
    for (int i = 0; i < xs.size(); i++) {
      Contract.asked(solver, xs.get(i));
      Contract.place(solver, ats.get(i));
    }
    return evaluations("F" + index() + "." + ++root.stages, xs.size(),
        () -> Contract.evaluations(job.score(), job.score().evaluate(xs, ats, this), xs.size()));
  }

  private List<Evaluation> evaluations(String name, int count, Supplier<List<Evaluation>> made) {
    track.evaluates(count);
    Work.Made all = work.once(() -> {
      naming = name;
      List<Evaluation> list = made.get();
      job.counters().evaluations.add((long) count * work.samples());
      return new Work.Made(list, new TreeMap<>(root.carried), root.values);
    });
    root.carried = new TreeMap<>(all.carried());
    root.values = all.values();
    return all.evaluations();
  }

  @Override
  public @Nullable Evaluation past(int k) {
    return track.past(k);
  }

  @Override
  public void next(@Nullable Evaluation e) {
    if (e == null || e.point().equals(root.to)) root.next = e;
  }

  @Override
  public Expr noise(Point a, Point b) {
    requireDrawing(solver);
    // What a wrapper runs draws in its name too.
    requireDrawing(job.solver());
    Contract.place(solver, a);
    Contract.place(solver, b);
    Tensor drawn = job.drawn(work.seeds(), NoiseSource.Draw.of(index(), root.draws++, track.evaluations(), a, b));
    if (drawn != null) return drawn;
    boolean path = (job.brownian() || job.adaptive()) && within(a) && within(b);
    double u = path ? fraction(a) : 0, v = path ? fraction(b) : 0;
    // Beyond the schedule's times, as on the way to clean data, the path stands still.
    if (u == v) return new Noise(Streams.step(scope, index(), draws++));
    // The same interval asked again in a scope is a further, independent path.
    int number = intervals.merge(u > v ? List.of(a, b) : List.of(b, a), 1, Integer::sum) - 1;
    return BrownianPath.increment(scope, number, u, v).times(u > v ? 1 : -1);
  }

  private static void requireDrawing(Solver s) {
    if (!Contract.traits(s).stochastic())
      throw Contract.broken("the solver", s, "draws noise, and its traits say that it draws none: make them stochastic(order)");
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
    requireRunnable(inner, p, x, q);
    boolean same = x == x();
    StepView shared = same && from.equals(p) ? this : null;
    return new StepView(job, track, work, inner, root, shared, p, q, same ? x() : value(x), ++root.views).taken();
  }

  @Override
  public Expr run(Solver inner, Point p, Expr x, Evaluation known, Point q) {
    requireRunnable(inner, p, x, q);
    if (known == null) throw Contract.broken("the solver", solver, "runs " + inner + " with the evaluation null");
    var view = new StepView(job, track, work, inner, root, null, p, q, value(x), ++root.views);
    view.here = known;
    return view.taken();
  }

  private void requireRunnable(Solver inner, Point p, Expr x, Point q) {
    if (inner instanceof Adaptive)
      throw new IllegalArgumentException("an adaptive solver chooses its own steps and cannot be run inside another: let it be the outermost");
    if (inner == null) throw Contract.broken("the solver", solver, "runs the solver null");
    Contract.asked(solver, x);
    Contract.place(solver, p);
    Contract.place(solver, q);
  }

  @Override
  public Tensor value(Expr e) {
    return work.value(e, "u" + index() + "." + ++root.values);
  }

  private Tensor operand(Expr e) {
    return e instanceof Tensor t ? t : value(e);
  }

  private double[] reduce(Reduction r, Expr... of) {
    return work.reduce(r, Arrays.stream(of).map(this::operand).toList());
  }

  private Tensor map(Mapping m, double[] parameter, Expr... of) {
    List<Tensor> in = Arrays.stream(of).map(this::operand).toList();
    return work.map(m, in, parameter, m.letter + index() + "." + ++root.values);
  }

  @Override
  public double[] dot(Expr a, Expr b) {
    return reduce(Reduction.Plain.DOT, a, b);
  }

  @Override
  public double[] mean(Expr e) {
    return reduce(Reduction.Plain.MEAN, e);
  }

  @Override
  public double[] norm(Expr e) {
    return reduce(Reduction.Plain.NORM, e);
  }

  @Override
  public double[] errorNorm(Expr error, Expr x, Expr y, Tolerance t) {
    return reduce(new Reduction.ErrorNorm(t), error, x, y);
  }

  @Override
  public double[] quantileOfAbs(Expr e, double q) {
    return reduce(new Reduction.Quantile(q), e);
  }

  @Override
  public Tensor clamp(Expr e, double[] bound) {
    return map(Mapping.CLAMP, bound, e);
  }

  @Override
  public Tensor multiply(Expr a, Expr b) {
    return map(Mapping.MULTIPLY, new double[0], a, b);
  }

  @Override
  public Tensor exp(Expr e) {
    return map(Mapping.EXP, new double[0], e);
  }

  @Override
  public Tensor blend(Tensor mask, Expr a, Expr b) {
    return map(Mapping.BLEND, new double[0], mask, a, b);
  }

  @Override
  public Tensor posteriorMean(Mixture mixture, Expr x, Point at) {
    if (!at.inside()) throw new IllegalArgumentException("the posterior mean at " + at + " is not defined: alpha and sigma must be above 0");
    return work.posteriorMean(mixture, operand(x), at, naming);
  }

  @Override
  public List<Outputs> call(ScoreNetwork network, List<Ask> asks) {
    return work.call(network, asks, naming);
  }

  @Override
  public Tensor given(String name) {
    return work.given(name);
  }

  @Override
  public Conditions conditions() {
    return job.conditions().all();
  }

  @Override
  public Carry carry() {
    return new Carry() {
      @Override
      public @Nullable Tensor get(String name) {
        return root.carried.get(name);
      }

      @Override
      public void put(String name, Expr e) {
        root.carried.put(name, work.value(e, name));
      }
    };
  }
}
