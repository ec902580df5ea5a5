package org.counterflow.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.internal.driver.Counters;
import org.counterflow.api.internal.driver.Group;
import org.counterflow.api.internal.driver.Groups;
import org.counterflow.api.internal.driver.Job;
import org.counterflow.api.internal.driver.Slabs;
import org.counterflow.api.internal.driver.Start;
import org.counterflow.api.score.Conditions;
import org.jspecify.annotations.Nullable;

/**
 * A run in progress: advanced step by step, paused, saved and resumed with equal bits, cancelled from any thread. All other methods belong
 * to one thread at a time. Close it to give its memory back; {@link #finish} does both.
 */
public final class Run implements AutoCloseable {
  private final Job job;
  private final Recipe recipe;
  private final Start start;
  private final @Nullable Observer observer;
  private final boolean ownsBackend;
  private final int groupSize;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment values;
  private final SavedRun saved;
  private int done;
  private @Nullable Group group;
  private long nanos;
  private boolean closed;
  private boolean handedOver;
  private boolean prepared;

  Run(Job job, Recipe recipe, Conditions conditions, Start start, @Nullable Observer observer, boolean ownsBackend) {
    this.job = job;
    this.recipe = recipe;
    this.start = start;
    this.observer = observer;
    this.ownsBackend = ownsBackend;
    groupSize = Groups.size(job);
    values = arena.allocate(bytes(recipe.seeds().count()), 64);
    saved = new SavedRun(job, recipe, conditions, start, values);
  }

  private long bytes(long samples) {
    return samples * job.shape().elements() * job.backend().precision().bytes();
  }

  /** Samples that are at their end. */
  public int finished() {
    return done;
  }

  /** Samples of the run. */
  public int count() {
    return recipe.seeds().count();
  }

  /**
   * One accepted step of the samples at work.
   *
   * @return false if there was nothing left to do
   * @throws ArithmeticException if a state became NaN or infinite; the message names sample, seed, step and place
   * @throws java.util.concurrent.CancellationException if {@link #cancel} was called
   */
  public boolean advance() {
    return work(Group::advance);
  }

  private boolean work(Consumer<Group> how) {
    requireOpen();
    if (done == count()) return false;
    long began = System.nanoTime();
    try {
      Group g = group == null ? begin() : group;
      group = g;
      how.accept(g);
      if (g.done()) end(g);
      return true;
    } finally {
      nanos += System.nanoTime() - began;
    }
  }

  private void requireOpen() {
    if (closed) throw new IllegalStateException("the run is closed");
  }

  private Group begin() {
    int n = Math.min(groupSize, count() - done);
    long[] seeds = recipe.seeds().slice(done, n).toArray();
    if (observer != null) observer.started(done, n);
    if (!prepared) Groups.prepare(job, count());
    prepared = true;
    return Groups.begin(job, seeds, done, start);
  }

  private void end(Group g) {
    g.values(values.asSlice(bytes(done), bytes(g.samples())));
    done += g.samples();
    g.close();
    group = null;
  }

  /** Runs to the end and closes the run. */
  public Samples finish() {
    try {
      while (work(Group::finish)) {
        // Each call finishes a group.
      }
      var samples = new Samples(job.shape(), job.backend().precision(), arena, values, report(), recipe);
      handedOver = true;
      return samples;
    } finally {
      close();
    }
  }

  /** What it has cost so far. */
  public Report report() {
    Counters c = job.counters();
    return new Report((double) c.evaluations() / count(), c.networkRows(), c.paddedRows(), c.probedRows(), c.networkCalls(), c.kernels(),
        c.copies(), nanos * 1e-9, c.networkNanos() * 1e-9);
  }

  /** From what the samples can be drawn again. */
  public Recipe recipe() {
    return recipe;
  }

  /** Stops the run soon, also inside a network call: {@link #advance} then throws. Safe from any thread; the run can be saved and closed. */
  public void cancel() {
    job.cancellation().cancel();
  }

  /**
   * Writes all that the recipe does not say: the samples that are done, and of those at work states, history and counters. The bytes are
   * the same on every machine.
   *
   * @throws IllegalStateException if the run is closed
   */
  public void save(OutputStream to) throws IOException {
    requireOpen();
    saved.write(to, done, group);
  }

  /**
   * Continues from what {@link #save} wrote: on a run that was started with the same sampler, seeds, start and conditions. A run that
   * cannot load is closed.
   *
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if it belongs to another recipe
   * @throws IllegalStateException if the run is closed or has begun
   */
  public Run load(InputStream from) throws IOException {
    requireOpen();
    if (done > 0 || group != null) throw new IllegalStateException("load belongs before the first step");
    boolean loaded = false;
    try {
      saved.read(from, this::resume);
      loaded = true;
      return this;
    } finally {
      // Half of a state must not be continued from.
      if (!loaded) close();
    }
  }

  /** Begins the group after so many samples, where one was at work. */
  private @Nullable Group resume(int before, boolean working) {
    done = before;
    group = working ? begin() : null;
    return group;
  }

  /** Gives the memory back; idempotent. */
  @Override
  public void close() {
    if (closed) return;
    closed = true;
    Group g = group;
    group = null;
    // Each in turn, also if the one before fails.
    try (Backend _ = ownsBackend ? job.backend() : null; Slabs _ = job.slabs(); Arena _ = handedOver ? null : arena; Group _ = g) {
    }
  }
}
