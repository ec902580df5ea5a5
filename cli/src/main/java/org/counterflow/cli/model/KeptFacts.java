package org.counterflow.cli.model;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.counterflow.api.score.ScoreNetwork;
import org.counterflow.formats.FormatException;
import org.counterflow.formats.internal.files.AtomicFile;
import org.counterflow.formats.internal.files.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * What was found out about a network by asking it, kept in the cache folder for the next start: the same file, options, runtime and
 * processor give the same answers. Where the processor cannot be told, nothing is kept.
 */
public final class KeptFacts {
  private static final Path PROCESSOR = Path.of("/proc/cpuinfo");
  private static final List<String> TELLING = List.of("vendor_id", "cpu family", "model", "stepping", "flags", "CPU implementer", "CPU part",
      "CPU variant", "CPU revision", "Features");
  /** Bytes; no network has so many facts. */
  private static final long MOST = 1 << 16;

  private final ScoreNetwork network;
  private final @Nullable Path file;
  private final Map<String, Boolean> known;

  private KeptFacts(ScoreNetwork network, @Nullable Path file) {
    this.network = network;
    this.file = file;
    known = file == null ? Map.of() : read(file);
  }

  /**
   * Tells a network what is known of it.
   *
   * @param threads that it is run with; 0 for as many as there are processors
   */
  public static KeptFacts of(ScoreNetwork network, int threads) {
    Path folder = Cache.folder();
    String processor = processor();
    int n = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    var facts = new KeptFacts(network, folder == null || processor == null ? null : folder.resolve("facts").resolve(
        Sha256.of(new TreeMap<>(network.network().identity()) + "\n" + network.roles() + "\n" + n + " threads\n" + processor) + ".txt"));
    network.facts().putAll(facts.known);
    return facts;
  }

  /** Keeps what was found out since. */
  public void keep() {
    if (file == null || known.equals(network.facts())) return;
    var text = new StringBuilder();
    new TreeMap<>(network.facts()).forEach((fact, yes) -> {
      // A name of the file's own may hold anything; a line is one fact.
      if (fact.chars().noneMatch(Character::isISOControl)) text.append(yes ? "yes " : "no ").append(fact).append('\n');
    });
    try {
      Files.createDirectories(file.getParent());
      AtomicFile.write(file, out -> out.write(text.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (IOException | FormatException e) {
      // A cache that cannot be written costs the next start its probe, and no more.
      System.getLogger("org.counterflow.cli").log(System.Logger.Level.DEBUG, "facts are not kept", e);
    }
  }

  private static Map<String, Boolean> read(Path file) {
    var facts = new TreeMap<String, Boolean>();
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > MOST) return facts;
      for (String line : Files.readAllLines(file)) {
        if (line.startsWith("yes ")) facts.put(line.substring(4), true);
        else if (line.startsWith("no ")) facts.put(line.substring(3), false);
      }
      return facts;
    } catch (IOException e) {
      return Map.of(); // Not readable, so not known.
    }
  }

  /** What tells one kind of processor from another; null where nothing does. */
  private static @Nullable String processor() {
    String windows = System.getenv("PROCESSOR_IDENTIFIER");
    if (windows != null) return windows;
    try {
      if (!Files.isReadable(PROCESSOR)) return null;
      var told = new TreeMap<String, String>();
      for (String line : Files.readAllLines(PROCESSOR)) {
        int colon = line.indexOf(':');
        if (line.isBlank() && !told.isEmpty()) break;
        if (colon > 0 && TELLING.contains(line.substring(0, colon).strip())) told.put(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
      }
      return told.isEmpty() ? null : told.toString();
    } catch (IOException e) {
      return null; // Not readable, so not known.
    }
  }
}
