package org.counterflow.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.internal.driver.Group;
import org.counterflow.api.internal.driver.Groups;
import org.counterflow.api.internal.driver.Job;
import org.counterflow.api.internal.driver.Slabs;
import org.counterflow.api.internal.driver.Staging;
import org.counterflow.api.internal.driver.Start;
import org.counterflow.api.internal.driver.Watchdog;
import org.counterflow.api.internal.memory.Forgotten;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.solver.NotFiniteException;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.value.Value;
import org.jspecify.annotations.Nullable;

/**
 * A run in progress: advanced step by step, paused, saved and resumed with equal bits. One thread works at a time; another one that tries
 * gets an error. It ends early by {@link #cancel}, by the sampler's deadline, or when its thread is interrupted, also inside a network
 * call. Close it to give its memory back; {@link #finish} does both.
 */
public final class Run implements AutoCloseable {
  private final Job job;
  private final Recipe recipe;
  private final Start start;
  private final Watching watching;
  private final long deadline;
  private final Turn turn = new Turn();
  private final SavedRun saved;
  private final Resources resources;
  private final Forgotten.Note note;
  private int done;
  private @Nullable Group group;
  private boolean prepared;
  private boolean late;

  /** What is given back; knows nothing of the run, which may be forgotten. */
  private static final class Resources implements AutoCloseable {
    final @Nullable Backend own;
    final Slabs slabs;
    final Staging staging;
    /** The samples that are done. */
    @Nullable Value values;

    Resources(@Nullable Backend own, Slabs slabs, Staging staging) {
      this.own = own;
      this.slabs = slabs;
      this.staging = staging;
    }

    @Override
    public void close() {
      Value v = values;
      values = null;
      // Each in turn, also if the one before fails.
      try (Backend _ = own; Slabs _ = slabs; Staging _ = staging; Value _ = v) {
      }
    }
  }

  Run(Job job, Recipe recipe, Conditions conditions, Start start, Watching watching, long deadlineNanos, boolean ownsBackend) {
    this.job = job;
    this.recipe = recipe;
    this.start = start;
    this.watching = watching;
    deadline = deadlineNanos == Long.MAX_VALUE ? Long.MAX_VALUE : System.nanoTime() + deadlineNanos;
    saved = new SavedRun(job, recipe, conditions, start);
    resources = new Resources(ownsBackend ? job.backend() : null, job.slabs(), job.staging());
    note = Forgotten.note(this, "a run of " + recipe.seeds().count() + " samples of shape " + job.shape(), resources::close);
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
   * @throws NotFiniteException if a state became NaN or infinite; it names sample, seed, step and place
   * @throws CancellationException if {@link #cancel} was called or the thread was interrupted; a {@link DeadlineException} if it took too long
   * @throws IllegalStateException if the run is closed, or another thread is at work; or if a part broke a rule: it names the part
   */
  public boolean advance() {
    turn.take(() -> {});
    return turn.done(() -> working(() -> step(Group::advance, this::keep)));
  }

  /** Work that may take long: it ends by the deadline, or when its thread is interrupted. */
  private <T> T working(Turn.Work<T> work) {
    var dog = new Watchdog(job.cancellation(), deadline);
    try (dog) {
      return work.done();
    } catch (CancellationException e) {
      late |= dog.isLate();
      if (late) throw (DeadlineException) new DeadlineException("the run took longer than its deadline, with " + done + " of " + count()
          + " samples done").initCause(e);
      throw e;
    } catch (IllegalStateException e) {
      throw explained(e);
    }
  }

  /** Memory that was freed under the hands of Java code does not know whose it was. */
  private IllegalStateException explained(IllegalStateException e) {
    try {
      job.backend().allocate(1, 1).close();
      return e;
    } catch (IllegalStateException closed) {
      if (closed != e) closed.addSuppressed(e);
      return closed;
    } catch (RuntimeException full) {
      return e;
    }
  }

  private boolean step(Consumer<Group> how, Consumer<Group> ended) {
    if (done == count()) return false;
    Group g = group == null ? begin() : group;
    group = g;
    how.accept(g);
    if (!g.done()) return true;
    ended.accept(g);
    done += g.samples();
    watching.finished(done);
    g.close();
    group = null;
    return true;
  }

  private Group begin() {
    job.cancellation().check();
    if (!prepared) Groups.prepare(job, count());
    prepared = true;
    int n = Math.min(Groups.size(job), count() - done);
    return Groups.begin(job, recipe.seeds().slice(done, n).toArray(), done, start);
  }

  private void keep(Group g) {
    g.values(values(), done);
  }

  private Value values() {
    Value v = resources.values;
    if (v == null) {
      v = allocate(count());
      resources.values = v;
    }
    return v;
  }

  private Value allocate(int samples) {
    ElementType type = ElementType.of(job.backend().precision());
    try {
      return Value.owned("samples", type, job.shape().batch(samples));
    } catch (OutOfMemoryError e) {
      long elements = job.shape().elements(), bytes = samples * elements * type.bytes();
      throw new IllegalStateException(samples + " samples of shape " + job.shape() + " take " + bytes + " bytes (" + samples + " x "
          + elements + " x " + type.bytes() + "), more than there is; draw fewer at a time, or take them as they are done with "
          + "drain(...)", e);
    }
  }

  /** Runs to the end and closes the run. */
  public Samples finish() {
    turn.take(() -> {});
    try (Run _ = this) {
      return turn.done(() -> working(() -> {
        Value all = values();
        while (step(Group::finish, this::keep)) {
          // Each call finishes a group.
        }
        resources.values = null;
        return new Samples(job.shape(), all, report(), recipe);
      }));
    }
  }

  /**
   * Runs to the end, handing over samples as they are done, a group at a time, and closes the run: for jobs larger than memory. Each group
   * is closed when {@code each} returns; its recipe is that of its own seeds.
   *
   * @throws IllegalStateException if samples are done already that were not handed over; the run stays as it is then
   */
  public void drain(Consumer<? super Samples> each) {
    turn.take(() -> {
      if (done > 0) throw new IllegalStateException(done + " samples are done and were not handed over; use finish()");
    });
    try (Run _ = this) {
      turn.done(() -> working(() -> {
        while (step(Group::finish, g -> hand(g, each))) {
          // Each call finishes a group.
        }
        return this;
      }));
    }
  }

  private void hand(Group g, Consumer<? super Samples> each) {
    Value some = allocate(g.samples());
    try (var samples = new Samples(job.shape(), some, report(), recipe.with(recipe.seeds().slice(done, g.samples())))) {
      g.values(some, 0);
      each.accept(samples);
    }
  }

  /** What it has cost so far. */
  public Report report() {
    return new Report(job.counters(), count(), turn.nanos());
  }

  /** From what the samples can be drawn again. */
  public Recipe recipe() {
    return recipe;
  }

  /**
   * Stops the run soon, also inside a network call: {@link #advance} then throws. Safe from any thread; the run can be saved and closed
   * afterwards.
   */
  public void cancel() {
    job.cancellation().cancel();
  }

  /**
   * Writes all that the recipe does not say: the samples that are done, and of those at work states, history and counters. The bytes are
   * the same on every machine.
   *
   * @throws IllegalStateException if the run is closed, or another thread is at work
   */
  public void save(OutputStream to) throws IOException {
    turn.take(() -> {});
    try {
      turn.done(() -> {
        try {
          saved.write(to, done, done == 0 ? null : values(), group);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        return this;
      });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
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
    turn.take(() -> {
      if (done > 0 || group != null) throw new IllegalStateException("load belongs before the first step");
    });
    boolean loaded = false;
    try {
      turn.done(() -> working(() -> {
        try {
          saved.read(from, this::values, this::resume);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        return this;
      }));
      loaded = true;
      return this;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } finally {
      // Half of a state must not be continued from.
      if (!loaded) close();
    }
  }

  /** Begins the group after so many samples, where one was at work. */
  private @Nullable Group resume(int before, boolean working) {
    done = before;
    watching.finished(done);
    group = working ? begin() : null;
    return group;
  }

  /**
   * Cancels the step at work in another thread, waits for its end, and gives the memory back. Idempotent.
   *
   * @throws IllegalStateException if it is called from inside the run's own step
   */
  @Override
  public void close() {
    if (!turn.close()) return;
    RuntimeException failed = null;
    try {
      cancel();
    } catch (RuntimeException e) {
      // From what was to be stopped; what it works with is given back all the same.
      failed = e;
    }
    turn.await();
    Group g = group;
    group = null;
    note.forget();
    try (Resources _ = resources; Group _ = g) {
      if (failed != null) throw failed;
    }
  }

  /** How far it is. */
  @Override
  public String toString() {
    return "run of " + count() + " samples of shape " + job.shape() + ", " + done + " done" + (turn.isClosed() ? ", closed" : "");
  }
}
