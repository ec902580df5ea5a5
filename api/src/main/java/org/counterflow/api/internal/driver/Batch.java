package org.counterflow.api.internal.driver;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.counterflow.api.backend.Buffer;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Carry;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.solver.Adaptive;
import org.counterflow.api.solver.Decision;
import org.counterflow.api.solver.Estimate;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Sum;
import org.counterflow.api.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Samples on their way together: the loop over steps and what it remembers. */
final class Batch implements Group {
  private static final int ERRORS_KEPT = 3;
  private static final double NEARLY_THERE = 1e-5;

  private final Job job;
  private final long[] seeds;
  private final long first;
  private final Conditions conditions;
  private final Pool pool;
  private final NetworkCalls calls;
  private final int remembers;
  private final ArrayDeque<Evaluation> past = new ArrayDeque<>();
  private final ArrayList<Double> errors = new ArrayList<>();
  private Map<String, Tensor> carried = new TreeMap<>();
  private Tensor x;
  private Point at;
  private @Nullable Point before;
  private @Nullable Evaluation next;
  private @Nullable Again again;
  private int index;
  private long evaluations;
  private double stepSize;
  private double lastError;
  private int attempts;

  /** What a rejected attempt leaves to the next one: its here(), and what that put into the carry. */
  private record Again(Evaluation here, Map<String, Tensor> carried) {}

  /**
   * Samples at the first point.
   *
   * @param seeds one a sample
   * @param first the number of the first sample in the run, for messages
   * @param start the initial state as an expression over given tensors and noise
   */
  Batch(Job job, long[] seeds, long first, Conditions conditions, Expr start, Caller caller) {
    this.job = job;
    this.seeds = seeds;
    this.first = first;
    this.conditions = conditions;
    at = job.points().getFirst();
    if (job.solver() instanceof Adaptive a) {
      stepSize = a.firstStep();
      if (!at.inside() || !job.points().getLast().inside())
        throw new IllegalArgumentException("adaptive steps are taken in lambda: the grid must begin and end inside alpha > 0, sigma > 0");
    }
    int m = job.microBatch();
    pool = new Pool(job.backend(), job.slabs(), job.counters(), seeds, Math.ceilDiv(seeds.length, m) * m);
    calls = new NetworkCalls(job, pool, caller);
    remembers = job.solver().traits().remembers();
    try {
      x = pool.take(job.shape(), "x0");
      pool.combine(Sum.of(start), x);
      sweep();
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  Job job() {
    return job;
  }

  Pool pool() {
    return pool;
  }

  NetworkCalls calls() {
    return calls;
  }

  Conditions conditions() {
    return conditions;
  }

  /** What messages call a sample. */
  String sample(int row) {
    return "sample " + (first + row) + " (seed " + seeds[row] + ")";
  }

  /** Calls of the score function so far. */
  long evaluations() {
    return evaluations;
  }

  /** The score function is asked for all rows. */
  void evaluates() {
    evaluations++;
    job.counters().evaluations.add(seeds.length);
  }

  int index() {
    return index;
  }

  @Nullable Point before() {
    return before;
  }

  @Nullable Evaluation past(int k) {
    if (k < 1 || k > remembers)
      throw new IllegalArgumentException("past(" + k + ") asked for, but the solver's traits say remembers(" + remembers + ")");
    int i = 1;
    for (Evaluation e : past) if (i++ == k) return e;
    return null;
  }

  Carry carry() {
    return new Carry() {
      @Override
      public @Nullable Tensor get(String name) {
        return carried.get(name);
      }

      @Override
      public void put(String name, Expr e) {
        carried.put(name, pool.value(e, job.shape(), name));
      }
    };
  }

  @Override
  public int samples() {
    return seeds.length;
  }

  @Override
  public boolean done() {
    return job.adaptive() ? at.equals(job.points().getLast()) : index == job.steps();
  }

  @Override
  public boolean advance() {
    if (done()) return false;
    while (!attempt()) job.cancellation().check();
    return true;
  }

  /** One attempt at a step; false if it was rejected. */
  private boolean attempt() {
    job.cancellation().check();
    Point from = at, to = target();
    Map<String, Tensor> carriedBefore = carried;
    carried = new TreeMap<>(carriedBefore);
    if (again != null) carried.putAll(again.carried());
    var view = new StepView(this, from, to, x);
    boolean accepted = false;
    try {
      if (next != null) view.offer(next);
      else if (again != null) view.repeat(again.here());
      Expr plan = job.solver() instanceof Adaptive a ? chosen(a, view) : fixed(view);
      if (plan == null) return false;
      accept(view, plan, to);
      accepted = true;
      if (job.listener() != null) job.listener().stepped(index - 1, from, to, plan, x, view.root().kept);
      return true;
    } catch (CoefficientException e) {
      throw FiniteCheck.coefficient(this, e);
    } finally {
      if (!accepted) carried = carriedBefore;
      sweep();
    }
  }

  private Expr fixed(StepView view) {
    if (!view.from().samePlace(view.to())) return view.taken(job.solver());
    view.here();
    return view.x();
  }

  /** The new state, or null if the step is rejected. */
  private @Nullable Expr chosen(Adaptive adaptive, StepView view) {
    if (job.score().movesState()) view.here();
    Estimate e = adaptive.pair().stepWithError(view);
    lastError = e.error();
    Decision d = adaptive.control().decide(errorsWith(lastError));
    // Compared with NaN everything is false: such a step would be tried until the attempts are used up.
    if (!(d.factor() > 0)) throw FiniteCheck.factor(this, lastError, d.factor());
    stepSize = Math.abs(at.stepTo(view.to())) * d.factor();
    if (d.accepted()) return e.x();
    StepView.Root step = view.root();
    if (next == null && again == null && step.own != null) again = new Again(step.own, step.carriedByOwn);
    return null;
  }

  Map<String, Tensor> carried() {
    return new TreeMap<>(carried);
  }

  private Point target() {
    Point end = job.points().getLast();
    if (!(job.solver() instanceof Adaptive a)) return job.points().get(index + 1);
    if (++attempts > a.maxSteps())
      throw new IllegalStateException(sample(0) + " is not at its end after " + a.maxSteps() + " attempted steps, at lambda " + at.lambda()
          + ", the last error " + lastError + ": loosen the tolerance or raise max-steps");
    double way = Math.signum(at.stepTo(end)), lambda = at.lambda() + way * stepSize;
    return way * (end.lambda() - lambda) > NEARLY_THERE ? job.schedule().atLambda(lambda) : end;
  }

  private double[] errorsWith(double error) {
    var all = new double[errors.size() + 1];
    all[0] = error;
    for (int i = 0; i < errors.size(); i++) all[i + 1] = errors.get(i);
    return all;
  }

  private void accept(StepView view, Expr plan, Point to) {
    StepView.Root step = view.root();
    Tensor out = pool.take(job.shape(), "x" + (index + 1));
    pool.combine(Sum.of(plan), out);
    FiniteCheck.state(this, out);
    Evaluation kept = step.kept;
    boolean enters = kept != null && remembers > 0 && !(step.atEnd && !kept.point().inside());
    Evaluation entering = kept != null && enters ? held(kept) : null;
    // An evaluation that moves the state has to be made where the state is, at the beginning of its step.
    Evaluation offered = step.next == null || job.score().movesState() ? null : held(step.next);
    // Nothing fails from here on, so that a step counts as a whole or not at all.
    if (entering != null) {
      past.addFirst(entering);
      if (past.size() > remembers) past.removeLast();
    }
    next = offered;
    again = null;
    if (job.adaptive()) {
      errors.addFirst(lastError);
      if (errors.size() > ERRORS_KEPT) errors.removeLast();
    }
    before = at;
    at = to;
    x = out;
    index++;
  }

  Point at() {
    return at;
  }

  private Evaluation held(Evaluation e) {
    return new Evaluation(e.point(), pool.value(e.x(), job.shape(), "k" + index), pool.value(e.raw(), job.shape(), "r" + index),
        e.prediction(), e.extras());
  }

  private void sweep() {
    Set<Tensor> keep = Collections.newSetFromMap(new IdentityHashMap<>());
    keep.add(x);
    past.forEach(e -> keep(keep, e));
    if (next != null) keep(keep, next);
    if (again != null) {
      keep(keep, again.here());
      keep.addAll(again.carried().values());
    }
    keep.addAll(carried.values());
    keep.addAll(conditions.tensors().values());
    pool.sweep(keep);
    calls.sweep();
  }

  private static void keep(Set<Tensor> keep, Evaluation e) {
    for (Expr q : List.of(e.x(), e.raw())) for (Expr leaf : Sum.of(q).leaves()) if (leaf instanceof Tensor t) keep.add(t);
    keep.addAll(e.extras().values());
  }

  @Override
  public void values(MemorySegment to) {
    Buffer rows = pool.buffer(x).rows(0, seeds.length);
    job.backend().download(rows, to);
  }

  @Override
  public void save(DataOutput out) throws IOException {
    var o = new StateWriter(out, pool);
    out.writeInt(index);
    out.writeLong(evaluations);
    o.point(at);
    o.point(before);
    o.tensor(x);
    out.writeInt(past.size());
    for (Evaluation e : past) o.evaluation(e);
    out.writeBoolean(next != null);
    if (next != null) o.evaluation(next);
    out.writeInt(carried.size());
    for (Map.Entry<String, Tensor> e : carried.entrySet()) {
      out.writeUTF(e.getKey());
      o.tensor(e.getValue());
    }
    out.writeDouble(stepSize);
    out.writeInt(errors.size());
    for (double e : errors) out.writeDouble(e);
    out.writeInt(attempts);
  }

  @Override
  public void load(DataInput in) throws IOException {
    var i = new StateReader(in, pool);
    past.clear();
    errors.clear();
    carried.clear();
    index = in.readInt();
    evaluations = in.readLong();
    at = i.point();
    before = i.pointOrNull();
    x = i.tensor();
    for (int k = in.readInt(); k > 0; k--) past.addLast(i.evaluation());
    next = in.readBoolean() ? i.evaluation() : null;
    for (int k = in.readInt(); k > 0; k--) carried.put(in.readUTF(), i.tensor());
    stepSize = in.readDouble();
    for (int k = in.readInt(); k > 0; k--) errors.add(in.readDouble());
    attempts = in.readInt();
    sweep();
  }

  @Override
  public void close() {
    calls.close();
    pool.close();
  }
}
