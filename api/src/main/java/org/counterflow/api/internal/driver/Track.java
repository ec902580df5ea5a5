package org.counterflow.api.internal.driver;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.solver.Adaptive;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Sum;
import org.counterflow.api.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * How far samples have come that take their steps together: where they are, what the solver remembers, what rules keep. All samples of a
 * group on a fixed grid, one sample of an adaptive run.
 */
final class Track {
  private final Job job;
  private final int remembers;
  private final ArrayDeque<Evaluation> past = new ArrayDeque<>();
  private final @Nullable StepSizes sizes;
  private Map<String, Tensor> carried = new TreeMap<>();
  private Tensor x;
  private Point at;
  private @Nullable Point before;
  private @Nullable Evaluation next;
  private @Nullable Again again;
  private int index;
  private long evaluations;

  /** What a rejected attempt leaves to the next one: its here(), and what that put into the carry. */
  record Again(Evaluation here, Map<String, Tensor> carried) {}

  Track(Job job, Tensor x) {
    this.job = job;
    this.x = x;
    at = job.points().getFirst();
    remembers = Contract.traits(job.solver()).remembers();
    sizes = job.solver() instanceof Adaptive a ? new StepSizes(a) : null;
  }

  Tensor x() {
    return x;
  }

  /** The same values in another place. */
  void moved(Tensor to) {
    x = to;
  }

  Point at() {
    return at;
  }

  @Nullable Point before() {
    return before;
  }

  int index() {
    return index;
  }

  /** Calls of the score function so far. */
  long evaluations() {
    return evaluations;
  }

  void evaluates(int more) {
    evaluations += more;
  }

  /** An attempt that begins again counts its evaluations again. */
  void evaluations(long before) {
    evaluations = before;
  }

  @Nullable Evaluation next() {
    return next;
  }

  @Nullable Again again() {
    return again;
  }

  /** The step sizes of an adaptive run. */
  StepSizes sizes() {
    if (sizes == null) throw new IllegalStateException("a fixed grid has no step sizes");
    return sizes;
  }

  boolean done() {
    return sizes != null ? at.equals(job.points().getLast()) : index == job.steps();
  }

  @Nullable Evaluation past(int k) {
    if (k < 1 || k > remembers)
      throw new IllegalArgumentException("past(" + k + ") asked for, but the solver's traits say remembers(" + remembers + ")");
    int i = 1;
    for (Evaluation e : past) if (i++ == k) return e;
    return null;
  }

  /** What rules keep. A step works on a copy of its own. */
  Map<String, Tensor> carried() {
    return carried;
  }

  /** Whether an evaluation of a step enters the history. */
  boolean remembers(StepView.Root step) {
    Evaluation kept = step.kept;
    return kept != null && remembers > 0 && !(step.atEnd && !kept.point().inside());
  }

  /**
   * A step counts: as a whole or not at all, since nothing fails here.
   *
   * @param state at {@code to}
   * @param entering what enters the history
   * @param offered what the next step begins with
   */
  void accept(Point to, Tensor state, @Nullable Evaluation entering, @Nullable Evaluation offered, Map<String, Tensor> kept) {
    if (entering != null) {
      past.addFirst(entering);
      if (past.size() > remembers) past.removeLast();
    }
    next = offered;
    again = null;
    carried = new TreeMap<>(kept);
    before = at;
    at = to;
    x = state;
    index++;
  }

  /** An attempt is taken back. */
  void reject(@Nullable Evaluation here, Map<String, Tensor> carriedByHere) {
    if (next == null && again == null && here != null) again = new Again(here, carriedByHere);
  }

  /** Adds all tensors that the next step may ask for. */
  void keep(Collection<Tensor> kept) {
    kept.add(x);
    for (Evaluation e : past) keep(kept, e);
    if (next != null) keep(kept, next);
    if (again != null) {
      keep(kept, again.here());
      kept.addAll(again.carried().values());
    }
    kept.addAll(carried.values());
  }

  static void keep(Collection<Tensor> kept, Evaluation e) {
    for (Expr q : List.of(e.x(), e.raw())) for (Expr leaf : Sum.of(q).leaves()) if (leaf instanceof Tensor t) kept.add(t);
    kept.addAll(e.extras().values());
  }

  void save(DataOutput out, Pool pool) throws IOException {
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
    if (sizes != null) sizes.save(out);
  }

  void load(StateReader i, DataInput in) throws IOException {
    past.clear();
    carried = new TreeMap<>();
    again = null;
    index = StateReader.count(in, "steps", sizes != null ? sizes.most() : job.steps());
    evaluations = in.readLong();
    at = i.point();
    if (sizes == null && !at.equals(job.points().get(index)))
      throw StateReader.wrong("the point " + at + " after " + index + " steps, where the grid has " + job.points().get(index));
    before = i.pointOrNull();
    x = i.tensor();
    if (!x.shape().equals(job.shape())) throw StateReader.wrong("a state of shape " + x.shape() + ", not " + job.shape());
    for (int k = StateReader.count(in, "evaluations", remembers); k > 0; k--) past.addLast(i.evaluation());
    next = in.readBoolean() ? i.evaluation() : null;
    for (int k = StateReader.count(in, "tensors of rules", StateReader.MOST_NAMED); k > 0; k--) carried.put(in.readUTF(), i.tensor());
    if (sizes != null) sizes.load(in);
  }
}
