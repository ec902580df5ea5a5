package org.counterflow.backend.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.counterflow.api.backend.Availability;
import org.counterflow.api.backend.Availability.Available;
import org.counterflow.api.backend.Availability.Unavailable;
import org.jspecify.annotations.Nullable;

/** ONNX Runtime itself: loaded on first use, one environment a process. */
final class Engine {
  /** What dynamic linkers say of a file that they may not run. */
  private static final List<String> NO_EXECUTION = List.of("failed to map segment", "Operation not permitted", "Permission denied");

  private static final @Nullable Engine ENGINE;
  private static final Unavailable FAILURE;

  static {
    Engine engine = null;
    Unavailable failure = new Unavailable("", "");
    try {
      engine = start();
    } catch (LinkageError | RuntimeException e) {
      failure = explain(e);
    }
    ENGINE = engine;
    FAILURE = failure;
  }

  private final OrtEnvironment environment;
  private final Set<OrtProvider> providers;

  private Engine(OrtEnvironment environment, Set<OrtProvider> providers) {
    this.environment = environment;
    this.providers = providers;
  }

  /** The runtime, where it is available. */
  static Engine get() {
    if (ENGINE == null) throw new IllegalStateException(FAILURE.reason());
    return ENGINE;
  }

  /** The execution providers compiled in, or why there are none. */
  static Availability availability() {
    return ENGINE == null ? FAILURE : new Available(ENGINE.executionProviders().stream().map(ExecutionProvider::device).toList());
  }

  /** {@code onnxruntime 1.28.0}. */
  String version() {
    return "onnxruntime " + environment.getVersion();
  }

  /** The execution providers compiled in, the one for the CPU first. */
  List<ExecutionProvider> executionProviders() {
    return providers.stream().map(ExecutionProvider::new).sorted().toList();
  }

  OrtSession open(Path file, OrtSession.SessionOptions options) throws OrtException {
    return environment.createSession(file.toString(), options);
  }

  OrtEnvironment environment() {
    return environment;
  }

  private static Engine start() {
    NoTelemetry.set();
    try (var _ = Natives.prepare()) {
      // At the usual level the runtime prints to the standard error stream which graphics cards it did not find.
      return new Engine(OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR), OrtEnvironment.getAvailableProviders());
    }
  }

  static Unavailable explain(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) root = root.getCause();
    String reason = root.getMessage() == null ? root.toString() : root.getMessage();
    return switch (root) {
      case IllegalCallerException _ -> new Unavailable(reason,
          "start the JVM with --enable-native-access=com.microsoft.onnxruntime,org.counterflow.backend.onnx (class path: ALL-UNNAMED)");
      case IOException _ when System.getProperty(Natives.PATH) != null -> new Unavailable(reason, "correct -D" + Natives.PATH);
      case IOException _ -> new Unavailable("its libraries cannot be unpacked into " + System.getProperty("java.io.tmpdir") + ": " + reason,
          "make room there, name another folder with -Djava.io.tmpdir, or unpack them yourself and name the folder with -D" + Natives.PATH);
      // Of a file system that is mounted without the right to run code.
      case UnsatisfiedLinkError _ when NO_EXECUTION.stream().anyMatch(reason::contains) -> new Unavailable(
          "its libraries lie where the system runs no code: " + reason,
          "name a folder that is not mounted noexec with -Dcounterflow.cache or -Djava.io.tmpdir, or unpack them yourself and name the folder with -D"
              + Natives.PATH);
      case UnsatisfiedLinkError _ -> new Unavailable("no library for " + Natives.platform() + " that loads: " + reason,
          "the jar has libraries for 64-bit Linux (glibc), Windows and macOS on ARM; name a folder with others with -D" + Natives.PATH);
      case NoClassDefFoundError _, ClassNotFoundException _ ->
          new Unavailable("the classes of ONNX Runtime are missing (" + reason + ")", OnnxProvider.ADD_JAR);
      default -> new Unavailable(root.toString(), "see the cause; -D" + Natives.PATH + " names a folder with the runtime's libraries");
    };
  }
}
