package org.counterflow.cli.sampling;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.counterflow.api.network.NetworkException;
import org.counterflow.api.network.Port;
import org.counterflow.api.score.ScoreNetwork;
import org.counterflow.api.tensor.Shape;

/**
 * The memory of this machine or container, where the system keeps it in a file, as Linux does: the JVM's management interface would take
 * longer to load than most runs take to check. Elsewhere nothing is refused beforehand.
 */
final class MemoryCheck {
  /** Bytes that every machine has. */
  private static final double LITTLE = 1 << 30;
  /** Rows that nearly every machine has room for. */
  private static final long USUAL = 16;
  /** The share of the memory that a run may need. */
  private static final double SHARE = 0.8;
  private static final String[] UNITS = {"bytes", "kB", "MB", "GB", "TB", "PB"};
  private static final Path MEMORY = Path.of("/proc/meminfo");
  private static final Path[] LIMITS = {Path.of("/sys/fs/cgroup/memory.max"), Path.of("/sys/fs/cgroup/memory/memory.limit_in_bytes")};

  private MemoryCheck() {}

  /** Refuses what cannot be held even for one call of the network, or one sample of a target. */
  static void check(int microBatch, RunSettings settings, ScoreSource source) {
    double row = row(settings, source), needs = microBatch * row;
    if (needs < LITTLE) return;
    OptionalLong has = memory();
    if (has.isEmpty() || needs <= SHARE * has.getAsLong()) return;
    String machine = ", this machine has " + size(has.getAsLong()), one = "one sample of " + source.id();
    if (source.network() == null)
      throw new IllegalArgumentException(one + " needs " + size(needs) + machine + ": take a target of fewer dimensions");
    if (row > SHARE * has.getAsLong()) throw tooLarge(one + ", of shape " + source.shape() + ", needs " + size(row) + machine, source.network());
    String what = "micro-batch " + microBatch + ": a network call of so many rows needs " + size(needs) + machine
        + ": give fewer, such as --micro-batch " + Math.min(USUAL, (long) (SHARE * has.getAsLong() / row));
    throw settings.microBatch() == null ? new NetworkException(source.id() + " asks for " + what) : new IllegalArgumentException(what);
  }

  /** Fewer rows do not help where one is too large. */
  private static RuntimeException tooLarge(String what, ScoreNetwork network) {
    boolean said = network.said().keySet().stream().anyMatch(k -> k.startsWith("dim."));
    return said ? new IllegalArgumentException(what + ": give a smaller --dim")
        : new NetworkException(what + ". Remedy: take a network of smaller samples, or a larger machine");
  }

  /** The state of a sample before and after a step, and what a network says of it, in bytes. */
  private static double row(RunSettings settings, ScoreSource source) {
    double bytes = 2.0 * source.shape().elements() * settings.precision().bytes();
    ScoreNetwork network = source.network();
    if (network == null) return bytes;
    bytes += row(network, network.roles().raw(), source.shape());
    for (Port p : network.roles().extras().values()) bytes += row(network, p, source.shape());
    return bytes;
  }

  private static double row(ScoreNetwork network, Port output, Shape sample) {
    Shape row = network.row(output, sample);
    return row == null ? 0 : (double) row.elements() * output.type().bytes();
  }

  /** Bytes; empty where they are not known. */
  static OptionalLong memory() {
    OptionalLong least = number(MEMORY, Pattern.compile("MemTotal:\\s*(\\d+) kB"), 1024);
    for (Path limit : LIMITS) {
      OptionalLong n = number(limit, Pattern.compile("^(\\d{1,18})$"), 1);
      if (n.isPresent() && (least.isEmpty() || n.getAsLong() < least.getAsLong())) least = n;
    }
    return least;
  }

  private static OptionalLong number(Path file, Pattern line, long unit) {
    try {
      Matcher m = line.matcher(Files.exists(file) ? Files.readString(file).strip() : "");
      return m.find() ? OptionalLong.of(Long.parseLong(m.group(1)) * unit) : OptionalLong.empty();
    } catch (IOException e) {
      return OptionalLong.empty(); // Not for us to read, so not known.
    }
  }

  static String size(double bytes) {
    double n = bytes;
    int unit = 0;
    for (; n >= 999.5 && unit < UNITS.length - 1; n /= 1000) unit++;
    return String.format(Locale.ROOT, n < 9.95 && unit > 0 ? "%.1f %s" : "%.0f %s", n, UNITS[unit]);
  }
}
