package org.counterflow.api;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import org.counterflow.api.backend.Availability;
import org.counterflow.api.backend.Availability.Unavailable;
import org.counterflow.api.internal.files.PrivateFolder;
import org.counterflow.api.internal.plugin.Plugins;
import org.jspecify.annotations.Nullable;

/**
 * Asks a provider's probe so that a bad one hurts nobody. It has {@value #SECONDS_BY_DEFAULT} seconds. And while it is asked a marker lies in
 * a folder of {@code -Dcounterflow.cache=DIR}: whoever finds the marker of a process that is gone knows that the probe took it along, and has
 * it asked in a process of its own first, whose verdict is kept for a day. Where nothing can be written only the time is limited.
 *
 * <p>The probes of the backends in Java and of ONNX Runtime are asked without all that: they were never seen to end a process.
 */
final class ProbeGuard {
  /** The system property with another limit. */
  static final String SECONDS = "counterflow.probe.seconds";

  private static final long SECONDS_BY_DEFAULT = 10;
  private static final Duration KEPT = Duration.ofDays(1);
  private static final Set<String> TRUSTED = Set.of("java", "cpu-vector", "onnx");

  private ProbeGuard() {}

  static long seconds() {
    return Long.getLong(SECONDS, SECONDS_BY_DEFAULT);
  }

  static Availability ask(String id, Class<?> provider, Supplier<Availability> probe) {
    if (TRUSTED.contains(id)) return probe.get();
    Path folder = folder();
    if (folder == null) return limited(id, probe, () -> {});
    String key = key(id, provider);
    Path marker = folder.resolve("probing-" + key), unsafe = folder.resolve("unsafe-" + key);
    try {
      String verdict = verdict(folder, marker, unsafe, id);
      if (verdict != null)
        return new Unavailable(verdict, "delete " + unsafe + " to have it asked again, or leave it out with -D" + Plugins.EXCLUDED + "=" + id);
      Files.writeString(marker, self());
    } catch (IOException e) {
      System.getLogger(ProbeGuard.class.getName()).log(Level.DEBUG, "the probe of " + id + " is not guarded", e);
      return limited(id, probe, () -> {});
    }
    return limited(id, probe, () -> {
      try {
        Files.deleteIfExists(marker);
      } catch (IOException e) {
        System.getLogger(ProbeGuard.class.getName()).log(Level.DEBUG, "cannot delete " + marker, e);
      }
    });
  }

  /** Where markers lie; null where there is no place for them. */
  private static @Nullable Path folder() {
    String cache = System.getProperty("counterflow.cache");
    if (cache == null || cache.isBlank()) return null;
    try {
      return PrivateFolder.of(Path.of(cache).resolve("probes"));
    } catch (IOException e) {
      return null;
    }
  }

  /** Another jar, another JVM: another verdict. */
  private static String key(String id, Class<?> provider) {
    var crc = new CRC32();
    CodeSource from = provider.getProtectionDomain().getCodeSource();
    String location = from == null ? "" : String.valueOf(from.getLocation());
    crc.update((provider.getName() + location + System.getProperty("java.vm.version") + System.getProperty("os.version"))
        .getBytes(StandardCharsets.UTF_8));
    return id.replaceAll("[^a-zA-Z0-9-]", "_") + "-" + Long.toHexString(crc.getValue());
  }

  /** Why the probe must not be asked here; null if it may. */
  private static @Nullable String verdict(Path folder, Path marker, Path unsafe, String id) throws IOException {
    if (PrivateFolder.isOwn(folder, unsafe)) {
      if (Files.getLastModifiedTime(unsafe).toInstant().isAfter(Instant.now().minus(KEPT))) return Files.readString(unsafe).strip();
    } else if (!PrivateFolder.isOwn(folder, marker) || isAlive(Files.readString(marker).strip())) {
      return null;
    }
    String why = ProbeProgram.ask(id, seconds());
    if (why == null) Files.deleteIfExists(unsafe);
    else Files.writeString(unsafe, why);
    Files.deleteIfExists(marker);
    return why;
  }

  private static String self() {
    return ProcessHandle.current().pid() + " " + began(ProcessHandle.current());
  }

  /** A number alone may be another process's by now. */
  private static String began(ProcessHandle p) {
    return p.info().startInstant().map(Instant::toString).orElse("");
  }

  private static boolean isAlive(String process) {
    String[] said = process.split(" ", 2);
    try {
      return ProcessHandle.of(Long.parseLong(said[0])).map(p -> said.length < 2 || began(p).equals(said[1])).orElse(false);
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** In a thread of its own, which is left behind where it does not come back; then the marker stays too. */
  private static Availability limited(String id, Supplier<Availability> probe, Runnable end) {
    var answer = new CompletableFuture<Availability>();
    Thread.ofPlatform().daemon().name("probe of " + id).start(() -> {
      try {
        answer.complete(probe.get());
      } catch (Throwable e) { // whatever it throws is its answer
        answer.completeExceptionally(e);
      }
    });
    boolean interrupted = false;
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds());
    try {
      while (true) {
        try {
          Availability found = answer.get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
          end.run();
          return found;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (TimeoutException e) {
      return new Unavailable("its probe did not come back within " + seconds() + " s", "leave it out with -D" + Plugins.EXCLUDED + "=" + id
          + ", or give it longer with -D" + SECONDS);
    } catch (ExecutionException e) {
      end.run();
      throw ProbeGuard.<RuntimeException>thrown(e.getCause());
    } finally {
      if (interrupted) Thread.currentThread().interrupt();
    }
  }

  /** As it was thrown: who asks explains it. */
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> E thrown(@Nullable Throwable e) throws E {
    throw (E) (e == null ? new AssertionError() : e);
  }
}
