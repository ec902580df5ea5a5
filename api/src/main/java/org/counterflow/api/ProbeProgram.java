package org.counterflow.api;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.counterflow.api.internal.plugin.Plugins;
import org.jspecify.annotations.Nullable;

/** Asks one provider's probe in a process of its own, which may end as it likes. */
final class ProbeProgram {
  private static final List<String> PASSED = List.of(Plugins.PROPERTY, Plugins.EXCLUDED, "java.library.path", "java.io.tmpdir", ProbeGuard.SECONDS);

  private ProbeProgram() {}

  /**
   * What the new process runs.
   *
   * @param arguments the id
   */
  public static void main(String[] arguments) {
    Backends.installed().ask(arguments[0]);
    System.exit(0);
  }

  /**
   * Runs it.
   *
   * @param seconds it has
   * @return null if the process came to its end in good order, else how it ended
   */
  static @Nullable String ask(String id, long seconds) throws IOException {
    Process p = new ProcessBuilder(command(id)).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    p.getOutputStream().close();
    try {
      // The JVM has to start too.
      if (!p.waitFor(seconds + 5, TimeUnit.SECONDS)) {
        p.destroyForcibly();
        return "its probe did not come back within " + seconds + " s";
      }
    } catch (InterruptedException e) {
      p.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the probe of " + id + " was asked", e);
    }
    return switch (p.exitValue()) {
      case 0 -> null;
      case 134, 139 -> "its probe crashed the JVM (native code)";
      default -> "its probe ended the JVM with code " + p.exitValue();
    };
  }

  private static List<String> command(String id) {
    var c = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
        "-Xmx64m", "-Xlog:disable", "-XX:-CreateCoredumpOnCrash", "-XX:+SuppressFatalErrorMessage", "--illegal-native-access=allow"));
    for (String property : PASSED) if (System.getProperty(property) != null) c.add("-D" + property + "=" + System.getProperty(property));
    String modules = System.getProperty("jdk.module.path", ""), classes = System.getProperty("java.class.path", "");
    if (ProbeProgram.class.getModule().isNamed() && !modules.isEmpty()) {
      c.addAll(List.of("-p", modules, "--add-modules", "ALL-MODULE-PATH", "-m",
          ProbeProgram.class.getModule().getName() + "/" + ProbeProgram.class.getName()));
    } else {
      c.addAll(List.of("-cp", classes.isEmpty() ? modules : modules.isEmpty() ? classes : classes + File.pathSeparator + modules,
          ProbeProgram.class.getName()));
    }
    c.add(id);
    return c;
  }
}
