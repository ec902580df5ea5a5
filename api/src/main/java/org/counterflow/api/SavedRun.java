package org.counterflow.api;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UTFDataFormatException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.counterflow.api.internal.driver.Blocks;
import org.counterflow.api.internal.driver.Counters;
import org.counterflow.api.internal.driver.Group;
import org.counterflow.api.internal.driver.Job;
import org.counterflow.api.internal.driver.Start;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.value.Access;
import org.counterflow.api.value.Hold;
import org.counterflow.api.value.Value;
import org.jspecify.annotations.Nullable;

/**
 * A run as bytes, equal on every machine: magic and version, then in {@link Blocks} the recipe and what else the bits depend on, the samples
 * that are done, the counts, and the group at work.
 *
 * @param job what the samples have in common
 * @param recipe of the run
 * @param conditions of all samples
 * @param start what the run started from
 */
record SavedRun(Job job, Recipe recipe, Conditions conditions, Start start) {
  private static final int MAGIC = 0x43465255;
  private static final int VERSION = 2;
  private static final int PIECE = 1 << 20;

  /** Brings the run to where it was; the group is loaded then. */
  interface Resume {
    /**
     * The group at work, new.
     *
     * @param done samples before it
     * @param working whether there is one
     */
    @Nullable Group after(int done, boolean working);
  }

  /**
   * Writes a run.
   *
   * @param values [samples, shape], of which those that are done are written; null if none are
   * @param group at work, or null
   */
  void write(OutputStream to, int done, @Nullable Value values, @Nullable Group group) throws IOException {
    var head = new DataOutputStream(to);
    head.writeInt(MAGIC);
    head.writeInt(VERSION);
    try (var out = new DataOutputStream(Blocks.to(head))) {
      Map<String, String> origin = origin();
      out.writeInt(origin.size());
      for (Map.Entry<String, String> e : origin.entrySet()) {
        text(out, e.getKey());
        text(out, e.getValue());
      }
      out.writeInt(done);
      for (long at = 0, n; at < bytes(done); at += n) {
        n = Math.min(PIECE, bytes(done) - at);
        out.write(littleEndian(slice(values, at, n)));
      }
      Counters c = job.counters();
      out.writeLong(c.evaluations());
      out.writeLong(c.networkRows());
      out.writeLong(c.networkCalls());
      out.writeBoolean(group != null);
      if (group != null) group.save(out);
    }
  }

  private static byte[] slice(@Nullable Value values, long at, long bytes) {
    if (values == null) throw new IllegalStateException("samples are done, and there are no values");
    try (Hold h = values.hold(Memory.HOST, Access.READ)) {
      return h.segment().asSlice(at, bytes).toArray(ValueLayout.JAVA_BYTE);
    }
  }

  /**
   * Reads a run.
   *
   * @param values gives the place of the samples that are done
   */
  void read(InputStream from, Supplier<Value> values, Resume resume) throws IOException {
    var head = new DataInputStream(from);
    try {
      if (head.readInt() != MAGIC) throw new IOException("this is no saved run");
      int version = head.readInt();
      if (version != VERSION)
        throw new IOException("the run was saved in version " + version + " of the format, this reads version " + VERSION);
      read(new DataInputStream(Blocks.from(head)), values, resume);
    } catch (EOFException e) {
      throw new IOException("the saved run is cut off: save it again", e);
    } catch (UTFDataFormatException e) {
      throw new IOException("the saved run holds a name that is no text: save it again", e);
    }
  }

  private void read(DataInputStream in, Supplier<Value> values, Resume resume) throws IOException {
    SequencedMap<String, String> saved = new LinkedHashMap<>();
    for (int k = in.readInt(); k > 0; k--) saved.put(text(in), text(in));
    requireSame(saved, origin());
    int done = count(in, "samples that are done", recipe.seeds().count());
    for (long at = 0, n; at < bytes(done); at += n) {
      n = Math.min(PIECE, bytes(done) - at);
      byte[] some = littleEndian(bytes(in, (int) n));
      requireFinite(some);
      try (Hold h = values.get().hold(Memory.HOST, Access.READ_WRITE)) {
        MemorySegment.copy(some, 0, h.segment(), ValueLayout.JAVA_BYTE, at, (int) n);
      }
    }
    job.counters().add(count(in), count(in), count(in));
    boolean working = in.readBoolean();
    if (working && done == recipe.seeds().count()) throw new IOException("the saved run holds samples at work where all are done: save it again");
    Group group = resume.after(done, working);
    if (group != null) group.load(in);
    if (in.read() >= 0) throw new IOException("the saved run has more than this run can hold");
  }

  private long bytes(int samples) {
    return samples * job.shape().elements() * job.backend().precision().bytes();
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(bytes(in, count(in, "bytes of a text", Integer.MAX_VALUE)), StandardCharsets.UTF_8);
  }

  /** So many bytes, which are there before there is memory for them. */
  private static byte[] bytes(DataInputStream in, int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) throw new EOFException();
    return bytes;
  }

  private static int count(DataInputStream in, String what, int most) throws IOException {
    int n = in.readInt();
    if (n < 0 || n > most) throw new IOException("the saved run holds " + n + " " + what + ", not 0 to " + most + ": save it again");
    return n;
  }

  private static long count(DataInputStream in) throws IOException {
    long n = in.readLong();
    if (n < 0) throw new IOException("the saved run has counted " + n + " calls: save it again");
    return n;
  }

  /** What must be the same for the bits to be the same; long values by their hash. */
  private SequencedMap<String, String> origin() {
    SequencedMap<String, String> o = new LinkedHashMap<>(recipe.settings());
    // All backends give equal bits, conditions follow by their hash, and a network's hash says more than what its file is called.
    o.remove("backend");
    o.remove("class");
    o.remove("labels");
    for (String key : recipe.settings().keySet()) {
      if (key.startsWith("network") && key.endsWith(".sha256")) o.remove(key.substring(0, key.length() - "sha256".length()) + "file");
    }
    o.put("seeds", recipe.seeds().count() + " seeds " + Fingerprint.of(recipe.seeds().toArray()));
    Value given = start.values();
    o.put("start", given == null ? "noise" : given + " " + hash(given));
    conditions.values().forEach((name, v) -> o.put("conditions." + name, v + " " + hash(v)));
    return o;
  }

  private static String hash(Value v) {
    return Fingerprint.of(v);
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

  /** Samples that are done were finite when they became so. */
  private void requireFinite(byte[] some) throws IOException {
    MemorySegment s = MemorySegment.ofArray(some);
    ElementType type = ElementType.of(job.backend().precision());
    for (long i = 0; i < some.length / type.bytes(); i++) {
      double v = type.get(s, i);
      if (!Double.isFinite(v)) throw new IOException("the saved run holds " + v + " in a sample that is done: save it again");
    }
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
}
