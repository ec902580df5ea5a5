package org.counterflow.api.internal.driver;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.counterflow.api.internal.arithmetic.Normals;
import org.counterflow.api.network.Call;
import org.counterflow.api.network.Dimension;
import org.counterflow.api.network.NetworkException;
import org.counterflow.api.network.Port;
import org.counterflow.api.score.Roles;
import org.counterflow.api.score.ScoreNetwork;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Access;
import org.counterflow.api.value.Hold;
import org.counterflow.api.value.Value;

/**
 * Whether a row of a network has the same bits in a small call as in a whole one, and at every place. Some kernels add in another order
 * for other numbers of rows; where they do, small calls are padded, so that a sample never depends on how many there are. Asked once of an
 * open network, where it saves more rows than it costs.
 */
final class RowProbe {
  private static final int CONTENTS = 3;

  private final Job job;
  private final ScoreNetwork network;
  private final Feeds feeds;
  private final int whole;

  private RowProbe(Job job, ScoreNetwork network, Feeds feeds, int whole) {
    this.job = job;
    this.network = network;
    this.feeds = feeds;
    this.whole = whole;
  }

  /** Of one shape of all inputs: kernels are chosen by every size. */
  private static String fact(Job job, int whole, int rung) {
    var fact = new StringBuilder("rows of " + rung + " equal rows of " + whole + " of " + job.shape());
    job.conditions().all().values().forEach((name, v) -> fact.append(" with ").append(name).append(' ')
        .append(v.dimensions().rank() > 0 && (v.count() == 1 || v.count() == job.conditions().samples()) ? v.dimensions().row()
            : v.dimensions()));
    return fact.toString();
  }

  /** Whether calls of so many rows are known to give the bits of whole ones. */
  static boolean passed(ScoreNetwork network, Job job, int whole, int rung) {
    return network.facts().getOrDefault(fact(job, whole, rung), false);
  }

  /**
   * Asks where it pays for a run.
   *
   * @param samples of the run
   */
  static void ask(Job job, int samples) {
    for (ScoreNetwork n : job.score().networks()) {
      int whole = Pieces.whole(n, job.microBatch());
      if (whole < 2 || whole > Pieces.MOST || n.roles().rows() != Dimension.OPEN || n.facts().containsKey(fact(job, whole, 1))) continue;
      int rest = samples % whole;
      // Samples with steps of their own wait in any number; those that share their steps are always all there.
      if (rest == 0 && job.adaptive() && !job.joint() && samples > 1) rest = whole / 2;
      int rung = Integer.highestOneBit(Math.max(1, 2 * rest - 1));
      // An adaptive run takes nobody knows how many steps; few take fewer than ten.
      long calls = job.adaptive() ? 10 : (long) job.steps() * Math.max(1, job.solver().traits().evaluations());
      if (rest == 0 || rung >= whole || (whole - rung) * calls <= cost(whole)) continue;
      Feeds feeds;
      try {
        feeds = new Feeds(n, job.conditions().all(), job.conditions(), job.shape(), 0);
      } catch (NetworkException e) {
        // Guidance gives what is missing here; without it nothing is known, and calls are padded.
        continue;
      }
      new RowProbe(job, n, feeds, whole).ask();
    }
  }

  private static long cost(int whole) {
    long rows = isRotated(whole) ? 2L * whole : whole;
    for (int rung = 1; rung < whole; rung *= 2) rows += rung;
    return rows;
  }

  /** In a few rows hardly any kind is at two places. */
  private static boolean isRotated(int whole) {
    return whole < 2 * CONTENTS;
  }

  private void ask() {
    try (Value all = evaluate(whole, 0); Hold h = all.hold(Memory.HOST, Access.READ)) {
      long bytes = h.segment().byteSize() / whole;
      boolean anyPlace = true;
      for (int i = CONTENTS; i < whole; i++) anyPlace &= same(h.segment(), i, h.segment(), i % CONTENTS, bytes);
      if (!anyPlace || isRotated(whole) && !equal(whole, 1, h.segment(), bytes))
        throw new NetworkException(network.name() + ": its rows depend on their place among the " + whole
            + " rows of a call, so that a sample would depend on the others; set the micro-batch to 1");
      // Rows that say nothing, or all the same, prove nothing.
      boolean telling = isFinite(all) && !same(h.segment(), 0, h.segment(), 1, bytes);
      for (int rung = 1; rung < whole; rung *= 2) network.facts().put(fact(job, whole, rung), telling && equal(rung, 0, h.segment(), bytes));
    }
  }

  private static boolean isFinite(Value v) {
    for (double d : v.toDoubles()) if (!Double.isFinite(d)) return false;
    return true;
  }

  /** Whether rows of a call are those of the whole one, of which each kind comes first in its turn. */
  private boolean equal(int rows, int shift, MemorySegment all, long bytes) {
    try (Value some = evaluate(rows, shift); Hold s = some.hold(Memory.HOST, Access.READ)) {
      boolean equal = true;
      for (int i = 0; i < rows; i++) {
        int kind = (i + shift) % CONTENTS;
        equal &= kind >= whole || same(s.segment(), i, all, kind, bytes);
      }
      return equal;
    } catch (NetworkException e) {
      // Some files take one number of rows only, whatever they declare: then calls are padded to it.
      return false;
    }
  }

  private static boolean same(MemorySegment a, int row, MemorySegment b, int other, long bytes) {
    return a.asSlice(row * bytes, bytes).mismatch(b.asSlice(other * bytes, bytes)) < 0;
  }

  /** Normals in every place, of a few kinds in turn. */
  private Value evaluate(int rows, int shift) {
    Roles roles = network.roles();
    Map<String, Value> inputs = new HashMap<>();
    inputs.put(roles.state().name(), states(rows, shift));
    var labels = new double[rows];
    Arrays.fill(labels, 1);
    for (Port time : new Port[] {roles.time(), roles.towards()})
      if (time != null) inputs.put(time.name(), new LabelFeed(time, !roles.isBatched(time)).value(labels, 0, rows));
    feeds.into(inputs, new int[rows], 0, rows);
    Shape out = job.shape().batch(rows);
    Value raw = Value.owned("a probe's output", roles.raw().type(), roles.half() == null ? out : out.with(1, 2 * out.dimension(1)));
    try {
      var call = new Call(inputs, Map.of(roles.raw().name(), raw), job.cancellation());
      // A row that is not written would seem to depend on its place.
      long start = System.nanoTime();
      FirstCalls.watch(network.network(), call, () -> network.network().evaluate(call));
      job.counters().networkNanos.add(System.nanoTime() - start);
      job.counters().probedRows.add(rows);
      return raw;
    } catch (Throwable e) { // whatever the network throws
      try (Value _ = raw) {
        throw e;
      }
    }
  }

  private Value states(int rows, int shift) {
    Port port = network.roles().state();
    int channels = 0;
    for (Roles.Slice s : network.roles().concat()) channels += s.channels();
    Shape row = channels == 0 ? job.shape() : job.shape().with(0, channels);
    int n = Math.toIntExact(row.elements());
    var values = new float[Math.multiplyExact(rows, n)];
    for (int r = 0; r < rows; r++) Normals.fill((r + shift) % CONTENTS, 0, 0, values, r * n, n);
    return Value.of(row.batch(rows), values).to(port.type());
  }
}
