package org.counterflow.api.internal.driver;

import java.util.Collection;
import java.util.List;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.solver.Adaptive;
import org.counterflow.api.solver.Attempt;
import org.counterflow.api.solver.Decision;
import org.counterflow.api.solver.Estimate;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** A sample of an adaptive run: how far it is, and the attempt it is at. */
final class Lane {
  private final Job job;
  private final Track track;
  private final RowWork work;
  private final FiniteCheck check;
  private final Adaptive adaptive;
  private final int sample;
  private @Nullable Point to;
  private long evaluationsBefore;

  /** What an attempt came to. */
  private record Outcome(Attempt attempt, Decision decision, StepView view, @Nullable Tensor state, @Nullable Evaluation entering,
      @Nullable Evaluation offered, Expr plan) {}

  Lane(Job job, long[] seed, int sample, Tensor x, RowWork work) {
    this.job = job;
    this.work = work;
    this.sample = sample;
    track = new Track(job, x);
    check = new FiniteCheck(job, track, sample, seed);
    if (!(job.solver() instanceof Adaptive a)) throw new AssertionError(job.solver());
    adaptive = a;
    job.listener().progressed(0, List.of(track.at()), x, x, null, sample);
  }

  Track track() {
    return track;
  }

  FiniteCheck check() {
    return check;
  }

  boolean done() {
    return track.done();
  }

  boolean working() {
    return to != null;
  }

  Request waiting() {
    return work.waiting();
  }

  void answer(Object a) {
    work.answer(a);
  }

  /** Whose memory the state is in. */
  Held place() {
    Held h = Held.of(track.x());
    if (h == null) throw new AssertionError(track.x());
    return h;
  }

  /** A new attempt. */
  void begin() {
    to = track.sizes().target(check.sample(0), track.at(), job.points().getLast(), job.schedule());
    evaluationsBefore = track.evaluations();
    work.begin();
  }

  /** An attempt that nobody goes on with. */
  void leave() {
    if (to == null) return;
    to = null;
    track.evaluations(evaluationsBefore);
    track.sizes().leave();
    work.begin();
  }

  /**
   * Goes on until something is waited for, or a step is accepted.
   *
   * @param toTheEnd whether to go on after an accepted step
   * @return whether it waits
   */
  boolean proceed(boolean toTheEnd) {
    while (true) {
      track.evaluations(evaluationsBefore);
      Outcome o = work.proceed(this::attempt, "the solver " + adaptive.pair() + " or the score function " + job.score());
      if (o == null) return true;
      track.sizes().note(o.attempt(), o.decision());
      if (!o.decision().accepted()) {
        StepView.Root step = o.view().root();
        track.reject(step.own, step.carriedByOwn);
        begin();
        continue;
      }
      accept(o);
      if (track.done() || !toTheEnd) return false;
      begin();
    }
  }

  private Outcome attempt() {
    Point end = to;
    if (end == null) throw new IllegalStateException("no attempt was begun");
    var view = new StepView(job, track, work, adaptive.pair(), end);
    if (job.score().movesState()) view.here();
    Estimate e = Contract.estimate(adaptive.pair(), adaptive.pair().stepWithError(view));
    var now = new Attempt(Math.abs(track.at().stepTo(end)), e.error());
    Decision d = track.sizes().decide(now);
    if (d == null) throw Contract.broken("the step control", adaptive.control(), "gave null for a decision");
    // Compared with NaN everything is false: such a step would be tried until the attempts are used up.
    if (!(d.factor() > 0)) throw check.factor(e.error(), d.factor(), sick());
    if (!d.accepted()) return new Outcome(now, d, view, null, null, null, e.x());
    Expr x = Contract.state(adaptive.pair(), adaptive.pair().accepted(view, e.x()));
    // A handle of its own: the same values may be an evaluation's too, and sums would take both as one, but not after a pause.
    String name = "x" + (track.index() + 1);
    var state = new Tensor(job.shape(), name, work.value(x, name).storage());
    if (!work.finite(state)) throw check.state(0, state.toDoubles(), !work.said().isEmpty(), sick());
    StepView.Root step = view.root();
    Evaluation kept = step.kept;
    Evaluation entering = kept != null && track.remembers(step) ? held(kept) : null;
    // An evaluation that moves the state has to be made where the state is, at the beginning of its step.
    Evaluation offered = step.next == null || job.score().movesState() ? null : held(step.next);
    return new Outcome(now, d, view, state, entering, offered, x);
  }

  private Evaluation held(Evaluation e) {
    return new Evaluation(e.point(), work.value(e.x(), "k" + track.index()), work.value(e.raw(), "r" + track.index()), e.prediction(),
        e.extras());
  }

  private void accept(Outcome o) {
    Point from = track.at(), end = to;
    if (end == null || o.state() == null) throw new AssertionError(o);
    track.accept(end, o.state(), o.entering(), o.offered(), o.view().root().carried);
    to = null;
    evaluationsBefore = track.evaluations();
    work.begin();
    job.listener().progressed(track.index(), List.of(from, end), o.plan(), track.x(), o.view().root().kept, sample);
  }

  /** Whether a network said something that is not finite in this attempt. */
  boolean sick() {
    for (Tensor t : work.said()) for (double v : t.toDoubles()) if (!Double.isFinite(v)) return true;
    return false;
  }

  /** Adds all tensors that the sample may ask for. */
  void keep(Collection<Tensor> kept) {
    track.keep(kept);
    work.keep(kept);
  }
}
