package org.counterflow.backend.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.TensorInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.counterflow.api.backend.Options;
import org.counterflow.api.network.Dimension;
import org.counterflow.api.network.NetworkException;
import org.counterflow.api.network.Port;
import org.counterflow.api.network.Ports;
import org.counterflow.api.tensor.ElementType;

/** Loads a model. All that needs the runtime's classes is behind this class, so that {@link OnnxNetwork} loads without them. */
final class Loader {
  private Loader() {}

  /**
   * A loaded model.
   *
   * @param metadata of the file
   * @param identity for recipes
   */
  record Loaded(Session session, Map<String, String> metadata, Map<String, String> identity) {}

  static Loaded load(Path path, Options options) {
    Settings settings = Settings.of(options);
    ModelFile file = ModelFile.of(path);
    Engine engine = Engine.get();
    // Code that has not run before is slow at this; the runtime needs as long for the session.
    CompletableFuture<String> hash = CompletableFuture.supplyAsync(file::sha256);
    try (var with = new SessionOptions()) {
      with.setIntraOpNumThreads(settings.threads());
      with.setInterOpNumThreads(1);
      with.setExecutionMode(SessionOptions.ExecutionMode.SEQUENTIAL);
      for (var e : settings.entries().entrySet()) with.addConfigEntry(e.getKey(), e.getValue());
      // Below this level each failure is also printed to the standard error stream, beside the exception.
      with.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      String provider = ExecutionProvider.add(options.device(), with, engine);
      return loaded(file, hash, provider, engine, settings, engine.open(path, with));
    } catch (OrtException e) {
      throw Said.refused(file, engine.version(), e);
    }
  }

  private static Loaded loaded(ModelFile file, CompletableFuture<String> hash, String provider, Engine engine, Settings settings,
      OrtSession session) throws OrtException {
    try {
      var ports = new Ports(ports(session.getInputInfo().values(), file.shapeless()), ports(session.getOutputInfo().values(),
          file.shapeless()));
      Map<String, String> metadata = Map.copyOf(session.getMetadata().getCustomMetadata());
      var identity = new TreeMap<String, String>();
      settings.config().forEach((k, v) -> identity.put(Settings.CONFIG + k, v));
      Path name = file.path().getFileName() == null ? file.path() : file.path().getFileName();
      identity.putAll(Map.of("sha256", sha256(hash), "runtime", engine.version(), "provider", provider, "file", name.toString()));
      return new Loaded(new Session(file.path().toString(), ports, engine.environment(), session), metadata, Map.copyOf(identity));
    } catch (OrtException | RuntimeException | Error e) {
      session.close();
      throw e;
    }
  }

  private static String sha256(CompletableFuture<String> hash) {
    try {
      return hash.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof NetworkException n) throw n;
      throw e;
    }
  }

  private static List<Port> ports(Collection<NodeInfo> nodes, Set<String> shapeless) {
    return nodes.stream().map(n -> port(n, shapeless)).toList();
  }

  private static Port port(NodeInfo n, Set<String> shapeless) {
    if (!(n.getInfo() instanceof TensorInfo t)) return Port.unsupported(n.getName(), kind(n), List.of());
    ElementType type = Types.of(t.onnxType);
    var dimensions = new ArrayList<Dimension>();
    for (int i = 0; i < t.getShape().length; i++) {
      long size = t.getShape()[i];
      dimensions.add(size < 0 ? Dimension.open(t.getDimensionNames()[i]) : Dimension.of(size));
    }
    if (type == null) return Port.unsupported(n.getName(), Types.name(t.onnxType), dimensions);
    // Where not even the rank is declared, the runtime may have found it by itself.
    boolean open = dimensions.isEmpty() && shapeless.contains(n.getName());
    return open ? Port.ofAnyShape(n.getName(), type) : Port.of(n.getName(), type, dimensions);
  }

  /** {@code sequence}, {@code map}. */
  private static String kind(NodeInfo n) {
    return n.getInfo().getClass().getSimpleName().replace("Info", "").toLowerCase(Locale.ROOT);
  }
}
