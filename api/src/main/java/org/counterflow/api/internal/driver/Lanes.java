package org.counterflow.api.internal.driver;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.tensor.Expr;
import org.jspecify.annotations.Nullable;

/**
 * Samples with steps of their own: each is a batch of one with its own points, and their network calls meet in one place. A lane's result
 * does not depend on which lanes it met.
 */
final class Lanes implements Group {
  private final List<Batch> lanes = new ArrayList<>();
  private final Gather gather;

  Lanes(Job job, long[] seeds, long first, Conditions conditions, List<? extends Expr> starts) {
    gather = new Gather(job.microBatch(), new DirectCaller(job.counters()));
    Job one = job.lane();
    List<Conditions> rows = ConditionRows.each(conditions, seeds.length);
    try {
      for (int r = 0; r < seeds.length; r++)
        lanes.add(new Batch(one, new long[] {seeds[r]}, first + r, rows.get(r), starts.get(r), gather));
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  @Override
  public int samples() {
    return lanes.size();
  }

  @Override
  public boolean done() {
    return lanes.stream().allMatch(Batch::done);
  }

  @Override
  public boolean advance() {
    return each(Batch::advance);
  }

  /** Without waiting for the slowest after each step, which would leave rows of the micro-batches empty. */
  @Override
  public void finish() {
    each(Batch::finish);
  }

  private boolean each(Consumer<Batch> work) {
    List<Batch> live = lanes.stream().filter(l -> !l.done()).toList();
    if (live.isEmpty()) return false;
    var failed = new @Nullable Throwable[live.size()];
    gather.expect(live.size());
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < live.size(); i++) {
      int lane = i;
      threads.add(Thread.ofVirtual().start(() -> {
        try {
          work.accept(live.get(lane));
        } catch (RuntimeException | Error e) {
          failed[lane] = e;
        } finally {
          gather.leave();
        }
      }));
    }
    gather.serve();
    for (Thread t : threads) join(t);
    for (Throwable t : failed) {
      if (t instanceof RuntimeException e) throw e;
      if (t instanceof Error e) throw e;
    }
    return true;
  }

  /** Lanes end by themselves once nobody serves their calls, so an interrupt waits until they have. */
  private static void join(Thread t) {
    boolean interrupted = false;
    while (t.isAlive()) {
      try {
        t.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) Thread.currentThread().interrupt();
  }

  @Override
  public void values(MemorySegment to) {
    long row = to.byteSize() / lanes.size();
    for (int r = 0; r < lanes.size(); r++) lanes.get(r).values(to.asSlice(r * row, row));
  }

  @Override
  public void save(DataOutput out) throws IOException {
    for (Batch lane : lanes) lane.save(out);
  }

  @Override
  public void load(DataInput in) throws IOException {
    for (Batch lane : lanes) lane.load(in);
  }

  @Override
  public void close() {
    lanes.forEach(Batch::close);
    gather.close();
  }
}
