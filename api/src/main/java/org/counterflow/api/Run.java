package org.counterflow.api;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.internal.driver.Blocks;
import org.counterflow.api.internal.driver.Counters;
import org.counterflow.api.internal.driver.Group;
import org.counterflow.api.internal.driver.Groups;
import org.counterflow.api.internal.driver.Job;
import org.counterflow.api.internal.driver.Slabs;
import org.counterflow.api.score.Cancellation;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A run in progress: advanced step by step, paused, saved and resumed with equal bits, cancelled from any thread. All other methods belong
 * to one thread at a time. Close it to give its memory back; {@link #finish} does both.
 */
public final class Run implements AutoCloseable {
  private static final int MAGIC = 0x43465255;
  private static final int VERSION = 1;
  private static final int BLOCK = 1 << 20;

  private final Job job;
  private final Recipe recipe;
  private final Conditions conditions;
  private final @Nullable Tensor start;
  private final double scale;
  private final @Nullable Observer observer;
  private final boolean ownsBackend;
  private final Cancellation cancellation;
  private final int groupSize;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment values;
  private int done;
  private @Nullable Group group;
  private long nanos;
  private boolean closed;
  private boolean handedOver;

  Run(Job job, Recipe recipe, Conditions conditions, @Nullable Tensor start, double scale, @Nullable Observer observer,
      Cancellation cancellation, boolean ownsBackend) {
    this.job = job;
    this.recipe = recipe;
    this.conditions = conditions;
    this.start = start;
    this.scale = scale;
    this.observer = observer;
    this.cancellation = cancellation;
    this.ownsBackend = ownsBackend;
    groupSize = Groups.size(job);
    values = arena.allocate(bytes(recipe.seeds().count()), 64);
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
    return Groups.begin(job, seeds, done, Groups.rows(conditions, done, n), start == null ? null : Groups.rows(start, done, n), scale);
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
    return new Report((double) c.evaluations() / count(), c.networkRows(), c.networkCalls(), c.kernels(), c.copies(), nanos * 1e-9,
        c.networkNanos() * 1e-9);
  }

  /** From what the samples can be drawn again. */
  public Recipe recipe() {
    return recipe;
  }

  /** Stops the run soon, also inside a network call: {@link #advance} then throws. Safe from any thread; the run can be saved and closed. */
  public void cancel() {
    cancellation.cancel();
  }

  /**
   * Writes all that the recipe does not say: the samples that are done, and of those at work states, history and counters. The bytes are
   * the same on every machine.
   *
   * @throws IllegalStateException if the run is closed
   */
  public void save(OutputStream to) throws IOException {
    requireOpen();
    var head = new DataOutputStream(to);
    head.writeInt(MAGIC);
    head.writeInt(VERSION);
    try (var out = new DataOutputStream(Blocks.to(head))) {
      write(out);
    }
  }

  private void write(DataOutputStream out) throws IOException {
    Map<String, String> origin = origin();
    out.writeInt(origin.size());
    for (Map.Entry<String, String> e : origin.entrySet()) {
      text(out, e.getKey());
      text(out, e.getValue());
    }
    out.writeInt(done);
    for (long at = 0, n; at < bytes(done); at += n) {
      n = Math.min(BLOCK, bytes(done) - at);
      out.write(littleEndian(values.asSlice(at, n).toArray(ValueLayout.JAVA_BYTE)));
    }
    for (long c : counts()) out.writeLong(c);
    out.writeBoolean(group != null);
    if (group != null) group.save(out);
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
      read(from);
      loaded = true;
      return this;
    } catch (EOFException e) {
      throw new IOException("the saved run is cut off: save it again", e);
    } finally {
      // Half of a state must not be continued from.
      if (!loaded) close();
    }
  }

  private void read(InputStream from) throws IOException {
    var head = new DataInputStream(from);
    if (head.readInt() != MAGIC) throw new IOException("this is no saved run");
    int version = head.readInt();
    if (version != VERSION) throw new IOException("the run was saved in version " + version + " of the format, this reads version " + VERSION);
    var in = new DataInputStream(Blocks.from(head));
    SequencedMap<String, String> saved = new LinkedHashMap<>();
    for (int k = in.readInt(); k > 0; k--) saved.put(text(in), text(in));
    requireSame(saved, origin());
    state(in);
    if (in.read() >= 0) throw new IOException("the saved run has more than this run can hold");
  }

  private void state(DataInputStream in) throws IOException {
    done = in.readInt();
    for (long at = 0, n; at < bytes(done); at += n) {
      n = Math.min(BLOCK, bytes(done) - at);
      MemorySegment.copy(littleEndian(bytes(in, (int) n)), 0, values, ValueLayout.JAVA_BYTE, at, (int) n);
    }
    job.counters().add(in.readLong(), in.readLong(), in.readLong());
    if (in.readBoolean()) {
      Group g = begin();
      group = g;
      g.load(in);
    }
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(bytes(in, in.readInt()), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(DataInputStream in, int count) throws IOException {
    var bytes = new byte[count];
    in.readFully(bytes);
    return bytes;
  }

  private long[] counts() {
    return new long[] {job.counters().evaluations(), job.counters().networkRows(), job.counters().networkCalls()};
  }

  /** What must be the same for the bits to be the same; long values by their hash. */
  private SequencedMap<String, String> origin() {
    SequencedMap<String, String> o = new LinkedHashMap<>(recipe.settings());
    // All backends give equal bits, conditions follow by their hash, and a network's hash says more than what its file is called.
    o.remove("backend");
    o.remove("class");
    o.remove("labels");
    if (o.containsKey("network.sha256")) o.remove("network.file");
    o.put("seeds", count() + " seeds " + Integer.toHexString(recipe.seeds().hashCode()));
    o.put("start", start == null ? "noise" : "values " + hash(start));
    conditions.tensors().forEach((name, t) -> o.put("conditions." + name, t.batch() + " rows of " + t.shape() + " " + hash(t)));
    return o;
  }

  private static String hash(Tensor t) {
    return Integer.toHexString(Arrays.hashCode(t.toDoubles()));
  }

  private static void requireSame(Map<String, String> saved, Map<String, String> mine) {
    var keys = new TreeSet<>(saved.keySet());
    keys.addAll(mine.keySet());
    keys.removeIf(k -> Objects.equals(saved.get(k), mine.get(k)));
    if (keys.isEmpty()) return;
    var different = new StringJoiner("; ");
    for (String k : keys) different.add(k + " was " + saved.getOrDefault(k, "not given") + ", is " + mine.getOrDefault(k, "not given"));
    throw new IllegalArgumentException("the saved run belongs to another recipe: " + different);
  }

  private byte[] littleEndian(byte[] bytes) {
    if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) return bytes;
    int w = job.backend().precision().bytes();
    for (int i = 0; i + w <= bytes.length; i += w) {
      for (int k = 0; k < w / 2; k++) {
        byte b = bytes[i + k];
        bytes[i + k] = bytes[i + w - 1 - k];
        bytes[i + w - 1 - k] = b;
      }
    }
    return bytes;
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
