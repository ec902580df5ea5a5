package org.counterflow.api.internal.driver;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.solver.Adaptive;
import org.counterflow.api.solver.Attempt;
import org.counterflow.api.solver.Decision;
import org.counterflow.api.solver.EmbeddedSolver;
import org.counterflow.api.solver.Estimate;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Sum;
import org.counterflow.api.tensor.Tensor;
import org.counterflow.api.value.Value;

/** Samples that take their steps together: over a fixed grid, or adaptive ones by a common error. */
final class Batch implements Group {
  private final Job job;
  private final long[] seeds;
  private final int first;
  private final Pool pool;
  private final NetworkCalls calls;
  private final Work work;
  private final Track track;
  private final FiniteCheck check;

  /**
   * Samples at the first point.
   *
   * @param seeds one a sample
   * @param first the number of the first sample in the run
   * @param start gives the initial state as an expression, of values that it puts into the pool, or of noise
   */
  Batch(Job job, long[] seeds, int first, Start start) {
    this.job = job;
    this.seeds = seeds;
    this.first = first;
    pool = new Pool(job.backend(), job.slabs(), job.counters(), seeds, Pieces.padded(job, seeds.length));
    calls = new NetworkCalls(job, pool, first);
    work = new BatchWork(job, pool, calls, first);
    try {
      Tensor x = pool.take(job.shape(), "x0");
      pool.combine(Sum.of(start.state(job, pool, first)), x);
      track = new Track(job, x);
      check = new FiniteCheck(job, track, first, seeds);
      job.listener().progressed(0, List.of(track.at()), x, x, null, first);
      sweep();
    } catch (Throwable e) { // whatever a watcher or a start throws
      try (Batch _ = this) {
        throw e;
      }
    }
  }

  @Override
  public int samples() {
    return seeds.length;
  }

  @Override
  public boolean done() {
    return track.done();
  }

  @Override
  public boolean advance() {
    if (done()) return false;
    while (!attempt()) {
      // A rejected step is tried again, shorter.
    }
    return true;
  }

  /** A step; whether it was accepted, as each on a fixed grid is. */
  private boolean attempt() {
    job.cancellation().check();
    boolean adaptive = job.solver() instanceof Adaptive;
    Point from = track.at();
    Point to = adaptive ? track.sizes().target(check.sample(0), from, job.points().getLast(), job.schedule())
        : job.points().get(track.index() + 1);
    long before = track.evaluations();
    boolean finished = false;
    try {
      boolean accepted = job.solver() instanceof Adaptive a ? tried(a, from, to) : taken(from, to);
      finished = true;
      return accepted;
    } catch (CoefficientException e) {
      throw check.coefficient(e, calls.firstNotFinite(0, pool.rows()));
    } finally {
      if (!finished) {
        track.evaluations(before);
        if (adaptive) track.sizes().leave();
      }
      sweep();
    }
  }

  private boolean taken(Point from, Point to) {
    var view = new StepView(job, track, work, job.solver(), to);
    Expr plan = plan(view);
    accept(view, plan, to);
    told(view, plan, from);
    return true;
  }

  private boolean tried(Adaptive adaptive, Point from, Point to) {
    EmbeddedSolver pair = adaptive.pair();
    var view = new StepView(job, track, work, pair, to);
    if (job.score().movesState()) view.here();
    Estimate e = Contract.estimate(pair, pair.stepWithError(view));
    var now = new Attempt(Math.abs(from.stepTo(to)), e.error());
    Decision d = track.sizes().decide(now);
    if (d == null) throw Contract.broken("the step control", adaptive.control(), "gave null for a decision");
    if (!(d.factor() > 0)) throw check.factor(e.error(), d.factor(), calls.firstNotFinite(0, pool.rows()) >= 0);
    if (!d.accepted()) {
      track.reject(view.root().own, view.root().carriedByOwn);
      track.sizes().note(now, d);
      return false;
    }
    Expr plan = Contract.state(pair, pair.accepted(view, e.x()));
    accept(view, plan, to);
    track.sizes().note(now, d);
    told(view, plan, from);
    return true;
  }

  private void told(StepView view, Expr plan, Point from) {
    StepView.Root step = view.root();
    job.listener().progressed(track.index(), List.of(from, track.at()), plan, track.x(), step.kept != null ? step.kept : step.standing, first);
  }

  private Expr plan(StepView view) {
    if (!view.from().samePlace(view.to())) return view.taken();
    view.here();
    return view.x();
  }

  private void accept(StepView view, Expr plan, Point to) {
    StepView.Root step = view.root();
    Tensor out = pool.take(job.shape(), "x" + (track.index() + 1));
    pool.combine(Sum.of(plan), out);
    check(out);
    Evaluation kept = step.kept;
    Evaluation entering = kept != null && track.remembers(step) ? held(kept) : null;
    // An evaluation that moves the state has to be made where the state is, at the beginning of its step.
    Evaluation offered = step.next == null || job.score().movesState() ? null : held(step.next);
    track.accept(to, out, entering, offered, step.carried);
  }

  private void check(Tensor state) {
    int row = (int) pool.backend().firstNotFinite(pool.buffer(state).rows(0, pool.rows()));
    job.counters().kernels.increment();
    if (row < 0) return;
    double[] values = Held.read(pool.backend(), pool.buffer(state).rows(row, 1));
    throw check.state(row, values, calls.answered(), calls.firstNotFinite(row, 1) >= 0);
  }

  private Evaluation held(Evaluation e) {
    return new Evaluation(e.point(), pool.value(e.x(), job.shape(), "k" + track.index()),
        pool.value(e.raw(), job.shape(), "r" + track.index()), e.prediction(), e.extras());
  }

  private void sweep() {
    Set<Tensor> keep = Collections.newSetFromMap(new IdentityHashMap<>());
    track.keep(keep);
    pool.sweep(keep);
    calls.sweep();
  }

  @Override
  public void values(Value to, int row) {
    Segments.into(to.rows(row, seeds.length), s -> job.backend().download(pool.buffer(track.x()).rows(0, seeds.length), s));
  }

  @Override
  public void save(DataOutput out) throws IOException {
    track.save(out, pool);
  }

  @Override
  public void load(DataInput in) throws IOException {
    track.load(StateReader.ofBatch(in, pool), in);
    sweep();
  }

  @Override
  public void close() {
    pool.close();
  }
}
